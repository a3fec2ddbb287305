import Glibc

/// Pearson's chi-square test of independence of the rows and columns of `counts`.
///
/// `isCorrected` asks for Yates' correction, which applies to 2 × 2 tables only and, as in R, never exceeds the smallest `|O − E|`.
/// Undefined when a margin is empty.
/// - SeeAlso: R's `chisq.test`.
public func chiSquareTest(_ counts: [[Int]], isCorrected: Bool) -> TestResult {
  let expected = expectedCounts(counts)
  guard counts.count > 1, let width = counts.first?.count, width > 1, expected.joined().allSatisfy({ $0 > 0 }) else {
    return TestResult(undefined: .emptyMargin)
  }
  let cells = zip(counts.joined(), expected.joined()).map { (abs(Double($0) - $1), $1) }
  let smallest = cells.map(\.0).min() ?? 0
  let shift = isCorrected && counts.count == 2 && width == 2 ? min(0.5, smallest) : 0
  let statistic = total(cells.map { ($0 - shift) * ($0 - shift) / $1 })
  let freedom = Double((counts.count - 1) * (width - 1))
  return TestResult(
    statistic: .defined(statistic), degreesOfFreedom: freedom,
    pValue: .defined(ChiSquareDistribution(degreesOfFreedom: freedom).upperTail(statistic)))
}

/// Counts expected under independence, `row total · column total / n`.
public func expectedCounts(_ counts: [[Int]]) -> [[Double]] {
  requireTable(counts)
  let rows = counts.map { $0.reduce(0, +) }
  let columns = (0..<(counts.first?.count ?? 0)).map { column in counts.map { $0[column] }.reduce(0, +) }
  let all = Double(rows.reduce(0, +))
  return rows.map { row in columns.map { all > 0 ? Double(row) * Double($0) / all : 0 } }
}

func requireTable(_ counts: [[Int]]) {
  precondition(Set(counts.map(\.count)).count <= 1, "rows of a table are equally long")
  precondition(counts.joined().allSatisfy { $0 >= 0 }, "a count is never negative")
}

/// McNemar's test of two calls on the same subjects.
public struct McNemarResult: Hashable, Codable, Sendable {
  /// Subjects whom only the second called positive.
  public let onlySecond: Int
  /// Subjects whom only the first called positive.
  public let onlyFirst: Int
  /// Chi-square without correction.
  public let plain: TestResult
  /// Chi-square with the continuity correction, R's default.
  public let corrected: TestResult
  /// Two-sided binomial p-value.
  public let exactPValue: Statistic

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

  /// The test for paired calls.
  public init(_ first: [Bool], _ second: [Bool]) {
    precondition(first.count == second.count, "pairs have two calls")
    self.init(
      onlySecond: zip(first, second).count { !$0 && $1 }, onlyFirst: zip(first, second).count { $0 && !$1 })
  }
}
