import Glibc
import Mathematics

/// The conditional odds ratio of a 2 × 2 table with its exact interval, and Fisher's one-sided p-values.
///
/// Given the margins, the upper left cell follows the noncentral hypergeometric distribution with the odds ratio as
/// parameter; the estimate is its conditional maximum likelihood, which differs from the ratio of cross products.
/// - SeeAlso: R's `fisher.test` on a 2 × 2 table.
public struct ConditionalOddsRatio: Hashable, Codable, Sendable {
  /// The estimate, 0 or infinite at the edges.
  public let estimate: Statistic
  /// Lower and upper limit, 0 or infinite at the edges.
  public let limits: [Statistic]
  /// `P(cell ≤ observed)` under independence.
  public let pValueLess: Double
  /// `P(cell ≥ observed)` under independence.
  public let pValueGreater: Double

  /// The odds ratio of `[[a, b], [c, d]]`; undefined when a margin is empty.
  ///
  /// A one-sided interval goes from 0 (`less`) or to infinity (`greater`).
  public init(_ counts: [[Int]], alternative: TestAlternative = .twoSided, level: Double = 0.95) {
    precondition(counts.count == 2 && counts.allSatisfy { $0.count == 2 }, "an odds ratio needs a 2 x 2 table")
    let cell = NoncentralCell(counts)
    (pValueLess, pValueGreater) = (cell.lowerTail(logOdds: 0), cell.upperTail(logOdds: 0))
    guard cell.low < cell.high else {
      (estimate, limits) = (.undefined(.emptyMargin), [])
      return
    }
    let tail = alternative == .twoSided ? (1 - level) / 2 : 1 - level
    let observed = Double(cell.observed)
    estimate = .defined(
      cell.isLowest ? 0 : cell.isHighest ? .infinity : root { cell.mean(logOdds: $0) - observed })
    limits = [
      .defined(cell.isLowest || alternative == .less ? 0 : root { cell.upperTail(logOdds: $0) - tail }),
      .defined(cell.isHighest || alternative == .greater ? .infinity : root { tail - cell.lowerTail(logOdds: $0) }),
    ]
  }
}

/// `exp` of the root of an increasing function of the log odds, by bisection to the last bit.
private func root(_ function: (Double) -> Double) -> Double {
  var (low, high) = (-1.0, 1.0)
  while function(low) > 0, low > -700 { low *= 2 }
  while function(high) < 0, high < 700 { high *= 2 }
  (low, high) = bisected(low, high, halvings: 200) { function($0) < 0 }
  return exp((low + high) / 2)
}

private struct NoncentralCell {
  let low: Int
  let high: Int
  let observed: Int
  private let logWeights: [Double]

  init(_ counts: [[Int]]) {
    let (top, left) = (counts[0][0] + counts[0][1], counts[0][0] + counts[1][0])
    let (bottom, all) = (counts[1][0] + counts[1][1], counts.joined().reduce(0, +))
    (low, high, observed) = (max(0, left - bottom), min(top, left), counts[0][0])
    func choose(_ n: Int, _ k: Int) -> Double {
      lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
    }
    logWeights = (low...high).map { choose(top, $0) + choose(bottom, left - $0) - choose(all, left) }
  }

  var isLowest: Bool { observed == low }
  var isHighest: Bool { observed == high }

  /// Probabilities of `low...high` at the given log odds ratio.
  private func probabilities(_ logOdds: Double) -> [Double] {
    let shifted = logWeights.indices.map { logWeights[$0] + logOdds * Double(low + $0) }
    let top = shifted.max() ?? 0
    let weights = shifted.map { exp($0 - top) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  func mean(logOdds: Double) -> Double {
    probabilities(logOdds).enumerated().reduce(0) { $0 + $1.element * Double(low + $1.offset) }
  }

  func lowerTail(logOdds: Double) -> Double { probabilities(logOdds).prefix(observed - low + 1).reduce(0, +) }

  func upperTail(logOdds: Double) -> Double { probabilities(logOdds).suffix(high - observed + 1).reduce(0, +) }
}
