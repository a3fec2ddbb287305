/// McNemar's test of two calls on the same subjects.
public struct McNemarResult: Hashable, Codable, Sendable {
  /// Subjects whom only the second called positive.
  public let onlySecond: Int
  /// Subjects whom only the first called positive.
  public let onlyFirst: Int
  /// Chi-square without correction.
  public private(set) var plain: TestResult
  /// Chi-square with the continuity correction, R's default.
  public private(set) var corrected: TestResult
  /// Two-sided binomial p-value.
  public private(set) var exactPValue: Statistic

  /// The binomial p-value of an alternative: `greater` looks for subjects whom the first alone calls positive.
  public func exactPValue(_ alternative: TestAlternative) -> Statistic {
    let sum = onlySecond + onlyFirst
    guard alternative != .twoSided, sum > 0 else { return exactPValue }
    let binomial = BinomialDistribution(trials: sum, probability: 0.5)
    return .defined(
      alternative == .less ? binomial.lowerTail(onlyFirst) : binomial.upperTail(onlyFirst - 1))
  }

  /// The test for the discordant counts; undefined when there are none.
  /// - SeeAlso: R's `mcnemar.test`, and `binom.test` for the exact form.
  public init(onlySecond: Int, onlyFirst: Int) {
    (self.onlySecond, self.onlyFirst) = (onlySecond, onlyFirst)
    let (gap, sum) = (Double(abs(onlySecond - onlyFirst)), Double(onlySecond + onlyFirst))
    func result(_ gap: Double) -> TestResult {
      guard sum > 0 else { return TestResult(undefined: .noDiscordantPairs) }
      let statistic = gap * gap / sum
      let tail = ChiSquareDistribution(degreesOfFreedom: 1).upperTail(statistic)
      return TestResult(statistic: .defined(statistic), degreesOfFreedom: 1, pValue: .defined(tail))
    }
    plain = result(gap)
    // Without a gap there is nothing to correct.
    corrected = result(onlySecond == onlyFirst ? 0 : gap - 1)
    let binomial = BinomialDistribution(trials: onlySecond + onlyFirst, probability: 0.5)
    exactPValue =
      sum > 0 ? .defined(min(1, 2 * binomial.lowerTail(min(onlySecond, onlyFirst)))) : .undefined(.noDiscordantPairs)
  }

  /// The counts without p-values where there is a reason against them.
  public func withheld(for reason: UndefinedReason?) -> McNemarResult {
    guard let reason else { return self }
    var bare = self
    (bare.plain, bare.corrected) = (plain.withheld(for: reason), corrected.withheld(for: reason))
    bare.exactPValue = .undefined(exactPValue.reason ?? reason)
    return bare
  }

  /// The test for paired calls.
  public init(_ first: [Bool], _ second: [Bool]) {
    precondition(first.count == second.count, "pairs have two calls")
    self.init(
      onlySecond: zip(first, second).count { !$0 && $1 }, onlyFirst: zip(first, second).count { $0 && !$1 })
  }
}
