import Glibc
import Mathematics
import Statistics

/// How a penalty is chosen by cross-validation, as `cv.glmnet`.
public struct PenaltySearch: Hashable, Codable, Sendable {
  /// The measure by which penalties are compared.
  public enum Measure: String, Hashable, Codable, Sendable {
    /// Mean of `−2 log p` of the outcome that happened; probabilities are kept within [1e-5, 1 − 1e-5], as glmnet.
    case deviance
    /// AUC.
    case auc
  }

  /// Number of penalties.
  public let count: Int
  /// The ratio of the last penalty to the first.
  public let smallestRatio: Double
  /// The folds.
  public let folds: FoldPlan
  /// Seed of the folds.
  public let seed: UInt64
  /// The measure by which penalties are compared.
  public let measure: Measure
  /// What rows of one patient share, by subject, so that no fold parts them; of a fit, not of the model, and never
  /// written.
  public var groups: [String: String] = [:]

  private enum CodingKeys: String, CodingKey { case count, smallestRatio, folds, seed, measure }

  /// Settings; by default 100 penalties down to 1 % and the deviance of five stratified folds.
  public init(
    count: Int = 100, smallestRatio: Double = 0.01, folds: FoldPlan = .stratified(5), seed: UInt64 = 1,
    measure: Measure = .deviance, groups: [String: String] = [:]
  ) {
    precondition(count >= 2 && smallestRatio > 0 && smallestRatio < 1, "a path descends over two penalties or more")
    (self.count, self.smallestRatio, self.folds, self.seed) = (count, smallestRatio, folds, seed)
    (self.measure, self.groups) = (measure, groups)
  }
}

/// The cross-validated measure along a path.
public struct PenaltySearchResult: Hashable, Codable, Sendable {
  /// Penalties, descending.
  public let penalties: [Double]
  /// Mean over the folds, weighted by their sizes; smaller is better for the deviance, larger for the AUC.
  public let means: [Double]
  /// Standard error of each mean, from the spread over the folds.
  public let standardErrors: [Double]
  /// `lambda.min`, the largest penalty of equally good ones.
  public let best: Double
  /// `lambda.1se`.
  public let oneStandardError: Double

  init(penalties: [Double], folds: [[Double]], sizes: [Double], measure: PenaltySearch.Measure) {
    let total = sizes.reduce(0, +)
    let means = penalties.indices.map { point in zip(folds, sizes).reduce(0) { $0 + $1.0[point] * $1.1 } / total }
    standardErrors = penalties.indices.map { point in
      let spread = zip(folds, sizes).reduce(0) { sum, fold in
        let deviation = fold.0[point] - means[point]
        return sum + fold.1 * deviation * deviation
      }
      return (spread / total / Double(max(1, folds.count - 1))).squareRoot()
    }
    let losses = measure == .auc ? means.map { -$0 } : means
    var lowest = 0
    for point in losses.indices where losses[point] < losses[lowest] { lowest = point }
    let bound = losses[lowest] + standardErrors[lowest]
    (self.penalties, self.means, best) = (penalties, means, penalties[lowest])
    oneStandardError = penalties[losses.firstIndex { $0 <= bound } ?? lowest]
  }
}

extension ElasticNet {
  /// Cross-validates the path of `search` over `folds`; standardisation is redone in each, and folds that hold only one
  /// class out or leave only one to train on are left out.
  /// - Throws: ``LearningError/tooFewToHoldOut(events:nonEvents:)`` where that leaves no fold, such as one subject a
  ///   fold and the AUC.
  package func crossValidate(
    _ matrix: DenseMatrix, _ outcomes: [Bool], folds: Folds, search: PenaltySearch
  ) throws(LearningError) -> PenaltySearchResult {
    let penalties = penalties(matrix, outcomes, count: search.count, smallestRatio: search.smallestRatio)
    var (values, sizes) = ([[Double]](), [Double]())
    for fold in 0..<folds.count {
      let (training, held) = (folds.training(fold), folds.heldOut(fold))
      let (inner, outer) = (training.map { outcomes[$0] }, held.map { outcomes[$0] })
      guard Set(inner).count == 2, Set(outer).count == 2 || (search.measure == .deviance && !outer.isEmpty) else {
        continue
      }
      let points = path(matrix.selecting(rows: training), inner, penalties: penalties)
      let rows = held.map { matrix.row($0) }
      values.append(points.map { measure(search.measure, $0, rows, outer) })
      sizes.append(Double(held.count))
    }
    guard !values.isEmpty else {
      let events = outcomes.count { $0 }
      throw .tooFewToHoldOut(events: events, nonEvents: outcomes.count - events)
    }
    return PenaltySearchResult(penalties: penalties, folds: values, sizes: sizes, measure: search.measure)
  }

  private func measure(
    _ measure: PenaltySearch.Measure, _ point: ElasticNetPoint, _ rows: [[Double]], _ outcomes: [Bool]
  ) -> Double {
    let scores = rows.map { row in zip(row, point.coefficients).reduce(point.intercept) { $0 + $1.0 * $1.1 } }
    if measure == .auc { return auc(scores, outcomes: outcomes).value ?? 0.5 }
    let losses = zip(scores, outcomes).map { score, outcome in
      let p = min(max(logistic(score), 1e-5), 1 - 1e-5)
      return -2 * log(outcome ? p : 1 - p)
    }
    return mean(losses)
  }
}
