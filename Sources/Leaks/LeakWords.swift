import Results

extension LeakFinding {
  /// The finding as the report says it.
  package var words: Finding {
    let (title, detail) = sentence
    return Finding(severity, title, detail: detail)
  }

  private var severity: Finding.Severity {
    switch self {
    case .neverKnown, .namedAsResult, .lookAlikes, .orderTellsOutcome, .mixedUnits: .note
    // A handful of columns may have been chosen by what is known of them.
    case .allAssociated(_, _, _, mayBeKnown: true): .note
    // What is measured before treatment reaches that now and then: a question, no alarm.
    case .tellsOutcome(_, let auc) where auc < LeakRules.alarmingArea: .note
    default: .caution
    }
  }

  private var sentence: (String, String) {
    switch self {
    case .repeatedPatients, .alikeStems, .repeatedColumn, .equalCells, .nearDuplicates, .mixtures: aboutRows
    case .exclusionByOutcome, .tooGood: aboutPatients
    case .standardised, .rescaled, .robustlyScaled, .unitScaled, .binned, .ranked, .batchCorrected, .allAssociated,
      .standardisedFactors:
      aboutTables
    case .siteTellsOutcome, .idsTellOutcome, .acquisitionTellsOutcome, .orderTellsOutcome: aboutPlaces
    case .lookAlikes, .missingCode, .mixedUnits, .neverKnown, .missingnessTellsOutcome, .filledGaps: aboutCells
    default: aboutColumns
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
          + (names.count > 10 ? " The names are \(names.joined(separator: ", "))." : "")
      )
    case .namedAsResult(let names):
      (
        "Is this the outcome, or what a model made of it? By name it is: \(names.shown).",
        "A label tells the outcome. A score tells it of the patients on whom it was trained; if test patients are among them, their AUC is that of "
          + "training. " + leaveOut
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
    case .idsTellOutcome(let levels):
      (
        "Do the ids name a site that tells the outcome? Their beginnings are associated with it (p < .001): \(levels.joined(separator: ", ")).",
        "No model reads an id, but images of a site or group have their own look. " + next
      )
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
    case .filledGaps(let names):
      (
        "Were gaps filled before the study? One number stands again and again, and tells the outcome: \(names.shown).",
        "All other values of these columns are hardly ever the same twice. A mean of a class in place of gaps tells the class (Fisher's exact "
          + "test, p < .001 over all columns). Leave the gaps empty; the study imputes inside each training set."
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
