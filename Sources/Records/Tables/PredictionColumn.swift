/// The columns of `predictions.csv`, for writing and reading the file.
package enum PredictionColumn {
  /// The patient.
  package static let subject = "subject"
  /// 1 for the event.
  package static let outcome = "outcome"

  private static let scores = "_score"
  private static let spreads = "_spread"

  /// Score by the model with a key.
  package static func score(of id: String) -> String { id + scores }
  /// Probability by the model with a key.
  package static func probability(of id: String) -> String { "\(id)_probability" }
  /// Predicted class by the model with a key.
  package static func call(of id: String) -> String { "\(id)_call" }
  /// Spread over the heads of a deep model with a key.
  package static func spread(of id: String) -> String { id + spreads }
  /// Prediction set by the model with a key.
  package static func set(of id: String) -> String { "\(id)_set" }

  /// The key of the model whose scores a column holds; `nil` for a column of another kind.
  package static func model(ofScores column: String) -> String? { model(column, scores) }
  /// The key of the model whose spreads a column holds; `nil` for a column of another kind.
  package static func model(ofSpreads column: String) -> String? { model(column, spreads) }

  private static func model(_ column: String, _ ending: String) -> String? {
    column.hasSuffix(ending) ? String(column.dropLast(ending.count)) : nil
  }
}
