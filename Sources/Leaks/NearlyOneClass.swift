import Comparison
import Records

extension LeakRules {
  /// The p value from which on a level or a number that nearly only one class has is asked about, times the number of
  /// levels or columns. A stage may reach 1e-8.
  private static let nearlyOneClassLevel = 1e-9

  /// Levels that ten patients or more have, nine in ten of them of one class. Of a treatment, by its name, eight in ten
  /// are enough, since treatments change with the course of the disease; of anything else, the other levels must be
  /// unlike it.
  static func levelsNearlyOfOneClass(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let factors = cohort.factors.filter(\.isCategorical)
    let tests = factors.reduce(0) { $0 + Set($1.levels.compactMap(\.self)).count }
    return factors.flatMap { factor -> [LeakFinding] in
      // A factor that is the outcome throughout is reported as that.
      if (OutcomeTests.agreement(factor.levels, outcomes: cohort.outcomes) ?? 0) >= 0.9 { return [] }
      let isOfTreatment = factor.names.contains { ColumnName($0).isOfTreatment }
      let isClinical = factor.names.contains { ColumnName($0).isClinical }
      let known = factor.levels.indices.filter { factor.levels[$0] != nil }
      let rows = Dictionary(grouping: known) { factor.levels[$0] ?? "" }
      return rows.sorted { $0.key < $1.key }.compactMap { level, own in
        guard own.count < known.count, let side = OneSided(own, cohort.outcomes, share: isOfTreatment ? 0.8 : 0.9),
          // A level of one class alone is reported by another rule, unless its name is clinical.
          side.exceptions > 0 || isClinical,
          fisher(factor.levels.map { $0 == level }, outcomes: cohort.outcomes) * Double(tests) < nearlyOneClassLevel,
          isOfTreatment || standsApart(level, of: factor, cohort: cohort)
        else { return nil }
        return .levelNearlyOfOneClass(
          factor: factor.name, level: level, patients: own.count, exceptions: side.exceptions, isEvent: side.isEvent)
      }
    }
  }

  /// Whether the other levels, two at least, are hardly associated with the outcome. Those of a stage or grade are, one
  /// after the other.
  private static func standsApart(
    _ level: String, of factor: ScreenedCohort.Factor, cohort: ScreenedCohort
  ) -> Bool {
    let others = factor.levels.map { $0 == level ? nil : $0 }
    return Set(others.compactMap(\.self)).count > 1
      && (OutcomeTests.association(others, outcomes: cohort.outcomes) ?? 1) > 0.01
  }

  /// Columns in which ten patients or more, nine in ten of them of one class, have one number or numbers that are next
  /// to equal and apart from all others, where two in three of the others are different.
  static func numbersNearlyOfOneClass(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let columns = cohort.numericColumns
    return columns.compactMap { column -> LeakFinding? in
      guard let tight = TightGroup(column.values), let side = OneSided(tight.rows, cohort.outcomes, share: 0.9),
        // One number of one class alone is reported as a filled gap.
        side.exceptions > 0 || tight.span > 0
      else { return nil }
      let own = Set(tight.rows)
      let p = fisher(column.values.indices.map(own.contains), outcomes: cohort.outcomes)
      guard p * Double(columns.count) < nearlyOneClassLevel else { return nil }
      return .numberNearlyOfOneClass(
        column: column.name, value: tight.value, patients: tight.rows.count, exceptions: side.exceptions,
        isEvent: side.isEvent)
    }
  }
}

/// Patients nearly all of one class.
private struct OneSided {
  let isEvent: Bool
  let exceptions: Int

  /// `nil` for fewer than ten patients, or where fewer than `share` are of one class.
  init?(_ rows: [Int], _ outcomes: [Bool], share: Double) {
    let events = rows.count { outcomes[$0] }
    guard rows.count >= 10, Double(max(events, rows.count - events)) >= share * Double(rows.count) else { return nil }
    isEvent = 2 * events > rows.count
    exceptions = min(events, rows.count - events)
  }
}

/// The largest group of next to equal numbers of a column: each within a ten thousandth of the range of half of all
/// values of the next, and ten times their span away from all others.
private struct TightGroup {
  let rows: [Int]
  let value: Double
  let span: Double

  /// `nil` with fewer than ten such numbers or ten others, or where many others repeat.
  init?(_ column: [Double?]) {
    let known = column.indices.compactMap { row in column[row].map { (value: $0, row: row) } }
      .sorted { ($0.value, $0.row) < ($1.value, $1.row) }
    guard known.count >= 20 else { return nil }
    let values = known.map(\.value)
    let reach = 1e-4 * TightGroup.spread(values)
    guard let range = TightGroup.longest(values, reach: reach), range.count >= 10, values.count - range.count >= 10
    else {
      return nil
    }
    span = values[range.upperBound - 1] - values[range.lowerBound]
    let below = range.lowerBound > 0 ? values[range.lowerBound] - values[range.lowerBound - 1] : .infinity
    let above = range.upperBound < values.count ? values[range.upperBound] - values[range.upperBound - 1] : .infinity
    guard min(below, above) > 10 * span else { return nil }
    let others = values[..<range.lowerBound] + values[range.upperBound...]
    guard 3 * Set(others).count >= 2 * others.count else { return nil }
    rows = known[range].map(\.row).sorted()
    value = values[range.lowerBound]
  }

  /// The range of the half of the different values that lies closest together, so that a group far away changes
  /// nothing.
  private static func spread(_ sorted: [Double]) -> Double {
    var different: [Double] = []
    for value in sorted where value != different.last { different.append(value) }
    let half = (different.count + 1) / 2
    let ranges = (0...(different.count - half)).map { different[$0 + half - 1] - different[$0] }
    return ranges.filter(\.isFinite).min() ?? 0
  }

  private static func longest(_ sorted: [Double], reach: Double) -> Range<Int>? {
    var (best, start): (Range<Int>?, Int) = (nil, 0)
    for at in 1...sorted.count where at == sorted.count || sorted[at] - sorted[at - 1] > reach {
      if at - start > (best?.count ?? 0) { best = start..<at }
      start = at
    }
    return best
  }
}
