/// The result of a test that has a statistic and a p-value.
public struct TestResult: Hashable, Codable, Sendable {
  /// The statistic.
  public let statistic: Statistic
  /// Degrees of freedom, where the reference distribution has them.
  public let degreesOfFreedom: Double?
  /// The p-value, two-sided where that has a meaning.
  public let pValue: Statistic

  init(statistic: Statistic, degreesOfFreedom: Double? = nil, pValue: Statistic) {
    (self.statistic, self.degreesOfFreedom, self.pValue) = (statistic, degreesOfFreedom, pValue)
  }

  init(undefined reason: UndefinedReason) { self.init(statistic: .undefined(reason), pValue: .undefined(reason)) }
}

extension TestResult {
  /// The statistic without its p-value where there is a reason against it; the same where there is none.
  public func withheld(for reason: UndefinedReason?) -> TestResult {
    guard let reason = reason.map({ pValue.reason ?? $0 }) else { return self }
    return TestResult(statistic: statistic, degreesOfFreedom: degreesOfFreedom, pValue: .undefined(reason))
  }
}
