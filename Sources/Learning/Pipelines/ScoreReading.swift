import Statistics

/// From scores to probabilities, or why there are none.
public enum ScoreCalibration: Hashable, Codable, Sendable {
  /// The sigmoid.
  case sigmoid(PlattSigmoid)
  /// Why there is none.
  case undefined(UndefinedReason)

  /// The calibrated probability of the event at `score`.
  public func probability(_ score: Double) -> Statistic {
    switch self {
    case .sigmoid(let sigmoid): .defined(sigmoid.probability(score))
    case .undefined(let reason): .undefined(reason)
    }
  }
}

/// A subject is called positive when its score is at least the cutoff.
public enum ScoreCutoff: Hashable, Codable, Sendable {
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
