/// Recursive feature elimination by logistic regression: fit, drop the column with the smallest squared coefficient,
/// repeat.
///
/// As `sklearn.feature_selection.RFE(LogisticRegression(...), step=1)`, each fit solved to its optimum. Columns with
/// exactly equal coefficients (duplicates: a shape feature repeated for every sub-band) are dropped from the right, so
/// the leftmost survives.
/// - SeeAlso: Guyon et al. 2002, doi 10.1023/A:1012487302797.
public struct RecursiveElimination: Fitting, Codable {
  /// Columns to keep.
  public let kept: Int
  /// The regression whose coefficients rank the columns.
  public let regression: LogisticRegression

  /// Elimination down to `kept` columns.
  public init(kept: Int, regression: LogisticRegression = LogisticRegression()) {
    precondition(kept >= 1, "a selection keeps at least one column")
    (self.kept, self.regression) = (kept, regression)
  }

  /// Ranks the columns of `table`, which is scaled and has no missing value.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> EliminationResult {
    try table.requireBothClasses()
    try LinearAlgebra.load()
    let order = eliminate(DenseMatrix(table.features), outcomes: try table.classes())
    var ranking = [Int](repeating: 1, count: table.columns.count)
    for (turn, column) in order.enumerated() { ranking[column] = order.count - turn + 1 }
    let result = EliminationResult(columns: table.columns, ranking: ranking, eliminated: order)
    log.record(.selection, subjects: table.subjects, detail: "kept \(result.selected.joined(separator: ", "))")
    return result
  }

  /// Newton steps and factorisations of an elimination in the space of subjects, for benchmarks.
  package func effort(_ matrix: DenseMatrix, outcomes: [Bool]) -> (steps: Int, factorisations: Int) {
    let kernel = EliminationKernel(
      matrix, weights: regression.weights(outcomes), outcomes, regression.penalisesIntercept)
    _ = kernel.run(until: kept)
    return kernel.effort
  }

  /// Positions of the columns in the order in which they are dropped.
  package func eliminate(_ matrix: DenseMatrix, outcomes: [Bool]) -> [Int] {
    guard matrix.columns > kept else { return [] }
    let weights = regression.weights(outcomes)
    // With many subjects and few columns the n × n system is the larger one.
    guard matrix.rows <= max(512, matrix.columns) else { return eliminateByRefitting(matrix, outcomes) }
    let kernel = EliminationKernel(matrix, weights: weights, outcomes, regression.penalisesIntercept)
    return kernel.run(until: kept)
  }

  /// Refits in the space of columns: the last optimum without the dropped column is the start of the next.
  private func eliminateByRefitting(_ matrix: DenseMatrix, _ outcomes: [Bool]) -> [Int] {
    var active = Array(0..<matrix.columns)
    var order: [Int] = []
    var solver = PrimalLogisticSolver(
      matrix, weights: regression.weights(outcomes), outcomes, regression.penalisesIntercept)
    while active.count > kept {
      let weakest = solver.weakest()
      order.append(active.remove(at: weakest))
      solver.remove(column: weakest)
    }
    return order
  }
}

/// Position of the smallest value, the last of equal ones.
func smallest(_ values: [Double]) -> Int {
  var best = 0
  for position in values.indices where values[position] <= values[best] { best = position }
  return best
}

/// The ranking of an elimination.
public struct EliminationResult: Hashable, Codable, Sendable {
  /// The columns that were ranked.
  public let columns: [String]
  /// 1 for a column that is kept, 2 for the one dropped last, and so on, as scikit-learn.
  public let ranking: [Int]
  /// Positions in the order in which they were dropped.
  public let eliminated: [Int]

  /// Positions of the columns that are kept, ascending.
  public var selectedPositions: [Int] { ranking.indices.filter { ranking[$0] == 1 } }
  /// Names of the columns that are kept, in the order of the table.
  public var selected: [String] { selectedPositions.map { columns[$0] } }
}
