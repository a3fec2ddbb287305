import Volumes

/// The neighbours across which regions grow and shrink.
///
/// Face neighbours, along the axes whose spacing is at most twice the smallest: a layer across thick slices would be
/// many times as thick as one in the plane.
struct FaceNeighbours {
  private let size: SIMD3<Int>
  private let axes: [(axis: Int, stride: Int)]

  init(_ grid: Grid) {
    size = grid.size
    let strides = [1, grid.size.x, grid.size.x * grid.size.y]
    axes = (0..<3).filter { grid.spacing[$0] <= 2 * grid.spacing.min() && grid.size[$0] > 1 }.map { ($0, strides[$0]) }
  }

  /// Calls `body` with each neighbour of a voxel in the grid; the second argument of `edge` neighbours is missing.
  func forEach(of voxel: Int, _ body: (Int) -> Void) {
    for (axis, stride) in axes {
      let place = voxel / stride % size[axis]
      if place > 0 { body(voxel - stride) }
      if place < size[axis] - 1 { body(voxel + stride) }
    }
  }

  /// The region and all its neighbours.
  func grown(_ voxels: [UInt8]) -> [UInt8] {
    var result = voxels
    for voxel in voxels.indices where voxels[voxel] != 0 { forEach(of: voxel) { result[$0] = 1 } }
    return result
  }

  /// The voxels all of whose neighbours are inside; the edge of the image does not count as outside.
  func shrunk(_ voxels: [UInt8]) -> [UInt8] {
    var result = voxels
    for voxel in voxels.indices where voxels[voxel] == 0 { forEach(of: voxel) { result[$0] = 0 } }
    return result
  }
}
