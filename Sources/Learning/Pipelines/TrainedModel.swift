import Statistics

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

    /// Youden's cutoff of scores, or why they have none.
    package init(youdenOf scores: [Double], outcomes: [Bool]) {
      switch YoudenCutoff.find(scores: scores, outcomes: outcomes) {
      case .success(let cutoff): self = .youden(cutoff)
      case .failure(let undefined): self = .undefined(undefined.reason)
      }
    }

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
      StandardScaler.scaled(
        row[position] ?? preparation.imputer.medians[position], centre: preparation.scaler.means[position],
        scale: preparation.scaler.scales[position])
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
