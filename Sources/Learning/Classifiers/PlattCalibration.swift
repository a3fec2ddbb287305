import Glibc
import Mathematics
import Statistics

/// A sigmoid from scores to probabilities, `P(event) = 1 / (1 + exp(a f + b))`.
public struct PlattSigmoid: Hashable, Codable, Sendable {
  /// `a`: negative when higher scores mean event.
  public let slope: Double
  /// `b`.
  public let intercept: Double

  /// The map of scores that are log odds already.
  package static let ofLogits = PlattSigmoid(slope: -1, intercept: 0)

  /// The probability of the event at `score`.
  public func probability(_ score: Double) -> Double { logistic(-(slope * score + intercept)) }
}

/// Fits a ``PlattSigmoid`` to held-out scores with Platt's targets `(n₁ + 1)/(n₁ + 2)` and `1/(n₀ + 2)`.
///
/// The targets keep the optimum finite even when the scores separate the outcomes. Scores of subjects the classifier
/// was trained on would give probabilities that are far too sure.
/// - SeeAlso: Platt 1999; Lin, Lin and Weng 2007, doi 10.1007/s10994-007-5018-6.
public struct PlattCalibration: Hashable, Codable, Sendable {
  /// Whether a sigmoid that falls with the score is replaced by the constant that fits best.
  ///
  /// The constraint is that a higher score means a higher probability. The problem is convex, so the optimum under the
  /// constraint is the constant. Without it the ranking of a score without signal could be reversed.
  public let isMonotone: Bool

  /// Calibration, by default without the constraint, as the published method.
  public init(isMonotone: Bool = false) { self.isMonotone = isMonotone }

  /// Fits held-out `scores` of subjects with both outcomes or one.
  public func fit(scores: [Double], outcomes: [Bool], subjects: [String], log: inout FitLog) -> PlattSigmoid {
    precondition(scores.count == outcomes.count && subjects.count == scores.count, "one score and outcome per subject")
    log.record(.calibration, subjects: subjects)
    let problem = PlattProblem(scores: scores, outcomes: outcomes)
    let sigmoid = problem.solve()
    return isMonotone && sigmoid.slope >= 0 ? problem.constant : sigmoid
  }
}

private struct PlattProblem {
  let scores: [Double]
  let targets: [Double]

  init(scores: [Double], outcomes: [Bool]) {
    let events = Double(outcomes.count { $0 })
    let nonEvents = Double(outcomes.count) - events
    self.scores = scores
    targets = outcomes.map { $0 ? (events + 1) / (events + 2) : 1 / (nonEvents + 2) }
  }

  /// The mean target for everybody.
  var constant: PlattSigmoid {
    let mean = targets.reduce(0, +) / Double(targets.count)
    return PlattSigmoid(slope: 0, intercept: log((1 - mean) / mean))
  }

  /// Platt's targets lie strictly between 0 and 1, so the likelihood has one maximum.
  func solve() -> PlattSigmoid {
    guard scores.min() != scores.max() else { return constant }
    let line = LogisticLine(scores, targets: targets)
    return PlattSigmoid(slope: -line.slope, intercept: -line.intercept)
  }
}
