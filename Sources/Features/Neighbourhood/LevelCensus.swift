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
  public init?(_ region: GreyLevelRegion) { self.init(InsideLevels(region)) }

  /// `nil` when no voxel is inside.
  public init?(_ region: InsideLevels) {
    guard !region.levels.isEmpty else { return nil }
    counts = Self.counts(of: region)
    rows = Self.rows(of: region.runs)
    voxelCount = region.levels.count
    box = Self.box(of: rows)
  }

  /// Two tables take turns, as neighbours often share a level and an increment must wait for the one before it. Levels
  /// are at most `levelCount`, see ``InsideLevels``.
  private static func counts(of region: InsideLevels) -> [Int] {
    let size = region.levelCount + 1
    var counts = [Int](repeating: 0, count: 2 * size)
    region.levels.withUnsafeBufferPointer { levels in
      counts.withUnsafeMutableBufferPointer { counts in
        for position in 0..<levels.count { counts[Int(levels[position]) &+ (position & 1) &* size] &+= 1 }
      }
    }
    let both = (0..<size).map { counts[$0] + counts[$0 + size] }
    return Array(both[...(both.lastIndex { $0 > 0 } ?? 0)])
  }

  /// The runs of a row as one, from its first voxel to its last.
  private static func rows(of runs: RegionRuns) -> [Row] {
    let size = runs.grid.size
    var rows: [Row] = []
    var (current, first, end) = (-1, 0, 0)
    func close() {
      guard current >= 0 else { return }
      rows.append(Row(j: current % size.y, k: current / size.y, first: first, length: end - first))
    }
    for run in runs.runs {
      let (row, start) = run.start.quotientAndRemainder(dividingBy: size.x)
      if row != current {
        close()
        (current, first) = (row, start)
      }
      end = start + run.length
    }
    close()
    return rows
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
