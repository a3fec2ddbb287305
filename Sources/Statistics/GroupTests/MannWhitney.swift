/// The result of a Mann-Whitney test.
public struct MannWhitneyResult: Hashable, Codable, Sendable {
  /// Pairs in which the first group's value is larger, ties counting one half: R's `W`.
  public let statistic: Double
  /// The p-value, two-sided unless an alternative was named.
  public let pValue: Statistic
  /// Whether the p-value is from the exact permutation distribution.
  public let isExact: Bool
}

/// How a Mann-Whitney p-value is computed.
public enum MannWhitneyMethod: Hashable, Codable, Sendable {
  /// Exact below 50 values in each group without ties, else normal with continuity correction: R's default.
  case automatic
  /// Normal approximation with the variance corrected for ties.
  case normal(continuityCorrected: Bool)
  /// Permutation distribution of the midranks, ties included.
  case exact
}

/// The Mann-Whitney (Wilcoxon rank sum) test of two groups.
/// - SeeAlso: R's `wilcox.test`, and `exactRankTests::wilcox.exact` for ties.
public func mannWhitneyTest(
  _ first: [Double], _ second: [Double], method: MannWhitneyMethod = .automatic
) -> MannWhitneyResult {
  switch method {
  case .automatic: mannWhitneyTest(first, second, alternative: .twoSided)
  case .exact: mannWhitneyTest(first, second, alternative: .twoSided, isExact: true)
  case .normal(let isCorrected):
    mannWhitneyTest(first, second, alternative: .twoSided, isExact: false, isCorrected: isCorrected)
  }
}

/// The rank sum test with every choice of R's `wilcox.test`.
/// - Parameters:
///   - alternative: the direction in which the first group may differ.
///   - isExact: whether the permutation distribution is used, ties included; `nil` for below 50 values in each group
///     without ties.
///   - isCorrected: whether the normal approximation is corrected for continuity.
public func mannWhitneyTest(
  _ first: [Double], _ second: [Double], alternative: TestAlternative, isExact: Bool? = nil, isCorrected: Bool = true
) -> MannWhitneyResult {
  let (n, m) = (first.count, second.count)
  let ranks = doubledMidranks(first + second)
  let rankSum = ranks.prefix(n).reduce(0, +)
  let w = Double(rankSum - n * (n + 1)) / 2
  guard n > 0, m > 0 else {
    return MannWhitneyResult(statistic: w, pValue: .undefined(.tooFewValues), isExact: false)
  }
  let ties = tieSizes(first + second)
  if isExact ?? (n < 50 && m < 50 && ties.allSatisfy { $0 == 1 }) {
    guard Double(n) * Double(n + m) * Double(n + m) * Double(n) < 4e9 else {
      return MannWhitneyResult(statistic: w, pValue: .undefined(.tooManyValues), isExact: true)
    }
    if alternative == .twoSided {
      return MannWhitneyResult(statistic: w, pValue: exactP(ranks, n, rankSum), isExact: true)
    }
    let shares = rankSumDistribution(ranks, n)
    let p = alternative.exactP(lower: shares[...rankSum].reduce(0, +), upper: shares[rankSum...].reduce(0, +))
    return MannWhitneyResult(statistic: w, pValue: .defined(p), isExact: true)
  }
  let p = deviation(n, m, ties).map { deviation in
    alternative.normalP(
      distance: w - Double(n) * Double(m) / 2, correction: isCorrected ? 0.5 : 0, deviation: deviation)
  }
  return MannWhitneyResult(statistic: w, pValue: p, isExact: false)
}

/// Standard deviation of `W`, corrected for ties.
private func deviation(_ n: Int, _ m: Int, _ ties: [Int]) -> Statistic {
  let (n, m) = (Double(n), Double(m))
  let total = n + m
  let tied = ties.map { Double($0) * (Double($0) * Double($0) - 1) }.reduce(0, +)
  let variance = n * m / 12 * (total + 1 - tied / (total * (total - 1)))
  return variance > 0 ? .defined(variance.squareRoot()) : .undefined(.zeroVariance)
}

/// Both tails as far from the mean as the observed rank sum, over all choices of `n` of the ranks.
private func exactP(_ doubledRanks: [Int], _ n: Int, _ observed: Int) -> Statistic {
  let shares = rankSumDistribution(doubledRanks, n)
  // Twice the mean of the doubled rank sum, so that the comparison is in whole numbers.
  let doubledMean = n * (doubledRanks.count + 1) * 2
  let distance = abs(2 * observed - doubledMean)
  var tail = 0.0
  for sum in shares.indices where abs(2 * sum - doubledMean) >= distance { tail += shares[sum] }
  return .defined(min(1, tail))
}

/// Probability of each sum of `n` ranks drawn without replacement.
///
/// Adding one rank at a time, `share[k][s]` is multiplied by the chance that the next rank is drawn, so values stay
/// probabilities and never overflow as counts would.
private func rankSumDistribution(_ ranks: [Int], _ n: Int) -> [Double] {
  let top = ranks.sorted(by: >).prefix(n).reduce(0, +)
  let width = top + 1
  var ways = [Double](repeating: 0, count: (n + 1) * width)
  ways[0] = 1
  let largest = ranks.max() ?? 0
  ways.withUnsafeMutableBufferPointer { ways in
    for (seen, rank) in ranks.enumerated() {
      // Subsets that the ranks still to come cannot fill up to n are not asked for again.
      let fewest = max(1, n - (ranks.count - seen - 1))
      for k in stride(from: min(n, seen + 1), through: fewest, by: -1) {
        // Subsets of size k among seen + 1 ranks: the new rank is in with chance k / (seen + 1).
        let isIn = Double(k) / Double(seen + 1)
        let isOut = seen >= k ? 1 - isIn : 0
        // No k ranks have a larger sum. Both rows have `width` numbers, and `sum - rank` is at least 0.
        let (own, fewer, end) = (k * width, (k - 1) * width - rank, min(top, k * largest))
        var sum = 0
        while sum < min(rank, end + 1) {
          ways[own + sum] *= isOut
          sum += 1
        }
        while sum <= end {
          ways[own + sum] = ways[own + sum] * isOut + ways[fewer + sum] * isIn
          sum += 1
        }
      }
    }
  }
  return Array(ways[(n * width)...])
}
