import Foundation
import Leaks
import Statistics

/// Pairs of patients whose features are so similar that they are probably one patient.
///
/// The limit depends on the number of independent directions in the features: in many directions no two patients are
/// close by chance, in one or two some always are. It is set so that chance would give one pair in twenty cohorts of
/// this size.
struct FeatureTwins {
  /// Pairs of positions, `first < second`.
  let pairs: [TwinPatients]
  /// The rule that was applied, as reports state it; `nil` where the features allow none.
  let basis: String?

  /// What the rules need; reported where neither could be applied.
  static let least =
    "near-equal features need at least 10 columns with many different values and 5 patients, most of whom differ "
    + "from each other; equal features need a column in which nine patients of ten have a value of their own, and columns that chance "
    + "would hardly make equal in any pair."

  /// - Parameter features: one row per patient, `nil` where a value is missing.
  init(_ features: [[Double?]]) {
    let groups = RowGroups(features)
    // One row of each group is kept: copies would make every distance between strangers look large.
    let rest = FeatureTwins(different: groups.different.map { features[$0] })
    pairs =
      groups.pairs
      + rest.pairs.map { pair in
        let own = [groups.different[pair.first], groups.different[pair.second]]
        return TwinPatients(first: own[0], second: own[1], words: pair.words)
      }
    basis = groups.pairs.isEmpty ? rest.basis : RowGroups.basis + (rest.basis.map { " " + $0 } ?? "")
  }

  /// - Parameter features: the same of rows without whole copies.
  private init(different features: [[Double?]]) {
    let varying = (features.first ?? []).indices.filter { column in
      features.contains { $0[column] != features[0][column] }
    }
    // With few values per column patients agree by chance: twelve binary features have only 4,096 different rows.
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
      // Missing values were filled alike for everybody, so they are no evidence of a duplicate.
      pairs =
        found.filter { FeatureTwins.areKnown(features, columns: rich, first: $0.first, second: $0.second) }
        + copies.pairs.filter { !known.contains([$0.first, $0.second]) }.map {
          TwinPatients(first: $0.first, second: $0.second, words: "\($0.columns) features are equal to the last digit")
        }
      basis = near.basis + invented.basis + (copies.columns < 15 ? "" : FeatureTwins.copiesBasis)
    } else if let telling = FeatureTwins.telling(features, among: varying),
      FeatureTwins.equalPairsByChance(features, varying) < 0.05
    {
      pairs = FeatureTwins.equal(features, by: telling)
      basis =
        "Patients whose features are all exactly equal are taken for one patient. With \(varying.count) varying "
        + "columns and \(features.count) patients, near-equal features cannot be told from chance."
    } else {
      (pairs, basis) = ([], nil)
    }
  }

  private static let copiesBasis =
    " So are patients who share numbers of nine or more digits in a third of the columns, if hardly any other "
    + "patients share one."

  /// Whether at least one of the two patients has a value in nine of ten columns. Columns that neither has are equal
  /// without being evidence.
  private static func areKnown(_ features: [[Double?]], columns: [Int], first: Int, second: Int) -> Bool {
    10 * columns.count { features[first][$0] == nil && features[second][$0] == nil } <= columns.count
  }

  /// A column in which nearly every patient has a value of their own, so that equal rows are not chance.
  private static func telling(_ features: [[Double?]], among varying: [Int]) -> Int? {
    varying.first { column in
      let known = features.compactMap { $0[column] }
      return known.count > 1 && 10 * Set(known).count >= 9 * features.count
    }
  }

  /// The number of pairs that would be equal in all columns if these were independent: a column in which a few patients
  /// share a number, beside one of yes and no, has some.
  private static func equalPairsByChance(_ features: [[Double?]], _ columns: [Int]) -> Double {
    let pairs = Double(features.count * (features.count - 1)) / 2
    return columns.reduce(pairs) { expected, column in
      let counts = Dictionary(grouping: features) { $0[column] }.values.map(\.count)
      return expected * counts.reduce(0) { $0 + Double($1 * ($1 - 1)) / 2 } / pairs
    }
  }

  private static func equal(_ features: [[Double?]], by telling: Int) -> [TwinPatients] {
    let groups = Dictionary(grouping: features.indices.filter { features[$0][telling] != nil }) { features[$0] }
    return groups.values.flatMap { group in
      group.indices.flatMap { second in
        (0..<second).map { TwinPatients(first: group[$0], second: group[second], words: "equal features") }
      }
    }.sorted { ($0.second, $0.first) < ($1.second, $1.first) }
  }
}

/// Rows that are equal in every column, and three rows or more that are nearer to each other than to all others.
private struct RowGroups {
  private(set) var pairs: [TwinPatients] = []
  /// The rows, ascending, without all but the first of each group.
  let different: [Int]

  static let basis =
    "Patients whose features are all equal, in columns where nine of ten different rows have a value of their own or in "
    + "so many others that chance would not make one such pair in a thousand tables, are taken for one patient, and so "
    + "are three or more who are far nearer to each other than to all others."

  init(_ features: [[Double?]]) {
    let columns = (features.first ?? []).indices.map { column in features.map { $0[column] } }
    let copies = CopiedRows(columns)
    let rows = copies.different
    let near = NeighbourSpace(columns.map { column in rows.map { column[$0] } })
    let groups = (near?.groups ?? []).filter { $0.count > 2 }.map { $0.map { rows[$0] } }
    pairs =
      copies.groups.flatMap { RowGroups.pairs($0, "equal features") }
      + groups.flatMap { RowGroups.pairs($0, "near-equal features") }
    let others = Set(groups.flatMap { $0.dropFirst() })
    different = rows.filter { !others.contains($0) }
  }

  private static func pairs(_ group: [Int], _ words: String) -> [TwinPatients] {
    group.indices.flatMap { second in
      (0..<second).map { TwinPatients(first: group[$0], second: group[second], words: words) }
    }
  }
}

/// Pairs of patients closer than chance would bring them. Distances are between ranks, because features have long
/// tails and one outlier would make all other patients look close.
private struct NearPairs {
  private(set) var pairs: [(Int, Int)] = []
  let basis: String
  /// Number of independent directions in which the patients differ.
  let directions: Double

  /// `nil` where most patients equal two others in every column: equal features then do not identify a patient.
  /// - Parameter columns: values by column, none constant.
  init?(_ columns: [[Double]]) {
    let count = columns[0].count
    // Ranks from 0; midranks are halves and therefore exact.
    let ranks = columns.map { doubledMidranks($0).map { Double($0 - 2) / 2 } }
    let space = RankDistances(ranks)
    let neighbours = space.nearest()
    // The second and third neighbours are used because where every patient has a duplicate, the first is the duplicate.
    let usual = median(neighbours.map { $0[1] })
    guard usual > 0 else { return nil }
    directions = neighbourDirections(neighbours.map { ($0[1], $0[2]) })
    let share = min(0.1, pow(0.145 / Double(count), 1 / directions))
    basis =
      "Patients with near-equal features are taken for one patient: their mean rank distance over \(columns.count) "
      + "columns (0 in a column where the values differ by less than a small share of the interquartile range) is at "
      + "most \(NearPairs.short(share)) of the median distance between a patient and the second nearest. Chance "
      + "would bring one pair so close in twenty cohorts of this size."
    // Neighbours differ by at least one rank however close their values are, and in a small cohort one rank is a large
    // distance. So values that are almost equal count as equal.
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
