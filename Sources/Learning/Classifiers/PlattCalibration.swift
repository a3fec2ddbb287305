import Glibc

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
/// The targets keep the optimum finite even when the scores separate the outcomes. Scores of subjects the classifier was trained
/// on would give probabilities that are far too sure.
/// - SeeAlso: Platt 1999; Lin, Lin and Weng 2007, doi 10.1007/s10994-007-5018-6.
public struct PlattCalibration: Hashable, Codable, Sendable {
  /// Whether a sigmoid that falls with the score is replaced by the constant that fits best.
  ///
  /// A rising sigmoid is the constraint that a score means what it says; the problem is convex, so its optimum under the
  /// constraint is the constant. Otherwise a score without signal would have its ranking turned round.
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

  /// Newton's method with halved steps.
  func solve() -> PlattSigmoid {
    guard scores.min() != scores.max() else { return constant }
    var (a, b) = (0.0, constant.intercept)
    var state = moments(a, b)
    for _ in 0..<200 {
      let determinant = state.haa * state.hbb - state.hab * state.hab
      guard determinant > 0 else { break }
      let da = -(state.hbb * state.ga - state.hab * state.gb) / determinant
      let db = -(state.haa * state.gb - state.hab * state.ga) / determinant
      var length = 1.0
      var next = moments(a + da, b + db)
      while next.loss > state.loss + 1e-13 * abs(state.loss), length > 1e-8 {
        length /= 2
        next = moments(a + length * da, b + length * db)
      }
      (a, b, state) = (a + length * da, b + length * db, next)
      if max(abs(da), abs(db)) <= 1e-14 * max(1, abs(a), abs(b)) { break }
    }
    return PlattSigmoid(slope: a, intercept: b)
  }

  private func moments(_ a: Double, _ b: Double) -> Moments {
    var sums = Moments()
    for (f, t) in zip(scores, targets) {
      let z = -(a * f + b)
      let p = logistic(z)
      sums.loss += softplus(z) - t * z
      let pull = t - p
      (sums.ga, sums.gb) = (sums.ga + f * pull, sums.gb + pull)
      let w = p * (1 - p)
      (sums.haa, sums.hab, sums.hbb) = (sums.haa + w * f * f, sums.hab + w * f, sums.hbb + w)
    }
    return sums
  }

  private struct Moments {
    var (loss, ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
  }
}
