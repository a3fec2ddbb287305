import Learning

/// The results of one protocol: its rows of Table 2 and their comparisons.
public struct ProtocolResults: Codable, Sendable {
  /// The protocol by which the rows were fitted and evaluated.
  public var evaluation: EvaluationProtocol
  /// The rows of Table 2, always in the same order.
  public var models: [ModelResult]
  /// Paired tests between models on the same patients.
  public var comparisons: [ModelComparison]

  /// Makes the results of one protocol.
  public init(_ evaluation: EvaluationProtocol, models: [ModelResult], comparisons: [ModelComparison]) {
    (self.evaluation, self.models, self.comparisons) = (evaluation, models, comparisons)
  }

  /// Its choices that affect at least one of its rows.
  public var choicesMade: [PublishedChoice] {
    evaluation.choices.filter { choice in models.contains { choice.appliesTo($0.family) } }
  }

  private enum CodingKeys: String, CodingKey {
    case models, comparisons
    case evaluation = "protocol"
  }
}

/// One measure of one row in both protocols, and the difference.
public struct ProtocolDifference: Codable, Sendable, Hashable {
  /// Name of the row.
  public var model: String
  /// The measure.
  public var measure: Measure
  /// In `sound`.
  public var sound: Quantity
  /// In `as-published`.
  public var published: Quantity
  /// `as-published` minus `sound`.
  public var difference: Quantity
  /// The choices that affect this measure of this row.
  public var choices: [PublishedChoice]

  /// The measures that are shown side by side.
  public enum Measure: String, Codable, Sendable, Hashable, CaseIterable {
    /// AUC of unseen patients.
    case auc
    /// AUC of out-of-fold training scores, by which a setting was chosen.
    case tuningAUC
    /// Balanced accuracy of unseen patients.
    case balancedAccuracy
    /// Brier score of unseen patients.
    case brier
  }

  /// Makes the comparison of one measure.
  public init(
    model: String, measure: Measure, sound: Quantity, published: Quantity, difference: Quantity,
    choices: [PublishedChoice]
  ) {
    (self.model, self.measure, self.sound) = (model, measure, sound)
    (self.published, self.difference, self.choices) = (published, difference, choices)
  }
}

extension ProtocolResults {
  /// The comparisons that the study named before the run, in its order; all of them in results of schema 2.
  package var primaryComparisons: [ModelComparison] { comparisons.filter { $0.standing != .exploratory } }
  /// All others.
  package var exploratoryComparisons: [ModelComparison] { comparisons.filter { $0.standing == .exploratory } }

  /// The purpose of the fits of one of its rows.
  package func purpose(of model: ModelResult) -> FitPurpose { evaluation.purpose(of: model.name) }
}
