import Foundation
import Leaks
import Statistics

/// Patients whose features are so near each other that they are taken for one.
///
/// How near is near depends on how many directions the features really have: in many, no two patients come close by
/// chance; in one or two, some always do. So the limit is set where chance would give one pair in twenty cohorts of
/// this size.
struct FeatureTwins {
  /// Pairs of positions, `first < second`.
  let pairs: [TwinPatients]
  /// The rule that was applied, as reports state it; `nil` where none could be.
  let basis: String?

  /// What the rules need, where they could not be applied.
  static let least =
    "near-equal features need 10 columns of many values and 5 patients, most of whom differ from each other; equal ones need a column in which "
    + "nine patients of ten have a value of their own."

  /// - Parameter features: patient by patient, `nil` where missing.
  init(_ features: [[Double?]]) {
    let varying = (features.first ?? []).indices.filter { column in
      features.contains { $0[column] != features[0][column] }
    }
    // Columns of few values bring patients together by chance: twelve binary features have 4,096 rows in all.
    let rich = varying.filter { column in 3 * Set(features.compactMap { $0[column] }).count >= features.count }
    if features.count >= 5, rich.count >= 10 {
      let columns = rich.map { column in features.map { $0[column] ?? 0 } }
      guard let near = NearPairs(columns) else {
        (pairs, basis) = ([], nil)
        return
      }
      let invented = InventedPatients(columns, directions: near.directions)
      let found =
        near.pairs.map { TwinPatients(first: $0.0, second: $0.1, words: "near-equal features") } + invented.pairs
      let copies = EqualCells(rich.map { column in features.map { $0[column] } }, share: 3)
      let known = Set(found.map { [$0.first, $0.second] })
      // Gaps are equal in whoever has them: nothing is there to compare.
      pairs =
        found.filter { FeatureTwins.areKnown(features, rich, $0.first, $0.second) }
        + copies.pairs.filter { !known.contains([$0.first, $0.second]) }.map {
          TwinPatients(first: $0.first, second: $0.second, words: "\($0.columns) features are equal to the last digit")
        }
      basis = near.basis + invented.basis + (copies.columns < 15 ? "" : FeatureTwins.copiesBasis)
    } else if let telling = FeatureTwins.telling(features, varying) {
      pairs = FeatureTwins.equal(features, telling)
      basis =
        "Patients are taken for one when all their features are equal, to the last digit; \(varying.count) columns that vary, of "
        + "\(features.count) patients, are too few to ask which are near-equal."
    } else {
      (pairs, basis) = ([], nil)
    }
  }

  private static let copiesBasis =
    " Patients who share numbers of nine digits or more in a third of the columns, where hardly anybody shares one, are taken for one too."

  /// Whether nine in ten of the columns are known of one of the two at least; columns that neither has are equal and
  /// tell nothing.
  private static func areKnown(_ features: [[Double?]], _ columns: [Int], _ first: Int, _ second: Int) -> Bool {
    10 * columns.count { features[first][$0] == nil && features[second][$0] == nil } <= columns.count
  }

  /// A column in which nearly everybody has a value of their own: equal rows are no chance then.
  private static func telling(_ features: [[Double?]], _ varying: [Int]) -> Int? {
    varying.first { column in
      let known = features.compactMap { $0[column] }
      return known.count > 1 && 10 * Set(known).count >= 9 * features.count
    }
  }

  private static func equal(_ features: [[Double?]], _ telling: Int) -> [TwinPatients] {
    let groups = Dictionary(grouping: features.indices.filter { features[$0][telling] != nil }) { features[$0] }
    return groups.values.flatMap { group in
      group.indices.flatMap { second in
        (0..<second).map { TwinPatients(first: group[$0], second: group[second], words: "equal features") }
      }
    }.sorted { ($0.second, $0.first) < ($1.second, $1.first) }
  }
}

/// Pairs nearer than chance brings two patients, by ranks: features have long tails, and one outlier would bring all
/// others together.
private struct NearPairs {
  private(set) var pairs: [(Int, Int)] = []
  let basis: String
  /// Directions in which patients differ.
  let directions: Double

  /// `nil` where most patients are equal to two others in every column: equality then says nothing of who a patient is.
  /// - Parameter columns: values by column, none constant.
  init?(_ columns: [[Double]]) {
    let count = columns[0].count
    // From 0 on; halves are exact.
    let ranks = columns.map { doubledMidranks($0).map { Double($0 - 2) / 2 } }
    let space = RankDistances(ranks)
    let neighbours = space.nearest()
    // The second neighbour, and the third beside it: where everybody has a twin, the first tells of twins only.
    let usual = median(neighbours.map { $0[1] })
    guard usual > 0 else { return nil }
    directions = neighbourDirections(neighbours.map { ($0[1], $0[2]) })
    let share = min(0.1, pow(0.145 / Double(count), 1 / directions))
    basis =
      "Patients are taken for one when their features are near-equal: the mean distance of their ranks over \(columns.count) columns, 0 "
      + "where two values differ by less than a small share of the quartile range, is at most \(NearPairs.short(share)) of what lies "
      + "between a patient and the second nearest (median). Chance would bring one pair so near in twenty cohorts of this size."
    // Ranks of neighbours differ by one however near they are, which in a small cohort is as far as most patients are
    // apart.
    let near = columns.map { quartileRange($0) * 0.01 * min(1, (share / 0.1) * (share / 0.1)) }
    for (first, second) in space.pairs(within: usual) {
      var sum = 0.0
      for column in columns.indices where abs(columns[column][first] - columns[column][second]) > near[column] {
        sum += abs(ranks[column][first] - ranks[column][second])
      }
      if sum / Double(columns.count) <= share * usual { pairs.append((first, second)) }
    }
  }

  private static func short(_ share: Double) -> String {
    share >= 0.0995 ? "a tenth" : String(format: "%.2g", share)
  }
}
