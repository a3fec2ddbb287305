import Records

extension LeakRules {
  /// Whether hardly any column of a table is unrelated to the outcome, although the columns are not repetitions of one
  /// measurement.
  ///
  /// It needs ten columns or more, p < .05 in nine of ten, and at least five independent directions within the classes
  /// (participation ratio of the correlations). Columns that all depend on one cause can all be associated with the
  /// outcome in a sound table; independent columns cannot.
  static func preselection(_ cohort: ScreenedCohort, areas: [ColumnArea]) -> [LeakFinding] {
    let factors = factorsChosen(cohort, areas: areas)
    guard cohort.isTable else { return factors }
    return factors + featuresChosen(cohort, areas: areas)
  }

  /// Six numeric factors or more, by their names no properties of the disease, that are all associated with the
  /// outcome, each weakly, and hardly correlated: what is left if many laboratory values were tested first.
  private static func factorsChosen(_ cohort: ScreenedCohort, areas: [ColumnArea]) -> [LeakFinding] {
    let own = areas.dropFirst(cohort.isTable ? cohort.values.count : 0).filter { column in
      !cohort.names(of: column.name).contains { ColumnName($0).isClinical }
    }
    let tests = own.compactMap(\.test)
    guard tests.count >= 6, tests.count == own.count, tests.allSatisfy({ $0.p < 0.05 && $0.z < strong }) else {
      return []
    }
    var factors = cohort
    factors.values = own.map(\.values)
    guard directions(factors) >= 0.75 * Double(tests.count) else { return [] }
    return [.factorsAllAssociated(own.map(\.name))]
  }

  private static func featuresChosen(_ cohort: ScreenedCohort, areas: [ColumnArea]) -> [LeakFinding] {
    let tests = areas.prefix(cohort.values.count).compactMap(\.test)
    let found = tests.count { $0.p < 0.05 }
    if tests.count < wideTable { return fewChosen(cohort, tests: tests.map(\.p)) }
    // At least half of the columns need p < .05 in both rules; this is checked first because directions take longer.
    guard 2 * found >= tests.count else { return [] }
    let directions = directions(cohort)
    let isWhole = 10 * found >= 9 * tests.count && directions >= 5
    // Ten features known from the literature are all associated, some strongly; selected noise is never strong.
    let mayBeKnown = tests.count < 2 * wideTable && tests.contains { $0.z >= strong }
    return isWhole || isCutOff(tests.map { ($0.p, $0.z) }, directions: directions)
      ? [.allAssociated(columns: found, of: tests.count, below: 0.05, mayBeKnown: mayBeKnown)] : []
  }

  /// Among a thousand unrelated columns, one table in 150 has a column with so large a z.
  private static let strong = 4.5

  /// Whether the table looks like noise that was cut off at some association. In ten directions or more, hardly any
  /// column has p > .3, as seven of ten unrelated columns would, and none is strongly associated, as real signals among
  /// so many would be.
  private static func isCutOff(_ tests: [(p: Double, z: Double)], directions: Double) -> Bool {
    let unrelated = tests.count { $0.p > 0.3 }
    return directions >= 10 && 10 * unrelated <= tests.count && tests.allSatisfy { $0.z < strong }
  }

  /// The rule for fewer than ten columns: four or more all with p < .01, or six or more all with p < .05, and hardly
  /// correlated.
  private static func fewChosen(_ cohort: ScreenedCohort, tests: [Double]) -> [LeakFinding] {
    let limit = tests.allSatisfy { $0 < 0.01 } ? 0.01 : 0.05
    guard tests.count >= (limit < 0.05 ? 4 : 6), tests.allSatisfy({ $0 < limit }),
      directions(cohort) >= 0.75 * Double(tests.count)
    else { return [] }
    return [.allAssociated(columns: tests.count, of: tests.count, below: limit, mayBeKnown: true)]
  }

  /// The number of columns from which on p < .05 in nearly all is suspicious. With fewer columns the finding is a note,
  /// and also with fewer than twice as many if one of them is strong.
  static let wideTable = 10

  /// `p² / Σ r²` over the correlations within the classes, for at most 60 columns and 500 patients; the chance part of
  /// `r²` is subtracted.
  private static func directions(_ cohort: ScreenedCohort) -> Double {
    let rows = thinned(Array(cohort.ids.indices), to: 500)
    let columns = thinned(Array(cohort.values.indices), to: 60).compactMap { residuals(cohort, column: $0, rows: rows) }
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

  /// A column minus the mean of each class, scaled to length 1, with missing values at the mean. `nil` if constant.
  private static func residuals(_ cohort: ScreenedCohort, column: Int, rows: [Int]) -> [Double]? {
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
