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
  /// - Parameter batches: batches of the subjects by id, where the model harmonises; `nil` for those it was fitted with.
  /// - Throws: ``LearningError``, such as a missing column or an unseen batch.
  public func scores(
    _ table: FeatureTable, batches: [String: String]? = nil
  ) throws(LearningError) -> [Double] {
    var sums = [Double](repeating: 0, count: table.subjects.count)
    for member in members {
      let rows = DenseMatrix(try member.preparation.transform(table, batches: batches))
      for row in 0..<rows.rows { sums[row] += member.classifier.decision(rows.row(row)) }
    }
    return sums.map { $0 / Double(members.count) }
  }

  /// Batches that it can bring together; `nil` where nothing is harmonised.
  public var batches: Set<String>? { members.first?.preparation.harmoniser.map { Set($0.batches.keys) } }

  /// Columns that a table must have to be scored: features, clinical columns, covariates of the harmonisation.
  public var inputs: [String] {
    var seen: Set<String> = []
    return members.flatMap(\.preparation.inputs).filter { seen.insert($0).inserted }
  }

  /// The model with one more batch, whose location and scale are those of the subjects of `table`; outcomes are not needed.
  /// - Throws: ``LearningError/smallBatch(_:subjects:)`` below 20 subjects, and ``LearningError/missingColumns(_:)``.
  public func adding(_ batch: String, of table: FeatureTable) throws(LearningError) -> RecipeModel {
    var extended: [Member] = []
    for member in members {
      extended.append(
        Member(preparation: try member.preparation.adding(batch, of: table), classifier: member.classifier))
    }
    return RecipeModel(members: extended, calibration: calibration, cutoff: cutoff)
  }

  /// The model without the ids of its training subjects: batches stay by name, and whoever is scored comes with their own.
  public var withoutSubjects: RecipeModel {
    let bare = members.map { Member(preparation: $0.preparation.withoutSubjects, classifier: $0.classifier) }
    return RecipeModel(members: bare, calibration: calibration, cutoff: cutoff)
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
  /// Score of each subject by the final model, which has seen it.
  public let resubstitutionScores: [Double]
  /// Classifiers fitted in each fold: more than settings were tried where a setting is fitted to several completions, or in several
  /// rounds of successive halving.
  public let fitsInFold: Int
  /// What a reader must be told.
  public let flags: [TrainingFlag]
}

/// A recipe's result: the model to apply, and how it came about.
public struct RecipeFit: Hashable, Codable, Sendable {
  /// The model.
  public let model: RecipeModel
  /// The record of its training.
  public let record: RecipeRecord
}
