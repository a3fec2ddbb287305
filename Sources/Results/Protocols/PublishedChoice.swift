/// One way in which the published study departs from `sound`: a choice of its code, or one that follows from its tables by
/// arithmetic. What were slips (clinical rows joined by position, a coefficient and intervals of other tables) is not among them.
public enum PublishedChoice: String, Hashable, Codable, Sendable, CaseIterable {
  /// Imputation, scaling and selection once on all training patients, before the cross-validation.
  case selectionBeforeFolds = "selection-before-folds"
  /// Elimination by a random forest, which chooses the number of features too.
  case forestElimination = "forest-elimination"
  /// Tuning folds without regard to the outcome.
  case unstratifiedFolds = "unstratified-folds"
  /// AUC, its interval and its test from calls.
  case labelAUC = "auc-of-labels"
  /// Integrated discrimination from calls.
  case labelDiscrimination = "idi-of-labels"
  /// Brier score with both classes weighing alike.
  case classWeightedBrier = "class-weighted-brier"
  /// A factor of two levels as one column, unknown in the middle.
  case unknownAsMiddle = "unknown-as-middle"
  /// The deep arm's cutoff from the test patients.
  case deepCutoffOnTest = "deep-cutoff-on-test"
  /// The deep arm stopped by the loss of the test patients.
  case deepStoppingOnTest = "deep-stopping-on-test"
  /// The focal factor of the deep arm's loss from the mean of a batch.
  case batchFocalLoss = "batch-focal-loss"
  /// The deep input's depth from all patients.
  case deepDepthOfCohort = "deep-depth-of-cohort"
  /// Learning curves of 1 − AUC that are called loss.
  case lossIsAUC = "loss-is-auc"

  /// What a number is that a choice bears upon.
  public enum Measure: String, Hashable, Codable, Sendable, CaseIterable {
    /// The AUC of unseen patients.
    case auc
    /// Calls and all that follows from them.
    case calls
    /// The Brier score.
    case brier
    /// The integrated discrimination improvement.
    case discrimination
    /// The AUC of out-of-fold training scores.
    case outOfFold
    /// The model itself.
    case model
    /// The learning curve.
    case learningCurve
  }
}

extension PublishedChoice {
  /// What was done, in one sentence, in the past tense.
  public var sentence: String {
    switch self {
    case .selectionBeforeFolds:
      "Features were imputed, scaled and selected once on all training patients, before the cross-validation that tuned the "
        + "classifier: the patients that a fold held out had helped to choose its features."
    case .forestElimination:
      "Of the features that a logistic elimination left, a random forest eliminated one after the other, down to the number that "
        + "five stratified, unshuffled folds chose (RFECV)."
    case .unstratifiedFolds:
      "The folds of the tuning were dealt without regard to the outcome (five, shuffled with seed 10)."
    case .labelAUC:
      "The AUC of the handcrafted models, its interval and its test were computed from calls, not from scores: it is the "
        + "balanced accuracy."
    case .labelDiscrimination:
      "The integrated discrimination improvement was computed from calls, not from probabilities: it equals the "
        + "two-category net reclassification improvement."
    case .classWeightedBrier:
      "The Brier score weighed both classes alike; a constant probability of 0.5 scores 0.25, whatever the prevalence."
    case .unknownAsMiddle:
      "A factor of two levels was one column in which unknown stood halfway between them."
    case .deepCutoffOnTest: "The cutoff of the deep models was the one of largest Youden index on the test patients."
    case .deepStoppingOnTest:
      "The training of the deep models was stopped, and their settings were chosen, by the loss of the test patients."
    case .batchFocalLoss:
      "The focal factor of the deep models' loss was taken from the mean weighted cross-entropy of a batch, not patient by "
        + "patient."
    case .deepDepthOfCohort:
      "The network's input was as deep as the longest volume of the whole cohort, test patients among them."
    case .lossIsAUC: "The learning curves of the deep models show 1 minus the AUC under the name of loss."
    }
  }

  /// Where the choice is known from; the study is Jeong et al. 2024, doi 10.1038/s41598-024-51742-z.
  public var source: String {
    switch self {
    case .selectionBeforeFolds, .unstratifiedFolds, .deepStoppingOnTest, .batchFocalLoss, .deepDepthOfCohort:
      "the study's code (github.com/youhs4554/radiomics_CRT)"
    case .forestElimination:
      "the study's code; the logistic step is not in it: that it leaves three times the features to keep is assumed here"
    case .labelAUC: "arithmetic on the study's Table 3: AUC and balanced accuracy agree to 0.001"
    case .labelDiscrimination: "arithmetic on the study's Table 2: IDI and NRI are equal in every row"
    case .classWeightedBrier: "the study's code and Table 2 (weights n / (2 n of the class))"
    case .unknownAsMiddle: "the study's code, where HPV is one column; the values are inferred"
    case .deepCutoffOnTest: "the study's code; its text says training"
    case .lossIsAUC: "the study's Figure 2 and code"
    }
  }

  /// The numbers that the choice bears upon.
  public var measures: [Measure] {
    switch self {
    case .selectionBeforeFolds: [.outOfFold, .model]
    case .forestElimination, .unstratifiedFolds, .unknownAsMiddle, .batchFocalLoss, .deepDepthOfCohort: [.model]
    case .labelAUC: [.auc]
    case .labelDiscrimination: [.discrimination]
    case .classWeightedBrier: [.brier]
    case .deepCutoffOnTest: [.calls]
    case .deepStoppingOnTest: [.auc, .model]
    case .lossIsAUC: [.learningCurve]
    }
  }

  /// Whether the choice bears upon rows of this family.
  public func appliesTo(_ family: ModelFamily) -> Bool {
    switch self {
    case .selectionBeforeFolds, .forestElimination, .labelAUC: family == .handcrafted
    case .unstratifiedFolds: family != .deep
    case .labelDiscrimination: family != .baseline
    case .classWeightedBrier, .unknownAsMiddle: true
    case .deepCutoffOnTest, .deepStoppingOnTest, .batchFocalLoss, .deepDepthOfCohort, .lossIsAUC: family == .deep
    }
  }
}
