import Glibc
import Mathematics

/// Which rows of few values are copies although no column tells rows apart: rows that agree in so many columns that
/// chance would not make one such pair in a thousand tables.
///
/// How many cells a row has in common with the *different* rows says how often it would have all in common. Cells that
/// agree together, as those of a few causes do, make the number of equal cells vary more; it is taken to have a
/// beta-binomial distribution with the mean and the variance found.
struct CoarseRows {
  /// A column as places in its ascending values, by row; -1 where it has no value.
  private struct Column {
    let codes: [Int32]
    /// How many of the different rows have each value.
    let owners: [Int]
    let most: Int
  }

  private let columns: [Column]
  private let values: [[Double?]]
  /// Different rows, at most ``mostLooked``.
  private let looked: [Int]
  private let different: Int
  private let pairs: Double

  private static let (mostLooked, mostColumns, mostGroups) = (400, 200, 200)
  /// Cells that say something, and equal pairs that chance may make in a table.
  private static let (leastCells, clear, possible) = (6, LeakRules.level, 0.05)

  /// - Parameters:
  ///   - values: by column, then row.
  ///   - different: rows of which no two are equal, one of each group of equal rows.
  init(_ values: [[Double?]], different: [Int]) {
    let used = LeakRules.thinned(Array(values.indices), to: CoarseRows.mostColumns).map { values[$0] }
    var met = Set<Int>()
    // Columns that divide the rows alike, as a number and its square do, are one.
    let kept = used.filter { met.insert(CoarseRows.partition($0, rows: different)).inserted }
    self.values = kept
    columns = kept.map { CoarseRows.coded($0, different: different) }
    looked = LeakRules.thinned(different, to: CoarseRows.mostLooked)
    self.different = different.count
    let rows = Double(values.first?.count ?? 0)
    pairs = rows * (rows - 1) / 2
  }

  /// The groups of equal rows that are copies: none, unless half of them are so beyond doubt, since a table in which
  /// other rows are equal by chance is such a table.
  func copies(_ groups: [[Int]]) -> [[Int]] {
    guard different >= 12, columns.count >= CoarseRows.leastCells else { return [] }
    let tested = LeakRules.thinned(Array(groups.indices), to: CoarseRows.mostGroups)
    let chances = tested.map { expected(groups[$0][0]) }
    guard 2 * chances.count(where: { $0 < CoarseRows.clear }) >= tested.count, !tested.isEmpty else { return [] }
    let doubtful = Set(zip(tested, chances).filter { $0.1 >= CoarseRows.possible }.map(\.0))
    return groups.indices.filter { !doubtful.contains($0) }.map { groups[$0] }
  }

  /// How many pairs of rows like this one would be equal in the table by chance.
  private func expected(_ row: Int) -> Double {
    let own = columns.indices.filter { says(columns[$0], row) }
    guard own.count >= CoarseRows.leastCells, Set(own.map { values[$0][row] }).count > 1 else { return .infinity }
    let agreeing = looked.filter { $0 != row }.map { other in
      Double(own.count { columns[$0].codes[other] == columns[$0].codes[row] })
    }
    return pairs * CoarseRows.chance(agreeing, of: Double(own.count))
  }

  /// Whether a cell says who the row is: not at the ends of its column, where lesions of one voxel meet, nor at a value
  /// that most rows have, as where nothing was found or a gap was filled.
  private func says(_ column: Column, _ row: Int) -> Bool {
    let code = Int(column.codes[row])
    guard code > 0, code < column.owners.count - 1 else { return false }
    return column.owners[code] < column.most || column.owners[code] <= max(2, different / 20)
  }

  /// The chance that all cells are equal, by a beta-binomial distribution. One more row with a third of the cells in
  /// common is added, so that a few rows without any do not prove that none could have them.
  private static func chance(_ agreeing: [Double], of cells: Double) -> Double {
    let moments = PlainMoments(agreeing + [cells / 3])
    let variance = moments.squares / Double(moments.count)
    let share = moments.mean / cells
    guard share < 1 else { return 1 }
    let excess = (variance / (cells * share * (1 - share)) - 1) / (cells - 1)
    let size = 1 / min(0.95, max(1e-3, excess)) - 1
    let (a, b) = (share * size, size)
    return exp(lgamma(a + cells) + lgamma(b) - lgamma(a) - lgamma(b + cells))
  }

  private static func coded(_ column: [Double?], different: [Int]) -> Column {
    let known = Set(different.compactMap { column[$0] }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(known, known.indices.map(Int32.init)))
    let codes = column.map { cell in cell.flatMap { places[$0] } ?? -1 }
    var owners = [Int](repeating: 0, count: known.count)
    for row in different where codes[row] >= 0 { owners[Int(codes[row])] += 1 }
    return Column(codes: codes, owners: owners, most: owners.max() ?? 0)
  }

  /// A hash that columns share if they put the same rows together.
  private static func partition(_ column: [Double?], rows: [Int]) -> Int {
    var (first, hasher) = ([Double?: Int](), Hasher())
    for row in rows {
      let place = first[column[row]] ?? first.count
      first[column[row]] = place
      hasher.combine(place)
    }
    return hasher.finalize()
  }
}
