import Glibc

/// Tests whether rows that share something, such as the beginning of an id, are more alike than rows are by chance.
///
/// Two lesions, visits or copies of a patient share the outcome, and their features are more similar than those of two
/// patients. Patients of one site, or with one number at several sites, share neither. A case and its control differ in
/// the outcome.
struct PartnerTest {
  private let outcomes: [Bool]
  /// Each row as a point of standardised columns; empty if there are fewer than five usable columns.
  private let points: [[Float]]

  /// The results of the test.
  struct Evidence {
    /// p value for so many groups with one outcome only.
    let sameOutcome: Double
    /// p value for so few groups with one outcome only, as in pairs of case and control.
    let otherOutcome: Double
    /// p value for partners with such similar features.
    let nearness: Double
    /// Share of the other rows that are closer to a row than its partner (median over pairs).
    let nearer: Double
  }

  /// The most groups, pairs and other rows that are compared; more would only take longer.
  private static let (mostGroups, mostPairs, mostStrangers) = (300, 100, 1000)

  init(_ cohort: ScreenedCohort) {
    outcomes = cohort.outcomes
    let usable = cohort.values.filter { column in
      5 * column.count { $0 != nil } >= 4 * column.count
    }
    let columns = LeakRules.thinned(Array(usable.indices), to: 60).compactMap { PartnerTest.standardised(usable[$0]) }
    points = columns.count < 5 ? [] : cohort.ids.indices.map { row in columns.map { $0[row] } }
  }

  /// A test of outcomes only.
  init(outcomesOf cohort: ScreenedCohort) { (outcomes, points) = (cohort.outcomes, []) }

  /// Distance from the median in interquartile ranges, with shortened tails; missing values at the median.
  private static func standardised(_ column: [Double?]) -> [Float]? {
    let sorted = column.compactMap(\.self).sorted()
    guard sorted.count >= 10 else { return nil }
    let (low, middle, high) = (sorted[sorted.count / 4], sorted[sorted.count / 2], sorted[3 * sorted.count / 4])
    guard high > low, (high - low).isFinite else { return nil }
    return column.map { $0.map { Float(asinh(($0 - middle) / (high - low))) } ?? 0 }
  }

  func evidence(_ groups: [[Int]]) -> Evidence {
    let used = LeakRules.thinned(Array(groups.indices), to: PartnerTest.mostGroups).map { groups[$0] }
    let constant = used.count { group in group.allSatisfy { outcomes[$0] == outcomes[group[0]] } }
    let tails = PartnerTest.tails(used.map { chanceOfOneOutcome($0.count) }, at: constant)
    let shares = nearerShares(used).sorted()
    return Evidence(
      sameOutcome: tails.upper, otherOutcome: tails.lower, nearness: PartnerTest.combined(shares),
      nearer: shares.isEmpty ? 1 : shares[shares.count / 2])
  }

  /// The chance that `size` rows drawn from the cohort all have one outcome.
  private func chanceOfOneOutcome(_ size: Int) -> Double {
    let events = outcomes.count { $0 }
    return [events, outcomes.count - events].reduce(0) { sum, own in
      sum + (0..<size).reduce(1.0) { $0 * max(0, Double(own - $1)) / Double(outcomes.count - $1) }
    }
  }

  /// P(X ≥ count) and P(X ≤ count), where X counts the events that happen with these chances.
  private static func tails(_ chances: [Double], at count: Int) -> (upper: Double, lower: Double) {
    var mass = [1.0] + [Double](repeating: 0, count: chances.count)
    for (at, chance) in chances.enumerated() {
      for made in stride(from: at + 1, through: 1, by: -1) {
        mass[made] = mass[made] * (1 - chance) + mass[made - 1] * chance
      }
      mass[0] *= 1 - chance
    }
    return (mass[count...].reduce(0, +), mass[...count].reduce(0, +))
  }

  /// For disjoint pairs of partners, the share of other rows that are at least as close to the first as the second is;
  /// uniformly distributed by chance.
  private func nearerShares(_ groups: [[Int]]) -> [Double] {
    guard !points.isEmpty else { return [] }
    let pairs = groups.indices.flatMap { at in
      stride(from: 0, to: groups[at].count - 1, by: 2).map { (groups[at][$0], groups[at][$0 + 1], at) }
    }
    let strangers = LeakRules.thinned(Array(points.indices), to: PartnerTest.mostStrangers)
    return LeakRules.thinned(Array(pairs.indices), to: PartnerTest.mostPairs).map { at in
      let (first, second, group) = pairs[at]
      // Sets are made only of the pairs compared, since all of them would grow with the square of a group.
      let own = Set(groups[group])
      let apart = squared(first, second)
      let others = strangers.filter { !own.contains($0) }
      let nearer = others.count { squared(first, $0) <= apart }
      return Double(nearer + 1) / Double(others.count + 1)
    }
  }

  /// The share of the other rows, at most 1,000 of them, that are at least as near to the first row as the second is;
  /// `nil` where there are too few columns to compare.
  func nearerShare(_ first: Int, _ second: Int) -> Double? {
    guard !points.isEmpty else { return nil }
    let apart = squared(first, second)
    let others = LeakRules.thinned(Array(points.indices), to: PartnerTest.mostStrangers)
      .filter { $0 != first && $0 != second }
    return Double(others.count { squared(first, $0) <= apart } + 1) / Double(others.count + 1)
  }

  private func squared(_ a: Int, _ b: Int) -> Float {
    var sum: Float = 0
    for at in points[a].indices {
      let apart = points[a][at] - points[b][at]
      sum += apart * apart
    }
    return sum
  }

  /// Fisher's combination of n p values: `-Σ ln p` has a gamma distribution with shape n.
  private static func combined(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 1 }
    let sum = -values.reduce(0) { $0 + log($1) }
    var (term, total) = (exp(-sum), 0.0)
    for at in 0..<values.count {
      total += term
      term *= sum / Double(at + 1)
    }
    return min(1, total)
  }
}
