import Statistics

/// A recipe's model as data, from a table to scores, probabilities and calls. Nothing in it is executable.
public struct RecipeModel: Hashable, Codable, Sendable {
  /// Preparation and classifier of one completed table.
  public struct Member: Hashable, Codable, Sendable {
    /// The preparation.
    public let preparation: FittedPreparation
    /// The classifier.
    public let classifier: AnyTrainedClassifier
  }

  /// One member, or one per completion of a multiple imputation.
  public let members: [Member]
  /// From scores to probabilities.
  public let calibration: PlattSigmoid
  /// A subject is called positive when its score is at least this.
  public let cutoff: TrainedModel.Cutoff

  /// The scores of the subjects of `table`, means over the members; higher means event.
  /// - Throws: ``LearningError``, such as a missing column or an unseen batch.
  public func scores(_ table: FeatureTable) throws(LearningError) -> [Double] {
    var sums = [Double](repeating: 0, count: table.subjects.count)
    for member in members {
      let rows = DenseMatrix(try member.preparation.transform(table))
      for row in 0..<rows.rows { sums[row] += member.classifier.decision(rows.row(row)) }
    }
    return sums.map { $0 / Double(members.count) }
  }

  /// The calibrated probability of the event at `score`.
  public func probability(_ score: Double) -> Double { calibration.probability(score) }

  /// Whether `score` is called positive, or `nil` where there is no cutoff.
  public func call(_ score: Double) -> Bool? { cutoff.threshold.map { score >= $0 } }
}

/// How a recipe's model came about.
public struct RecipeRecord: Hashable, Codable, Sendable {
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
  public let outcomes: [Bool]
  /// Which fold held each subject out.
  public let folds: Folds
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
  /// Score of each subject by the model of the fold that held it out, with the chosen setting.
  public let outOfFoldScores: [Double]
}

/// A recipe's result: the model to apply, and how it came about.
public struct RecipeFit: Hashable, Codable, Sendable {
  /// The model.
  public let model: RecipeModel
  /// The record of its training.
  public let record: RecipeRecord
}
