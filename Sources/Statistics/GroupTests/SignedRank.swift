/// The result of Wilcoxon's signed-rank test.
public struct SignedRankResult: Hashable, Codable, Sendable {
  /// Sum of the ranks of the pairs in which the first value is larger: R's `V`.
  public let statistic: Double
  /// Pairs that differ; the others take no part.
  public let pairs: Int
  /// Two-sided p-value.
  public let pValue: Statistic
  /// Whether the p-value is from the exact distribution.
  public let isExact: Bool
}

/// Wilcoxon's signed-rank test of paired values.
///
/// Exact below 50 pairs without ties and without equal pairs; else the normal approximation with the variance corrected for ties, and with a
/// continuity correction unless `isCorrected` is false. Undefined where no pair differs.
/// - SeeAlso: R's `wilcox.test(paired = TRUE)`; Wilcoxon 1945, doi 10.2307/3001968.
public func signedRankTest(_ first: [Double], _ second: [Double], isCorrected: Bool = true) -> SignedRankResult {
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
  if changes.count == all.count, changes.count < 50, ties.allSatisfy({ $0 == 1 }) {
    return result(.defined(exactP(changes.count, doubled / 2)), isExact: true)
  }
  let n = Double(changes.count)
  let tied = ties.map { Double($0 * $0 * $0 - $0) }.reduce(0, +)
  let variance = n * (n + 1) * (2 * n + 1) / 24 - tied / 48
  guard variance > 0 else { return result(.undefined(.zeroVariance), isExact: false) }
  let distance = statistic - n * (n + 1) / 4
  let correction = !isCorrected || distance == 0 ? 0 : distance > 0 ? 0.5 : -0.5
  return result(
    .defined(min(1, NormalDistribution.twoSided((distance - correction) / variance.squareRoot()))), isExact: false)
}

/// Twice the smaller tail of the sum of ranks, each drawn with probability a half.
private func exactP(_ pairs: Int, _ observed: Int) -> Double {
  let top = pairs * (pairs + 1) / 2
  var shares = [Double](repeating: 0, count: top + 1)
  shares[0] = 1
  for rank in 1...pairs {
    for sum in stride(from: top, through: 0, by: -1) {
      shares[sum] = 0.5 * (shares[sum] + (sum >= rank ? shares[sum - rank] : 0))
    }
  }
  let low = shares[...observed].reduce(0, +)
  let high = shares[observed...].reduce(0, +)
  return min(1, 2 * min(low, high))
}
