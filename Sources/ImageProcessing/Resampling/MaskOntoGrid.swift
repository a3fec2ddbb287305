import Volumes

extension Mask {
  /// This mask on another grid: a voxel is inside when the nearest voxel of this mask is.
  ///
  /// For a contour drawn on one series that serves another of the same frame of reference. Grids may differ in spacing,
  /// extent and orientation; what lies beyond this mask's grid is outside.
  public func resampled(onto target: Grid) -> Mask {
    var voxels = [UInt8](repeating: 0, count: target.count)
    // The map from index to index is affine, so three steps and a start describe it for the whole grid.
    let start = grid.index(of: target.position(of: .zero))
    let steps = (
      grid.index(of: target.position(of: [1, 0, 0])) - start, grid.index(of: target.position(of: [0, 1, 0])) - start,
      grid.index(of: target.position(of: [0, 0, 1])) - start
    )
    for k in 0..<target.size.z {
      for j in 0..<target.size.y {
        let row = start + steps.1 * Double(j) + steps.2 * Double(k)
        for i in 0..<target.size.x {
          let nearest = (row + steps.0 * Double(i)).rounded(.toNearestOrAwayFromZero)
          voxels[target.offset(i, j, k)] = value(at: nearest)
        }
      }
    }
    return Mask(grid: target, voxels: voxels)
  }

  private func value(at index: SIMD3<Double>) -> UInt8 {
    let isInside = (0..<3).allSatisfy { index[$0] >= 0 && index[$0] < Double(grid.size[$0]) }
    return isInside ? voxels[grid.offset(Int(index.x), Int(index.y), Int(index.z))] : 0
  }
}
