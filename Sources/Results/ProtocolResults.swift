import Learning

/// What one protocol found: its rows of Table 2 and their comparisons.
public struct ProtocolResults: Codable, Sendable {
  /// How was fitted and evaluated.
  public var evaluation: EvaluationProtocol
  /// Table 2, in standing order.
  public var models: [ModelResult]
  /// Paired tests between models on the same patients.
  public var comparisons: [ModelComparison]

  /// What one protocol found.
  public init(_ evaluation: EvaluationProtocol, models: [ModelResult], comparisons: [ModelComparison]) {
    (self.evaluation, self.models, self.comparisons) = (evaluation, models, comparisons)
  }

  /// Its choices that bear upon a row that it has.
  public var choicesMade: [PublishedChoice] {
    evaluation.choices.filter { choice in models.contains { choice.appliesTo($0.family) } }
  }

  private enum CodingKeys: String, CodingKey {
    case models, comparisons
    case evaluation = "protocol"
  }
}

/// One number of one row in both protocols, and what lies between them.
public struct ProtocolDifference: Codable, Sendable, Hashable {
  /// Name of the row.
  public var model: String
  /// Which number.
  public var measure: Measure
  /// In `sound`.
  public var sound: Quantity
  /// In `as-published`.
  public var published: Quantity
  /// `as-published` less `sound`.
  public var difference: Quantity
  /// The choices that bear upon this number of this row.
  public var choices: [PublishedChoice]

  /// The numbers set side by side.
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

  /// One number in both protocols.
  public init(
    model: String, measure: Measure, sound: Quantity, published: Quantity, difference: Quantity,
    choices: [PublishedChoice]
  ) {
    (self.model, self.measure, self.sound) = (model, measure, sound)
    (self.published, self.difference, self.choices) = (published, difference, choices)
  }
}

extension ProtocolResults {
  /// What the fits of one of its rows are for.
  package func purpose(of model: ModelResult) -> FitPurpose { evaluation.purpose(of: model.name) }
}
