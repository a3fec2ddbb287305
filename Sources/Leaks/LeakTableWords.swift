extension LeakFinding {
  var aboutTables: (String, String) {
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
    case .unitScaled(let columns, let all, let what):
      (
        "Was the feature table scaled over all patients? \(columns) of \(all) columns have \(what) over everybody.",
        next + "the study scales inside each training set."
      )
    case .binned(let columns, let all):
      (
        "Were the features cut into quantiles of all patients? \(columns) of \(all) columns hold a few values, each equally often.",
        next + "limits belong into each training set."
      )
    case .standardisedFactors(let names):
      (
        "Were factors standardised over all patients? \(names.shown) \(names.count == 1 ? "has" : "have") mean 0 and deviation 1 over everybody.",
        next.replacing("the table", with: "the factor") + "the study standardises inside each training set."
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
    case .allAssociated(let columns, let all, let limit, _):
      (
        "Were the features chosen by the outcome of all patients? \(columns) of \(all) columns are associated with it (p < .0\(limit < 0.05 ? "1" : "5")).",
        "A measured table has columns that tell nothing; a table that was cut down to what is significant has hardly any, and its test "
          + "patients took part in the choice. If so, give the whole table; the study chooses inside each training set."
      )
    default: ("", "")
    }
  }
}
