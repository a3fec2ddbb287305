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

  init(cells: [Cell]) { self.cells = cells }

  /// From a table whose rows are levels and whose columns are sizes, row 0 and column 0 unused.
  init(table: UnsafeBufferPointer<Int32>, columns: Int) {
    var cells: [Cell] = []
    for level in 1..<max(1, table.count / columns) {
      for size in 1..<columns where table[level * columns + size] > 0 {
        cells.append(Cell(level: level, size: size, count: Int(table[level * columns + size])))
      }
    }
    self.cells = cells
  }
}
