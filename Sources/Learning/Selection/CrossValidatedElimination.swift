import Execution
import Statistics

/// Recursive elimination whose number of columns is chosen by cross-validated AUC, as
/// `sklearn.feature_selection.RFECV`.
///
/// In every fold columns are dropped, `step` at a time, down to one; each number of columns is scored on the held-out
/// subjects. The number with the best mean AUC wins, the smallest of equal ones; the elimination is then run once more
/// on all subjects down to it. The study's published code: forest, step 1, 5 stratified folds in the order of the
/// table.
///
/// Of columns with equal weight (a forest leaves many at 0) the rightmost goes first. Every fit of a forest has its own
/// stream.
public struct CrossValidatedElimination: Fitting, Codable {
  /// What ranks the columns and scores the held-out subjects.
  public enum Estimator: Hashable, Codable, Sendable {
    /// A random forest: impurity importance, mean leaf share.
    case forest(RandomForest)
    /// A logistic regression: squared coefficient, decision value.
    case logistic(LogisticRegression)
  }

  /// What ranks and scores.
  public let estimator: Estimator
  /// Columns dropped at a time.
  public let step: Int
  /// The folds.
  public let folds: FoldPlan
  /// Seed of the folds, where they are random.
  public let seed: UInt64
  /// What rows of one patient share, by subject, so that no fold parts them; of a fit, not of the model, and never
  /// written.
  public var groups: [String: String] = [:]

  private enum CodingKeys: String, CodingKey { case estimator, step, folds, seed }

  /// Settings; by default those of the study's published code.
  public init(
    estimator: Estimator = .forest(RandomForest()), step: Int = 1, folds: FoldPlan = .stratifiedInOrder(5),
    seed: UInt64 = 1, groups: [String: String] = [:]
  ) {
    precondition(step >= 1, "an elimination drops a column at a time, or more")
    (self.estimator, self.step, self.folds, self.seed) = (estimator, step, folds, seed)
    self.groups = groups
  }

  /// Fits on the caller's thread.
  public func fit(
    _ table: TrainingTable, log: inout FitLog
  ) throws(LearningError) -> CrossValidatedEliminationResult {
    try fit(table, log: &log, workers: 1)
  }

  /// Chooses the columns of `table`, which has no missing value, on up to `workers` threads.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``, ``LearningError/tooFewToHoldOut(events:nonEvents:)``.
  public func fit(
    _ table: TrainingTable, log: inout FitLog, workers: Int
  ) throws(LearningError) -> CrossValidatedEliminationResult {
    try table.requireBothClasses()
    try LinearAlgebra.load()
    let classes = try table.classes()
    let assignment = folds.assign(
      outcomes: classes, seed: seed, subjects: table.subjects, groups: groups)
    guard assignment.count >= 2, !table.columns.isEmpty else {
      throw .tooFewToHoldOut(events: table.events, nonEvents: table.nonEvents)
    }
    let matrix = DenseMatrix(table.features)
    let parts = (0..<assignment.count).map { (training: assignment.training($0), held: assignment.heldOut($0)) }
    let all = [(training: Array(classes.indices), held: [Int]())]
    let paths = parallelMap(Array((parts + all).enumerated()), workers: workers) { part in
      EliminationPath(self, matrix, classes, part.element.training, part.element.held, name: "\(part.offset)")
    }
    for (fold, part) in parts.enumerated() {
      var own = log.branch(.fold(fold + 1, of: parts.count))
      own.record(.selection, subjects: part.training.map { table.subjects[$0] }, detail: "elimination path")
      log.append(own)
    }
    let result = CrossValidatedEliminationResult(columns: table.columns, paths: paths)
    log.record(.selection, subjects: table.subjects, detail: "kept \(result.selected.joined(separator: ", "))")
    return result
  }
}

/// One elimination down to a single column.
struct EliminationPath: Sendable {
  /// Numbers of columns, descending.
  private(set) var sizes: [Int] = []
  /// AUC of the held-out subjects at each size; NaN if they are of one class or none was held out.
  private(set) var scores: [Double] = []
  /// Columns dropped after each size but the last.
  private(set) var dropped: [[Int]] = []

