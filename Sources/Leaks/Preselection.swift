extension LeakRules {
  /// A table in which hardly any column is unrelated to the outcome, though the columns are not one measurement many
  /// times over.
  ///
  /// Nine of ten or more columns with p < .05, and five directions or more within the classes (participation ratio of
  /// their correlations): columns that all follow one cause are all related to the outcome in sound tables, independent
  /// ones are not.
  static func preselection(_ cohort: ScreenedCohort, _ areas: [ColumnArea]) -> [LeakFinding] {
    guard cohort.isTable else { return [] }
    let tests = areas.prefix(cohort.values.count).compactMap(\.test)
    let found = tests.count { $0.p < 0.05 }
    if tests.count < wideTable { return fewChosen(cohort, tests.map(\.p)) }
    // Half of the columns with p < .05 is the least that both rules need; directions cost more.
    guard 2 * found >= tests.count else { return [] }
    let directions = directions(cohort)
    let isWhole = 10 * found >= 9 * tests.count && directions >= 5
    // Ten features that literature found are all associated, some of them strongly; what is left of noise is not.
    let mayBeKnown = tests.count < 2 * wideTable && tests.contains { $0.z >= strong }
    return isWhole || isCutOff(tests.map { ($0.p, $0.z) }, directions)
      ? [.allAssociated(columns: found, of: tests.count, below: 0.05, mayBeKnown: mayBeKnown)] : []
  }

  /// Of a thousand unrelated columns one in 150 tables has one so strong.
  private static let strong = 4.5

  /// What is left of noise that was cut off at some association: in ten directions or more nearly no column without any
  /// association (p > .3), where seven in ten of unrelated columns have none, and none with a strong one, which real
  /// signals among so many have.
  private static func isCutOff(_ tests: [(p: Double, z: Double)], _ directions: Double) -> Bool {
    let unrelated = tests.count { $0.p > 0.3 }
    return directions >= 10 && 10 * unrelated <= tests.count && tests.allSatisfy { $0.z < strong }
  }

  /// Of fewer columns all with p < .01, or six and all with p < .05, and hardly related.
  private static func fewChosen(_ cohort: ScreenedCohort, _ tests: [Double]) -> [LeakFinding] {
    let limit = tests.allSatisfy { $0 < 0.01 } ? 0.01 : 0.05
    guard tests.count >= (limit < 0.05 ? 4 : 6), tests.allSatisfy({ $0 < limit }),
      directions(cohort) >= 0.75 * Double(tests.count)
    else { return [] }
    return [.allAssociated(columns: tests.count, of: tests.count, below: limit, mayBeKnown: true)]
  }

  /// Columns from which on a table is asked about by p < .05 of nearly all; with fewer it is a note, and below twice as
  /// many where one is strong.
  static let wideTable = 10

  /// `p² / Σ r²` over correlations within the classes of 60 columns and 500 patients at most, less what chance adds to
  /// `r²`.
  private static func directions(_ cohort: ScreenedCohort) -> Double {
    let rows = thinned(Array(cohort.ids.indices), to: 500)
    let columns = thinned(Array(cohort.values.indices), to: 60).compactMap { residuals(cohort, $0, rows) }
    guard columns.count >= 4, rows.count > 4 else { return 0 }
    let count = Double(columns.count)
    var squares = count
    for a in columns.indices {
      for b in 0..<a {
        let r = zip(columns[a], columns[b]).reduce(0) { $0 + $1.0 * $1.1 }
        squares += 2 * max(0, r * r - 1 / Double(rows.count - 2))
      }
    }
    return count * count / squares
  }

  /// A column less the means of its classes, of length 1; gaps are at the mean. `nil` for a constant one.
  private static func residuals(_ cohort: ScreenedCohort, _ column: Int, _ rows: [Int]) -> [Double]? {
    let means = [true, false].map { side -> Double in
      let own = rows.filter { cohort.outcomes[$0] == side }.compactMap { cohort.values[column][$0] }
      return own.isEmpty ? 0 : own.reduce(0, +) / Double(own.count)
    }
    let left = rows.map { row in cohort.values[column][row].map { $0 - means[cohort.outcomes[row] ? 0 : 1] } ?? 0 }
    let length = left.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0, length.isFinite else { return nil }
    return left.map { $0 / length }
  }
}
