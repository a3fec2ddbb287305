import Results

extension LeakFinding {
  /// The finding as the report says it.
  package var words: Finding {
    let (title, detail) = sentence
    return Finding(severity, title, detail: detail)
  }

  private var severity: Finding.Severity {
    switch self {
    case .neverKnown, .lookAlikes, .orderTellsOutcome, .mixedUnits: .note
    // A handful of columns may have been chosen by what is known of them.
    case .allAssociated(_, let all) where all < LeakRules.wideTable: .note
    // What is measured before treatment reaches that now and then: a question, no alarm.
    case .tellsOutcome(_, let auc) where auc < LeakRules.alarmingArea: .note
    default: .caution
    }
  }

  private var sentence: (String, String) {
    switch self {
    case .repeatedPatients, .nearDuplicates, .mixtures, .exclusionByOutcome, .tooGood: aboutPatients
    case .standardised, .rescaled, .robustlyScaled, .ranked, .batchCorrected, .allAssociated: aboutTables
    case .siteTellsOutcome, .acquisitionTellsOutcome, .orderTellsOutcome: aboutPlaces
    case .lookAlikes, .missingCode, .mixedUnits, .neverKnown, .missingnessTellsOutcome: aboutCells
    default: aboutColumns
    }
  }

  private var aboutPatients: (String, String) {
    switch self {
    case .repeatedPatients(let examples, let patients):
      (
        "Are some rows the same patient? The ids of \(patients) patients occur with several endings: \(examples.joined(separator: "; ")).",
        "Two lesions or visits of one patient in training and test let a model recognise the patient. Write the patient into a column "
          + "of the clinical table and give cohort: {group: COLUMN} in the study file; the split then keeps a patient's rows together."
      )
    case .nearDuplicates(let pairs, let count):
      (
        "Is the same patient measured twice? \(count) \(count == 1 ? "pair of rows is" : "pairs of rows are") far more alike than others: \(pairs.joined(separator: "; ")).",
        "A second reader's or a repeated measurement of a patient in training and test makes the test none. Keep one row each, or give "
          + "cohort: {group: COLUMN}."
      )
    case .mixtures(let ids, let count):
      (
        "Were rows made from other rows? The features of \(count) \(count == 1 ? "row lie" : "rows lie") between those of two others: \(ids.joined(separator: ", ")).",
        "Oversampling (SMOTE) or averaging before the split puts test patients into training. Give the table without invented rows; "
          + "oversampling belongs inside training (learning in the study file)."
      )
    case .exclusionByOutcome(let cause, let events, let nonEvents):
      (
        "Patients left out for \"\(cause)\" differ in outcome: \(events) events and \(nonEvents) non-events.",
        "The rate of exclusion differs between the classes (Fisher's exact test, p < .001). Was the outcome known when patients were "
          + "left out? State the reason, and report the analysis with them."
      )
    case .tooGood(let rows):
      (
        "Is this too good to be true? The 95 % interval of the AUC lies above .95: \(rows.joined(separator: ", ")).",
        "Models of images hardly ever separate patients that well. Before it is believed, ask of every column whether it was known "
          + "before the outcome, and of every patient whether they are in training under another id."
      )
    default: ("", "")
    }
  }

  private var aboutTables: (String, String) {
    let next =
      "Means, deviations and limits of test patients are then in the training features. Give the table as it was measured; "
    return switch self {
    case .standardised(let columns, let all):
      (
        "Was the feature table standardised over all patients? \(columns) of \(all) columns have mean 0 (and most deviation 1) over everybody.",
        next + "the study standardises inside each training set."
      )
    case .rescaled(let columns, let all):
      (
        "Was the feature table scaled over all patients? \(columns) of \(all) columns reach exactly from 0 (or -1) to 1, or from 0 to 100 or 255.",
        next + "the study scales inside each training set."
      )
    case .robustlyScaled(let columns, let all):
      (
        "Was the feature table scaled over all patients? \(columns) of \(all) columns have a median of 0 and a spread of 1 over everybody.",
        next + "the study scales inside each training set."
      )
    case .ranked(let columns, let all):
      (
        "Were the features ranked or quantile-normalised over all patients? \(columns) of \(all) columns hold the same values in another order.",
        next + "the study scales inside each training set."
      )
    case .batchCorrected(let factor, let columns):
      (
        "Was the feature table corrected for \(factor) over all patients? \(columns) columns have the same mean in every batch.",
        next + "learning: {harmonise: ...} fits the correction inside each training set."
      )
    case .allAssociated(let columns, let all):
      (
        "Were the features chosen by the outcome of all patients? \(columns) of \(all) columns are associated with it (p < .0\(all < LeakRules.wideTable ? "1" : "5")).",
        "A measured table has columns that tell nothing; a table that was cut down to what is significant has none, and its test "
          + "patients took part in the choice. If so, give the whole table; the study chooses inside each training set."
      )
    default: ("", "")
    }
  }

