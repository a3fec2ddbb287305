import Statistics

/// How a pipeline's model came about.
public struct PipelineRecord: Hashable, Sendable {
  /// A setting with its results.
  public struct Candidate: Hashable, Codable, Sendable {
    /// The setting.
    public let settings: AnyClassifier
    /// Share of each fold's training subjects it was trained on; below 1 in the early rounds of successive halving.
    public let share: Double
    /// AUC of each fold's held-out subjects; `nil` where they are of one class.
    public let foldAUCs: [Double?]
    /// Mean of those that are defined, by which settings are chosen.
    public let meanAUC: Double
  }

  /// Training subjects.
  public let subjects: [String]
  /// Their outcomes.
  public let outcomes: Outcomes
  /// Which fold held each subject out; `nil` if nothing was tuned.
  public let folds: Folds?
  /// The setting that was refitted on all training subjects.
  public let chosen: AnyClassifier
  /// Every trial, in order.
  public let candidates: [Candidate]
  /// Number of different settings tried: the budget that was used.
  public let settingsTried: Int
  /// The columns of each member of the final model.
  public let selected: [[String]]
  /// The columns of each member in each fold.
  public let selectedInFolds: [[[String]]]
  /// Score of each subject by the model of the fold that held it out, with the chosen setting; `nil` if nothing was
  /// tuned.
  public let outOfFoldScores: [Double]?
  /// Score of each subject by the final model, which has seen it: too good, shown beside the others as a measure of
  /// overfitting.
  public let resubstitutionScores: [Double]
  /// Classifiers fitted in each fold: more than settings were tried where a setting is fitted to several completions,
  /// or in several rounds of successive halving. `nil` where a pipeline of the study's own fits each setting once.
  public let fitsInFold: Int?
  /// Remarks for the reader.
  public let flags: [TrainingFlag]
}

/// A pipeline's result: the model to apply, and how it came about.
public struct PipelineFit: Hashable, Sendable {
  /// The model.
  public let model: PipelineModel
  /// The record of its training.
  public let record: PipelineRecord
}

extension PipelineFit {
  /// The setting chosen, in words.
  public var setting: String { record.chosen.description }

  /// Mean AUC over the inner folds of the setting chosen; `nil` where nothing was tuned.
  public var tuningAUC: Double? { record.candidates.last { $0.settings == record.chosen }?.meanAUC }

  /// The same with one more batch, whose location and scale are those of `table`'s subjects, without their outcomes.
  /// - Throws: ``LearningError/smallBatch(_:subjects:)`` below 20 subjects, and ``LearningError/missingColumns(_:)``.
  public func adding(_ batch: String, of table: FeatureTable) throws(LearningError) -> PipelineFit {
    PipelineFit(model: try model.adding(batch, of: table), record: record)
  }
}
