import Results

extension LeakFinding {
  /// The finding as the report states it.
  package var words: Finding {
    let (title, detail) = sentence
    return Finding(severity, title, detail: detail)
  }

  private var severity: Finding.Severity {
    switch self {
    case .neverKnown, .namedAsResult, .lookAlikes, .orderTellsOutcome, .mixedUnits, .mayBeKnownAfterwards,
      .factorTellsOutcome, .levelsLikeSites, .levelNearlyOfOneClass, .numberNearlyOfOneClass, .factorsAllAssociated,
      .missingCountTellsOutcome(_, isClear: false):
      .note
    // A few columns may have been chosen from the literature.
    case .allAssociated(_, _, _, mayBeKnown: true): .note
    // Measurements before treatment sometimes reach that, so it is a question and not a caution.
    case .tellsOutcome(_, let auc) where auc < LeakRules.alarmingArea: .note
    default: .caution
    }
  }

  /// Title and detail. The cases are listed here without a default, so the compiler asks for the words of a new one.
  private var sentence: (String, String) {
    switch self {
    case .repeatedPatients, .alikeStems, .repeatedColumn, .copiedRows, .equalCells, .nearDuplicates, .mixtures,
      .mixturesOfClass, .copiesOfClass, .unrelatedRows, .alikeNeighbours:
      aboutRows
    case .levelNearlyOfOneClass, .numberNearlyOfOneClass, .smallLevelsTellOutcome, .missingCountTellsOutcome,
      .filledByClass, .factorsAllAssociated:
      aboutClasses
    case .exclusionByOutcome, .misfitsExcluded, .tooGood: aboutPatients
    case .standardised, .rescaled, .robustlyScaled, .unitScaled, .binned, .ranked, .batchCorrected, .allAssociated,
      .standardisedFactors, .scaledWithinClass:
      aboutTables
    case .siteTellsOutcome, .factorTellsOutcome, .levelsLikeSites, .idsTellOutcome, .acquisitionTellsOutcome,
      .orderTellsOutcome:
      aboutPlaces
    case .lookAlikes, .missingCode, .mixedUnits, .neverKnown, .missingnessTellsOutcome, .filledGaps: aboutCells
    case .runningNumber, .rowIndex, .namesPatients, .daysAsLevels, .knownAfterwards, .mayBeKnownAfterwards,
      .namedAsResult, .tellsOutcome, .levelOfOneClass, .encodesOutcome, .levelsTellOutcome:
      aboutColumns
    }
  }

  private var aboutColumns: (String, String) {
    let leaveOut = "If it was not, leave it out: a feature with features.exclude, a factor with models.factors."
    let remove = "If so, leave it out: a feature with features.exclude, a factor with models.factors."
    return switch self {
    case .runningNumber(let name):
      (
        "Is \(name) the number of a patient, a record or a day? It is a whole number that differs in every patient.",
        "Such a number follows the order of recruitment. It identifies patients and says nothing about their "
          + "disease. " + remove
      )
    case .rowIndex(let name):
      ("\"\(name)\" looks like a row number.", "A program wrote it, nobody measured it. " + remove)
    case .namesPatients(let factor, let levels):
      (
        "Does \(factor) name the patients? It has \(levels) levels, nearly one per patient.",
        "An id, a date or a name identifies patients and says nothing about their disease. " + remove
      )
    case .daysAsLevels(let factor, let levels):
      (
        "Is \(factor) a date? Its \(levels) levels are days, weeks, months or quarters.",
        "A date follows the order of recruitment and says nothing about the disease. Each level has an effect of its own "
          + "in the model. " + remove
      )
    case .knownAfterwards(let names):
      (
        "Was this known before the outcome? By their names, these are known only afterwards: \(names.shown).",
        "What is measured after treatment, or together with the outcome, cannot predict it. " + leaveOut
          + (names.count > 10 ? " The names are \(names.joined(separator: ", "))." : "")
      )
    case .mayBeKnownAfterwards(let names):
      (
        "Was this known before the outcome? These names have several meanings: \(names.shown).",
        "TTP, for example, is a time to progression, known only afterwards, or the time to peak of perfusion; CR a complete "
          + "response, a contrast ratio or creatinine. If it is what is known only afterwards, leave it out: a feature "
          + "with features.exclude, a factor with models.factors."
      )
    case .namedAsResult(let names):
      (
        "Is this the outcome itself, or the score of a model? The names suggest it: \(names.shown).",
        "A label of the outcome cannot be a predictor. The score of a model knows the outcomes of the patients it "
          + "was trained on; if test patients are among them, their AUC is a training AUC. " + remove
      )
    case .tellsOutcome(let columns, let auc):
      (
        columns.count == 1
          ? "Was \(columns[0]) known before the outcome? It alone has an AUC of \((auc * 100).rounded() / 100)."
          : "Were \(columns.prefix(5).joined(separator: ", "))"
            + "\(columns.count > 5 ? " and \(columns.count - 5) more" : "") known before the outcome? Each alone has "
            + "an AUC of up to \((auc * 100).rounded() / 100).",
        "Measurements before treatment usually have less. " + leaveOut
      )
    case .levelOfOneClass(let factor, let level, let patients, let isEvent):
      (
        "Was \(factor) known before the outcome? All \(patients) patients with \"\(level)\" \(isEvent ? "have" : "do not have") "
          + "the event.",
        "A level that only one class has may have been recorded after the outcome, such as a change of treatment (Fisher's "
          + "exact test, p < 1e-6). " + leaveOut
      )
    case .encodesOutcome(let names):
      (
        "Was the outcome used to make \(names.shown)? Each value is, or follows, the share of events in a group of patients.",
        "The shares follow the values exactly, or more closely than chance lets those of a measurement (p < .001 over all "
          + "columns). Replacing a surgeon, a site or a code by the event rate of its patients (target encoding) tells the outcomes of "
          + "test patients. Give the levels themselves as a factor; the study encodes them inside each training set."
      )
    case .levelsTellOutcome(let factor, let agreement):
      (
        "Is \(factor) the outcome under another name? Its levels agree with the outcome in "
          + "\((agreement * 100).rounded().short) % of patients.",
        "The agreement compares each patient with the others of the same level and is averaged over the two classes. "
          + "Ask whether the factor was known before the outcome. " + leaveOut
      )
    default: withoutWords
    }
  }

