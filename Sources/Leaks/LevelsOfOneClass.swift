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
          fisher(factor.levels.map { $0 == level }, outcomes: cohort.outcomes) < oneClassLevel
        else { return nil }
        return .levelOfOneClass(factor: factor.name, level: level, patients: own.count, isEvent: isEvent)
      }
    }
  }
}
