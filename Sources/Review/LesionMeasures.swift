import Cohorts
import Execution
import Mathematics
import Volumes

/// What a review knows of one series of one patient without looking at it.
package struct LesionMeasures: Hashable, Codable, Sendable {
  /// Voxels of the image along its axes.
  package let size: SIMD3<Int>
  /// Distance of voxel centres along the axes of the image in mm.
  package let spacing: SIMD3<Double>
  /// Voxels of the lesion.
  package let voxels: Int
  /// Volume of the lesion in ml.
  package let volume: Double
  /// Slices from the first to the last of the lesion, counted from 0.
  package let slices: Range<Int>
  /// Slices between these without a voxel of it.
  package let emptySlices: Int
  /// Voxels of its separate parts, the largest first.
  package let parts: [Int]
  /// Voxels of background that it encloses within slices.
  package let holes: Int
  /// Voxels of it in the air around the patient.
  package let outside: Int
  /// Sides of the image that it touches.
  package let touched: [ImageSide]
  /// Voxels of it that are no numbers.
  package let notFinite: Int
  /// `nil` if no voxel of it is a number, or the image has one intensity only.
  package let intensities: LesionIntensities?
  /// SHA-256 of the voxels of the image, without its header.
  package let imageHash: String
  /// SHA-256 of the voxels of the mask, without its header.
  package let contourHash: String

  /// The longest side of a voxel divided by the shortest.
  package var anisotropy: Double { spacing.max() / spacing.min() }

  /// Measures a lesion; `nil` if the mask has no voxel.
  package init?(image: Volume, mask: Mask) {
    guard let box = mask.boundingBox else { return nil }
    let runs = RegionRuns(mask)
    let inside = runs.gathered(image.voxels)
    let range = IntensityRange(of: image, around: mask)
    (size, spacing, slices) = (image.grid.size, image.grid.spacing, box.lower.z..<box.upper.z)
    (voxels, volume) = (runs.count, mask.volume / 1000)
    let shapes = slices.map { mask.slice($0, in: box) }
    emptySlices = shapes.count { $0.count == 0 }
    parts = RegionParts(mask.cropped(to: box)).sizes.sorted(by: >)
    holes = shapes.reduce(0) { $0 + $1.enclosed }
    outside = range.map { AirAround(image, below: $0.air).voxels(of: mask, in: box) } ?? 0
    touched = mask.touchedSides(box)
    notFinite = inside.count { !$0.isFinite }
    intensities = range.flatMap { LesionIntensities(inside, in: $0) }
    imageHash = image.voxels.withUnsafeBytes(Self.hash)
    contourHash = mask.voxels.withUnsafeBytes(Self.hash)
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) -> String {
    var digest = SHA256Digest()
    digest.add(bytes)
    return digest.finish()
  }
}

/// The intensities of a lesion beside those of its image.
package struct LesionIntensities: Hashable, Codable, Sendable {
  /// Median of the lesion, as in the file.
  package let median: Double
  /// The same as a place between the 1 % and the 99 % quantile of the image around the lesion: 0 and 1. Intensities of
  /// MRI have no unit, so patients can be compared only in this way. A large bright lesion would move these quantiles,
  /// and a small one would not, so the lesion is no part of them.
  package let relative: Double
  /// Distance of these quantiles.
  package let range: Double

  init?(_ inside: [Double], in range: IntensityRange) {
    let sorted = inside.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    median = middle(ofSorted: sorted)
    relative = (median - range.low) / (range.high - range.low)
    self.range = range.high - range.low
  }
}

/// The 1 % and the 99 % quantile of an image around a lesion.
struct IntensityRange {
  let low: Double
  let high: Double

  /// `nil` for an image of one intensity. At most about 200,000 voxels are looked at, at even distances; those of the
  /// lesion too if less than a fifth of the image is around it.
  init?(of image: Volume, around mask: Mask) {
    // An odd step does not fall into the columns of images, whose sizes are powers of two.
    let step = max(1, image.voxels.count / 200_000) | 1
    let all = stride(from: 0, to: image.voxels.count, by: step)
    let around = all.filter { mask.voxels[$0] == 0 }
    let sample = (5 * around.count < image.voxels.count / step ? Array(all) : around)
      .map { image.voxels[$0] }.filter(\.isFinite).sorted()
    guard !sample.isEmpty else { return nil }
    (low, high) = (quantile(ofSorted: sample, 0.01), quantile(ofSorted: sample, 0.99))
    guard high > low else { return nil }
  }

  /// Darker voxels may be air: a tenth of the range. In CT that is about -900 HU, in MRI the noise around the patient.
  var air: Double { low + 0.1 * (high - low) }
}

extension Mask {
  /// One slice of the mask within a box.
  fileprivate func slice(_ k: Int, in box: VoxelBox) -> Mask {
    cropped(to: VoxelBox(lower: [box.lower.x, box.lower.y, k], upper: [box.upper.x, box.upper.y, k + 1]))
  }

  /// Voxels of background of a mask of one slice that no path of faces leads out of.
  fileprivate var enclosed: Int {
    let (width, height) = (grid.size.x + 2, grid.size.y + 2)
    var background = [UInt8](repeating: 1, count: width * height)
    for j in 0..<grid.size.y {
      for i in 0..<grid.size.x where self[i, j, 0] { background[i + 1 + width * (j + 1)] = 0 }
    }
    let padded = Grid(size: [width, height, 1], spacing: grid.spacing)
    // The first part has the corner, so it is the outside.
    return RegionParts(Mask(grid: padded, voxels: background), joinedBy: .faces).sizes.dropFirst().reduce(0, +)
  }

  /// The sides of the grid that the region touches. An image of one slice has no first and last.
  fileprivate func touchedSides(_ box: VoxelBox) -> [ImageSide] {
    ImageAxis.allCases.filter { grid.size[$0.rawValue] > 1 }.flatMap { axis in
      let (first, last) = (box.lower[axis.rawValue] == 0, box.upper[axis.rawValue] == grid.size[axis.rawValue])
      return (first ? [ImageSide(axis: axis, isLast: false)] : []) + (last ? [ImageSide(axis: axis, isLast: true)] : [])
    }
  }
}