  private var aboutPlaces: (String, String) {
    let next =
      "A model can then recognise the site or the scanner instead of the disease. Hold sites out (split: {site: "
      + "COLUMN}), harmonise, or ask how patients were chosen at each."
    return switch self {
    case .siteTellsOutcome(let factor):
      ("\(factor) is associated with the outcome (p < .001).", next)
    case .factorTellsOutcome(let factor):
      (
        "What is \(factor)? Its levels are associated with the outcome (p < .001).",
        "A property of the disease may be, and rightly. If it is a site, a machine, a group of the study or a period of "
          + "recruitment, a model recognises that instead of the disease: leave it out with models.factors, and hold "
          + "sites out (split: {site: COLUMN})."
      )
    case .levelsLikeSites(let column, let columns, let all):
      (
        "Is \(column) a site, a machine or a period? It is associated with the outcome (p < .001), and \(columns) of "
          + "\(all) features differ by its levels.",
        "No model uses the column, but features that tell a place or a machine tell the outcome through it. " + next
      )
    case .idsTellOutcome(let levels):
      (
        "Do the ids name a site that is associated with the outcome? The beginnings of the ids are (p < .001): "
          + "\(levels.joined(separator: ", ")).",
        "No model uses an id, but images of one site or group look alike. " + next
      )
    case .acquisitionTellsOutcome(let names):
      ("The image acquisition is associated with the outcome (p < .001): \(names.joined(separator: ", ")).", next)
    case .orderTellsOutcome(let auc):
      (
        "Are the patients sorted by outcome? The order of the clinical table alone has an AUC of "
          + "\((auc * 100).rounded() / 100).",
        "This is harmless if nothing depends on the order. If it is the order of recruitment, ask what else changed "
          + "with time: a running number, a date or split: {every: ...} then carries the outcome."
      )
    default: withoutWords
    }
  }

  private var aboutCells: (String, String) {
    switch self {
    case .missingnessTellsOutcome(let names):
      (
        "Does the outcome decide who was measured? Missing values are associated with it: \(names.shown).",
        "Whether a value is present is associated with the outcome (Fisher's exact test, p < .001 over all columns). "
          + "A model can learn that instead of the value. Ask why values are missing; complete them or leave the "
          + "column out."
      )
    case .filledGaps(let names):
      (
        "Were missing values filled before the study? One number repeats and is associated with the outcome: "
          + "\(names.shown).",
        "The other values of these columns hardly ever repeat. If missing values were replaced by the mean of a "
          + "class, or in one class alone, they reveal the class (Fisher's exact test, p < .001 over all columns). Leave missing values "
          + "empty; the study imputes inside each training set."
      )
    case .neverKnown(let names):
      (
        "No patient has a value of \(names.shown).",
        "An empty column contributes nothing. Fill it, or remove it from the study."
      )
    case .lookAlikes(let factor, let groups):
      (
        "Are these the same level of \(factor)? "
          + "\(groups.map { $0.joined(separator: " and ") }.joined(separator: "; ")).",
        "If so, add to the factor in the study file: groups: {"
          + groups.map { "\"\($0[0])\": [\($0.map { "\"\($0)\"" }.joined(separator: ", "))]" }.joined(separator: ", ")
          + "}, and put each other level into a group of its own."
      )
    case .missingCode(let column, let code, let patients):
      (
        "Does \(code.short) in \(column) mean that the value is missing? These patients have it: "
          + "\(patients.joined(separator: ", ")).",
        "It lies far from all other values and was used as a number. If it means \"missing\", leave the cell empty."
      )
    case .mixedUnits(let column, let factor, let patients, let count):
      (
        "Is \(column) in one unit? \(count) of its values differ from all others by a factor of about "
          + "\(factor == 10 ? "ten" : "a thousand"): those of "
          + "\(patients.joined(separator: ", "))\(count > patients.count ? " and \(count - patients.count) more" : "").",
        "Centimetres mixed with millimetres, or grams with milligrams, look like this. Write all values in one unit "
          + "and run the study again."
      )
    default: withoutWords
    }
  }
}

extension LeakFinding {
  /// The end of a group of words for a case that ``sentence`` gave to the wrong group.
  var withoutWords: (String, String) { preconditionFailure("a group of words without one for \(self)") }
}
