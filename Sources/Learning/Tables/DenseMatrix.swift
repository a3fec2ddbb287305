/// Finite numbers, column after column: what a solver works on.
package struct DenseMatrix: Hashable, Sendable {
  package let rows: Int
  package let columns: Int
  package var values: [Double]

  package init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "a matrix has rows times columns values")
    (self.rows, self.columns, self.values) = (rows, columns, values)
  }

  /// The block of a table without missing values.
  package init(_ table: FeatureTable) {
    precondition(table.values.allSatisfy { !$0.isNaN }, "impute before fitting")
    self.init(rows: table.subjects.count, columns: table.columns.count, values: table.values)
  }

  package func column(_ position: Int) -> ArraySlice<Double> { values[(position * rows)..<((position + 1) * rows)] }

  package func row(_ position: Int) -> [Double] { (0..<columns).map { values[$0 * rows + position] } }

  package func selecting(columns positions: [Int]) -> DenseMatrix {
    DenseMatrix(rows: rows, columns: positions.count, values: positions.flatMap { column($0) })
  }

  package func selecting(rows positions: [Int]) -> DenseMatrix {
    let picked = (0..<columns).flatMap { column in positions.map { values[column * rows + $0] } }
    return DenseMatrix(rows: positions.count, columns: columns, values: picked)
  }
}
