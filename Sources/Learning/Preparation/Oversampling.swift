import Execution

/// Makes the classes of a training set equally large. Only ever inside a fold, after everything is prepared: subjects
/// that are repeated before folds are drawn stand on both sides of them.
public enum Oversampling: Hashable, Codable, Sendable, CaseIterable {
  /// Subjects as they are.
  case none
  /// Subjects of the smaller class are drawn again.
  case random
  /// Points between a subject of the smaller class and one of its five nearest of that class: SMOTE.
  /// - SeeAlso: Chawla et al. 2002, doi 10.1613/jair.953.
  case synthetic

  /// The training set with the smaller class filled up to the size of the larger; `subjects` are logged, invented ones
  /// have no id.
  func apply(
    _ matrix: DenseMatrix, _ outcomes: [Bool], subjects: [String], seed: UInt64, log: inout FitLog
  ) -> (matrix: DenseMatrix, outcomes: [Bool]) {
    guard self != .none else { return (matrix, outcomes) }
    let events = outcomes.count { $0 }
    let smaller = 2 * events <= outcomes.count
    let members = outcomes.indices.filter { outcomes[$0] == smaller }
    let wanted = outcomes.count - 2 * members.count
    guard wanted > 0, !members.isEmpty else { return (matrix, outcomes) }
    log.record(.oversampling, subjects: subjects, detail: "\(wanted) \(self == .random ? "repeated" : "synthetic")")
    var stream = RandomStream(seed: seed, name: "oversampling")
    let rows = members.map { matrix.row($0) }
    let near = self == .synthetic && members.count > 1 ? neighbours(rows) : []
    let added = (0..<wanted).map { _ -> [Double] in
      let one = stream.index(below: rows.count)
      guard !near.isEmpty else { return rows[one] }
      let other = rows[near[one][stream.index(below: near[one].count)]]
      let share = stream.uniform()
      return zip(rows[one], other).map { $0 + share * ($1 - $0) }
    }
    let values = matrix.columnIndices.flatMap { column in matrix.column(column) + added.map { $0[column] } }
    let wider = DenseMatrix(rows: matrix.rows + wanted, columns: matrix.columns, values: values)
    return (wider, outcomes + [Bool](repeating: smaller, count: wanted))
  }

  private func neighbours(_ rows: [[Double]]) -> [[Int]] {
    rows.indices.map { one in
      let distances = rows.map { other in zip(rows[one], other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
      let order = rows.indices.filter { $0 != one }.sorted { (distances[$0], $0) < (distances[$1], $1) }
      return Array(order.prefix(5))
    }
  }
}
