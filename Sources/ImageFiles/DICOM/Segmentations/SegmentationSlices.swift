import Volumes

/// Whether the frames of a segmentation stand for slices of the image, or for thicker ones, of which each would count
/// as one.
///
/// Positions alone cannot tell: of slices without a voxel no frame need be there, so frames may lie three slices apart
/// and mean just these slices. They are believed where two frames lie on neighbouring slices. Else it is for
/// SpacingBetweenSlices to say, which is the distance of the slices that the segmentation was made on; and where that
/// is absent, for SliceThickness, which may be larger than the distance of overlapping slices, but not by three
/// quarters of it, unless the image has the same, and smaller where slices have gaps; that of a single frame not below
/// a half. Without either, frames at an even distance of two slices or more are taken for thicker ones.
struct SegmentationSlices {
  /// Positions of the frames of all segments along their normal, in slices of the image, ascending and none twice.
  private let heights: [Double]
  private let distance: Double?
  private let thickness: Double?
  /// Distance between the slices of the image along the normal of the frames.
  let spacing: Double

  init(_ frames: [FrameGeometry], on grid: Grid) {
    let normal = frames.first?.normal ?? grid.axes.k
    let alignments = [grid.axes.i, grid.axes.j, grid.axes.k].map { abs($0.dot(normal)) }
    let axis = alignments.firstIndex(of: alignments.max() ?? 1) ?? 2
    spacing = grid.spacing[axis]
    let sorted = frames.map { grid.index(of: $0.position)[axis] }.sorted()
    heights = sorted.reduce(into: []) { kept, height in
      if kept.last.map({ height - $0 > 0.1 }) ?? true { kept.append(height) }
    }
    distance = frames.lazy.compactMap(\.declaredDistance).first
    thickness = frames.lazy.compactMap(\.declaredThickness).first
  }

  /// What a frame stands for, in mm, where that is not a slice of the image; `nil` where it is.
  /// - Parameter imageThickness: SliceThickness of the image, where that is known.
  func disagreement(imageThickness: Double?) -> Double? {
    let gaps = zip(heights.dropFirst(), heights).map { $0 - $1 }
    if let least = gaps.min(), least < 1.5 { return nil }
    if let distance { return abs(distance - spacing) <= 0.05 * spacing ? nil : distance }
    if let thickness {
      if let imageThickness, abs(thickness - imageThickness) <= 0.02 * imageThickness { return nil }
      return thickness < 1.75 * spacing && (heights.count > 1 || thickness >= 0.5 * spacing) ? nil : thickness
    }
    guard gaps.count >= 2, let least = gaps.min(), let most = gaps.max(), most - least < 0.1 else { return nil }
    return least * spacing
  }
}
