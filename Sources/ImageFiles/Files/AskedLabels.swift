import Volumes

/// Decides whether values are labels although ``LabelValues`` takes them for intensities. It is used only if one label
/// was asked for by number or name.
///
/// Some label images look like intensities: shells around a lesion rise like distances, and in supervoxels and single
/// calcifications hardly two neighbours are equal. But labels that a program numbers are the whole numbers from 1 on,
/// with at most a seventh of them left out. Up to thirty such values are accepted without a further check. More are
/// labels only if each lies in one place, so that its voxels fill a good part of their bounding box. An intensity
/// occurs all over the image, and the steps of a distance map are shells with large bounding boxes.
struct AskedLabels {
  /// Largest number of values that is accepted without looking at the boxes; ``LabelValues`` uses the same number.
  private static let many = 30
  /// Smallest share of the bounding boxes, summed over all labels, that the voxels must fill. A ball fills half of its
  /// box, a shell of one voxel at a radius of twenty a twelfth, and noise of 256 values less than a hundredth.
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

  /// Whether the values are labels.
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
