/// A sign that a cohort tells its models more than they may know.
package enum LeakFinding: Hashable, Sendable {
  case repeatedPatients(examples: [String], patients: Int)
  case alikeStems(examples: [String], patients: Int, String)
  case repeatedColumn(String, values: Int, rows: Int)
  case equalCells([String], count: Int, columns: Int, of: Int)
  case nearDuplicates([String], count: Int)
  case mixtures([String], count: Int)
  case standardised(columns: Int, of: Int)
  case rescaled(columns: Int, of: Int)
  case robustlyScaled(columns: Int, of: Int)
  case unitScaled(columns: Int, of: Int, String)
  case binned(columns: Int, of: Int)
  case standardisedFactors([String])
  case ranked(columns: Int, of: Int)
  case batchCorrected(factor: String, columns: Int)
  case runningNumber(String)
  case rowIndex(String)
  case namesPatients(factor: String, levels: Int)
  case knownAfterwards([String])
  case namedAsResult([String])
  case tellsOutcome(columns: [String], auc: Double)
  case levelsTellOutcome(factor: String, agreement: Double)
  case siteTellsOutcome(factor: String)
  case acquisitionTellsOutcome([String])
  case orderTellsOutcome(auc: Double)
  case idsTellOutcome([String])
  case missingnessTellsOutcome([String])
  case filledGaps([String])
  /// Whether so few columns, or such strong ones, may also have been chosen by what is known of them.
  case allAssociated(columns: Int, of: Int, below: Double, mayBeKnown: Bool)
  case lookAlikes(factor: String, groups: [[String]])
  case missingCode(column: String, code: Double, patients: [String])
  case mixedUnits(column: String, factor: Double, patients: [String], count: Int)
  case neverKnown([String])
  case exclusionByOutcome(cause: String, events: Int, nonEvents: Int)
  case tooGood([String])
}

/// Looks for leaks by every rule there is.
package enum LeakScreen {
  /// The rules, gravest first. Each keeps its chance of a false finding in a sound study at about one in a thousand.
  package static let rules: [@Sendable (ScreenedCohort) -> [LeakFinding]] = [
    LeakRules.repeatedPatients, LeakRules.levelsThatTell, LeakRules.sitesThatTell, LeakRules.idsThatTell,
    LeakRules.acquisitions,
    { cohort in
      let areas = cohort.areas
      return LeakRules.columnsThatTell(cohort, areas) + LeakRules.preselection(cohort, areas)
    },
    LeakRules.namesOfAfterwards, LeakRules.runningNumbers, LeakRules.levelsOfPatients, LeakRules.order,
    LeakRules.equalCells, LeakRules.neighbours, LeakRules.scaledTables, LeakRules.missingness, LeakRules.filledGaps,
    LeakRules.lookAlikes, LeakRules.missingCodes,
    LeakRules.mixedUnits,
  ]

  /// What the rules find.
  package static func findings(_ cohort: ScreenedCohort) -> [LeakFinding] { rules.flatMap { $0(cohort) } }
}

/// One rule a file.
enum LeakRules {
  /// The family-wise level of each rule that tests hypotheses, divided by the number of columns tested (Bonferroni).
  static let level = 0.001
}
