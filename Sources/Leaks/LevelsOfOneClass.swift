import Comparison
import Records

extension LeakRules {
  /// Levels that ten patients or more of one class have, and nobody of the other.
  ///
  /// A stage or a grade may well do that, so properties of the disease, by their names, are not asked about.
  static func levelsOfOneClass(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.factors.filter(\.isCategorical).flatMap { factor -> [LeakFinding] in
      // A factor that is the outcome throughout is reported as that.
      if let agreement = OutcomeTests.agreement(factor.levels, outcomes: cohort.outcomes), agreement >= 0.9 {
        return []
      }
      guard !factor.names.contains(where: { ColumnName($0).isClinical }) else { return [] }
      let known = factor.levels.indices.filter { factor.levels[$0] != nil }
      let rows = Dictionary(grouping: known) { factor.levels[$0] ?? "" }
      return rows.sorted { $0.key < $1.key }.compactMap { level, own in
        let isEvent = cohort.outcomes[own[0]]
        guard own.count >= 10, own.allSatisfy({ cohort.outcomes[$0] == isEvent }),
          fisher(factor.levels.map { $0 == level }, cohort.outcomes) < oneClassLevel
        else { return nil }
        return .levelOfOneClass(factor: factor.name, level: level, patients: own.count, isEvent: isEvent)
      }
    }
  }

  /// Whether each value is the share of events (or of non-events, or a percentage) among the patients who have it.
  static func isShareOfEvents(_ values: [Double?], _ outcomes: [Bool]) -> Bool {
    let known = values.indices.filter { values[$0] != nil }
    guard known.count >= 20, let most = values.compactMap(\.self).max(), most <= 100 else { return false }
    let groups = Dictionary(grouping: known) { values[$0] ?? 0 }
    guard (4...(known.count / 2)).contains(groups.count) else { return false }
    // A risk of one decimal may be the event rate of its patients, if it is a good one.
    guard let unit = ColumnScale.unit(known.map { values[$0] ?? 0 }) else { return false }
    let scale = most > 1 ? 0.01 : 1
    return [false, true].contains { isTurned in
      var inside = 0
      for (value, rows) in groups {
        let rate = Double(rows.count { outcomes[$0] != isTurned }) / Double(rows.count)
        guard abs(rate - value * scale) <= (unit / 2 + 1e-9) * scale else { return false }
        inside += rate > 0 && rate < 1 ? 1 : 0
      }
      return inside >= 3
    }
  }
}
