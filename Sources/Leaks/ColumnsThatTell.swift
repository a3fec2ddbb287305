import Comparison
import Records

extension LeakRules {
  /// Factors whose levels are the outcome except in a few patients, and sites and scanners with any association with
  /// it.
  static func levelsThatTell(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let factors = cohort.factors.filter(\.isCategorical)
    return factors.compactMap { factor -> LeakFinding? in
      guard let p = OutcomeTests.association(factor.levels, outcomes: cohort.outcomes),
        p * Double(factors.count) < level
      else {
        return nil
      }
      if let agreement = OutcomeTests.agreement(factor.levels, outcomes: cohort.outcomes), agreement >= 0.9 {
        return .levelsTellOutcome(factor: factor.name, agreement: agreement)
      }
      if factor.names.contains(where: { ColumnName($0).isSite }) { return .siteTellsOutcome(factor: factor.name) }
      // A name that says nothing is asked about, whatever it is.
      return factor.names.contains { ColumnName($0).isClinical } ? nil : .factorTellsOutcome(factor: factor.name)
    }
  }

  /// Numbers that name sites or machines (`scanner_code` 1 to 6, `tesla` 1.5 and 3) and are associated with the
  /// outcome.
  static func numberedSites(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let columns = cohort.numericColumns.filter { name, values in
      cohort.names(of: name).contains { ColumnName($0).isSite }
        && (2...20).contains(Set(values.compactMap(\.self)).count)
    }
    return columns.compactMap { name, values -> LeakFinding? in
      let levels = values.map { $0.map { "\($0)" } }
      guard let p = OutcomeTests.association(levels, outcomes: cohort.outcomes), p * Double(columns.count) < level,
        // Columns that are nearly the outcome are reported as that.
        OutcomeTests.agreement(levels, outcomes: cohort.outcomes).map({ $0 < 0.9 }) ?? true
      else { return nil }
      return .siteTellsOutcome(factor: name)
    }
  }

  /// Columns of the clinical table that no model uses and whose names say nothing: if outcome and features differ by
  /// their levels, they may be sites or machines under another name.
  static func levelsLikeSites(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.unused.compactMap { column -> LeakFinding? in
      guard let p = OutcomeTests.association(column.levels, outcomes: cohort.outcomes),
        p * Double(cohort.unused.count) < level,
        OutcomeTests.agreement(column.levels, outcomes: cohort.outcomes).map({ $0 < 0.9 }) ?? false
      else { return nil }
      let looked = thinned(Array(cohort.values.indices), to: 200)
      let differing = looked.count { differs(cohort.values[$0], by: column.levels, within: cohort.outcomes) }
      guard differing >= max(3, looked.count / 4) else { return nil }
      return .levelsLikeSites(column: column.name, columns: differing, of: looked.count)
    }
  }

  /// Whether the values of a level differ from all others (rank sums, p < .001 over the levels), among patients of one
  /// outcome, since features that follow the outcome differ between whatever follows it too.
  private static func differs(_ values: [Double?], by levels: [String?], within outcomes: [Bool]) -> Bool {
    let names = Set(levels.compactMap(\.self))
    return [true, false].contains { outcome in
      let own = outcomes.indices.filter { outcomes[$0] == outcome && levels[$0] != nil }
      return names.contains { name in
        let test = OutcomeTests.area(own.map { values[$0] }, outcomes: own.map { levels[$0] == name })
        return (test?.p ?? 1) * Double(2 * names.count) < level
      }
    }
  }

  /// Sites and scanners of the clinical table that are associated with the outcome, even if no model uses their column.
  static func sitesThatTell(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.sites.compactMap { site -> LeakFinding? in
      guard let p = OutcomeTests.association(site.levels, outcomes: cohort.outcomes),
        p * Double(cohort.sites.count) < level
      else {
        return nil
      }
      return .siteTellsOutcome(factor: site.name)
    }
  }

  /// Beginnings of ids (`MUC-001`, `B017`) that are associated with the outcome. At least two beginnings must have five
  /// patients each.
  ///
  /// If the beginning is the outcome in all patients but one in fifty, the patients were numbered by outcome. That is
  /// not reported, because no model uses an id.
  static func idsThatTell(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let ids = cohort.ids.map(IDParts.init)
    var met = Set<[String]>()
    let ways = [ids.map(\.beginning), ids.map(\.letters)].filter { levels in
      let sizes = Dictionary(grouping: levels) { $0 }.mapValues(\.count)
      // Beginnings that nearly every patient has alone are no groups.
      let few = sizes.values.filter { $0 < 5 }.reduce(0, +)
      return sizes.count { $0.value >= 5 } >= 2 && 5 * few <= levels.count && met.insert(levels).inserted
    }
    for levels in ways {
      guard let p = OutcomeTests.association(levels, outcomes: cohort.outcomes), p * Double(ways.count) < level,
        OutcomeTests.agreement(levels, outcomes: cohort.outcomes).map({ $0 < 0.98 }) ?? true
      else { continue }
      return [.idsTellOutcome(Array(Set(levels)).sorted().prefix(5).map { $0 })]
    }
    return []
  }

  /// From this AUC on, a single column is a caution and not a note. Measurements before treatment sometimes reach 0.9.
  static let alarmingArea = 0.93

  /// Numeric columns that predict the outcome with an AUC of 0.9 or more; columns with few values by an agreement of
  /// 0.9 instead. Columns with 0.98 or more are left out, since the study reports them elsewhere.
  static func columnsThatTell(_ cohort: ScreenedCohort, areas: [ColumnArea]) -> [LeakFinding] {
    var telling: [(name: String, auc: Double)] = []
    let coded = areas.compactMap { column -> LeakFinding? in
      guard let test = column.test, test.p * Double(areas.count) < level else { return nil }
      let area = max(test.auc, 1 - test.auc)
      // Below 0.75, levels cannot agree with the outcome in nine of ten patients.
      guard area >= 0.75, area < 0.98 else { return nil }
      let coded = Set(column.values.compactMap(\.self))
      if coded.count <= 10,
        let agreement = OutcomeTests.agreement(column.values.map { $0.map { "\($0)" } }, outcomes: cohort.outcomes),
        agreement >= 0.9
      {
        return .levelsTellOutcome(factor: column.name, agreement: agreement)
      }
      if area >= 0.9 { telling.append((column.name, area)) }
      return nil
    }
    // One finding for all cautions and one for all notes, since columns of one quantity predict alike.
    let sides = [telling.filter { $0.auc >= alarmingArea }, telling.filter { $0.auc < alarmingArea }]
    return coded
      + sides.filter { !$0.isEmpty }.map { side in
        .tellsOutcome(columns: side.map(\.name), auc: side.map(\.auc).max() ?? 0)
      }
  }
}
