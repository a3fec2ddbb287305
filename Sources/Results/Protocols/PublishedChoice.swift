/// One way in which the published study departs from `sound`: a choice in its code, or one that follows from its tables
/// by arithmetic. Mistakes are not included (clinical rows joined by position, a coefficient and intervals taken from
/// other tables).
public enum PublishedChoice: String, Hashable, Codable, Sendable, CaseIterable {
  /// Imputation, scaling and selection once on all training patients, before the cross-validation.
  case selectionBeforeFolds = "selection-before-folds"
  /// Elimination by a random forest, which also chooses the number of features.
  case forestElimination = "forest-elimination"
  /// Tuning folds without regard to the outcome.
  case unstratifiedFolds = "unstratified-folds"
  /// AUC, its interval and its test computed from predicted classes.
  case labelAUC = "auc-of-labels"
  /// Integrated discrimination computed from predicted classes.
  case labelDiscrimination = "idi-of-labels"
  /// Brier score with equal weight for both classes.
  case classWeightedBrier = "class-weighted-brier"
  /// A factor of two levels as one column, with unknown halfway between them.
  case unknownAsMiddle = "unknown-as-middle"
  /// The cutoff of the deep arm chosen on the test patients.
  case deepCutoffOnTest = "deep-cutoff-on-test"
  /// Early stopping of the deep arm by the loss of the test patients.
  case deepStoppingOnTest = "deep-stopping-on-test"
  /// The focal factor of the deep arm's loss computed from the mean of a batch.
  case batchFocalLoss = "batch-focal-loss"
  /// The depth of the network's input computed from all patients.
  case deepDepthOfCohort = "deep-depth-of-cohort"
  /// Learning curves of 1 − AUC that are labelled loss.
  case lossIsAUC = "loss-is-auc"

  /// The kind of result that a choice affects.
  public enum Measure: String, Hashable, Codable, Sendable, CaseIterable {
    /// The AUC of unseen patients.
    case auc
    /// Predicted classes and all measures that follow from them.
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
  /// A short name for readers.
  package var label: String {
    switch self {
    case .selectionBeforeFolds: "Feature selection before cross-validation"
    case .forestElimination: "Recursive elimination by a random forest"
    case .unstratifiedFolds: "Unstratified tuning folds"
    case .labelAUC: "AUC of predicted classes"
    case .labelDiscrimination: "IDI of predicted classes"
    case .classWeightedBrier: "Class-weighted Brier score"
    case .unknownAsMiddle: "Unknown level halfway between two levels"
    case .deepCutoffOnTest: "Cutoff chosen on test patients"
    case .deepStoppingOnTest: "Early stopping on test patients"
    case .batchFocalLoss: "Focal factor of the batch mean"
    case .deepDepthOfCohort: "Input depth of the whole cohort"
    case .lossIsAUC: "Learning curves of 1 \u{2212} AUC"
    }
  }

  /// What was done, in one sentence, in the past tense.
  public var sentence: String {
    switch self {
    case .selectionBeforeFolds:
      """
      Features were imputed, scaled and selected once on all training patients, before the cross-validation that tuned \
      the classifier. The patients held out by a fold had therefore been used to choose its features.
      """
    case .forestElimination:
      "A logistic regression eliminated features first. From the rest a random forest eliminated one after the other, "
        + "down to the number chosen by five stratified, unshuffled folds (RFECV)."
    case .unstratifiedFolds:
      "The five tuning folds were not stratified by outcome (shuffled with seed 10)."
    case .labelAUC:
      "The AUC of the handcrafted models, its interval and its test were computed from predicted classes, not "
        + "from scores. The AUC is then the balanced accuracy."
    case .labelDiscrimination:
      "The integrated discrimination improvement was computed from predicted classes, not from probabilities. "
        + "It then equals the two-category net reclassification improvement."
    case .classWeightedBrier:
      "The Brier score gave both classes equal weight. A constant probability of 0.5 then has 0.25 at any prevalence."
    case .unknownAsMiddle:
      "A factor of two levels was coded as one column, with unknown halfway between the levels."
    case .deepCutoffOnTest:
      "The cutoff of the deep models was the one with the largest Youden index on the test patients."
    case .deepStoppingOnTest:
      "The training of the deep models was stopped, and their settings were chosen, by the loss of the test patients."
    case .batchFocalLoss:
      """
      The focal factor of the deep models' loss was taken from the mean weighted cross-entropy of a batch, not patient \
      by patient.
      """
    case .deepDepthOfCohort:
      "The depth of the network's input was that of the longest volume of the whole cohort, test patients included."
    case .lossIsAUC: "The learning curves of the deep models show 1 minus the AUC, labelled as loss."
    }
  }

  /// The source from which the choice is known; the study is Jeong et al. 2024, doi 10.1038/s41598-024-51742-z.
  public var source: String {
    switch self {
    case .selectionBeforeFolds, .unstratifiedFolds, .deepStoppingOnTest, .batchFocalLoss, .deepDepthOfCohort:
      "the study's code (github.com/youhs4554/radiomics_CRT)"
    case .forestElimination:
      "the study's code. The logistic step is not in the code; here it is assumed to "
        + "leave three times the number of features to keep"
    case .labelAUC: "arithmetic on the study's Table 3: AUC and balanced accuracy agree to 0.001"
    case .labelDiscrimination: "arithmetic on the study's Table 2: IDI and NRI are equal in every row"
    case .classWeightedBrier: "the study's code and Table 2 (weights n / (2 n of the class))"
    case .unknownAsMiddle: "the study's code, in which HPV is one column; the values are inferred"
    case .deepCutoffOnTest: "the study's code; its text says training"
    case .lossIsAUC: "the study's Figure 2 and code"
    }
  }

  /// The results that the choice affects.
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

  /// Whether the choice affects rows of this family.
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
