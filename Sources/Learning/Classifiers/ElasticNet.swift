import Glibc
import Statistics

/// Logistic regression with an elastic net penalty, in glmnet's convention.
///
/// Minimises `−(1/n) Σ sᵢ ℓᵢ + λ (α ‖w‖₁ + ½ (1 − α) ‖w‖²)` on columns divided by their population standard deviation,
/// the intercept not penalised; `α = 1` is the LASSO, `α = 0` ridge regression. Each solution keeps the
/// Karush-Kuhn-Tucker conditions to 1e-11. Coefficients are given on the scale of the table. Of identical columns the
/// leftmost carries the weight.
/// - SeeAlso: Friedman, Hastie and Tibshirani 2010, doi 10.18637/jss.v033.i01; R package glmnet.
public struct ElasticNet: Classifier {
  /// Key in files.
  public static let code: String? = "elasticNet"

  /// How the penalty is set.
  public enum Penalty: Hashable, Codable, Sendable {
    /// `λ` itself, positive.
    case fixed(Double)
    /// `lambda.min`: the penalty with the best cross-validated measure.
    case best(PenaltySearch)
    /// `lambda.1se`: the largest penalty within one standard error of the best.
    case oneStandardError(PenaltySearch)
  }

  /// `α`, the share of the L1 norm in the penalty, in [0, 1].
  public let mixing: Double
  /// How `λ` is set.
  public let penalty: Penalty
  /// Whether classes weigh the same instead of subjects.
  public let balancesClasses: Bool

  /// Settings; by default the LASSO at `lambda.min` of five stratified folds.
  public init(mixing: Double = 1, penalty: Penalty = .best(PenaltySearch()), balancesClasses: Bool = false) {
    precondition((0...1).contains(mixing), "a share lies between 0 and 1")
    if case .fixed(let value) = penalty { precondition(value > 0, "a penalty is positive") }
    (self.mixing, self.penalty, self.balancesClasses) = (mixing, penalty, balancesClasses)
  }

