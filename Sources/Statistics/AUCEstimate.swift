/// An AUC with its DeLong interval.
public struct AUCEstimate: Hashable, Codable, Sendable {
  /// The AUC.
  public let auc: Statistic
  /// DeLong's variance.
  public let variance: Statistic
  /// `AUC ± z √variance`, clipped to [0, 1] as pROC does; absent where the variance is undefined.
  ///
  /// If the scores separate the classes, the variance estimate is 0, which is a weakness of the method and not
  /// certainty: the interval is then Newcombe's. A constant score has none.
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
  /// - Parameter groups: independent groups of rows with an event, and with a non-event; `nil` where every row is one.
  init(
    _ placements: Placements, variance: Statistic, level: Double, groups: (events: Int, nonEvents: Int)? = nil
  ) {
    (auc, self.variance) = (placements.auc, variance)
    (events, nonEvents) = (placements.ofEvents.count, placements.ofNonEvents.count)
    interval =
      if let centre = placements.auc.value, let variance = variance.value {
        AUCEstimate.interval(centre, variance, groups ?? (events, nonEvents), level)
      } else { nil }
  }

  private static func interval(
    _ centre: Double, _ variance: Double, _ groups: (events: Int, nonEvents: Int), _ level: Double
  ) -> ConfidenceInterval? {
    let usual = usualInterval(centre, variance, level)
    guard variance == 0 else { return usual }
    // A variance of 0 comes from separation, from a constant score, or from clusters whose classes offset each other.
    guard centre == 0 || centre == 1 else { return nil }
    return ConfidenceInterval.newcombe(
      isOne: centre == 1, events: groups.events, nonEvents: groups.nonEvents, level: level
    ).replacing(usual, by: .newcombe)
  }

  private static func usualInterval(_ centre: Double, _ variance: Double, _ level: Double) -> ConfidenceInterval {
    ConfidenceInterval(centre: centre, standardError: variance.squareRoot(), level: level).clipped(to: 0...1)
  }

  /// What `pROC::ci.auc` gives, also where it has no width.
  package func packageInterval(level: Double = 0.95) -> ConfidenceInterval? {
    auc.value.flatMap { centre in variance.value.map { AUCEstimate.usualInterval(centre, $0, level) } }
  }

  /// Why there is no interval; `nil` where there is one.
  package var intervalReason: UndefinedReason? {
    interval == nil ? auc.reason ?? variance.reason ?? .zeroVariance : nil
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
