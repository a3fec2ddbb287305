import Statistics

/// What puts rows next to each other.
package enum RowOrder: Hashable, Sendable {
  case table, ids
}

extension LeakRules {
  /// Rows that stand next to each other, in the table or by a running number in their ids, if their features are nearly
  /// the nearest of all and their outcomes are the same: lesions of one patient under ids of their own.
  ///
  /// Patients of one period or site are nearer to each other too, but of those next to each other not a fifth is as
  /// near, and the near ones differ in outcome as often as the others.
  static func alikeNeighbours(_ cohort: ScreenedCohort) -> [LeakFinding] {
    guard cohort.ids.count >= 20 else { return [] }
    let test = PartnerTest(cohort)
    let orders = [(RowOrder.table, Array(cohort.ids.indices)), (.ids, runningOrder(cohort.ids))]
    for (order, rows) in orders where !rows.isEmpty {
      if let found = NeighbourPairs(rows, test, cohort.outcomes), found.areOnePatient {
        let shown = found.close.prefix(3).map { "\(cohort.ids[$0.0]) and \(cohort.ids[$0.1])" }
        return [.alikeNeighbours(Array(shown), pairs: found.close.count, of: found.looked, by: order)]
      }
    }
    return []
  }

  /// The rows by the number at the end of their ids; empty where the rest of the ids differs, numbers repeat, or that
  /// is the order of the table.
  private static func runningOrder(_ ids: [String]) -> [Int] {
    let starts = Set(ids.map { String($0.reversed().drop(while: \.isNumber).reversed()) })
    let numbers = ids.compactMap { id in Int(String(id.reversed().prefix(while: \.isNumber).reversed())) }
    guard starts.count == 1, numbers.count == ids.count, Set(numbers).count == ids.count else { return [] }
    let order = ids.indices.sorted { numbers[$0] < numbers[$1] }
    return order == Array(ids.indices) || order == ids.indices.reversed() ? [] : order
  }
}

/// Pairs of rows that follow each other, at most 300, and which of them have nearly the nearest features.
private struct NeighbourPairs {
  let close: [(Int, Int)]
  let looked: Int
  private let sameClose: Int
  private let sameOthers: Int
  private let chanceOfSame: Double

  private static let (most, nearest) = (300, 0.02)

  /// `nil` without features to compare.
  init?(_ order: [Int], _ test: PartnerTest, _ outcomes: [Bool]) {
    let places = LeakRules.thinned(Array(order.indices.dropLast()), to: NeighbourPairs.most)
    let pairs = places.map { (order[$0], order[$0 + 1]) }
    let shares = pairs.compactMap { test.nearerShare($0.0, $0.1) }
    guard shares.count == pairs.count, !pairs.isEmpty else { return nil }
    let limit = max(NeighbourPairs.nearest, 1.5 / Double(order.count))
    close = zip(pairs, shares).filter { $0.1 <= limit }.map(\.0)
    let others = zip(pairs, shares).filter { $0.1 > limit }.map(\.0)
    looked = pairs.count
    let isSame = { (pair: (Int, Int)) in outcomes[pair.0] == outcomes[pair.1] }
    sameClose = close.count(where: isSame)
    sameOthers = others.count(where: isSame)
    let share = Double(outcomes.count { $0 }) / Double(outcomes.count)
    chanceOfSame = share * share + (1 - share) * (1 - share)
  }

  /// Whether a fifth of the pairs, ten at least, are close, nine in ten of these have one outcome, and that is more
  /// than among patients at random (p < 1e-4) and more than among the other pairs (p < .001).
  var areOnePatient: Bool {
    guard close.count >= 10, 5 * close.count >= looked, 10 * sameClose >= 9 * close.count else { return false }
    let chance = BinomialDistribution(trials: close.count, probability: chanceOfSame).upperTail(sameClose - 1)
    let others = looked - close.count
    let contrast = fisherExactTest([
      [sameClose, close.count - sameClose], [sameOthers, others - sameOthers],
    ]).value
    return chance < 1e-4 && (contrast ?? 1) < LeakRules.level
  }
}
