extension LeakRules {
  /// Factors whose levels are the outcome, but for a few patients; and sites and scanners that are associated with it at all.
  static func levelsThatTell(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let factors = cohort.factors.filter(\.isCategorical)
    return factors.compactMap { factor -> LeakFinding? in
      guard let p = OutcomeTests.association(factor.levels, cohort.outcomes), p * Double(factors.count) < level else {
        return nil
      }
      if let agreement = OutcomeTests.agreement(factor.levels, cohort.outcomes), agreement >= 0.9 {
        return .levelsTellOutcome(factor: factor.name, agreement: agreement)
      }
      return ColumnName(factor.name).isSite ? .siteTellsOutcome(factor: factor.name) : nil
    }
  }

  /// Columns of numbers that tell the outcome with an AUC of .9 or more (as few values as levels have: an agreement of .9), short of
  /// those that the study already calls suspicious (.98).
  static func columnsThatTell(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let columns = cohort.numericColumns
    return columns.compactMap { name, values -> LeakFinding? in
      guard let test = OutcomeTests.area(values, cohort.outcomes), test.p * Double(columns.count) < level else {
        return nil
      }
      let area = max(test.auc, 1 - test.auc)
      let coded = Set(values.compactMap(\.self))
      if coded.count <= 10, let agreement = OutcomeTests.agreement(values.map { $0.map { "\($0)" } }, cohort.outcomes),
        agreement >= 0.9, area < 0.98
      {
        return .levelsTellOutcome(factor: name, agreement: agreement)
      }
      return area >= 0.9 && area < 0.98 ? .tellsOutcome(column: name, auc: area) : nil
    }
  }
}
