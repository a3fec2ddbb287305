/// Pairs of rows that share exactly equal numbers in columns where hardly any two patients share one.
///
/// Two patients have equal measurements of nine digits or more only if a row, or a part of it such as one series, was
/// copied. Columns with the same order of patients (a volume in two units) count once. The smallest and the largest
/// value of a column do not count, because patients can share a limit.
package struct EqualCells {
  /// Positions, `first < second`, with the number of columns in which they are equal.
  package private(set) var pairs: [(first: Int, second: Int, columns: Int)] = []
  /// Number of columns that were compared.
  package let columns: Int

  /// Number of equal columns that makes a pair, if the share of the compared columns is not larger.
  private static let least = 5
  /// Number of rows that may share a number; a copied row shares it with one or two others.
  private static let mostOwners = 3

  /// - Parameters:
  ///   - columns: values by column, then patient.
  ///   - share: a pair must be equal in one of `share` columns.
  package init(_ columns: [[Double?]], share: Int = 10) {
    var (counts, orders, looked): ([SIMD2<Int32>: Int], Set<Int>, Int) = ([:], [], 0)
    for column in columns {
      guard let sorted = EqualCells.fine(column), orders.insert(sorted.map(\.row).hashValue).inserted else { continue }
      looked += 1
      for run in EqualCells.runs(sorted) {
        for (at, first) in run.enumerated() {
          for second in run[(at + 1)...] { counts[SIMD2(Int32(first), Int32(second)), default: 0] += 1 }
        }
      }
    }
    self.columns = looked
    let limit = max(EqualCells.least, looked / share)
    pairs = counts.filter { $0.value >= limit }.map { (Int($0.key.x), Int($0.key.y), $0.value) }
      .sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  /// The known values, ascending, if nine of ten have nine digits or more and two in three are different; else `nil`.
  private static func fine(_ column: [Double?]) -> [(value: Double, row: Int)]? {
    let known = column.indices.compactMap { row in column[row].map { (value: $0, row: row) } }
    guard known.count >= 10 else { return nil }
    let probes = LeakRules.thinned(Array(known.indices), to: 60)
    guard 10 * probes.count(where: { known[$0].value.hasManyDigits }) >= 9 * probes.count else { return nil }
    let sorted = known.sorted { ($0.value, $0.row) < ($1.value, $1.row) }
    let different = zip(sorted, sorted.dropFirst()).count { $0.value != $1.value } + 1
    return 3 * different >= 2 * sorted.count ? sorted : nil
  }

  /// Groups of rows that share a value, without the smallest and the largest value of the column.
  private static func runs(_ sorted: [(value: Double, row: Int)]) -> [[Int]] {
    var (found, start) = ([[Int]](), 0)
    for at in 1...sorted.count where at == sorted.count || sorted[at].value != sorted[start].value {
      if at - start > 1, at - start <= mostOwners, start > 0, at < sorted.count {
        found.append(sorted[start..<at].map(\.row))
      }
      start = at
    }
    return found
  }
}

extension LeakRules {
  /// Rows of which at least a part is a copy of another row.
  static func equalCells(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let found = EqualCells(cohort.values)
    let pairs = found.pairs.filter { cohort.areOfSeveral([$0.first, $0.second]) }
    guard !pairs.isEmpty else { return [] }
    let shown = pairs.prefix(5).map { "\(cohort.ids[$0.first]) and \(cohort.ids[$0.second])" }
    let most = pairs.map(\.columns).max() ?? 0
    return [.equalCells(Array(shown), count: pairs.count, columns: most, of: found.columns)]
  }
}
