import Execution
import Volumes

/// A square around the lesion, of one size in mm and so of one spacing for a whole cohort.
package struct LesionCrop: Hashable, Codable, Sendable {
  /// Margin in mm on every side of the largest lesion.
  package let margin: Double
  /// Side in mm; `nil` for that of the largest lesion of the patients who may be seen, with the margin.
  package let side: Double?
  /// Whether everything outside the lesion is set to grey 0.
  package let isMasked: Bool

  /// A crop; ``InputSettings`` checks its numbers.
  package init(margin: Double = 10, side: Double? = nil, isMasked: Bool = false) {
    self.margin = margin
    self.side = side
    self.isMasked = isMasked
  }
}

extension LesionCrop: CanonicalValue {
  /// `crop 10.0`, or `masked crop 10.0`. The side is left out: what matters is the side that was used
  /// (``CropFit``), whether it was given or fitted.
  package var canonical: String { "\(isMasked ? "masked " : "")crop \(margin.canonical)" }
}

/// The size of a crop: a fit on training patients unless it was given.
package struct CropFit: Hashable, Codable, Sendable {
  /// Side in the plane, in mm.
  package let side: Double
  /// Length along depth in mm; `nil` where a network takes each lesion's own slices.
  package let depth: Double?

  /// A size in mm.
  package init(side: Double, depth: Double?) {
    self.side = side
    self.depth = depth
  }
}

extension CropFit: CanonicalValue {
  /// The side, then the length along depth if there is one.
  package var canonical: String { ([side] + (depth.map { [$0] } ?? [])).canonical }
}

/// What the size of a network's input is taken from: the size of an image, and where its lesion lies.
package struct InputExtent: Hashable, Codable, Sendable {
  /// Voxels along each axis.
  package let size: SIMD3<Int>
  /// Distance of voxels in mm.
  package let spacing: SIMD3<Double>
  /// The lesion's box; `nil` without a lesion.
  package let lesion: VoxelBox?

  /// The sizes of one series.
  package init(_ image: InputImage) throws(InputError) {
    guard image.volume.grid.agrees(with: image.mask.grid) else {
      throw .otherGrid(image: image.volume.grid, mask: image.mask.grid)
    }
    size = image.volume.grid.bounds.size
    spacing = image.volume.grid.spacing
    lesion = image.mask.boundingBox
  }

  /// The whole image.
  var bounds: VoxelBox { VoxelBox(lower: [0, 0, 0], upper: size) }

  /// The lesion's box in mm.
  var lesionSize: SIMD3<Double>? {
    lesion.map { SIMD3(Double($0.size.x), Double($0.size.y), Double($0.size.z)) * spacing }
  }
}

extension SIMD3<Double> {
  /// The longer side in the plane of the slices.
  var plane: Double { Swift.max(x, y) }
}
