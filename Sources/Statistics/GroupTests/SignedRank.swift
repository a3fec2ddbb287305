/// The result of Wilcoxon's signed-rank test.
public struct SignedRankResult: Hashable, Codable, Sendable {
  /// Sum of the ranks of the pairs in which the first value is larger: R's `V`.
  public let statistic: Double
  /// Pairs that differ; the others take no part.
  public let pairs: Int
  /// The p-value, two-sided unless an alternative was named.
  public let pValue: Statistic
  /// Whether the p-value is from the exact distribution.
  public let isExact: Bool
}

/// Wilcoxon's signed-rank test of paired values.
///
/// Exact below 50 pairs without ties and without equal pairs; else the normal approximation with the variance corrected
/// for ties, and with a continuity correction unless `isCorrected` is false. Undefined where no pair differs.
/// - Parameters:
///   - alternative: the direction in which the first value of the pairs may differ.
///   - isExact: whether the permutation distribution is used, ties included, over the pairs that differ; `nil` for the
///     rule above.
/// - SeeAlso: R's `wilcox.test(paired = TRUE)`; Wilcoxon 1945, doi 10.2307/3001968.
public func signedRankTest(
  _ first: [Double], _ second: [Double], alternative: TestAlternative = .twoSided, isExact: Bool? = nil,
  isCorrected: Bool = true
) -> SignedRankResult {
  precondition(first.count == second.count, "pairs have two values")
  let all = zip(first, second).map(-)
  let changes = all.filter { $0 != 0 }
  let sizes = changes.map(abs)
  let ranks = doubledMidranks(sizes)
  let doubled = zip(changes, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
  let statistic = Double(doubled) / 2
  func result(_ p: Statistic, isExact: Bool) -> SignedRankResult {
    SignedRankResult(statistic: statistic, pairs: changes.count, pValue: p, isExact: isExact)
  }
  guard !changes.isEmpty else { return result(.undefined(.noDiscordantPairs), isExact: false) }
  let ties = tieSizes(sizes)
  let isPlain = changes.count == all.count && changes.count < 50 && ties.allSatisfy { $0 == 1 }
  if isExact ?? isPlain {
    // The sums of 2,000 ranks are 8 million places, each seen 2,000 times.
    guard changes.count <= 2000 else { return result(.undefined(.tooManyValues), isExact: true) }
    let tails = signedRankTails(ranks, doubled)
    return result(.defined(alternative.exactP(lower: tails.lower, upper: tails.upper)), isExact: true)
  }
  let n = Double(changes.count)
  let tied = ties.map { Double($0) * (Double($0) * Double($0) - 1) }.reduce(0, +)
  let variance = n * (n + 1) * (2 * n + 1) / 24 - tied / 48
  guard variance > 0 else { return result(.undefined(.zeroVariance), isExact: false) }
  let p = alternative.normalP(
    distance: statistic - n * (n + 1) / 4, correction: isCorrected ? 0.5 : 0, deviation: variance.squareRoot())
  return result(.defined(p), isExact: false)
}

/// Probabilities of sums as small and as large as observed, each doubled rank drawn with probability a half.
private func signedRankTails(_ ranks: [Int], _ observed: Int) -> (lower: Double, upper: Double) {
  var shares = [Double](repeating: 0, count: ranks.reduce(0, +) + 1)
  shares[0] = 1
  var reached = 0
  for rank in ranks {
    reached += rank
    for sum in stride(from: reached, through: 0, by: -1) {
      shares[sum] = 0.5 * (shares[sum] + (sum >= rank ? shares[sum - rank] : 0))
    }
  }
  return (shares[...observed].reduce(0, +), shares[observed...].reduce(0, +))
}