  /// Fits `table`, which has no missing value. Subjects are sorted by id first, so that folds do not depend on their
  /// order.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``, ``LearningError/tooFewToHoldOut(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> ElasticNetModel {
    try table.requireBothClasses()
    try LinearAlgebra.load()
    let sorted = table.sortedBySubject
    let (matrix, classes) = (DenseMatrix(sorted.features), try sorted.classes())
    let chosen = try choose(matrix, classes, subjects: sorted.subjects, log: &log)
    log.record(
      .classifier, subjects: table.subjects, setting: fitSetting, fact: holdsOut ? .penalty(chosen) : nil)
    return model(matrix, classes, columns: table.columns, penalty: chosen)
  }

  /// The model at `penalty`.
  func model(_ matrix: DenseMatrix, _ outcomes: [Bool], columns: [String], penalty: Double) -> ElasticNetModel {
    let solution = path(matrix, outcomes, penalties: warmUp(matrix, outcomes, to: penalty)).last
    return ElasticNetModel(
      columns: columns, coefficients: solution?.coefficients ?? [], intercept: solution?.intercept ?? 0,
      penalty: penalty)
  }

  private func choose(
    _ matrix: DenseMatrix, _ outcomes: [Bool], subjects: [String], log: inout FitLog
  ) throws(LearningError) -> Double {
    let search: PenaltySearch
    switch penalty {
    case .fixed(let value): return value
    case .best(let given), .oneStandardError(let given): search = given
    }
    let folds = search.folds.assign(
      outcomes: outcomes, seed: search.seed, subjects: subjects, groups: search.groups)
    guard folds.count >= 2 else {
      let events = outcomes.count { $0 }
      throw .tooFewToHoldOut(events: events, nonEvents: outcomes.count - events)
    }
    for fold in 0..<folds.count {
      log.record(.tuning, subjects: folds.training(fold).map { subjects[$0] }, detail: "penalty path of a fold")
    }
    let result = try crossValidate(matrix, outcomes, folds: folds, search: search)
    log.record(.tuning, subjects: subjects, detail: "lambda of \(result.penalties.count)")
    if case .oneStandardError = penalty { return result.oneStandardError }
    return result.best
  }

  /// A few steps from the empty model down to `penalty`, because descent from far away is slow.
  private func warmUp(_ matrix: DenseMatrix, _ outcomes: [Bool], to penalty: Double) -> [Double] {
    let largest = penalties(matrix, outcomes, count: 1, smallestRatio: 0.01).first ?? penalty
    guard largest > penalty, (largest / penalty).isFinite else { return [penalty] }
    let steps = max(1, Int((log(largest / penalty) * 8).rounded(.up)))
    return (1..<max(steps, 2)).map { largest * pow(penalty / largest, Double($0) / Double(steps)) } + [penalty]
  }

  /// `count` penalties, evenly spaced in logarithm, from that of the empty model down to `smallestRatio` of it.
  package func penalties(
    _ matrix: DenseMatrix, _ outcomes: [Bool], count: Int, smallestRatio: Double
  ) -> [Double] {
    let weights = weights(outcomes)
    let scaled = WeightedScale(matrix, weights).apply(matrix)
    let largest = ElasticNetSolver(scaled, outcomes: outcomes, weights: weights, mixing: mixing).largestPenalty
    guard count > 1 else { return [largest] }
    return (0..<count).map { largest * pow(smallestRatio, Double($0) / Double(count - 1)) }
  }

  /// The solutions at `penalties`, descending, on the scale of the matrix.
  package func path(_ matrix: DenseMatrix, _ outcomes: [Bool], penalties: [Double]) -> [ElasticNetPoint] {
    let weights = weights(outcomes)
    let scale = WeightedScale(matrix, weights)
    var solver = ElasticNetSolver(scale.apply(matrix), outcomes: outcomes, weights: weights, mixing: mixing)
    return penalties.map { penalty in
      solver.solve(penalty: penalty)
      let coefficients = zip(solver.coefficients, scale.scales).map { $0 / $1 }
      let shift = zip(coefficients, scale.means).reduce(0) { $0 + $1.0 * $1.1 }
      return ElasticNetPoint(penalty: penalty, coefficients: coefficients, intercept: solver.intercept - shift)
    }
  }

  /// The columns of the first solution along `penalties` that has `wanted` of them or more, largest coefficient (of a
  /// standardised column) first and no more than wanted; of the last solution where none has.
  func firstColumns(_ matrix: DenseMatrix, _ outcomes: [Bool], penalties: [Double], wanted: Int) -> [Int] {
    let weights = weights(outcomes)
    let scaled = WeightedScale(matrix, weights).apply(matrix)
    var solver = ElasticNetSolver(scaled, outcomes: outcomes, weights: weights, mixing: mixing)
    for penalty in penalties {
      solver.solve(penalty: penalty)
      if solver.coefficients.count(where: { $0 != 0 }) >= wanted { break }
    }
    let sizes = solver.coefficients.map { abs($0) }
    let order = sizes.indices.filter { sizes[$0] > 0 }.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
    return Array(order.prefix(wanted))
  }

  /// Weights of the subjects, summing to 1.
  private func weights(_ outcomes: [Bool]) -> [Double] {
    let count = Double(outcomes.count)
    guard balancesClasses else { return outcomes.map { _ in 1 / count } }
    let events = Double(outcomes.count { $0 })
    return outcomes.map { 0.5 / ($0 ? events : count - events) }
  }
}

extension ElasticNet {
  /// Such as `elastic net, alpha = 0.5`.
  var name: String {
    let name = mixing == 1 ? "LASSO" : mixing == 0 ? "ridge" : "elastic net, alpha = \(mixing)"
    return name + (balancesClasses ? ", classes balanced" : "")
  }

  /// The same with the penalty, where that is given.
  public var setting: String { if case .fixed(let penalty) = penalty { "\(name), lambda = \(penalty)" } else { name } }

