/// Finite numbers, column after column: the input of a solver.
public struct DenseMatrix: Hashable, Sendable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The numbers, column after column.
  public package(set) var values: [Double]

  /// A matrix from its columns, one after the other.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "a matrix has rows times columns values")
    (self.rows, self.columns, self.values) = (rows, columns, values)
  }

  /// The block of a table without missing values.
  package init(_ table: FeatureTable) {
    precondition(table.values.allSatisfy { !$0.isNaN }, "impute before fitting")
    self.init(rows: table.subjects.count, columns: table.columns.count, values: table.values)
  }

  /// The numbers of a column.
  public func column(_ position: Int) -> ArraySlice<Double> { values[(position * rows)..<((position + 1) * rows)] }

  /// The numbers of a row.
  public func row(_ position: Int) -> [Double] { (0..<columns).map { values[$0 * rows + position] } }

  package func selecting(columns positions: [Int]) -> DenseMatrix {
    DenseMatrix(rows: rows, columns: positions.count, values: positions.flatMap { column($0) })
  }

  package func selecting(rows positions: [Int]) -> DenseMatrix {
    let picked = (0..<columns).flatMap { column in positions.map { values[column * rows + $0] } }
    return DenseMatrix(rows: positions.count, columns: columns, values: picked)
  }
}
