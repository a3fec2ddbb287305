import Glibc
import Statistics

/// Groups of rows that are nearer to each other than to anybody else, by more than chance allows: two or more
/// measurements of one patient.
///
/// How far rows are apart is asked of one row of each group. Where every patient has three rows, the second neighbour
/// is a copy too, and says nothing of how near strangers are.
struct CloseGroups {
  /// Positions of the rows of each group, ascending; the groups by their first row.
  private(set) var groups: [[Int]] = []
  /// Dimension that the distances between rows of different groups show, 20 at most.
  private(set) var directions = 20.0
  /// Median distance to the second neighbour, one row of each group.
  private var usual = 0.0

  /// Neighbours of each row to look at, and rows that a group may have.
  static let (looked, most) = (24, 9)

  /// A row's other, and how far it is.
  typealias Neighbour = (at: Int, distance: Double)

  /// - Parameter nearest: the ``looked`` nearest of each row, ascending.
  init(_ nearest: [[Neighbour]]) {
    let candidates = CloseGroups.closed(nearest)
    // With many directions many groups pass; the directions are then estimated without them, and fewer pass.
    for _ in 0..<4 {
      let passing = candidates.filter { chance($0) * Double(nearest.count) < LeakRules.level }
      let found = CloseGroups.disjoint(passing)
      measure(nearest, without: Set(found.flatMap { $0.rows.dropFirst() }))
      let isSame = found.map(\.rows) == groups
      groups = found.map(\.rows)
      if isSame { break }
    }
    let inner = Dictionary(candidates.map { ($0.rows, $0.inner) }) { first, _ in first }
    groups = groups.filter { inner[$0, default: .infinity] < 0.35 * usual }
  }

  /// The chance of such a gap around a row: each of its others is within one of `gap^directions` of what lies as near
  /// as the next row. More than two others are counted as two, as patients are no even cloud.
  private func chance(_ one: Candidate) -> Double { pow(one.gap, -directions * Double(min(2, one.rows.count - 1))) }

  private mutating func measure(_ nearest: [[Neighbour]], without left: Set<Int>) {
    let lists = nearest.indices.filter { !left.contains($0) }
      .map { row in nearest[row].filter { !left.contains($0.at) }.map(\.distance) }.filter { $0.count > 2 }
    usual = lists.isEmpty ? 0 : median(lists.map { $0[1] })
    directions = min(20, neighbourDirections(lists.map { ($0[1], $0[2]) }))
  }

  /// Rows that have each other as their nearest, how far apart they are at most, and how much farther all others are.
  private typealias Candidate = (rows: [Int], inner: Double, gap: Double)

  private static func closed(_ nearest: [[Neighbour]]) -> [Candidate] {
    nearest.indices.flatMap { row in
      (1..<most).compactMap { others -> Candidate? in
        guard nearest[row].count > others else { return nil }
        let rows = ([row] + nearest[row].prefix(others).map(\.at)).sorted()
        guard rows[0] == row, isClosed(rows, nearest: nearest) else { return nil }
        let inner = rows.map { nearest[$0][others - 1].distance }.max() ?? 0
        let outer = rows.map { nearest[$0][others].distance }.min() ?? 0
        return (rows, inner, outer / max(inner, 1e-12))
      }
    }
  }

  private static func isClosed(_ rows: [Int], nearest: [[Neighbour]]) -> Bool {
    rows.allSatisfy { row in nearest[row].prefix(rows.count - 1).allSatisfy { rows.contains($0.at) } }
  }

  /// The groups with the largest gaps of which no two share a row.
  private static func disjoint(_ candidates: [Candidate]) -> [Candidate] {
    var met = Set<Int>()
    return candidates.sorted { ($1.gap, $0.rows[0]) < ($0.gap, $1.rows[0]) }
      .filter { one in
        guard met.isDisjoint(with: one.rows) else { return false }
        met.formUnion(one.rows)
        return true
      }
      .sorted { $0.rows[0] < $1.rows[0] }
  }
}
