/// How many groups of voxels have a grey level and a size: runs by length, zones by size, voxels by dependence.
///
/// Runs, zones and dependences differ in how groups are found; their sixteen formulas are the same.
public struct LevelSizeMatrix: Sendable, Equatable {
  /// Groups of one level and size.
  public struct Cell: Sendable, Hashable {
    /// Grey level, from 1.
    public let level: Int
    /// Length of runs, size of zones, dependence of voxels; from 1.
    public let size: Int
    /// Number of groups.
    public let count: Int
  }

  /// Cells that are not empty, by level, then size.
  public let cells: [Cell]
}
