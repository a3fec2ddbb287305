import Execution
import Mathematics
import Volumes

extension Mask {
  /// Another contour that the image would allow: supervoxels drawn by how much of each lies in the region.
  ///
  /// A supervoxel of which 90 % or more is inside belongs to the new region, one with less than 20 % does not, the
  /// others with their share as probability; that with the largest share always belongs. Gaps of one voxel are closed.
  /// Zwanenburg et al. 2019, doi 10.1038/s41598-018-36938-4; the supervoxels are those of ``Supervoxels``, on the
  /// region and 25 mm around it, intensities held within the region's range and a tenth of it more.
  /// - Parameter box: bounding box of this region.
  func randomised(in image: Volume, box: VoxelBox, _ stream: RandomStream) -> Mask {
    var stream = stream
    var margin = SIMD3<Int>.zero
    for axis in 0..<3 { margin[axis] = Int((25 / grid.spacing[axis]).rounded(.up)) }
    let near = box.expanded(by: margin, within: grid.bounds)
    let (part, region) = (image.cropped(to: near), cropped(to: near))
    let groups = Supervoxels(part.scaled(by: region).smoothed(), on: part.grid)
    let kept = groups.drawn(by: region, &stream)
    let chosen = groups.labels.map { kept[Int($0)] ? UInt8(1) : 0 }
    let neighbours = FaceNeighbours(part.grid)
    let closed = neighbours.shrunk(neighbours.grown(chosen))
    return pasted(closed, in: near)
  }

  /// This mask's grid with nothing but `block` in `box`.
  private func pasted(_ block: [UInt8], in box: VoxelBox) -> Mask {
    var result = [UInt8](repeating: 0, count: voxels.count)
    var position = 0
    for k in box.lower.z..<box.upper.z {
      for j in box.lower.y..<box.upper.y {
        for i in box.lower.x..<box.upper.x {
          result[grid.offset(i, j, k)] = block[position]
          position += 1
        }
      }
    }
    return Mask(grid: grid, voxels: result)
  }
}

extension Supervoxels {
  /// Which groups belong to the new region; one draw for every group, so that a draw does not depend on the others.
  fileprivate func drawn(by region: Mask, _ stream: inout RandomStream) -> [Bool] {
    var inside = [Int](repeating: 0, count: sizes.count)
    for (voxel, label) in labels.enumerated() where region.voxels[voxel] != 0 { inside[Int(label)] += 1 }
    let shares = zip(inside, sizes).map { Double($0) / Double($1) }
    let largest = shares.indices.max { (shares[$0], -$0) < (shares[$1], -$1) }
    return shares.indices.map { label in
      let draw = stream.uniform()
      let share = shares[label]
      return label == largest || share >= 0.9 || (share >= 0.2 && draw < share)
    }
  }
}

extension Volume {
  /// Intensities between 0 and 1 over the region's range and a tenth of it on each side, held there; all 0 in a flat
  /// region.
  fileprivate func scaled(by region: Mask) -> Volume {
    let inside = zip(voxels, region.voxels).filter { $0.1 != 0 }.map(\.0)
    guard let lowest = inside.min(), let highest = inside.max(), highest > lowest else {
      return Volume(grid: grid, voxels: [Double](repeating: 0, count: voxels.count))
    }
    let (start, width) = (lowest - 0.1 * (highest - lowest), 1.2 * (highest - lowest))
    return Volume(grid: grid, voxels: voxels.map { min(max(($0 - start) / width, 0), 1) })
  }

  /// Smoothed by a Gaussian as wide as the smallest spacing, cut at four standard deviations.
  fileprivate func smoothed() -> [Double] {
    var values = voxels
    for axis in 0..<3 where grid.size[axis] > 1 {
      let sigma = grid.spacing.min() / grid.spacing[axis]
      let reach = Int((4 * sigma).rounded(.up))
      let weights = gaussianWeights(sigma: sigma, reach: reach)
      let sum = weights.reduce(0, +)
      let layout = AxisLayout(size: grid.size, axis: axis)
      var result = [Double](repeating: 0, count: values.count)
      for outer in 0..<layout.outer {
        for n in 0..<layout.length {
          let target = (outer * layout.length + n) * layout.inner
          for (tap, weight) in weights.enumerated() {
            let source = min(max(n + tap - reach, 0), layout.length - 1)
            let start = (outer * layout.length + source) * layout.inner
            for x in 0..<layout.inner { result[target + x] += weight / sum * values[start + x] }
          }
        }
      }
      values = result
    }
    return values
  }
}
