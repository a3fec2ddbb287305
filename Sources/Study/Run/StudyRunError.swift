/// Why a whole study could not be run; failures of single patients are not errors but part of the results.
public enum StudyRunError: Error, Sendable, CustomStringConvertible {
  case table(TableError)
  case features(String)
  case nobodyUsable(excluded: [InclusionFlow.Exclusion])
  case oneClass(InclusionFlow.ClassCounts, event: String)

  /// Whether the cause lies in the files given rather than in what came out of them.
  public var isInput: Bool {
    switch self {
    case .table, .features: true
    case .nobodyUsable, .oneClass: false
    }
  }

  /// Cause and next step.
  public var description: String {
    switch self {
    case .table(let error): "\(error)"
    case .features(let cause): cause
    case .nobodyUsable(let excluded):
      "no patient could be used. First causes: "
        + excluded.prefix(3).map { exclusion in
          let first = exclusion.subjects.first.map { "\($0.id): \($0.detail)" } ?? ""
          return "\(exclusion.cause) (\(exclusion.subjects.count)); \(first)"
        }.joined(separator: " | ")
    case .oneClass(let counts, let event):
      "\(counts.events) patients with \(event) and \(counts.nonEvents) without are left; both are needed. "
        + "Check the outcome's event values in the study file."
    }
  }
}
