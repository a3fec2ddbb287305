/// The comparison of two AUCs.
public struct AUCComparison: Hashable, Codable, Sendable {
  /// First AUC less second.
  public let difference: Statistic
  /// Standard error of the difference.
  public let standardError: Statistic
  /// `difference / standardError`: normal for paired scores, Student's t for unpaired ones.
  public let statistic: Statistic
  /// Degrees of freedom of the unpaired test.
  public let degreesOfFreedom: Double?
  /// Two-sided p-value.
  public let pValue: Statistic
  /// Interval of the difference, `difference ± z · standardError` as in pROC where this stays in −1 to 1, else on the
  /// logit scale; absent where the standard error is 0.
  public let interval: ConfidenceInterval?
}

extension AUCComparison {
  /// What `pROC::roc.test` gives, which may lie beyond −1 or 1 or have no width.
  package func packageInterval(level: Double = 0.95) -> ConfidenceInterval? {
    guard let centre = difference.value, let error = standardError.value else { return nil }
    let reach = AUCComparison.reach(level, degreesOfFreedom) * error
    return ConfidenceInterval(lower: centre - reach, upper: centre + reach, level: level)
  }

  /// Why there is no interval; `nil` where there is one.
  package var intervalReason: UndefinedReason? {
    interval == nil ? standardError.reason ?? (standardError.value == 0 ? .zeroVariance : .bootstrapBias) : nil
  }

  fileprivate static func reach(_ level: Double, _ degreesOfFreedom: Double?) -> Double {
    degreesOfFreedom.map { StudentDistribution(degreesOfFreedom: $0).quantile(0.5 + level / 2) }
      ?? NormalDistribution.quantile(0.5 + level / 2)
  }
}

/// DeLong's test of two scores of the same subjects.
///
/// `z = (AUC₁ − AUC₂) / √var(AUC₁ − AUC₂)`. The variance of the difference needs only the paired differences of
/// placements. Undefined below two events or non-events, and when the variance of the difference is 0.
/// - SeeAlso: doi 10.2307/2531595; `pROC::roc.test(method = "delong", paired = TRUE)`.
public func deLongTest(
  _ first: [Double], _ second: [Double], outcomes: [Bool], level: Double = 0.95
) -> AUCComparison {
  let a = Placements(scores: first, outcomes: outcomes)
  let b = Placements(scores: second, outcomes: outcomes)
  let variance = Placements.variance(
    events: zip(a.ofEvents, b.ofEvents).map(-), nonEvents: zip(a.ofNonEvents, b.ofNonEvents).map(-), scale: 1)
  return AUCComparison(normal: difference(a.auc, b.auc), variance: variance, level: level)
}

/// DeLong's test of scores of different subjects: Student's t with Welch's degrees of freedom, as pROC.
///
/// `df = (V₁ + V₂)² / (V₁²/(N₁ − 1) + V₂²/(N₂ − 1))`, with `N` all subjects of a curve.
public func deLongTest(
  first: [Double], outcomes firstOutcomes: [Bool], second: [Double], outcomes secondOutcomes: [Bool],
  level: Double = 0.95
) -> AUCComparison {
  let a = Placements(scores: first, outcomes: firstOutcomes)
  let b = Placements(scores: second, outcomes: secondOutcomes)
  let change = difference(a.auc, b.auc)
  guard let v = a.variance.value, let w = b.variance.value else {
    let reason = a.variance.reason ?? b.variance.reason ?? .tooFewValues
    return AUCComparison(undefined: reason, difference: change)
  }
  guard v + w > 0 else { return AUCComparison(undefined: .zeroVariance, difference: change) }
  let freedom = (v + w) * (v + w) / (v * v / Double(first.count - 1) + w * w / Double(second.count - 1))
  let student = StudentDistribution(degreesOfFreedom: freedom)
  let statistic = ratioOfErrors(change, .defined(v + w))
  return AUCComparison(
    difference: change, standardError: .defined((v + w).squareRoot()), statistic: statistic, degreesOfFreedom: freedom,
    pValue: statistic.map(student.twoSided),
    interval: interval(change, .defined(v + w), freedom, .unpairedAUCDifference, level))
}

extension AUCComparison {
  /// The test of a difference with this variance against the normal distribution.
  init(normal change: Statistic, variance: Statistic, level: Double) {
    let statistic = ratioOfErrors(change, variance)
    self.init(
      difference: change, standardError: variance.map { $0.squareRoot() }, statistic: statistic,
      degreesOfFreedom: nil, pValue: statistic.map(NormalDistribution.twoSided),
      interval: Statistics.interval(change, variance, nil, .aucDifference, level))
  }

  fileprivate init(undefined reason: UndefinedReason, difference: Statistic) {
    self.init(
      difference: difference, standardError: .undefined(reason), statistic: .undefined(reason), degreesOfFreedom: nil,
      pValue: .undefined(reason), interval: nil)
  }
}

/// First less second.
func difference(_ first: Statistic, _ second: Statistic) -> Statistic {
  guard let a = first.value, let b = second.value else {
    return .undefined(first.reason ?? second.reason ?? .tooFewValues)
  }
  return .defined(a - b)
}

private func ratioOfErrors(_ difference: Statistic, _ variance: Statistic) -> Statistic {
  guard let change = difference.value else { return difference }
  guard let spread = variance.value else { return variance }
  return .ratio(change, spread.squareRoot(), else: .zeroVariance)
}

private func interval(
  _ difference: Statistic, _ variance: Statistic, _ freedom: Double?, _ statistic: ReportedStatistic, _ level: Double
) -> ConfidenceInterval? {
  guard let centre = difference.value, let spread = variance.value else { return nil }
  return .wald(
    centre, standardError: spread.squareRoot(), reach: AUCComparison.reach(level, freedom), in: statistic.range,
    level: level)
}
