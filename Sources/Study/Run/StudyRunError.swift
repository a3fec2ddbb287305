/// Why a whole study could not be run; failures of single patients are not errors but part of the results.
public enum StudyRunError: Error, Sendable, CustomStringConvertible {
  case table(TableError)
  case features(String)
  case toolMissing(BiasFieldError)
  case nobodyUsable(excluded: [InclusionFlow.Exclusion])
  case oneClass(InclusionFlow.ClassCounts, event: String)
  case outcomeAmongFeatures([String])
  case emptySide(training: Int, test: Int)

  /// Whether the cause lies in the files given rather than in what came out of them.
  public var isInput: Bool {
    switch self {
    case .table, .features, .emptySide, .toolMissing, .outcomeAmongFeatures: true
    case .nobodyUsable, .oneClass: false
    }
  }

  /// Cause and next step.
  public var description: String {
    switch self {
    case .table(let error): "\(error)"
    case .features(let cause): cause
    case .toolMissing(let error): error.description
    case .nobodyUsable(let excluded):
      excluded.isEmpty
        ? "the clinical table has no patient. Add a row for each."
        : "no patient could be used; exclusions.csv lists them all. "
          + excluded.prefix(3).map { exclusion in
            let example = exclusion.subjects.first { !$0.detail.isEmpty }.map { ": \($0.id), \($0.detail)" } ?? ""
            return "\(exclusion.cause) (\(exclusion.subjects.count))\(example)"
          }.joined(separator: " ")
    case .outcomeAmongFeatures(let columns):
      "\(columns.prefix(10).joined(separator: ", "))\(columns.count > 10 ? " and \(columns.count - 10) more" : "") tells the outcome of "
        + "every patient: it is the outcome under another name. Leave it out, a column of a feature table with features.exclude, a "
        + "factor with models.factors in the study file."
    case .emptySide(let training, let test):
      "the split puts \(training) patients into training and \(test) into the test; both need some. Change split in the "
        + "study file."
    case .oneClass(let counts, let event):
      "\(counts.events) patients with \(event) and \(counts.nonEvents) without are left; both are needed. "
        + "Check the outcome's event values in the study file."
    }
  }
}
