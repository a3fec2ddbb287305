import Results

extension LeakFinding {
  /// Findings about what only, or nearly only, the patients of one class have.
  var aboutClasses: (String, String) {
    let leaveOut = "If it was not, leave it out: a feature with features.exclude, a factor with models.factors."
    let exact =
      "A property of the disease may do that, and rightly. So does what was decided or recorded once the outcome was "
      + "known, such as a change of treatment or a failed measurement (Fisher's exact test, p < 1e-9). "
    return switch self {
    case .levelNearlyOfOneClass(let factor, let level, let patients, let exceptions, let isEvent):
      (
        "Was \(factor) known before the outcome? \(patients - exceptions) of \(patients) patients with \"\(level)\" "
          + "\(isEvent ? "have" : "do not have") the event.", exact + leaveOut
      )
    case .numberNearlyOfOneClass(let column, let value, let patients, let exceptions, let isEvent):
      (
        "Why do \(patients) patients have \(value.short), or nearly so, in \(column)? \(patients - exceptions) of them "
          + "\(isEvent ? "have" : "do not have") the event.",
        "The other values of the column hardly ever repeat. " + exact + leaveOut
      )
    case .smallLevelsTellOutcome(let factor, let levels, let agreement):
      (
        "Does \(factor) name doctors, wards or families? Of its \(levels) levels with several patients each, the patients "
          + "mostly have one outcome (agreement \((agreement * 100).rounded().short) %).",
        "So many small levels can follow the outcome only if they were recorded with it or if their patients belong "
          + "together (p < .001 against random orders of the outcomes). If they belong together, give cohort: {group: "
          + "\(factor)}. Otherwise ask whether it was known before the outcome, and leave it out with models.factors if not."
      )
    case .missingCountTellsOutcome(let auc, _):
      (
        "Does the outcome decide who was measured? The number of values that a patient lacks has an AUC of "
          + "\((auc * 100).rounded() / 100).",
        "No column shows it alone, but all together do (rank test, p < .001). A model can learn that instead of the values, "
          + "above all with impute: category. Ask why values are missing; complete them, or leave out the columns that "
          + "lack most."
      )
    case .filledByClass(let names):
      (
        "Were missing values filled by class before the study? In \(names.shown), numbers repeat or crowd, and each in "
          + "patients of one class.",
        "If gaps were filled with the mean or median of the class, or in one class alone, they reveal the class; over these "
          + "columns together that is no chance (p < .001 against random orders of the outcomes). Leave missing values "
          + "empty; the study imputes inside each training set. Many near copies of a few patients look the same: keep one "
          + "row of each patient, or give cohort: {group: COLUMN}."
      )
    case .factorsAllAssociated(let names):
      (
        "Were the factors selected by the outcome of all patients? \(names.shown) are all associated with it (p < .05), none "
          + "strongly, and hardly with each other.",
        "Many values that were tested first leave such a choice, in which the test patients took part. If the literature "
          + "named them before, all is well. Otherwise give all values that were measured as features; the study selects "
          + "inside each training set."
      )
    default: withoutWords
    }
  }
}
