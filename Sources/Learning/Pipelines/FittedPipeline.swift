/// What a row of a study learned from a table, whatever its pipeline: one value that is stored and applied.
public enum FittedPipeline: Hashable, Codable, Sendable {
  /// The study's handcrafted arm, or one logistic regression.
  case handcrafted(PipelineFit)
  /// Steps by name.
  case recipe(RecipeFit)

  /// Columns that a table must have to be scored.
  public var inputs: [String] {
    switch self {
    case .handcrafted(let fit): fit.model.columns
    case .recipe(let fit): fit.model.inputs
    }
  }

  /// Batches (sites, scanners) that it can harmonise; `nil` where it needs to know none.
  public var batches: Set<String>? {
    switch self {
    case .handcrafted: nil
    case .recipe(let fit): fit.model.batches
    }
  }

  /// Scores of the subjects of `table`, whose columns are found by name; higher means event.
  /// - Parameter batches: batches of the subjects by id; needed where ``batches-swift.property`` is not `nil`.
  /// - Throws: ``LearningError``, such as a missing column or an unseen batch.
  public func scores(
    _ table: FeatureTable, batches: [String: String]? = nil
  ) throws(LearningError) -> [Double] {
    switch self {
    case .handcrafted(let fit): try fit.model.scores(table)
    case .recipe(let fit): try fit.model.scores(table, batches: batches)
    }
  }

  /// From scores to probabilities.
  public var calibration: TrainedModel.Calibration {
    switch self {
    case .handcrafted(let fit): fit.model.calibration
    case .recipe(let fit): .sigmoid(fit.model.calibration)
    }
  }

  /// The cutoff on scores.
  public var cutoff: TrainedModel.Cutoff {
    switch self {
    case .handcrafted(let fit): fit.model.cutoff
    case .recipe(let fit): fit.model.cutoff
    }
  }

  /// The columns of the model; of several completions, those that any of them has.
  public var selected: [String] {
    switch self {
    case .handcrafted(let fit): return fit.record.selected
    case .recipe(let fit):
      var seen: Set<String> = []
      return fit.record.selected.joined().filter { seen.insert($0).inserted }
    }
  }

  /// The setting chosen, in words.
  public var setting: String {
    switch self {
    case .handcrafted(let fit): fit.record.chosen.description
    case .recipe(let fit): fit.record.chosen.description
    }
  }

  /// Mean AUC over the inner folds of the setting chosen; `nil` where nothing was tuned.
  public var tuningAUC: Double? {
    switch self {
    case .handcrafted(let fit): fit.record.candidates.first { $0.settings == fit.record.chosen }?.meanAUC
    case .recipe(let fit): fit.record.candidates.last { $0.settings == fit.record.chosen }?.meanAUC
    }
  }

  /// Settings tried on the inner folds.
  public var settingsTried: Int {
    switch self {
    case .handcrafted(let fit): fit.record.candidates.count
    case .recipe(let fit): fit.record.settingsTried
    }
  }

  /// Classifiers fitted in each inner fold; `nil` where that is one a setting.
  public var fitsInFold: Int? {
    switch self {
    case .handcrafted: nil
    case .recipe(let fit): fit.record.fitsInFold
    }
  }

  /// Scores of training subjects while they were held out; `nil` where nothing could be.
  public var outOfFoldScores: [Double]? {
    switch self {
    case .handcrafted(let fit): fit.record.outOfFoldScores
    case .recipe(let fit): fit.record.outOfFoldScores
    }
  }

  /// Scores of training subjects by the final model.
  public var resubstitutionScores: [Double] {
    switch self {
    case .handcrafted(let fit): fit.record.resubstitutionScores
    case .recipe(let fit): fit.record.resubstitutionScores
    }
  }

  /// What a reader must be told.
  public var flags: [TrainingFlag] {
    switch self {
    case .handcrafted(let fit): fit.record.flags
    case .recipe(let fit): fit.record.flags
    }
  }

  /// The same with one more batch, whose location and scale are those of `table`'s subjects, without their outcomes.
  /// - Throws: ``LearningError/smallBatch(_:subjects:)`` below 20 subjects, and ``LearningError/missingColumns(_:)``.
  public func adding(_ batch: String, of table: FeatureTable) throws(LearningError) -> FittedPipeline {
    guard case .recipe(let fit) = self else { return self }
    return .recipe(RecipeFit(model: try fit.model.adding(batch, of: table), record: fit.record))
  }
}

extension FittedPipeline {
  private enum Key: String, CodingKey { case model, record, kind }

  /// Reads what ``encode(to:)`` writes: a fit with its kind; without one it is the handcrafted arm's.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if try container.decodeIfPresent(String.self, forKey: .kind) == "recipe" {
      self = .recipe(
        RecipeFit(
          model: try container.decode(RecipeModel.self, forKey: .model),
          record: try container.decode(RecipeRecord.self, forKey: .record)))
    } else {
      self = .handcrafted(try PipelineFit(from: decoder))
    }
  }

  /// Writes model and record, and `kind: recipe` for a recipe.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .handcrafted(let fit): try fit.encode(to: encoder)
    case .recipe(let fit):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode("recipe", forKey: .kind)
      try container.encode(fit.model, forKey: .model)
      try container.encode(fit.record, forKey: .record)
    }
  }
}
