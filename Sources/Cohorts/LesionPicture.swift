import Foundation
import Results
import Volumes

/// One slice of a lesion with its outline, as a small picture.
package struct LesionPicture: Hashable, Codable, Sendable {
  /// Where in the lesion the slice is.
  package let level: LesionLevel
  /// The slice, counted from 1, and how many the image has.
  package let slice: Int
  package let slices: Int
  /// Pixels of the picture.
  package let picture: MapPicture
  /// Side of the square that it shows, in mm.
  package let side: Double
}

/// A level of a lesion along the direction in which its slices are stacked.
package enum LesionLevel: String, Hashable, Codable, Sendable, CaseIterable {
  case superior, middle, inferior
  case anterior, posterior
  case right, left
}

/// Makes the pictures of a lesion: a square around it, twice its size or larger, seen as a radiologist sees it
/// (the patient's right on the left, the front above), at three levels on one scale of greys.
package struct LesionPictures {
  private let image: Volume
  private let mask: Mask
  private let box: VoxelBox
  private let width: Int
  private let view: SliceView
  /// Side of the square in mm.
  private let side: Double

  /// The smallest square in mm. Less of the surroundings does not tell where in the body a lesion is.
  package static let least = 80.0

  /// - Parameter width: pixels of a side.
  package init?(image: Volume, mask: Mask, width: Int) {
    guard let box = mask.boundingBox else { return nil }
    (self.image, self.mask, self.box, self.width) = (image, mask, box, width)
    let extent = { (axis: Int, count: Int) in Double(count) * image.grid.spacing[axis] }
    let lesion = max(extent(0, box.size.x), extent(1, box.size.y))
    let whole = max(extent(0, image.grid.size.x), extent(1, image.grid.size.y))
    side = min(max(2 * lesion, Self.least), whole)
    view = SliceView(image.grid.axes)
  }

  /// The pictures, the upper ones first; fewer than three of a lesion of fewer slices.
  package var all: [LesionPicture] {
    let places = LesionLevels(of: box.lower.z..<box.upper.z) { _ in true }
    var shown: [(level: LesionLevel, slice: Int)] = []
    for one in view.ordered(low: places.low, middle: places.middle, high: places.high)
    where !shown.contains(where: { $0.slice == one.slice }) {
      shown.append(one)
    }
    let values = shown.map { greys(slice: $0.slice) }
    let window = Window(values.flatMap(\.self))
    return zip(shown, values).map { level, greys in
      LesionPicture(
        level: level.level, slice: level.slice + 1, slices: image.grid.size.z,
        picture: picture(greys, slice: level.slice, window), side: side)
    }
  }

  /// The slice in which the lesion has most voxels, the lowest of several.
  package var largest: MapPicture {
    let counts = (box.lower.z..<box.upper.z).map { slice in (slice: slice, voxels: voxels(inSlice: slice)) }
    let slice = counts.max { ($0.voxels, $1.slice) < ($1.voxels, $0.slice) }?.slice ?? box.lower.z
    let greys = greys(slice: slice)
    return picture(greys, slice: slice, Window(greys))
  }

  private func voxels(inSlice slice: Int) -> Int {
    let size = mask.grid.size
    return mask.voxels[(slice * size.x * size.y)..<((slice + 1) * size.x * size.y)].count { $0 != 0 }
  }

  private func picture(_ greys: [Float], slice: Int, _ window: Window) -> MapPicture {
    let outline = Cohorts.outline(of: inside(slice: slice), width: width)
    let bytes = zip(greys, outline).map { grey, isLine in
      isLine ? MapPicture.outline : MapPicture.byte(grey: window.share(of: grey), share: 0)
    }
    return MapPicture(width: width, coding: .mapped, pixels: Data(bytes))
  }

  /// Intensities from the 0.5 % to the 99.5 % quantile of the pictures: a vessel or an implant must not leave the rest
  /// dark.
  private struct Window {
    private let low, high: Float

    init(_ values: [Float]) {
      let sorted = values.filter(\.isFinite).sorted()
      func quantile(_ share: Double) -> Float { sorted[Int(share * Double(sorted.count - 1))] }
      (low, high) = sorted.isEmpty ? (0, 0) : (quantile(0.005), quantile(0.995))
    }

    func share(of value: Float) -> Float {
      guard value.isFinite else { return 0 }
      return high > low ? (value - low) / (high - low) : 0.5
    }
  }

  /// Voxel of the image at a place of the picture, counted in pixels; fractions are between voxels.
  private func place(_ column: Double, _ row: Double) -> (i: Double, j: Double) {
    let across = (column / Double(width) - 0.5) * side
    let down = (row / Double(width) - 0.5) * side
    let (first, second) = view.place(across: across, down: down)
    let spacing = image.grid.spacing
    let centre = (Double(box.lower.x + box.upper.x - 1) / 2, Double(box.lower.y + box.upper.y - 1) / 2)
    return (centre.0 + first / spacing.x, centre.1 + second / spacing.y)
  }

  /// Means of the voxels that a pixel covers, or the values between voxels where pixels are smaller. What lies beyond
  /// the image is no number, and black.
  private func greys(slice: Int) -> [Float] {
    let pixel = side / Double(width)
    let steps = min(4, max(1, Int((pixel / min(image.grid.spacing.x, image.grid.spacing.y)).rounded())))
    let parts = (0..<steps).map { (Double($0) + 0.5) / Double(steps) }
    return (0..<width).flatMap { row in
      (0..<width).map { column in
        var (sum, count) = (0.0, 0)
        for a in parts {
          for b in parts {
            let (i, j) = place(Double(column) + a, Double(row) + b)
            guard let value = value(i, j, slice) else { continue }
            sum += value
            count += 1
          }
        }
        return count > 0 ? Float(sum / Double(count)) : .nan
      }
    }
  }

  /// Bilinear within a slice; `nil` beyond the image.
  private func value(_ i: Double, _ j: Double, _ k: Int) -> Double? {
    let size = image.grid.size
    guard i >= -0.5, j >= -0.5, i <= Double(size.x) - 0.5, j <= Double(size.y) - 0.5 else { return nil }
    let (x, y) = (min(max(i, 0), Double(size.x - 1)), min(max(j, 0), Double(size.y - 1)))
    let (x0, y0) = (Int(x), Int(y))
    let (x1, y1) = (min(x0 + 1, size.x - 1), min(y0 + 1, size.y - 1))
    let (a, b) = (x - Double(x0), y - Double(y0))
    let upper = image[x0, y0, k] * (1 - a) + image[x1, y0, k] * a
    let lower = image[x0, y1, k] * (1 - a) + image[x1, y1, k] * a
    return upper * (1 - b) + lower * b
  }

  private func inside(slice: Int) -> [Bool] {
    let size = mask.grid.size
    return (0..<width).flatMap { row in
      (0..<width).map { column in
        let (i, j) = place(Double(column) + 0.5, Double(row) + 0.5)
        let (x, y) = (Int(i.rounded()), Int(j.rounded()))
        return x >= 0 && y >= 0 && x < size.x && y < size.y && mask[x, y, slice]
      }
    }
  }
}

