import Volumes

/// A closed contour in the voxel coordinates of the slice it belongs to.
package struct SlicePolygon {
  /// Index of the slice.
  package let slice: Int
  /// Mean height of the contour above slice 0, in slices.
  package let height: Double
  /// Corners in voxels: integers are voxel centres.
  package internal(set) var corners: [SIMD2<Double>]
  /// Whether the voxels on the outline belong to the region, by ``traced``.
  var isTraced = false
  /// Which contour it is.
  let place: ContourPlace

  /// Refuses a contour that is tilted against the slices or leaves the image; `place` names it in the error.
  /// - Parameter rounding: by how much the writing of its coordinates may have moved it along i, j and k, in voxels.
  package init(
    _ contour: [SIMD3<Double>], on grid: Grid, rounding: SIMD3<Double> = .zero, place: ContourPlace, file: String
  ) throws(ImageFileError) {
    let indices = contour.map { grid.index(of: $0) }
    let heights = indices.map(\.z)
    let spread = (heights.max() ?? 0) - (heights.min() ?? 0)
    // A tenth of a slice: exporters round, and the contours of oblique series are a little tilted.
    guard spread <= 0.1 + 2 * min(rounding.z, Self.mostRounding) else {
      throw ImageFileError(file, .contourNotParallel(place, spread: spread * grid.spacing.z))
    }
    let height = heights.reduce(0, +) / Double(heights.count)
    let size = SIMD3(Double(grid.size.x), Double(grid.size.y), Double(grid.size.z))
    let margin = pointwiseMin(rounding, SIMD3(repeating: 0.5)) + 0.501
    let isInside = indices.allSatisfy { index in
      (index + margin).min() >= 0 && (size - 1 + margin - index).min() >= 0
    }
    guard isInside else { throw ImageFileError(file, .outsideImage(region: "\(place)", grid: grid)) }
    (self.height, self.place) = (height, place)
    slice = min(max(Int(height.rounded()), 0), grid.size.z - 1)
    corners = indices.map { SIMD2(Self.snapped($0.x), Self.snapped($0.y)) }
  }

  /// In slices; more than this is no rounding but a plane that cannot be told from its neighbour's.
  private static let mostRounding = 0.2

  /// Rounded to a millionth of a voxel, so that a corner drawn on a voxel centre falls under the edge rule and not
  /// under the noise of the change of coordinates.
  private static func snapped(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}
