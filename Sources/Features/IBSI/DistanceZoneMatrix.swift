import Volumes

/// Zones by level and distance to the edge of the region, IBSI 3.9 (`VMDZ`).
enum DistanceZoneMatrix {
  /// Connected voxels of one level by the smallest distance of their voxels.
  /// - Parameter distances: one per voxel of `region`, from ``edgeDistances(of:planar:)``.
  static func counting(_ region: GreyLevelRegion, distances: [Int32], planar: Bool) -> LevelSizeMatrix {
    let size = region.grid.size
    var waiting = region.levels
    var counts: [SIMD2<Int>: Int] = [:]
    var stack: [SIMD3<Int>] = []
    for start in waiting.indices where waiting[start] != 0 {
      let level = waiting[start]
      var nearest = distances[start]
      waiting[start] = 0
      stack.append([start % size.x, start / size.x % size.y, start / (size.x * size.y)])
      while let index = stack.popLast() {
        nearest = min(nearest, distances[region.grid.offset(index.x, index.y, index.z)])
        for k in planar ? index.z...index.z : max(index.z - 1, 0)...min(index.z + 1, size.z - 1) {
          for j in max(index.y - 1, 0)...min(index.y + 1, size.y - 1) {
            for i in max(index.x - 1, 0)...min(index.x + 1, size.x - 1) {
              let next = region.grid.offset(i, j, k)
              if waiting[next] == level {
                waiting[next] = 0
                stack.append([i, j, k])
              }
            }
          }
        }
      }
      counts[[Int(level), Int(nearest)], default: 0] += 1
    }
    return LevelSizeMatrix(counts: counts)
  }

  /// Steps through faces from each inside voxel to the nearest voxel outside, which may lie beyond the grid; 0 outside.
  ///
  /// Two passes are exact for this distance (Rosenfeld and Pfaltz 1966, doi 10.1145/321356.321357).
  static func edgeDistances(of mask: Mask, planar: Bool) -> [Int32] {
    let size = mask.grid.size
    var result = mask.voxels.map { Int32($0) * .max }
    let strides = [1, size.x, size.x * size.y]
    let axes = planar ? 0..<2 : 0..<3
    func relax(_ position: Int, _ index: SIMD3<Int>, _ isBackwards: Bool) {
      guard result[position] != 0 else { return }
      for axis in axes {
        let atEnd = isBackwards ? index[axis] == size[axis] - 1 : index[axis] == 0
        let neighbour = atEnd ? 0 : result[isBackwards ? position + strides[axis] : position - strides[axis]]
        // A neighbour without distance yet must not overflow.
        result[position] = min(result[position], neighbour == .max ? .max : neighbour + 1)
      }
    }
    for position in result.indices { relax(position, mask.grid.index(at: position), false) }
    for position in result.indices.reversed() { relax(position, mask.grid.index(at: position), true) }
    return result
  }
}

extension Grid {
  /// Index of a voxel by its position in storage.
  fileprivate func index(at position: Int) -> SIMD3<Int> {
    [position % size.x, position / size.x % size.y, position / (size.x * size.y)]
  }
}

extension LevelSizeMatrix {
  /// Cells in order from counts by level and size.
  init(counts: [SIMD2<Int>: Int]) {
    cells = counts.map { Cell(level: $0.key.x, size: $0.key.y, count: $0.value) }
      .sorted { ($0.level, $0.size) < ($1.level, $1.size) }
  }

  /// The sum of several matrices.
  init(merging matrices: [LevelSizeMatrix]) {
    var counts: [SIMD2<Int>: Int] = [:]
    for cell in matrices.lazy.flatMap(\.cells) { counts[[cell.level, cell.size], default: 0] += cell.count }
    self.init(counts: counts)
  }
}
