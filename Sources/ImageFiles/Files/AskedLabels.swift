import Volumes

/// Whether values may be labels although ``LabelValues`` takes them for intensities, where one of them was asked for by
/// name: shells around a lesion climb as distances do, and supervoxels and single calcifications have hardly two
/// neighbours alike.
///
/// Labels that a program counts up are the whole numbers from 1 on, with hardly one left out. Up to thirty of those are
/// taken at their word. More are labels where each stays in its place, so that it takes a good part of its own box; an
/// intensity turns up all over the image, and the steps of a distance are shells of wide boxes.
struct AskedLabels {
  /// As many as ``LabelValues`` counts.
  private static let many = 30
  /// Share of the boxes of all labels that their voxels must take. A ball takes half of its box, a shell of one voxel
  /// at a radius of twenty a twelfth, and noise of 256 values less than a hundredth.
  private static let compact = 0.2

  private struct Extent {
    var count = 0
    var low = SIMD3<Int>(repeating: .max)
    var high = SIMD3<Int>(repeating: .min)
  }

  private let extents: [Int: Extent]
  private let areCounted: Bool

  /// - Parameter voxels: whole numbers, x-fastest on a grid of this size.
  init(_ voxels: [Double], size: SIMD3<Int>) {
    var extents: [Int: Extent] = [:]
    for (offset, value) in voxels.enumerated() where value != 0 {
      guard value >= 1, let label = Int(exactly: value), label <= voxels.count else {
        (self.extents, areCounted) = ([:], false)
        return
      }
      let index = SIMD3(offset % size.x, offset / size.x % size.y, offset / (size.x * size.y))
      var extent = extents[label, default: Extent()]
      extent.count += 1
      extent.low = pointwiseMin(extent.low, index)
      extent.high = pointwiseMax(extent.high, index)
      extents[label] = extent
    }
    (self.extents, areCounted) = (extents, 6 * (extents.keys.max() ?? 0) <= 7 * extents.count)
  }

  /// Whether these are labels.
  var areLabels: Bool {
    guard areCounted else { return false }
    guard extents.count > AskedLabels.many else { return true }
    let boxes = extents.values.reduce(0) { sum, extent in
      let sides = extent.high &- extent.low &+ SIMD3(1, 1, 1)
      return sum + sides.x * sides.y * sides.z
    }
    let count = extents.values.reduce(0) { $0 + $1.count }
    return Double(count) >= AskedLabels.compact * Double(boxes)
  }
}
