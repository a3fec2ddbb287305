/// A sign that a cohort tells its models more than they may know.
package enum LeakFinding: Hashable, Sendable {
  case repeatedPatients(examples: [String], patients: Int)
  case nearDuplicates([String], count: Int)
  case mixtures([String], count: Int)
  case standardised(columns: Int)
  case rescaled(columns: Int)
  case batchCorrected(factor: String, columns: Int)
  case runningNumber(String)
  case rowIndex(String)
  case knownAfterwards([String])
  case tellsOutcome(column: String, auc: Double)
  case levelsTellOutcome(factor: String, agreement: Double)
  case siteTellsOutcome(factor: String)
  case missingnessTellsOutcome([String])
  case allAssociated(columns: Int, of: Int)
  case lookAlikes(factor: String, groups: [[String]])
  case missingCode(column: String, code: Double, patients: [String])
  case neverKnown([String])
  case exclusionByOutcome(cause: String, events: Int, nonEvents: Int)
  case tooGood([String])
}

/// Looks for leaks by every rule there is.
package enum LeakScreen {
  /// The rules, gravest first. Each keeps its chance of a false finding in a sound study at about one in a thousand.
  static let rules: [@Sendable (ScreenedCohort) -> [LeakFinding]] = [
    LeakRules.repeatedPatients, LeakRules.levelsThatTell, LeakRules.columnsThatTell, LeakRules.namesOfAfterwards,
    LeakRules.runningNumbers, LeakRules.neighbours, LeakRules.scaledTables, LeakRules.preselection,
    LeakRules.missingness, LeakRules.lookAlikes, LeakRules.missingCodes,
  ]

  /// What the rules find.
  package static func findings(_ cohort: ScreenedCohort) -> [LeakFinding] { rules.flatMap { $0(cohort) } }
}

/// One rule a file.
enum LeakRules {
  /// The family-wise level of each rule that tests hypotheses, divided by the number of columns tested (Bonferroni).
  static let level = 0.001
}
