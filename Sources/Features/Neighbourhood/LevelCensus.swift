import Volumes

/// Where a region lies in its box and how many voxels have each grey level.
public struct LevelCensus: Sendable {
  /// Number of voxels at each level, `0...highestLevel`; entry 0 is 0.
  public let counts: [Int]
  /// Smallest box that holds the region.
  let box: VoxelBox
  /// Rows that meet the region, in storage order.
  let rows: [Row]

  struct Row: Sendable {
    let j: Int
    let k: Int
    let first: Int
    let length: Int
  }

  /// Number of voxels inside.
  public let voxelCount: Int
  /// Highest level that occurs.
  public var highestLevel: Int { counts.count - 1 }
  /// Levels that occur, ascending.
  public var levels: [Int] { counts.indices.filter { counts[$0] > 0 } }

  /// `nil` when no voxel is inside.
  public init?(_ region: GreyLevelRegion) {
    let size = region.grid.size
    var rows: [Row] = []
    var counts = [Int](repeating: 0, count: region.levelCount + 1)
    region.levels.withUnsafeBufferPointer { levels in
      counts.withUnsafeMutableBufferPointer { counts in
        for k in 0..<size.z {
          for j in 0..<size.y {
            let from = region.grid.offset(0, j, k)
            let row = UnsafeBufferPointer(rebasing: levels[from..<from + size.x])
            guard let first = row.firstIndex(where: { $0 != 0 }) else { continue }
            let last = row.lastIndex { $0 != 0 } ?? first
            for x in first...last { counts[Int(row[x])] += 1 }
            rows.append(Row(j: j, k: k, first: first, length: last - first + 1))
          }
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    counts[0] = 0
    let highest = counts.lastIndex { $0 > 0 } ?? 0
    self.counts = Array(counts[...highest])
    self.rows = rows
    voxelCount = counts.reduce(0, +)
    box = Self.box(of: rows)
  }

  private static func box(of rows: [Row]) -> VoxelBox {
    var (lower, upper) = (SIMD3(repeating: Int.max), SIMD3(repeating: Int.min))
    for row in rows {
      lower = pointwiseMin(lower, [row.first, row.j, row.k])
      upper = pointwiseMax(upper, [row.first + row.length, row.j + 1, row.k + 1])
    }
    return VoxelBox(lower: lower, upper: upper)
  }
}
