/// The result of a t test.
public struct TTestResult: Hashable, Codable, Sendable {
  /// Difference of the means, first less second.
  public let difference: Statistic
  /// Student's t.
  public let statistic: Statistic
  /// Degrees of freedom.
  public let degreesOfFreedom: Statistic
  /// Two-sided p-value.
  public let pValue: Statistic
  /// Interval of the difference.
  public let interval: ConfidenceInterval?

  fileprivate init(undefined reason: UndefinedReason) {
    (difference, statistic) = (.undefined(reason), .undefined(reason))
    (degreesOfFreedom, pValue, interval) = (.undefined(reason), .undefined(reason), nil)
  }

  fileprivate init(difference: Double, standardError: Double, freedom: Double, level: Double) {
    let student = StudentDistribution(degreesOfFreedom: freedom)
    let reach = student.quantile(0.5 + level / 2) * standardError
    self.difference = .defined(difference)
    statistic = .defined(difference / standardError)
    degreesOfFreedom = .defined(freedom)
    pValue = .defined(student.twoSided(difference / standardError))
    interval = ConfidenceInterval(lower: difference - reach, upper: difference + reach, level: level)
  }
}

/// Student's t test of two groups, which assumes equal variances.
///
/// Undefined below two values in a group or when both groups are constant.
/// - SeeAlso: R's `t.test(var.equal = TRUE)`.
public func studentTest(_ first: [Double], _ second: [Double], level: Double = 0.95) -> TTestResult {
  guard let v = sampleVariance(first).value, let w = sampleVariance(second).value else {
    return TTestResult(undefined: .tooFewValues)
  }
  let (n, m) = (Double(first.count), Double(second.count))
  let pooled = ((n - 1) * v + (m - 1) * w) / (n + m - 2)
  guard pooled > 0 else { return TTestResult(undefined: .zeroVariance) }
  return TTestResult(
    difference: mean(first) - mean(second), standardError: (pooled * (1 / n + 1 / m)).squareRoot(),
    freedom: n + m - 2, level: level)
}

/// Welch's t test of two groups, whose variances may differ.
///
/// Undefined below two values in a group or when both groups are constant.
/// - SeeAlso: R's `t.test`.
public func welchTest(_ first: [Double], _ second: [Double], level: Double = 0.95) -> TTestResult {
  guard let v = sampleVariance(first).value, let w = sampleVariance(second).value else {
    return TTestResult(undefined: .tooFewValues)
  }
  let (n, m) = (Double(first.count), Double(second.count))
  let (a, b) = (v / n, w / m)
  guard a + b > 0 else { return TTestResult(undefined: .zeroVariance) }
  return TTestResult(
    difference: mean(first) - mean(second), standardError: (a + b).squareRoot(),
    freedom: (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1)), level: level)
}

/// Student's t test of paired values.
public func pairedTTest(_ first: [Double], _ second: [Double], level: Double = 0.95) -> TTestResult {
  precondition(first.count == second.count, "pairs have two values")
  let changes = zip(first, second).map(-)
  guard let variance = sampleVariance(changes).value else { return TTestResult(undefined: .tooFewValues) }
  guard variance > 0 else { return TTestResult(undefined: .zeroVariance) }
  let n = Double(changes.count)
  return TTestResult(
    difference: mean(changes), standardError: (variance / n).squareRoot(), freedom: n - 1, level: level)
}
