import Comparison
import Records

extension LeakRules {
  /// Factors of many levels with a few patients each (a family doctor, a ward, a family) whose patients have one
  /// outcome more often than chance brings.
  ///
  /// The chi-square test takes such levels together, so it cannot see them. Here the sum of `events² / patients` over
  /// the levels is compared with that of random orders of the outcomes, five standard deviations above and none of 999.
  /// A property of the disease, by its name, is asked about only if its levels nearly are the outcome.
  static func smallLevels(_ cohort: ScreenedCohort) -> [LeakFinding] {
    (cohort.factors.filter(\.isCategorical) + cohort.sites).compactMap { factor in
      let levels = SmallLevels(factor.levels)
      guard levels.areMany, !isToldByLargeLevels(factor, cohort: cohort),
        let agreement = OutcomeTests.agreement(factor.levels, outcomes: cohort.outcomes),
        agreement >= (factor.names.contains { ColumnName($0).isClinical } ? 0.85 : 0.6)
      else { return nil }
      let chance = ChanceOfOutcomes(cohort.outcomes, name: "small levels")
      guard chance.deviations(levels.unevenness) >= 5, chance.isBeyond(levels.unevenness) else { return nil }
      return .smallLevelsTellOutcome(factor: factor.name, levels: levels.groups.count, agreement: agreement)
    }
  }

  private static func isToldByLargeLevels(_ factor: ScreenedCohort.Factor, cohort: ScreenedCohort) -> Bool {
    (OutcomeTests.association(factor.levels, outcomes: cohort.outcomes) ?? 1) < level
  }
}

/// Levels of two patients or more, as the positions of their patients.
private struct SmallLevels {
  let groups: [[Int]]

  init(_ levels: [String?]) {
    let known = levels.indices.filter { levels[$0] != nil }
    groups = Dictionary(grouping: known) { levels[$0] ?? "" }.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

  /// Whether there are ten levels or more, of eight patients at most on average.
  var areMany: Bool { groups.count >= 10 && groups.reduce(0) { $0 + $1.count } <= 8 * groups.count }

  func unevenness(_ outcomes: [Bool]) -> Double {
    groups.reduce(0) { sum, group in
      let events = Double(group.count { outcomes[$0] })
      return sum + events * events / Double(group.count)
    }
  }
}
