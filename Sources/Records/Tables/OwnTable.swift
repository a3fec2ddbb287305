/// A table that Apus itself writes, recognised by its header and not by the name of its file.
///
/// A command that cannot use a table says which one it is and what reads it; otherwise a user would search for a fault
/// in a file that has none.
package enum OwnTable: CaseIterable, Sendable {
  /// `predictions.csv` of a run.
  case predictions
  /// `features.csv` of a run.
  case features
  /// `deep_features.csv` of a run.
  case deepFeatures
  /// `deep_slices.csv` of a run.
  case deepSlices
  /// `patients.csv` of a run.
  case patients
  /// `exclusions.csv` of a run.
  case exclusions
  /// `landmarks.csv` of a run.
  case landmarks
  /// `robustness.csv` of a run, and the table of `apus robustness`.
  case robustness
  /// `cases.csv` of `apus study init`.
  case cases
  /// `study.review.csv`, the decisions of a review.
  case decisions
  /// The table of `apus extract`.
  case extraction
  /// The table of `apus predict --csv`.
  case applied
  /// The table of `apus compare --csv`.
  case comparison

  /// The table with these columns; `nil` for a table of somebody else.
  package init?(columns: [String]) {
    guard let found = Self.allCases.first(where: { $0.fits(columns) }) else { return nil }
    self = found
  }

  private func fits(_ columns: [String]) -> Bool {
    guard columns.starts(with: beginning) else { return false }
    let rest = columns.dropFirst(beginning.count)
    switch self {
    case .predictions:
      return rest.first.flatMap(PredictionColumn.model(ofScores:)).map { Self.isTriple(rest, of: $0) } ?? false
    case .deepFeatures: return rest.first?.wholeMatch(of: /(.*_)?deep_\d{4}/) != nil
    case .cases: return columns.suffix(CaseColumn.ending.count).elementsEqual(CaseColumn.ending)
    case .extraction: return columns.suffix(2).elementsEqual(["Undefined", "Error"])
    case .features, .deepSlices, .patients, .exclusions, .landmarks, .robustness, .decisions, .applied, .comparison:
      return true
    }
  }

  private static func isTriple(_ columns: ArraySlice<String>, of model: String) -> Bool {
    columns.prefix(3).elementsEqual([
      PredictionColumn.score(of: model), PredictionColumn.probability(of: model), PredictionColumn.call(of: model),
    ])
  }

  /// The columns with which its header begins.
  private var beginning: [String] {
    switch self {
    case .predictions, .deepFeatures: ["subject", "outcome"]
    case .features: ["subject", "outcome", "lesion_volume_ml", "diagnostics_Versions_Apus"]
    case .deepSlices: ["subject", "features", "series", "slice", "area"]
    case .patients: ["subject", "outcome", "side"]
    case .exclusions: ["subject", "kind", "cause", "detail"]
    case .landmarks: ["subject", "series", "landmark_1"]
    case .robustness: ["feature", "subjects", "versions", "icc_1_1"]
    case .cases: CaseColumn.beginning
    case .decisions: ["patient", "series", "decision", "reason", "who", "when"]
    case .extraction: ["Image", "Mask", "Label"]
    case .applied: ["subject", "status", "score", "probability", "call"]
    case .comparison: ["models", "statistic", "value", "lower", "upper", "note"]
    }
  }

  /// What it is and what reads it, in two sentences.
  package var words: String { "This is \(name). \(use)" }

  private var name: String {
    switch self {
    case .predictions: "the predictions.csv of a study, with a score, a probability and a predicted class of each model"
    case .features: "the features.csv of a study, with the features of each patient"
    case .deepFeatures: "the deep_features.csv of a study, with the features of its networks"
    case .deepSlices: "the deep_slices.csv of a study, with the features of single slices"
    case .patients: "the patients.csv of a study: which patients were on which side of the split"
    case .exclusions: "the exclusions.csv of a study: which patients were left out, and why"
    case .landmarks: "the landmarks.csv of a study, with the intensities to which images were normalised"
    case .robustness: "a table of the robustness of features"
    case .cases: "the cases.csv of apus study init, with the image and the contours that were found for each patient"
    case .decisions: "a file of the decisions of a review"
    case .extraction: "a table of features that apus extract wrote"
    case .applied: "a table of predictions that apus predict wrote, without outcomes"
    case .comparison: "a table of results that apus compare wrote"
    }
  }

  private var use: String {
    switch self {
    case .predictions: "apus compare compares its models."
    case .features:
      "A study file reads it as \"features: {table: …}\", apus predict by --features, and apus explain by --against."
    case .deepFeatures: "A study file reads it as \"deep: {table: …}\", and apus predict by --deep-table."
    case .extraction: "A study file reads it as \"features: {table: …}\", and apus explain by --against."
    case .cases: "apus extract, apus deep, apus explain and apus predict (by --cases) read it."
    case .robustness: "A study file reads its reliabilities in a filter, {name: reliability, table: …}."
    case .applied: "For apus compare, add a column with the outcome and name the score by --score."
    case .decisions: "Beside a study file of the same name, apus study honours it."
    case .deepSlices, .patients, .exclusions, .landmarks: "apus audit reads it with the folder of the run."
    case .comparison: "It is a result for readers, and no command of Apus reads it."
    }
  }
}
