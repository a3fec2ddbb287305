/// A matrix by row, one patient a row.
package struct Rows: Hashable, Codable, Sendable {
  package let count: Int
  package let width: Int
  package var values: [Double]

  package init(count: Int, width: Int, values: [Double]) {
    precondition(values.count == count * width, "count times width values")
    (self.count, self.width, self.values) = (count, width, values)
  }

  package init(count: Int, width: Int, repeating value: Double = 0) {
    self.init(count: count, width: width, values: [Double](repeating: value, count: count * width))
  }

  package init(_ rows: [[Double]]) {
    self.init(count: rows.count, width: rows.first?.count ?? 0, values: rows.flatMap(\.self))
  }

  /// Matrices of one count of rows beside each other.
  init(sideBySide parts: [Rows]) {
    guard parts.count > 1 else {
      self = parts.first ?? Rows(count: 0, width: 0)
      return
    }
    let count = parts[0].count
    self.init(
      count: count, width: parts.reduce(0) { $0 + $1.width },
      values: (0..<count).flatMap { row in parts.flatMap { $0.row(row) } })
  }

  /// One row.
  func row(_ number: Int) -> ArraySlice<Double> { values[(number * width)..<((number + 1) * width)] }

  /// Some of the columns.
  func columns(_ range: Range<Int>) -> Rows {
    guard range != 0..<width else { return self }
    return Rows(
      count: count, width: range.count,
      values: (0..<count).flatMap { row in values[(row * width + range.lowerBound)..<(row * width + range.upperBound)] }
    )
  }

  package subscript(row: Int, column: Int) -> Double {
    get { values[row * width + column] }
    set { values[row * width + column] = newValue }
  }

  /// The rows at `positions`, in that order.
  package func selecting(_ positions: [Int]) -> Rows {
    Rows(
      count: positions.count, width: width,
      values: positions.flatMap { values[($0 * width)..<(($0 + 1) * width)] })
  }
}
