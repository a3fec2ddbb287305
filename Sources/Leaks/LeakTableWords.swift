extension LeakFinding {
  var aboutTables: (String, String) {
    let next =
      "The training features then hold means, deviations or limits of test patients. Give the table as it was "
      + "measured; "
    return switch self {
    case .standardised(let columns, let all):
      (
        "Was the feature table standardised over all patients? \(columns) of \(all) columns have mean 0 (and most "
          + "have standard deviation 1) over all patients.",
        next + "the study standardises inside each training set."
      )
    case .rescaled(let columns, let all):
      (
        "Was the feature table scaled over all patients? \(columns) of \(all) columns range exactly from 0 (or -1) "
          + "to 1, or from 0 to 100 or 255.",
        next + "the study scales inside each training set."
      )
    case .robustlyScaled(let columns, let all):
      (
        "Was the feature table scaled over all patients? \(columns) of \(all) columns have a median of 0 and a "
          + "spread of 1 over all patients.",
        next + "the study scales inside each training set."
      )
    case .unitScaled(let columns, let all, let what):
      (
        "Was the feature table scaled over all patients? \(columns) of \(all) columns have \(what) over all patients.",
        next + "the study scales inside each training set."
      )
    case .binned(let columns, let all):
      (
        "Were the features cut into quantiles of all patients? \(columns) of \(all) columns have only a few values, "
          + "each equally often.",
        next + "the limits of quantiles must come from each training set."
      )
    case .standardisedFactors(let names):
      (
        "Were factors standardised over all patients? \(names.shown) \(names.count == 1 ? "has" : "have") mean 0 and "
          + "standard deviation 1 over all patients.",
        next.replacing("the table", with: "the factor") + "the study standardises inside each training set."
      )
    case .scaledWithinClass(let columns, let all, let what):
      (
        "Was the table scaled within a class of the outcome? \(columns) of \(all) columns have \(what).",
        "Whoever scales a class by itself, or all patients by a class, needs the outcomes of the test patients, and a new "
          + "patient has none. Use the table before this step; the study scales inside each training set."
      )
    case .ranked(let columns, let all):
      (
        "Were the features ranked or quantile-normalised over all patients? \(columns) of \(all) columns have the "
          + "same values in a different order.",
        next + "the study scales inside each training set."
      )
    case .batchCorrected(let factor, let columns):
      (
        "Was the feature table corrected for \(factor) over all patients? \(columns) columns have the same mean in "
          + "every batch.",
        next + "learning: {harmonise: ...} fits the correction inside each training set."
      )
    case .allAssociated(let columns, let all, let limit, _):
      (
        "Were the features selected by the outcome of all patients? \(columns) of \(all) columns are associated with "
          + "it (p < .0\(limit < 0.05 ? "1" : "5")).",
        "A table as measured also has columns without any association. If the others were removed before the study, "
          + "the test patients took part in the selection. Then give the whole table; the study selects features "
          + "inside each training set."
      )
    default: withoutWords
    }
  }
}
