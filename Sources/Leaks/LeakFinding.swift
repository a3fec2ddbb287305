/// A sign that the data reveal the outcome or the test patients to a model.
package enum LeakFinding: Hashable, Sendable {
  case repeatedPatients(examples: [String], patients: Int)
  case alikeStems(examples: [String], patients: Int, String)
  case repeatedColumn(String, values: Int, rows: Int)
  /// Rows with the same number in every column, each group as its ids.
  case copiedRows([String], groups: Int)
  case equalCells([String], count: Int, columns: Int, of: Int)
  case nearDuplicates([String], count: Int)
  /// Rows that stand next to each other with features and outcomes alike.
  case alikeNeighbours([String], pairs: Int, of: Int, by: RowOrder)
  case mixtures([String], count: Int)
  /// Rows between rows of their own class, and never between those of the other.
  case mixturesOfClass([String], count: Int)
  /// Rows that are far nearer to one of their own class than to the next, and never so to one of the other.
  case copiesOfClass([String], count: Int)
  /// Rows of one class whose columns are not related to each other as in all others.
  case unrelatedRows([String], count: Int)
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
  /// A level or a number that, but for a few exceptions, only patients of one class have.
  case levelNearlyOfOneClass(factor: String, level: String, patients: Int, exceptions: Int, isEvent: Bool)
  case numberNearlyOfOneClass(column: String, value: Double, patients: Int, exceptions: Int, isEvent: Bool)
  /// Many levels of a few patients each, whose patients have one outcome.
  case smallLevelsTellOutcome(factor: String, levels: Int, agreement: Double)
  /// Columns of which each value is the event rate of patients, plain, smoothed or without the patient, or follows it
  /// on another scale.
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
  /// The number of missing cells of a patient; `isClear` if p < 1e-6.
  case missingCountTellsOutcome(auc: Double, isClear: Bool)
  case filledGaps([String])
  /// The same seen over many columns together.
  case filledByClass([String])
  /// `mayBeKnown` if the columns are so few or so strong that they may also have been chosen from the literature.
  case allAssociated(columns: Int, of: Int, below: Double, mayBeKnown: Bool)
  /// Numeric factors that are all weakly associated with the outcome.
  case factorsAllAssociated([String])
  case lookAlikes(factor: String, groups: [[String]])
  case missingCode(column: String, code: Double, patients: [String])
  case mixedUnits(column: String, factor: Double, patients: [String], count: Int)
  case neverKnown([String])
  case exclusionByOutcome(cause: String, events: Int, nonEvents: Int)
  /// Excluded patients whom a model of the others gets wrong.
  case misfitsExcluded(patients: Int, auc: Double)
  case tooGood([String])
}

/// Looks for leaks with every rule.
package enum LeakScreen {
  /// What a rule examines, if patients have several rows that the study keeps together.
  enum Scope {
    /// One row of each patient: rows of a patient share outcome and origin, and would count as several.
    case patients
    /// All rows.
    case rows
  }

  /// The rules, most serious first. In a sound study each gives a false finding about once in a thousand times.
  private static let rules: [(scope: Scope, find: @Sendable (ScreenedCohort) -> [LeakFinding])] = [
    (.rows, LeakRules.repeatedPatients), (.patients, LeakRules.levelsThatTell), (.patients, LeakRules.sitesThatTell),
    (.patients, LeakRules.numberedSites), (.patients, LeakRules.levelsLikeSites), (.patients, LeakRules.idsThatTell),
    (.patients, LeakRules.levelsOfOneClass), (.patients, LeakRules.levelsNearlyOfOneClass),
    (.patients, LeakRules.numbersNearlyOfOneClass), (.patients, LeakRules.smallLevels),
    (.patients, LeakRules.encodings), (.patients, LeakRules.acquisitions),
    (
      .patients,
      { cohort in
        let areas = cohort.areas
        return LeakRules.columnsThatTell(cohort, areas: areas) + LeakRules.preselection(cohort, areas: areas)
      }
    ),
    (.rows, LeakRules.namesOfAfterwards), (.rows, LeakRules.runningNumbers), (.patients, LeakRules.periods),
    (.patients, LeakRules.levelsOfPatients),
    (.patients, LeakRules.order), (.rows, LeakRules.rows), (.rows, LeakRules.scaledTables),
    (.patients, LeakRules.missingness), (.rows, LeakRules.neverKnown), (.patients, LeakRules.filledGaps),
    (.patients, LeakRules.filledByClass),
    (.rows, LeakRules.lookAlikes), (.rows, LeakRules.missingCodes), (.rows, LeakRules.mixedUnits),
  ]

  /// The findings of all rules.
  package static func findings(_ cohort: ScreenedCohort) -> [LeakFinding] {
    let patients = cohort.onePerPatient
    return rules.flatMap { $0.find($0.scope == .rows ? cohort : patients) }
  }
}

/// The rules, one per file.
enum LeakRules {
  /// The significance level of each rule that tests hypotheses, divided by the number of columns tested (Bonferroni).
  static let level = 0.001
}
