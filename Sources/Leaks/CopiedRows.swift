import Glibc

/// Rows that are equal in every column, where that is no chance.
///
/// What a column tells is asked of the different rows: copies would otherwise make the columns that prove them look
/// like columns of few values, and the more copies a table had, the less would be said.
package struct CopiedRows {
  /// Positions of the rows of each group, ascending; the groups by their first row.
  package private(set) var groups: [[Int]] = []
  /// The rows, ascending, without all but the first of each group.
  package private(set) var different: [Int]

  /// Equal cells that make a copy: two of nine digits or more, or three of any.
  private static let (leastFine, leastCells) = (2, 3)

  /// - Parameter columns: values by column, then row.
  package init(_ columns: [[Double?]]) {
    different = Array((columns.first ?? []).indices)
    let compared = CopiedRows.compared(columns)
    let equal = CopiedRows.equalRows(compared)
    guard !equal.isEmpty else { return }
    let others = Set(equal.flatMap { $0.dropFirst() })
    let rest = different.filter { !others.contains($0) }
    let telling = CopiedRows.telling(compared, among: rest)
    groups = equal.filter { CopiedRows.isNoChance($0[0], telling: telling) }
    // Where no column tells rows apart, all of them together may.
    if groups.isEmpty { groups = CoarseRows(compared, different: rest).copies(equal) }
    let copies = Set(groups.flatMap { $0.dropFirst() })
    different.removeAll(where: copies.contains)
  }

  /// The columns that copies must have in common: all of them, or those of many digits, if a tenth of the columns (or
  /// one) are others. A running number, say, differs in copies too.
  private static func compared(_ columns: [[Double?]]) -> [[Double?]] {
    let fine = columns.filter(hasFineCells)
    let others = columns.count - fine.count
    return fine.count >= leastFine && others <= max(1, columns.count / 10) ? fine : columns
  }

  private static func hasFineCells(_ column: [Double?]) -> Bool {
    let known = column.compactMap(\.self)
    guard known.count >= 5 else { return false }
    let probes = LeakRules.thinned(Array(known.indices), to: 60)
    return 10 * probes.count { known[$0].hasManyDigits } >= 9 * probes.count
  }

  /// Groups of two rows or more with the same value in every column.
  private static func equalRows(_ columns: [[Double?]]) -> [[Int]] {
    guard let rows = columns.first?.indices else { return [] }
    // Hashes column by column need no copy of the table; equal ones are compared cell by cell.
    var hashes = [UInt64](repeating: 0, count: rows.count)
    for column in columns {
      for row in rows {
        let bits = column[row].map { $0 == 0 ? 1 : $0.bitPattern } ?? 2
        hashes[row] = (hashes[row] ^ bits) &* 0x9E37_79B9_7F4A_7C15
        hashes[row] ^= hashes[row] >> 29
      }
    }
    return Dictionary(grouping: rows) { hashes[$0] }.values.filter { $0.count > 1 }
      .map { group in group.filter { row in columns.allSatisfy { $0[row] == $0[group[0]] } } }
      .filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

  /// A column in which nine of ten different rows have a value of their own.
  private struct Telling {
    let column: [Double?]
    let least: Double
    let most: Double
  }

  /// The columns that tell rows apart; those of one order of the rows count once.
  private static func telling(_ columns: [[Double?]], among rows: [Int]) -> [Telling] {
    var orders = Set<Int>()
    return columns.compactMap { column -> Telling? in
      let known = rows.compactMap { row in column[row].map { (value: $0, row: row) } }
        .sorted { ($0.value, $0.row) < ($1.value, $1.row) }
      guard known.count >= 5, 10 * Set(known.map(\.value)).count >= 9 * known.count,
        orders.insert(known.map(\.row).hashValue).inserted
      else { return nil }
      return Telling(column: column, least: known[0].value, most: known[known.count - 1].value)
    }
  }

  /// Whether the cells of a row tell who it is. At the ends of all columns rows may meet, as lesions of one voxel do.
  private static func isNoChance(_ row: Int, telling: [Telling]) -> Bool {
    let cells = telling.compactMap { one in one.column[row].map { (value: $0, one: one) } }
    guard cells.contains(where: { $0.value > $0.one.least && $0.value < $0.one.most }) else { return false }
    return cells.count { $0.value.hasManyDigits } >= leastFine || cells.count >= leastCells
  }
}

extension Double {
  /// Whether the number has nine digits or more.
  var hasManyDigits: Bool {
    guard self != 0, isFinite else { return false }
    let scaled = self * pow(10, 7 - floor(log10(abs(self))))
    return abs(scaled - scaled.rounded()) > 1e-6
  }
}

extension LeakRules {
  /// Rows that are copies, parts of copies, second measurements or mixtures of other rows.
  static func rows(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let copies = CopiedRows(cohort.values)
    // The other rules compare different rows, since copies would be the measure of what is near.
    let rest = copies.groups.isEmpty ? cohort : cohort.keeping(copies.different)
    // Rows of one patient may be as alike as they like where the study keeps them together.
    let groups = copies.groups.filter(cohort.areOfSeveral)
    let shown = groups.prefix(5).map { group in written(group.map { cohort.ids[$0] }) }
    let found: [LeakFinding] = groups.isEmpty ? [] : [.copiedRows(Array(shown), groups: groups.count)]
    return found + equalCells(rest) + neighbours(rest.onePerPatient)
  }

  /// The ids of a group, five at most.
  static func written(_ ids: [String]) -> String {
    ids.prefix(5).joined(separator: " and ") + (ids.count > 5 ? " and \(ids.count - 5) more" : "")
  }
}
