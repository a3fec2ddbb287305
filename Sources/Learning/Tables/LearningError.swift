/// Why a fit or a prediction is impossible.
public enum LearningError: Error, Hashable, Codable, Sendable, CustomStringConvertible {
  /// Training subjects all have the same outcome.
  case oneClass(events: Int, nonEvents: Int)
  /// The table lacks columns that are needed.
  case missingColumns([String])
  /// A factor has a value its encoding cannot read.
  case unreadableLevel(factor: String, value: String, expected: String)

  /// The cause and the next step.
  public var description: String {
    switch self {
    case .oneClass(let events, let nonEvents):
      "the training subjects have \(events) events and \(nonEvents) non-events; a model needs both: check the outcome "
        + "column and the event's name, or the split"
    case .missingColumns(let names):
      "\(names.count) columns are missing, among them \(names.prefix(5).joined(separator: ", ")): extract the features "
        + "with the settings the model was trained on"
    case .unreadableLevel(let factor, let value, let expected):
      "factor \(factor) has the value \(value); expected \(expected): correct the table or the factor's encoding"
    }
  }
}
