import Foundation
import Volumes

/// One series of a patient as the page shows it.
package struct ShownSeries: Sendable {
  package let grid: Grid
  package let slope: Double
  package let offset: Double
  /// Values that are black and white at first.
  package let window: [Double]
  /// The smallest and the largest value.
  package let range: [Double]
  /// Smallest box with the lesion; `nil` for an empty mask.
  package let lesion: VoxelBox?
  private let greys: [UInt16]
  private let mask: [UInt8]

  /// Takes what a reader shows first from the 1 % to the 99 % quantile: an implant must not leave the rest dark.
  package init(image: Volume, mask: Mask) {
    let bits = SixteenBits(image.voxels)
    (grid, lesion, self.mask) = (image.grid, mask.boundingBox, mask.voxels)
    (slope, offset, greys) = (bits.slope, bits.offset, bits.greys)
    range = [bits.offset, bits.offset + bits.slope * Double(bits.greys.max() ?? 0)]
    let values = bits.window(0.01, 0.99)
    window = values[1] > values[0] ? values : [values[0] - bits.slope, values[0] + bits.slope]
  }

  /// Bytes that it keeps in memory.
  var bytes: Int { 3 * greys.count }

  /// The numbers of columns, rows and slices of a plane.
  package func size(_ plane: ViewPlane) -> (columns: Int, rows: Int, slices: Int) {
    (grid.size[plane.across.axis], grid.size[plane.down.axis], grid.size[plane.through.axis])
  }

  /// A slice: greys as little-endian words, then a byte for each pixel that says whether it is in the lesion.
  package func slice(_ plane: ViewPlane, _ k: Int) -> Data {
    let (columns, rows, _) = size(plane)
    let strides = [1, grid.size.x, grid.size.x * grid.size.y]
    func steps(_ axis: ViewPlane.Axis) -> (first: Int, step: Int) {
      let stride = strides[axis.axis]
      return axis.isReversed ? ((grid.size[axis.axis] - 1) * stride, -stride) : (0, stride)
    }
    let (across, down) = (steps(plane.across), steps(plane.down))
    let start = k * strides[plane.through.axis] + across.first + down.first
    var data = Data(count: 3 * rows * columns)
    data.withUnsafeMutableBytes { bytes in
      // Invariant: places are those of the rows and columns of the plane, so they lie within the grid.
      var at = 0
      for row in 0..<rows {
        var place = start + row * down.step
        for _ in 0..<columns {
          bytes.storeBytes(of: greys[place].littleEndian, toByteOffset: 2 * at, as: UInt16.self)
          bytes[2 * rows * columns + at] = mask[place]
          place += across.step
          at += 1
        }
      }
    }
    return data
  }

  /// The slices of every plane that have some of the lesion, as runs from the first to the last.
  package func lesionRuns(through axis: Int) -> [[Int]] {
    guard let lesion else { return [] }
    var has = [Bool](repeating: false, count: grid.size[axis])
    for k in lesion.lower.z..<lesion.upper.z {
      for j in lesion.lower.y..<lesion.upper.y {
        for i in lesion.lower.x..<lesion.upper.x where mask[grid.offset(i, j, k)] != 0 { has[[i, j, k][axis]] = true }
      }
    }
    var runs: [[Int]] = []
    for k in has.indices where has[k] {
      if let last = runs.last, last[1] == k - 1 { runs[runs.count - 1][1] = k } else { runs.append([k, k]) }
    }
    return runs
  }
}
