/// The result of a t test.
public struct TTestResult: Hashable, Codable, Sendable {
  /// Difference of the means, first less second.
  public let difference: Statistic
  /// Student's t.
  public let statistic: Statistic
  /// Degrees of freedom.
  public let degreesOfFreedom: Statistic
  /// The p-value, two-sided unless an alternative was named.
  public let pValue: Statistic
  /// Interval of the difference; one end is infinite for a one-sided test.
  public let interval: ConfidenceInterval?

  fileprivate init(undefined reason: UndefinedReason) {
    (difference, statistic) = (.undefined(reason), .undefined(reason))
    (degreesOfFreedom, pValue, interval) = (.undefined(reason), .undefined(reason), nil)
  }

  /// Values that differ by rounding alone have no spread: `scale` is the size of their means, R's rule.
  fileprivate init(
    difference: Double, standardError: Double, freedom: Double, scale: Double, level: Double,
    _ alternative: TestAlternative
  ) {
    self.difference = .defined(difference)
    guard standardError > 0, standardError >= 10 * Double.ulpOfOne * scale else {
      (statistic, degreesOfFreedom) = (.undefined(.zeroVariance), .undefined(.zeroVariance))
      (pValue, interval) = (.undefined(.zeroVariance), nil)
      return
    }
    let student = StudentDistribution(degreesOfFreedom: freedom)
    let t = difference / standardError
    statistic = .defined(t)
    degreesOfFreedom = .defined(freedom)
    let p =
      switch alternative {
      case .twoSided: student.twoSided(t)
      case .less: student.upperTail(-t)
      case .greater: student.upperTail(t)
      }
    pValue = .defined(p)
    let reach = student.quantile(alternative == .twoSided ? 0.5 + level / 2 : level) * standardError
    interval = ConfidenceInterval(
      lower: alternative == .less ? -.infinity : difference - reach,
      upper: alternative == .greater ? .infinity : difference + reach, level: level)
  }
}

/// Student's t test of two groups, which assumes equal variances.
///
/// Undefined below two values in a group or when both groups are constant.
/// - SeeAlso: R's `t.test(var.equal = TRUE)`.
public func studentTest(
  _ first: [Double], _ second: [Double], alternative: TestAlternative = .twoSided, level: Double = 0.95
) -> TTestResult {
  guard let v = sampleVariance(first).value, let w = sampleVariance(second).value else {
    return TTestResult(undefined: .tooFewValues)
  }
  let (n, m) = (Double(first.count), Double(second.count))
  let (a, b) = (mean(first), mean(second))
  let pooled = ((n - 1) * v + (m - 1) * w) / (n + m - 2)
  return TTestResult(
    difference: a - b, standardError: (pooled * (1 / n + 1 / m)).squareRoot(), freedom: n + m - 2,
    scale: max(abs(a), abs(b)), level: level, alternative)
}

/// Welch's t test of two groups, whose variances may differ.
///
/// Undefined below two values in a group or when both groups are constant.
/// - SeeAlso: R's `t.test`.
public func welchTest(
  _ first: [Double], _ second: [Double], alternative: TestAlternative = .twoSided, level: Double = 0.95
) -> TTestResult {
  guard let v = sampleVariance(first).value, let w = sampleVariance(second).value else {
    return TTestResult(undefined: .tooFewValues)
  }
  let (n, m) = (Double(first.count), Double(second.count))
  let (a, b) = (v / n, w / m)
  let (centre, other) = (mean(first), mean(second))
  return TTestResult(
    difference: centre - other, standardError: (a + b).squareRoot(),
    freedom: welchFreedom(a, b, n, m), scale: max(abs(centre), abs(other)), level: level, alternative)
}

/// Degrees of freedom by Welch and Satterthwaite, `(a + b)² / (a² / (n − 1) + b² / (m − 1))`.
///
/// Squares of tiny variances are 0 and those of large ones infinite: then of the shares `a / (a + b)`, which say the
/// same.
private func welchFreedom(_ a: Double, _ b: Double, _ n: Double, _ m: Double) -> Double {
  let freedom = (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1))
  if freedom.isFinite, freedom > 0 { return freedom }
  let share = a / (a + b)
  return share.isFinite ? 1 / (share * share / (n - 1) + (1 - share) * (1 - share) / (m - 1)) : n + m - 2
}

/// Student's t test of paired values.
///
/// Undefined below two pairs or when all differences are equal.
/// - SeeAlso: R's `t.test(paired = TRUE)`.
public func pairedTTest(
  _ first: [Double], _ second: [Double], alternative: TestAlternative = .twoSided, level: Double = 0.95
) -> TTestResult {
  precondition(first.count == second.count, "pairs have two values")
  let changes = zip(first, second).map(-)
  guard let variance = sampleVariance(changes).value else { return TTestResult(undefined: .tooFewValues) }
  let (n, centre) = (Double(changes.count), mean(changes))
  return TTestResult(
    difference: centre, standardError: (variance / n).squareRoot(), freedom: n - 1, scale: abs(centre), level: level,
    alternative)
}
