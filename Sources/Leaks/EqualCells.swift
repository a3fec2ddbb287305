import Glibc

/// Pairs of rows that share numbers to the last digit, in columns where hardly anybody shares one.
///
/// Measurements of nine digits and more are equal in two patients only by a copy: of the row, or of a part of it such
/// as one series. Columns in the same order (a volume in two units) are counted once, and values at the ends of a
/// column not at all, since limits are shared.
package struct EqualCells {
  /// Positions, `first < second`, with the columns in which they are equal.
  package private(set) var pairs: [(first: Int, second: Int, columns: Int)] = []
  /// Columns that were looked at.
  package let columns: Int

  /// Equal columns that make a pair, or a share of those looked at if that is more.
  private static let least = 5
  /// Rows that may share a number: a copy has one or two.
  private static let mostOwners = 3

  /// - Parameters:
  ///   - columns: values by column, then patient.
  ///   - share: one in so many columns must be equal.
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

  /// Known values ascending, where two in three are different and have nine digits or more.
  private static func fine(_ column: [Double?]) -> [(value: Double, row: Int)]? {
    let known = column.indices.compactMap { row in column[row].map { (value: $0, row: row) } }
    guard known.count >= 10 else { return nil }
    let probes = LeakRules.thinned(Array(known.indices), to: 60)
    guard 10 * probes.count(where: { hasManyDigits(known[$0].value) }) >= 9 * probes.count else { return nil }
    let sorted = known.sorted { ($0.value, $0.row) < ($1.value, $1.row) }
    let different = zip(sorted, sorted.dropFirst()).count { $0.value != $1.value } + 1
    return 3 * different >= 2 * sorted.count ? sorted : nil
  }

  private static func hasManyDigits(_ value: Double) -> Bool {
    guard value != 0, value.isFinite else { return false }
    let scaled = value * pow(10, 7 - floor(log10(abs(value))))
    return abs(scaled - scaled.rounded()) > 1e-6
  }

  /// Rows that share a value, without those at the ends of the column.
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
  /// Rows with parts that are copies of each other.
  static func equalCells(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let found = EqualCells(cohort.values)
    guard !found.pairs.isEmpty else { return [] }
    let shown = found.pairs.prefix(5).map { "\(cohort.ids[$0.first]) and \(cohort.ids[$0.second])" }
    let most = found.pairs.map(\.columns).max() ?? 0
    return [.equalCells(Array(shown), count: found.pairs.count, columns: most, of: found.columns)]
  }
}
