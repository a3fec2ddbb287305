/// How each subject of one class is placed among the other class.
///
/// The placement of an event is the share of non-events with a lower score, ties counting one half; that of a non-event
/// is the share of events with a higher score. The mean of either is the AUC.
/// - SeeAlso: DeLong, DeLong and Clarke-Pearson, Biometrics 1988, doi 10.2307/2531595; the ranks of Sun and Xu, doi
///   10.1109/LSP.2014.2337313.
public struct Placements: Hashable, Sendable {
  /// Placements of the events, in the order of the scores.
  public let ofEvents: [Double]
  /// Placements of the non-events, in the order of the scores.
  public let ofNonEvents: [Double]
  /// Twice the number of (event, non-event) pairs in the right order, ties counting once: whole, so that AUCs compare
  /// exactly.
  package let doubledConcordance: Int

  /// The placements of `scores`, higher meaning event. O(n log n).
  public init(scores all: [Double], outcomes: [Bool]) {
    let events = Statistics.scores(all, outcomes, where: true)
    let nonEvents = Statistics.scores(all, outcomes, where: false)
    let pooled = doubledMidranks(events + nonEvents)
    let own = doubledMidranks(events) + doubledMidranks(nonEvents)
    // A midrank in the pool less the midrank in the own class counts the other class below, ties as one half.
    let below = zip(pooled, own).map(-)
    doubledConcordance = below.prefix(events.count).reduce(0, +)
    ofEvents = below.prefix(events.count).map { Double($0) / Double(2 * nonEvents.count) }
    ofNonEvents = below.suffix(nonEvents.count).map { Double(2 * events.count - $0) / Double(2 * events.count) }
  }

  /// Area under the ROC curve, `P(score of an event > score of a non-event) + ½ P(equal)`.
  public var auc: Statistic {
    guard !ofEvents.isEmpty else { return .undefined(.noEvents) }
    guard !ofNonEvents.isEmpty else { return .undefined(.noNonEvents) }
    return .defined(Double(doubledConcordance) / Double(2 * ofEvents.count * ofNonEvents.count))
  }

  /// DeLong's variance of the AUC, `S₁/n₁ + S₀/n₀`.
  public var variance: Statistic { Placements.variance(events: ofEvents, nonEvents: ofNonEvents) }

  /// The variance of a statistic whose parts by class are `events` and `nonEvents`.
  /// - Parameter scale: the size of the numbers of which the parts are differences; 0 if they are none.
  package static func variance(events: [Double], nonEvents: [Double], scale: Double = 0) -> Statistic {
    guard case .defined(let ofEvents) = sampleVariance(events) else { return .undefined(.fewerThanTwoEvents) }
    guard case .defined(let ofNonEvents) = sampleVariance(nonEvents) else {
      return .undefined(.fewerThanTwoNonEvents)
    }
    let variance = ofEvents / Double(events.count) + ofNonEvents / Double(nonEvents.count)
    // Parts that are equal but for their last digits differ by rounding alone, and a test of that would be sure of
    // anything. It is R's rule for its t tests, ten units in the last place of the size of the values.
    let size = (events + nonEvents).reduce(scale) { max($0, abs($1)) }
    let rounding = 10 * Double.ulpOfOne * size
    return .defined(variance > rounding * rounding ? variance : 0)
  }
}
