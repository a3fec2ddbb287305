import Statistics

/// A pipeline's result: the model to apply, and how it came about.
public struct PipelineFit: Hashable, Codable, Sendable {
  /// The model.
  public let model: TrainedModel
  /// The record of its training.
  public let record: TrainingRecord
}

/// A fitted classifier of either kind.
public enum TrainedClassifier: Hashable, Codable, Sendable {
  /// A support vector machine.
  case supportVector(SupportVectorModel)
  /// A logistic regression.
  case logistic(LogisticModel)

  /// The decision value of a prepared row; higher means event.
  func decision(_ row: [Double]) -> Double {
    switch self {
    case .supportVector(let model): model.decision(row)
    case .logistic(let model): model.decision(row)
    }
  }
}

/// The settings of a classifier of either kind.
public enum ClassifierSettings: Hashable, Codable, Sendable, CustomStringConvertible {
  /// A support vector machine.
  case supportVector(SupportVectorClassifier)
  /// A logistic regression.
  case logistic(LogisticRegression)

  /// The settings in words.
  public var description: String {
    switch self {
    case .supportVector(let settings): settings.description
    case .logistic(let settings): "logistic regression, C = \(settings.inverseRegularisation)"
    }
  }

  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> TrainedClassifier {
    // Without a column there is no kernel; what is left is the intercept, the prevalence.
    if table.columns.isEmpty { return .logistic(try LogisticRegression().fit(table, log: &log)) }
    switch self {
    case .supportVector(let settings): return .supportVector(try settings.fit(table, log: &log))
    case .logistic(let settings): return .logistic(try settings.fit(table, log: &log))
    }
  }
}

/// A model as data, from a row of features to a score, a probability and a call. Nothing in it is executable.
public struct TrainedModel: Hashable, Codable, Sendable {
  /// Medians and scales of the columns it reads.
  package let preparation: Preparation
  /// The classifier.
  public let classifier: TrainedClassifier
  /// From scores to probabilities; undefined where no held-out score could be had.
  public let calibration: Calibration
  /// A subject is called positive when its score is at least this; undefined as `calibration`.
  public let cutoff: Cutoff

  /// A sigmoid or why there is none.
  public enum Calibration: Hashable, Codable, Sendable {
    /// The sigmoid.
    case sigmoid(PlattSigmoid)
    /// Why there is none.
    case undefined(UndefinedReason)
  }

  /// A cutoff or why there is none.
  public enum Cutoff: Hashable, Codable, Sendable {
    /// Youden's.
    case youden(YoudenCutoff)
    /// Why there is none.
    case undefined(UndefinedReason)

    /// The threshold, if there is one.
    public var threshold: Double? {
      if case .youden(let cutoff) = self { cutoff.threshold.value } else { nil }
    }
  }

  /// Names of the columns it reads, in order.
  public var columns: [String] { preparation.columns }

  /// The score of a row whose values stand in the order of ``columns``; `nil` is imputed. Higher means event.
  public func score(_ row: [Double?]) -> Double {
    precondition(row.count == columns.count, "one value per column of the model")
    let prepared = row.indices.map { position in
      ((row[position] ?? preparation.imputer.medians[position]) - preparation.scaler.means[position])
        / preparation.scaler.scales[position]
    }
    return classifier.decision(prepared)
  }

  /// The scores of the subjects of `table`, whose columns are found by name.
  /// - Throws: ``LearningError/missingColumns(_:)``.
  public func scores(_ table: FeatureTable) throws(LearningError) -> [Double] {
    let own = try table.columns(named: columns)
    return own.subjects.indices.map { row in score(columns.indices.map { own.value(row: row, column: $0) }) }
  }

  /// The calibrated probability of the event at `score`.
  public func probability(_ score: Double) -> Statistic {
    switch calibration {
    case .sigmoid(let sigmoid): .defined(sigmoid.probability(score))
    case .undefined(let reason): .undefined(reason)
    }
  }

  /// Whether `score` is called positive, or `nil` where there is no cutoff.
  public func call(_ score: Double) -> Bool? { cutoff.threshold.map { score >= $0 } }
}

/// What a reader must be told about a fit.
public enum TrainingFlag: Hashable, Codable, Sendable {
  /// Fewer folds than asked for, because a class has so few subjects.
  case fewerFolds(asked: Int, used: Int)
  /// A class has one subject: nothing was tuned, and there is neither a probability nor a cutoff.
  case notTuned(events: Int, nonEvents: Int)
  /// No column was left after constant ones were dropped.
  case noVaryingColumn
  /// Held-out scores were no better than chance: the probability is the same for everybody.
  case calibrationIsConstant
  /// Fewer columns than the selection was to keep: all were kept.
  case allFeaturesKept(Int)

  /// The flag in words.
  public var explanation: String {
    switch self {
    case .fewerFolds(let asked, let used):
      "\(used) folds instead of \(asked): a class has only \(used) training subjects"
    case .notTuned(let events, let nonEvents):
      "not tuned: \(events) training events and \(nonEvents) non-events leave nothing to hold out, so there is no "
        + "probability and no cutoff"
    case .noVaryingColumn: "no column varies in training: every score is the same"
    case .calibrationIsConstant: "held-out training scores do not rise with the outcome: one probability for everybody"
    case .allFeaturesKept(let count): "only \(count) features vary: all were kept"
    }
  }
}

/// How a model came about.
public struct TrainingRecord: Hashable, Codable, Sendable {
  /// A setting with its results.
  public struct Candidate: Hashable, Codable, Sendable {
    /// The setting.
    public let settings: ClassifierSettings
    /// AUC of each fold's held-out subjects.
    public let foldAUCs: [Double]
    /// Their mean, by which settings are chosen.
    public let meanAUC: Double
  }

  /// Training subjects.
  public let subjects: [String]
  /// Their outcomes.
  public let outcomes: [Bool]
  /// Which fold held each subject out; `nil` if nothing was tuned.
  public let folds: Folds?
  /// The setting that was refitted on all training subjects.
  public let chosen: ClassifierSettings
  /// Every setting tried, in grid order.
  public let candidates: [Candidate]
  /// The columns of the final model.
  public let selected: [String]
  /// The columns selected in each fold.
  public let selectedInFolds: [[String]]
  /// Score of each subject by the model of the fold that held it out, with the chosen setting.
  public let outOfFoldScores: [Double]?
  /// Score of each subject by the final model, which has seen it: too good, shown beside the others as a measure of overfitting.
  public let resubstitutionScores: [Double]
  /// What a reader must be told.
  public let flags: [TrainingFlag]
}