/// How a slice is turned, so that pictures look alike however images are stored.
struct SliceView {
  private enum Stack { case axial, coronal, sagittal }

  private let stack: Stack
  /// Whether slices with higher numbers lie towards the head, the back or the left.
  private let isForward: Bool
  /// Which in-plane axis of the image, 0 or 1, runs across the picture.
  private let across: Int
  private let signs: (across: Double, down: Double)

  init(_ axes: Axes) {
    let k = axes.k
    let sizes = [abs(k.x), abs(k.y), abs(k.z)]
    // In axial slices across is to the patient's left and down to the back; in the others down is to the feet.
    let wanted: (across: SIMD3<Double>, down: SIMD3<Double>)
    if sizes[2] >= max(sizes[0], sizes[1]) {
      (stack, isForward, wanted) = (.axial, k.z >= 0, ([1, 0, 0], [0, 1, 0]))
    } else if sizes[1] >= sizes[0] {
      (stack, isForward, wanted) = (.coronal, k.y >= 0, ([1, 0, 0], [0, 0, -1]))
    } else {
      (stack, isForward, wanted) = (.sagittal, k.x >= 0, ([0, 1, 0], [0, 0, -1]))
    }
    let own = [axes.i, axes.j]
    let first = abs(own[0].dot(wanted.across)) >= abs(own[1].dot(wanted.across)) ? 0 : 1
    across = first
    signs = (own[first].dot(wanted.across) < 0 ? -1 : 1, own[1 - first].dot(wanted.down) < 0 ? -1 : 1)
  }

  /// A shift of the picture in mm as one along i and j of the image.
  func place(across x: Double, down y: Double) -> (Double, Double) {
    let (own, other) = (signs.across * x, signs.down * y)
    return across == 0 ? (own, other) : (other, own)
  }

  /// The levels of a lesion from the head, the front or the right on.
  func ordered(low: Int, middle: Int, high: Int) -> [(level: LesionLevel, slice: Int)] {
    let (start, end) = isForward ? (low, high) : (high, low)
    return switch stack {
    case .axial: [(.superior, end), (.middle, middle), (.inferior, start)]
    case .coronal: [(.anterior, start), (.middle, middle), (.posterior, end)]
    case .sagittal: [(.right, start), (.middle, middle), (.left, end)]
    }
  }
}
