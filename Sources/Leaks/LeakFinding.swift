/// A sign that the data reveal the outcome or the test patients to a model.
package enum LeakFinding: Hashable, Sendable {
  case repeatedPatients(examples: [String], patients: Int)
  case alikeStems(examples: [String], patients: Int, String)
  case repeatedColumn(String, values: Int, rows: Int)
  /// Rows with the same number in every column, each group as its ids.
  case copiedRows([String], groups: Int)
  case equalCells([String], count: Int, columns: Int, of: Int)
  case nearDuplicates([String], count: Int)
  case mixtures([String], count: Int)
  case standardised(columns: Int, of: Int)
  case rescaled(columns: Int, of: Int)
  case robustlyScaled(columns: Int, of: Int)
  case unitScaled(columns: Int, of: Int, String)
  case binned(columns: Int, of: Int)
  /// What columns have in common within a class of the outcome.
  case scaledWithinClass(columns: Int, of: Int, String)
  case standardisedFactors([String])
  case ranked(columns: Int, of: Int)
  case batchCorrected(factor: String, columns: Int)
  case runningNumber(String)
  case rowIndex(String)
  case namesPatients(factor: String, levels: Int)
  case daysAsLevels(factor: String, levels: Int)
  case knownAfterwards([String])
  /// Names with two meanings, of which one is known only afterwards.
  case mayBeKnownAfterwards([String])
  case namedAsResult([String])
  case tellsOutcome(columns: [String], auc: Double)
  case levelsTellOutcome(factor: String, agreement: Double)
  /// A level that only patients of one class have.
  case levelOfOneClass(factor: String, level: String, patients: Int, isEvent: Bool)
  /// Columns of which each value is the event rate of patients, plain, smoothed or without the patient.
  case encodesOutcome([String])
  case siteTellsOutcome(factor: String)
  /// A factor whose name says neither that it is clinical nor that it is a place.
  case factorTellsOutcome(factor: String)
  /// A column of the clinical table that no model uses: outcome and features differ by its levels.
  case levelsLikeSites(column: String, columns: Int, of: Int)
  case acquisitionTellsOutcome([String])
  case orderTellsOutcome(auc: Double)
  case idsTellOutcome([String])
  case missingnessTellsOutcome([String])
  case filledGaps([String])
  /// `mayBeKnown` if the columns are so few or so strong that they may also have been chosen from the literature.
  case allAssociated(columns: Int, of: Int, below: Double, mayBeKnown: Bool)
  case lookAlikes(factor: String, groups: [[String]])
  case missingCode(column: String, code: Double, patients: [String])
  case mixedUnits(column: String, factor: Double, patients: [String], count: Int)
  case neverKnown([String])
  case exclusionByOutcome(cause: String, events: Int, nonEvents: Int)
  case tooGood([String])
}

/// Looks for leaks with every rule.
package enum LeakScreen {
  /// The rules, most serious first. In a sound study each gives a false finding about once in a thousand times.
  package static let rules: [@Sendable (ScreenedCohort) -> [LeakFinding]] = [
    LeakRules.repeatedPatients, LeakRules.levelsThatTell, LeakRules.sitesThatTell, LeakRules.numberedSites,
    LeakRules.levelsLikeSites, LeakRules.idsThatTell, LeakRules.levelsOfOneClass, LeakRules.encodings,
    LeakRules.acquisitions,
    { cohort in
      let areas = cohort.areas
      return LeakRules.columnsThatTell(cohort, areas) + LeakRules.preselection(cohort, areas)
    },
    LeakRules.namesOfAfterwards, LeakRules.runningNumbers, LeakRules.levelsOfPatients, LeakRules.order,
    LeakRules.rows, LeakRules.scaledTables, LeakRules.missingness, LeakRules.filledGaps,
    LeakRules.lookAlikes, LeakRules.missingCodes,
    LeakRules.mixedUnits,
  ]

  /// The findings of all rules.
  package static func findings(_ cohort: ScreenedCohort) -> [LeakFinding] { rules.flatMap { $0(cohort) } }
}

/// The rules, one per file.
enum LeakRules {
  /// The significance level of each rule that tests hypotheses, divided by the number of columns tested (Bonferroni).
  static let level = 0.001
}
