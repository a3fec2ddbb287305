/// An AUC with its DeLong interval.
public struct AUCEstimate: Hashable, Codable, Sendable {
  /// The AUC.
  public let auc: Statistic
  /// DeLong's variance.
  public let variance: Statistic
  /// `AUC ± z √variance`, clipped to [0, 1] as pROC does; absent where the variance is undefined.
  ///
  /// The normal interval collapses to a point when the scores separate the classes: the variance estimate is then 0,
  /// which is a weakness of the method and not certainty.
  public let interval: ConfidenceInterval?
  /// Events.
  public let events: Int
  /// Non-events.
  public let nonEvents: Int

  /// The estimate for `scores` (higher meaning event) at confidence `level`.
  public init(scores: [Double], outcomes: [Bool], level: Double = 0.95) {
    let placements = Placements(scores: scores, outcomes: outcomes)
    self.init(placements, variance: placements.variance, level: level)
  }

  /// The estimate of `placements` with a variance.
  init(_ placements: Placements, variance: Statistic, level: Double) {
    (auc, self.variance) = (placements.auc, variance)
    (events, nonEvents) = (placements.ofEvents.count, placements.ofNonEvents.count)
    interval =
      if let centre = placements.auc.value, let variance = variance.value {
        ConfidenceInterval(centre: centre, standardError: variance.squareRoot(), level: level).clipped(to: 0...1)
      } else { nil }
  }

  /// The same without an interval where there is a reason against it.
  package func withheld(for reason: UndefinedReason?) -> AUCEstimate {
    guard let reason else { return self }
    return AUCEstimate(
      auc: auc, variance: .undefined(variance.reason ?? reason), interval: nil, events: events, nonEvents: nonEvents)
  }

  private init(auc: Statistic, variance: Statistic, interval: ConfidenceInterval?, events: Int, nonEvents: Int) {
    (self.auc, self.variance, self.interval, self.events, self.nonEvents) = (auc, variance, interval, events, nonEvents)
  }
}

/// Area under the ROC curve of `scores`, higher meaning event.
public func auc(_ scores: [Double], outcomes: [Bool]) -> Statistic {
  Placements(scores: scores, outcomes: outcomes).auc
}
