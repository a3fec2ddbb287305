import Glibc

/// How well probabilities match outcomes in the large: the logistic recalibration `logit P(y) = intercept + slope · logit p`.
public struct CalibrationFit: Hashable, Codable, Sendable {
  /// Intercept, 0 when calibrated.
  public let intercept: Statistic
  /// Slope, 1 when calibrated, below 1 when predictions are too extreme.
  public let slope: Statistic
  /// Standard error of the intercept.
  public let interceptStandardError: Statistic
  /// Standard error of the slope.
  public let slopeStandardError: Statistic
  /// Calibration in the large: the intercept with the slope held at 1.
  public let inTheLarge: Statistic
  /// Standard error of calibration in the large.
  public let inTheLargeStandardError: Statistic
  /// Observed events over expected events.
  public let observedToExpected: Statistic

  /// The fit for `probabilities`. Undefined with one class, with a probability of exactly 0 or 1, with all probabilities
  /// equal, or when they separate the outcomes.
  /// - SeeAlso: Cox 1958, doi 10.1093/biomet/45.3-4.562; R's `glm(y ~ qlogis(p), binomial)`.
  public init(probabilities: [Double], outcomes: [Bool]) {
    precondition(probabilities.count == outcomes.count, "one probability per outcome")
    let events = Double(outcomes.count { $0 })
    observedToExpected = .ratio(events, total(probabilities), else: .noSubjects)
    let logits = probabilities.map { log($0) - log1p(-$0) }
    let line = LogisticLine.fit(logits, outcomes: outcomes)
    let shift = LogisticLine.fitIntercept(offset: logits, outcomes: outcomes)
    (intercept, interceptStandardError) = (line.intercept, line.interceptError)
    (slope, slopeStandardError) = (line.slope, line.slopeError)
    (inTheLarge, inTheLargeStandardError) = (shift.intercept, shift.interceptError)
  }
}

/// `logit P(y) = a + b x` by maximum likelihood.
private struct LogisticLine {
  var intercept: Statistic
  var slope: Statistic
  var interceptError: Statistic
  var slopeError: Statistic

  static func undefined(_ reason: UndefinedReason) -> LogisticLine {
    let none = Statistic.undefined(reason)
    return LogisticLine(intercept: none, slope: none, interceptError: none, slopeError: none)
  }

  /// Why the likelihood of `x` has no single maximum, if it has none.
  static func obstacle(_ x: [Double], _ outcomes: [Bool]) -> UndefinedReason? {
    guard outcomes.contains(true) else { return .noEvents }
    guard outcomes.contains(false) else { return .noNonEvents }
    return x.allSatisfy { $0.isFinite } ? nil : .certainProbability
  }

  static func fit(_ x: [Double], outcomes: [Bool]) -> LogisticLine {
    if let reason = obstacle(x, outcomes) { return undefined(reason) }
    guard x.min() != x.max() else { return undefined(.zeroVariance) }
    let (events, nonEvents) = (scores(x, outcomes, where: true), scores(x, outcomes, where: false))
    if events.min()! >= nonEvents.max()! || events.max()! <= nonEvents.min()! { return undefined(.separation) }
    return newton(x, offset: [Double](repeating: 0, count: x.count), outcomes, slopeIsFree: true)
  }

  static func fitIntercept(offset: [Double], outcomes: [Bool]) -> LogisticLine {
    if let reason = obstacle(offset, outcomes) { return undefined(reason) }
    return newton([Double](repeating: 0, count: offset.count), offset: offset, outcomes, slopeIsFree: false)
  }

  /// Newton's method with halved steps; two parameters, so the 2 × 2 system is written out.
  static func newton(_ x: [Double], offset: [Double], _ outcomes: [Bool], slopeIsFree: Bool) -> LogisticLine {
    var (a, b) = (0.0, 0.0)
    var moments = Moments(x, offset, outcomes, a, b, slopeIsFree)
    for _ in 0..<200 {
      let (da, db) = moments.step
      if max(abs(da), abs(db)) <= 1e-13 * max(1, abs(a), abs(b)) { break }
      var scale = 1.0
      var next = Moments(x, offset, outcomes, a + da, b + db, slopeIsFree)
      while next.loss > moments.loss + 1e-12 * abs(moments.loss), scale > 1e-6 {
        scale /= 2
        next = Moments(x, offset, outcomes, a + scale * da, b + scale * db, slopeIsFree)
      }
      (a, b, moments) = (a + scale * da, b + scale * db, next)
    }
    let determinant = moments.determinant
    return LogisticLine(
      intercept: .defined(a), slope: .defined(b),
      interceptError: .defined((moments.hbb / determinant).squareRoot()),
      slopeError: .defined((moments.haa / determinant).squareRoot()))
  }

  /// Loss, gradient and Hessian at one point.
  struct Moments {
    var (loss, ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    init(_ x: [Double], _ offset: [Double], _ outcomes: [Bool], _ a: Double, _ b: Double, _ slopeIsFree: Bool) {
      for i in x.indices {
        let f = offset[i] + a + b * x[i]
        let p = 1 / (1 + exp(-f))
        let residual = p - (outcomes[i] ? 1 : 0)
        loss += log1p(exp(-abs(f))) + max(f, 0) - (outcomes[i] ? f : 0)
        (ga, gb) = (ga + residual, gb + residual * x[i])
        let w = p * (1 - p)
        (haa, hab, hbb) = (haa + w, hab + w * x[i], hbb + w * x[i] * x[i])
      }
      if !slopeIsFree { (gb, hab, hbb) = (0, 0, 1) }
    }

    var determinant: Double { haa * hbb - hab * hab }

    var step: (Double, Double) {
      (-(hbb * ga - hab * gb) / determinant, -(haa * gb - hab * ga) / determinant)
    }
  }
}