  /// Every option; of a penalty that folds choose, how it is searched.
  public var fitSetting: FitSetting {
    let own: [String: FitSetting.Value] = ["mixing": .number(mixing), "balancesClasses": .flag(balancesClasses)]
    return FitSetting("elasticNet", own.merging(penalty.options) { $1 })
  }

  /// A penalty that is chosen is chosen by folds.
  public var holdsOut: Bool { if case .fixed = penalty { false } else { true } }

  /// Solves the problem of complete rows at the given penalty.
  public func train(_ matrix: DenseMatrix, outcomes: [Bool], columns: [String]) -> Trained<ElasticNetModel> {
    guard case .fixed(let penalty) = penalty else { preconditionFailure("a penalty is chosen with the subjects' ids") }
    return Trained(model(matrix, outcomes, columns: columns, penalty: penalty))
  }
}

/// One solution of a path, on the scale of the table.
package struct ElasticNetPoint: Sendable {
  package let penalty: Double
  package let coefficients: [Double]
  package let intercept: Double
}

/// Weighted means and population standard deviations; 1 where a column is constant, whose coefficient stays 0.
private struct WeightedScale {
  let means: [Double]
  let scales: [Double]

  init(_ matrix: DenseMatrix, _ weights: [Double]) {
    let moments = (0..<matrix.columns).map { column in
      let values = matrix.column(column)
      let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
      let variance = zip(values, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
      let deviation = variance.squareRoot()
      return (mean, deviation <= 10 * Double.ulpOfOne * abs(mean) ? 1 : deviation)
    }
    (means, scales) = (moments.map(\.0), moments.map(\.1))
  }

  func apply(_ matrix: DenseMatrix) -> DenseMatrix {
    let values = (0..<matrix.columns).flatMap { column in
      matrix.column(column).map { ($0 - means[column]) / scales[column] }
    }
    return DenseMatrix(rows: matrix.rows, columns: matrix.columns, values: values)
  }
}

/// A fitted elastic net.
public struct ElasticNetModel: TrainedClassifier {
  /// The columns it reads.
  public let columns: [String]
  /// One coefficient per column, on the scale of the table; exactly 0 for those that are not selected.
  public let coefficients: [Double]
  /// The intercept.
  public let intercept: Double
  /// `λ`.
  public let penalty: Double

  /// `w·x + b`, the log-odds; higher means event.
  public func decision(_ row: [Double]) -> Double {
    LogisticModel(columns: columns, coefficients: coefficients, intercept: intercept).decision(row)
  }

  /// Names of the columns with a coefficient, in the order of the table.
  public var selected: [String] { columns.indices.filter { coefficients[$0] != 0 }.map { columns[$0] } }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    coefficients.count == columns.count ? nil : "coefficients are not those of its columns"
  }
}

extension ElasticNet.Penalty {
  fileprivate var options: [String: FitSetting.Value] {
    switch self {
    case .fixed(let value): ["penalty": .number(value)]
    case .best(let search): search.options.merging(["penalty": .word("best")]) { $1 }
    case .oneStandardError(let search): search.options.merging(["penalty": .word("one-standard-error")]) { $1 }
    }
  }
}

extension PenaltySearch {
  /// Every option but the groups, which are of a table.
  fileprivate var options: [String: FitSetting.Value] {
    [
      "penalties": .count(count), "smallestRatio": .number(smallestRatio), "seed": .seed(seed),
      "measure": .word(measure.rawValue),
    ].merging(folds.options) { $1 }
  }
}

extension FoldPlan {
  fileprivate var options: [String: FitSetting.Value] {
    switch self {
    case .stratified(let count): ["folds": .word("stratified"), "foldCount": .count(count)]
    case .plain(let count): ["folds": .word("plain"), "foldCount": .count(count)]
    case .leaveOneOut: ["folds": .word("leave-one-out")]
    case .numPyShuffled(let count, let seed):
      ["folds": .word("shuffled"), "foldCount": .count(count), "foldSeed": .seed(UInt64(seed))]
    case .stratifiedInOrder(let count): ["folds": .word("in-order"), "foldCount": .count(count)]
    }
  }
}
