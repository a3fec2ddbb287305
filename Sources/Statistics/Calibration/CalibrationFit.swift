import Glibc
import Mathematics

/// How well probabilities match outcomes in the large: the logistic recalibration
/// `logit P(y) = intercept + slope · logit p`.
public struct CalibrationFit: Hashable, Codable, Sendable {
  /// Intercept, 0 when calibrated.
  public let intercept: Statistic
  /// Slope, 1 when calibrated, below 1 when predictions are too extreme.
  public let slope: Statistic
  /// Standard error of the intercept.
  public private(set) var interceptStandardError: Statistic
  /// Standard error of the slope.
  public private(set) var slopeStandardError: Statistic
  /// Calibration in the large: the intercept with the slope held at 1.
  public let inTheLarge: Statistic
  /// Standard error of calibration in the large.
  public private(set) var inTheLargeStandardError: Statistic
  /// Observed events over expected events.
  public let observedToExpected: Statistic
  /// Its interval, `exp(ln(O/E) ± z √((1 − O/n) / O))`: the events are binomial, the probabilities fixed. With no
  /// events, with events alone, and where more events than subjects would be named, Wilson's limits of `O/n` over
  /// `E/n` take its place.
  /// - SeeAlso: Debray et al. 2019, doi 10.1177/0962280218785504; Riley et al. 2021, doi 10.1002/sim.9025.
  public private(set) var observedToExpectedInterval: ConfidenceInterval?

  /// The fit for `probabilities`. Undefined with one class, with a probability of exactly 0 or 1, with all
  /// probabilities equal, or when they separate the outcomes.
  /// - SeeAlso: Cox 1958, doi 10.1093/biomet/45.3-4.562; R's `glm(y ~ qlogis(p), binomial)`.
  public init(probabilities: [Double], outcomes: [Bool]) {
    precondition(probabilities.count == outcomes.count, "one probability per outcome")
    let events = Double(outcomes.count { $0 })
    let expected = total(probabilities)
    observedToExpected = .ratio(events, expected, else: .nothingExpected)
    observedToExpectedInterval =
      expected > 0 ? CalibrationFit.interval(outcomes.count { $0 }, of: outcomes.count, expected: expected) : nil
    let logits = probabilities.map(logit)
    let targets = outcomes.map { $0 ? 1.0 : 0.0 }
    if let reason = CalibrationFit.obstacleOfSlope(logits, outcomes) {
      (intercept, interceptStandardError) = (.undefined(reason), .undefined(reason))
      (slope, slopeStandardError) = (.undefined(reason), .undefined(reason))
    } else {
      let line = LogisticLine(logits, targets: targets)
      (intercept, interceptStandardError) = (.defined(line.intercept), .defined(line.interceptError))
      (slope, slopeStandardError) = (.defined(line.slope), .defined(line.slopeError))
    }
    if let reason = CalibrationFit.obstacle(logits, outcomes) {
      (inTheLarge, inTheLargeStandardError) = (.undefined(reason), .undefined(reason))
    } else {
      let line = LogisticLine(offset: logits, targets: targets)
      (inTheLarge, inTheLargeStandardError) = (.defined(line.intercept), .defined(line.interceptError))
    }
  }
}

extension CalibrationFit {
  /// The line without standard errors and intervals where there is a reason against them.
  public func withheld(for reason: UndefinedReason?) -> CalibrationFit {
    guard let reason else { return self }
    var bare = self
    for error in [\CalibrationFit.interceptStandardError, \.slopeStandardError, \.inTheLargeStandardError] {
      bare[keyPath: error] = .undefined(self[keyPath: error].reason ?? reason)
    }
    bare.observedToExpectedInterval = nil
    return bare
  }
}

extension CalibrationFit {
  private static func interval(_ count: Int, of total: Int, expected: Double) -> ConfidenceInterval? {
    let (events, subjects) = (Double(count), Double(total))
    let ratio = events / expected
    let usual: ConfidenceInterval
    if count > 0 {
      let logarithm = ConfidenceInterval(
        centre: log(ratio), standardError: ((1 - events / subjects) / events).squareRoot())
      usual = ConfidenceInterval(lower: exp(logarithm.lower), upper: exp(logarithm.upper), level: logarithm.level)
    } else {
      usual = ConfidenceInterval(lower: 0, upper: 0)
    }
    guard !usual.isPossible(in: 0...max(ratio, subjects / expected)) else { return usual }
    return Proportion(count, of: total).wilsonInterval()?.scaled(by: subjects / expected)
      .replacing(usual, by: .wilson)
  }

  /// Why the likelihood of `logits` has no single maximum, if it has none.
  private static func obstacle(_ logits: [Double], _ outcomes: [Bool]) -> UndefinedReason? {
    guard outcomes.contains(true) else { return .noEvents }
    guard outcomes.contains(false) else { return .noNonEvents }
    return logits.allSatisfy { $0.isFinite } ? nil : .certainProbability
  }

  /// The same for a line, whose slope needs more.
  private static func obstacleOfSlope(_ logits: [Double], _ outcomes: [Bool]) -> UndefinedReason? {
    if let reason = obstacle(logits, outcomes) { return reason }
    guard logits.min() != logits.max() else { return .zeroVariance }
    let (events, nonEvents) = (scores(logits, outcomes, where: true), scores(logits, outcomes, where: false))
    return events.min()! >= nonEvents.max()! || events.max()! <= nonEvents.min()! ? .separation : nil
  }
}