  init(
    _ settings: CrossValidatedElimination, _ matrix: DenseMatrix, _ outcomes: [Bool], _ training: [Int], _ held: [Int],
    name: String
  ) {
    let scorer = EliminationScorer(settings.estimator, matrix, outcomes, training, held)
    var active = Array(0..<matrix.columns)
    while true {
      let (weights, score) = scorer.fit(active, name: "elimination \(name) / \(active.count)")
      sizes.append(active.count)
      scores.append(score)
      guard active.count > 1 else { break }
      let order = active.indices.sorted { (weights[$0], $1) < (weights[$1], $0) }
      let going = Set(order.prefix(min(settings.step, active.count - 1)))
      dropped.append(going.map { active[$0] }.sorted())
      active = active.indices.filter { !going.contains($0) }.map { active[$0] }
    }
  }
}

/// Fits the estimator of an elimination to some columns again and again.
private struct EliminationScorer {
  private let estimator: CrossValidatedElimination.Estimator
  private let training: DenseMatrix
  private let ranked: RankedMatrix?
  private let outcomes: [Bool]
  private let held: DenseMatrix
  private let heldOutcomes: [Bool]

  init(
    _ estimator: CrossValidatedElimination.Estimator, _ matrix: DenseMatrix, _ outcomes: [Bool], _ training: [Int],
    _ held: [Int]
  ) {
    self.estimator = estimator
    self.training = matrix.selecting(rows: training)
    self.outcomes = training.map { outcomes[$0] }
    self.held = matrix.selecting(rows: held)
    heldOutcomes = held.map { outcomes[$0] }
    ranked = if case .forest = estimator { RankedMatrix(self.training) } else { nil }
  }

  func fit(_ active: [Int], name: String) -> (weights: [Double], score: Double) {
    switch estimator {
    case .forest(let forest):
      guard let ranked else { preconditionFailure("a forest has its matrix ranked") }
      let grown = forest.grow(ranked, outcomes: outcomes, columns: active, name: name)
      let scores = (0..<held.rows).map { row in
        grown.trees.reduce(0) { $0 + $1.value(held, row: row) } / Double(grown.trees.count)
      }
      return (active.map { grown.importances[$0] }, heldOutAUC(scores))
    case .logistic(let regression):
      let solution = regression.solve(training.selecting(columns: active), outcomes: outcomes)
      let scores = (0..<held.rows).map { row in
        zip(active, solution.coefficients).reduce(solution.intercept) {
          $0 + held.values[$1.0 * held.rows + row] * $1.1
        }
      }
      return (solution.coefficients.map { $0 * $0 }, heldOutAUC(scores))
    }
  }

  private func heldOutAUC(_ scores: [Double]) -> Double {
    scores.isEmpty ? .nan : auc(scores, outcomes: heldOutcomes).value ?? .nan
  }
}

/// The choice of a cross-validated elimination.
public struct CrossValidatedEliminationResult: Hashable, Codable, Sendable {
  /// The columns that were ranked.
  public let columns: [String]
  /// Numbers of columns tried, ascending.
  public let sizes: [Int]
  /// Mean AUC at each size over the folds that hold both classes out; 0.5 where none does.
  public let meanAUCs: [Double]
  /// 1 for a column that is kept, 2 for those dropped last, and so on, as scikit-learn.
  public let ranking: [Int]

  init(columns: [String], paths: [EliminationPath]) {
    self.columns = columns
    let full = paths[paths.count - 1]
    sizes = full.sizes.reversed()
    let means = full.sizes.indices.map { position in
      let defined = paths.dropLast().map { $0.scores[position] }.filter { !$0.isNaN }
      return defined.isEmpty ? 0.5 : mean(defined)
    }
    meanAUCs = means.reversed()
    var best = 0
    for position in meanAUCs.indices where meanAUCs[position] > meanAUCs[best] { best = position }
    let rounds = full.sizes.count - 1 - best
    var ranking = [Int](repeating: 1, count: columns.count)
    for (turn, group) in full.dropped.prefix(rounds).enumerated() {
      for column in group { ranking[column] = rounds - turn + 1 }
    }
    self.ranking = ranking
  }

  /// Positions of the columns that are kept, ascending.
  public var selectedPositions: [Int] { ranking.indices.filter { ranking[$0] == 1 } }
  /// Names of the columns that are kept, in the order of the table.
  public var selected: [String] { selectedPositions.map { columns[$0] } }
}
