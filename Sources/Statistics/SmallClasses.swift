/// The rule of ten of each class: below it the normal approximation behind a test or an interval of two models does not
/// hold.
///
/// With 4 events the variance of an NRI is that of 4 moves; a z of 3 then says nothing. The estimate stays, its
/// interval and its p-value go. Ten of each class is where `n p` and `n (1 - p)` of 5 or more, the usual demand of the
/// normal for a share, can first hold in both classes. The rule is asked for whatever set is scored: of a study, of
/// `apus compare`, of `apus validate`.
public enum SmallClasses {
  /// Events, and non-events, from which on the approximation is used.
  public static let least = 10
  /// Events below which a calibration curve is imprecise.
  public static let eventsForCalibration = 100

  /// Why nothing normal is computed; `nil` with enough of both classes.
  public static func reason(_ outcomes: [Bool]) -> UndefinedReason? {
    let events = outcomes.count { $0 }
    return min(events, outcomes.count - events) < least ? .smallClass : nil
  }
}

extension SmallClasses {
  /// The same where subjects come in clusters: the clusters with an event, and those with a non-event, are counted.
  public static func reason(_ outcomes: [Bool], clusters: [Int]?) -> UndefinedReason? {
    guard let clusters else { return reason(outcomes) }
    precondition(clusters.count == outcomes.count, "one cluster per subject")
    let counts = [true, false].map { DependentRows.count($0, outcomes, clusters: clusters) }
    return counts.contains { $0 < least } ? .smallClass : nil
  }
}

extension AUCComparison {
  /// The difference without test and interval where there is a reason against them; the same where there is none.
  public func withheld(for reason: UndefinedReason?) -> AUCComparison {
    guard let reason = reason.map({ pValue.reason ?? $0 }) else { return self }
    return AUCComparison(
      difference: difference, standardError: .undefined(reason), statistic: .undefined(reason),
      degreesOfFreedom: nil, pValue: .undefined(reason), interval: nil)
  }
}

extension SmallClasses {
  /// What must be said first of a set that was scored, in a study, in `apus compare` and in `apus validate` alike;
  /// `nil` with enough of both classes.
  public static func sentence(events: Int, nonEvents: Int) -> String? {
    guard min(events, nonEvents) < least else { return nil }
    return
      "nothing can be concluded from tests, reclassification (NRI, IDI) or calibration: \(events) events and \(nonEvents) non-events "
      + "were scored, and below \(least) of each the normal approximation does not hold; tests and intervals of two models are withheld, and "
      + "those of one model are too narrow"
  }
}
