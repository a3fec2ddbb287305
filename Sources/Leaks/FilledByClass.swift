/// Columns in which gaps were filled by the class of the patient, seen over all columns together: in each of them too
/// few cells were filled to be named alone.
///
/// Two marks are looked for. A number repeats although the others of its column do not, and all who have it are of one
/// class. Or the values crowd at two places, one of which has patients with the event and the other patients without:
/// the means of the classes, with some noise. Random orders of the outcomes say whether as many columns show it by
/// chance, so columns with the same gaps do no harm.
struct FilledByClass {
  /// Positions of the columns.
  private(set) var repeated: [Int] = []
  private(set) var crowded: [Int] = []

  /// Rows of a repeated number at least, numbers of a column at most, columns at least.
  private static let (leastRows, mostNumbers, leastColumns) = (3, 4, 5)

  init(_ columns: [[Double?]], outcomes: [Bool]) {
    let sorted = columns.map(SortedCells.init)
    repeated = FilledByClass.repeated(sorted, outcomes: outcomes)
    crowded = FilledByClass.crowded(sorted, outcomes: outcomes)
  }

  private static func repeated(_ columns: [SortedCells], outcomes: [Bool]) -> [Int] {
    var met = Set<[Int]>()
    let runs = columns.enumerated().flatMap { at, column in
      column.repeated(least: leastRows, most: mostNumbers).filter { met.insert($0).inserted }.map {
        (column: at, rows: $0)
      }
    }
    let isPure = { (rows: [Int], outcomes: [Bool]) in rows.allSatisfy { outcomes[$0] == outcomes[rows[0]] } }
    let pure = runs.filter { isPure($0.rows, outcomes) }
    let (own, all) = (pure.reduce(0) { $0 + $1.rows.count }, runs.reduce(0) { $0 + $1.rows.count })
    let named = Set(pure.map(\.column)).sorted()
    guard named.count >= leastColumns, 5 * own >= 4 * all else { return [] }
    let isBeyond = ChanceOfOutcomes(outcomes, name: "filled by class").isBeyond { drawn in
      runs.reduce(0) { $0 + (isPure($1.rows, drawn) ? Double($1.rows.count) : 0) }
    }
    return isBeyond ? named : []
  }

  private static func crowded(_ columns: [SortedCells], outcomes: [Bool]) -> [Int] {
    let places = columns.map(\.crowds)
    let hasBoth = { (crowds: [[Int]], outcomes: [Bool]) -> Bool in
      var sides = [false, false]
      for rows in crowds {
        let events = rows.count { outcomes[$0] }
        if 20 * events >= 17 * rows.count { sides[1] = true }
        if 20 * events <= 3 * rows.count { sides[0] = true }
      }
      return sides[0] && sides[1]
    }
    let named = columns.indices.filter { hasBoth(places[$0], outcomes) }
    guard named.count >= max(3, columns.count * 3 / 20) else { return [] }
    let isBeyond = ChanceOfOutcomes(outcomes, name: "crowded by class").isBeyond { drawn in
      Double(places.count { hasBoth($0, drawn) })
    }
    return isBeyond ? named : []
  }
}

/// The known cells of a column, ascending, each with its row.
private struct SortedCells {
  private let values: [Double]
  private let rows: [Int]
  /// First and last place of every value.
  private let runs: [Range<Int>]

  init(_ column: [Double?]) {
    let known = column.indices.compactMap { row in column[row].map { (value: $0, row: row) } }
      .sorted { ($0.value, $0.row) < ($1.value, $1.row) }
    values = known.map(\.value)
    rows = known.map(\.row)
    var (found, start) = ([Range<Int>](), 0)
    for at in 1..<(values.count + 1) where at == values.count || values[at] != values[start] {
      if at > start { found.append(start..<at) }
      start = at
    }
    runs = values.isEmpty ? [] : found
  }

  /// The rows of each number that repeats, if nine of ten of the other cells are different.
  func repeated(least: Int, most: Int) -> [[Int]] {
    let many = runs.filter { $0.count >= least }
    let rest = values.count - many.reduce(0) { $0 + $1.count }
    guard !many.isEmpty, many.count <= most, rest >= 10, 10 * (runs.count - many.count) >= 9 * rest else { return [] }
    return many.map { Array(rows[$0]) }
  }

  /// The rows of places at which six values or more are five times as near to each other as those on both sides of
  /// them; none in a column of few values.
  var crowds: [[Int]] {
    guard values.count >= 30, 3 * runs.count >= 2 * values.count || hasFewRuns else { return [] }
    return [40, 30, 22, 16, 12, 9, 7, 6].flatMap { size -> [[Int]] in
      let side = max(2, size / 4)
      guard 5 * (size + 2 * side) <= 3 * values.count else { return [] }
      return (side...(values.count - size - side)).filter { start in
        let end = start + size - 1
        let inner = (values[end] - values[start]) / Double(size - 1)
        let outer = min(values[start] - values[start - side], values[end + side] - values[end]) / Double(side)
        return outer > 0 && outer >= 5 * inner
      }.map { Array(rows[$0..<($0 + size)]) }
    }
  }

  /// Whether all but two numbers hardly repeat.
  private var hasFewRuns: Bool {
    let longest = runs.map(\.count).sorted(by: >).prefix(2).reduce(0, +)
    return 10 * max(0, runs.count - 2) >= 9 * (values.count - longest)
  }
}

extension LeakRules {
  /// Gaps that were filled by class, over all columns together.
  static func filledByClass(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let columns = cohort.numericColumns
    let found = FilledByClass(columns.map(\.values), outcomes: cohort.outcomes)
    let names = Set(found.repeated + found.crowded).sorted().map { columns[$0].name }
    return names.isEmpty ? [] : [.filledByClass(names)]
  }
}
