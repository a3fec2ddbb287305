/// A share of a group, with intervals.
public struct Proportion: Hashable, Codable, Sendable {
  /// Members with the property.
  public let count: Int
  /// Size of the group.
  public let total: Int
  /// `count / total`, or why there is none.
  public let estimate: Statistic

  /// `count` of `total`; `reason` is the reason why an empty group has no share.
  public init(_ count: Int, of total: Int, else reason: UndefinedReason = .noSubjects) {
    precondition(count >= 0 && count <= total, "a part is not larger than the whole")
    (self.count, self.total) = (count, total)
    estimate = .ratio(Double(count), Double(total), else: reason)
  }

  /// Wilson's score interval; absent for an empty group.
  /// - SeeAlso: Wilson 1927, doi 10.1080/01621459.1927.10502953; `prop.test(correct = FALSE)`.
  public func wilsonInterval(level: Double = 0.95) -> ConfidenceInterval? {
    guard total > 0 else { return nil }
    let (n, z) = (Double(total), NormalDistribution.quantile(0.5 + level / 2))
    let p = Double(count) / n
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // At 0 and n the formula gives 0 and 1 but for rounding.
    return ConfidenceInterval(
      lower: count == 0 ? 0 : centre - reach, upper: count == total ? 1 : centre + reach, level: level)
  }

  /// The exact interval of Clopper and Pearson, from beta quantiles; absent for an empty group.
  /// - SeeAlso: doi 10.1093/biomet/26.4.404; `binom.test`.
  public func clopperPearsonInterval(level: Double = 0.95) -> ConfidenceInterval? {
    guard total > 0 else { return nil }
    let tail = (1 - level) / 2
    let (k, n) = (Double(count), Double(total))
    return ConfidenceInterval(
      lower: count == 0 ? 0 : BetaDistribution(alpha: k, beta: n - k + 1).quantile(tail),
      upper: count == total ? 1 : BetaDistribution(alpha: k + 1, beta: n - k).quantile(1 - tail), level: level)
  }
}