  private var aboutColumns: (String, String) {
    let leaveOut = "If not, leave it out: a feature with features.exclude, a factor with models.factors."
    return switch self {
    case .runningNumber(let name):
      (
        "Is \(name) a number of a patient, a record or a day? It is a whole number of its own for every patient.",
        "Such a number follows the order of recruitment and tells who or when, not what. " + leaveOut
      )
    case .rowIndex(let name):
      ("\"\(name)\" looks like the numbers of the rows.", "A program wrote it, nobody measured it. " + leaveOut)
    case .namesPatients(let factor, let levels):
      (
        "Does \(factor) name the patients? It has \(levels) levels, nearly one a patient.",
        "An id, a date or a name as a level tells who, not what. " + leaveOut
      )
    case .knownAfterwards(let names):
      (
        "Was this known before the outcome? By name it is known only afterwards: \(names.shown).",
        "What is measured after treatment, or with the outcome, cannot predict it. " + leaveOut
      )
    case .tellsOutcome(let columns, let auc):
      (
        columns.count == 1
          ? "Was \(columns[0]) known before the outcome? By itself it has an AUC of \((auc * 100).rounded() / 100)."
          : "Were \(columns.prefix(5).joined(separator: ", "))\(columns.count > 5 ? " and \(columns.count - 5) more" : "") known before the "
            + "outcome? By itself each has an AUC of up to \((auc * 100).rounded() / 100).",
        "That is more than what is measured before treatment usually gives. " + leaveOut
      )
    case .levelsTellOutcome(let factor, let agreement):
      (
        "Is \(factor) the outcome under another name? Its levels agree with the outcome in \((agreement * 100).rounded().short) % of patients.",
        "Agreement is that of each patient with the others of the same level, averaged over the classes. Ask whether it was known before the "
          + "outcome. " + leaveOut
      )
    default: ("", "")
    }
  }

  private var aboutPlaces: (String, String) {
    let next =
      "A model can then recognise the place or machine instead of the disease. Hold sites out (split: {site: COLUMN}), harmonise, or "
      + "ask how patients were chosen at each."
    return switch self {
    case .siteTellsOutcome(let factor):
      ("\(factor) is associated with the outcome (p < .001).", next)
    case .acquisitionTellsOutcome(let names):
      ("How images were acquired is associated with the outcome (p < .001): \(names.joined(separator: ", ")).", next)
    case .orderTellsOutcome(let auc):
      (
        "Are the patients sorted by outcome? The order of the clinical table alone has an AUC of \((auc * 100).rounded() / 100).",
        "That is harmless where nothing follows the order. If it is that of recruitment, ask what else changed with time; a running number, "
          + "a date or split: {every: ...} then carries the outcome."
      )
    default: ("", "")
    }
  }

  private var aboutCells: (String, String) {
    switch self {
    case .missingnessTellsOutcome(let names):
      (
        "Does the outcome decide who was measured? Gaps tell it: \(names.shown).",
        "Whether the value is there is associated with the outcome (Fisher's exact test, p < .001 over all columns). A model can learn the "
          + "gap. Ask why it is missing; complete it or leave the column out."
      )
    case .neverKnown(let names):
      (
        "No patient has a value of \(names.shown).",
        "An empty column tells nothing. Fill it, or take it out of the study."
      )
    case .lookAlikes(let factor, let groups):
      (
        "Are these the same level of \(factor)? \(groups.map { $0.joined(separator: " and ") }.joined(separator: "; ")).",
        "If so, add to the factor in the study file: groups: {"
          + groups.map { "\"\($0[0])\": [\($0.map { "\"\($0)\"" }.joined(separator: ", "))]" }.joined(separator: ", ")
          + "}, with the other levels each in a group of their own."
      )
    case .missingCode(let column, let code, let patients):
      (
        "Does \(code.short) in \(column) mean that the value is missing? It stands for \(patients.joined(separator: ", ")).",
        "It lies far from all other values and was used as a number. If it is a code, leave the cell empty."
      )
    case .mixedUnits(let column, let factor, let patients, let count):
      (
        "Is \(column) in one unit? \(count) of its values lie about \(factor == 10 ? "ten" : "a thousand") times apart from all others: those of "
          + "\(patients.joined(separator: ", "))\(count > patients.count ? " and \(count - patients.count) more" : "").",
        "Centimetres among millimetres, or grams among milligrams, look so. Write all of them in one unit, and run again."
      )
    default: ("", "")
    }
  }
}
