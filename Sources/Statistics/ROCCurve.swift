import Mathematics

/// A threshold of an ROC curve with the counts behind it. A subject is called positive when its score is at least
/// `threshold`.
public struct ROCPoint: Hashable, Sendable {
  /// The threshold; `±∞` at the ends of the curve.
  public let threshold: Double
  /// Events with a score of at least the threshold.
  public let truePositives: Int
  /// Non-events with a score below the threshold.
  public let trueNegatives: Int
  /// All events.
  public let events: Int
  /// All non-events.
  public let nonEvents: Int

  /// Share of events called positive.
  public var sensitivity: Statistic { .ratio(Double(truePositives), Double(events), else: .noEvents) }
  /// Share of non-events called negative.
  public var specificity: Statistic { .ratio(Double(trueNegatives), Double(nonEvents), else: .noNonEvents) }

  /// `TP · n₀ + TN · n₁`, which is `n₀ n₁ (sensitivity + specificity)` in whole numbers.
  package var doubledBalance: Int { truePositives * nonEvents + trueNegatives * events }
}

extension ROCPoint {
  /// Intervals of sensitivity and specificity that hold together with probability `level`: both are Wilson's, each of
  /// the level √`level`, since events and non-events are different subjects. Absent without events or non-events.
  ///
  /// A curve without an error still has regions: no sample is so small that it proves a specificity of 1.
  /// - SeeAlso: Pepe 2003, The Statistical Evaluation of Medical Tests for Classification and Prediction, result 2.1.
  public func region(level: Double = 0.95) -> (sensitivity: ConfidenceInterval, specificity: ConfidenceInterval)? {
    let each = level.squareRoot()
    guard let sensitivity = Proportion(truePositives, of: events).wilsonInterval(level: each),
      let specificity = Proportion(trueNegatives, of: nonEvents).wilsonInterval(level: each)
    else { return nil }
    return (sensitivity, specificity)
  }
}

/// The ROC curve of a score.
public struct ROCCurve: Hashable, Sendable, Codable {
  /// From threshold `-∞` (all positive) to `+∞` (none), by way of the midpoints between neighbouring distinct scores.
  public let points: [ROCPoint]

  /// The curve of `scores`, higher meaning event; thresholds are those of `pROC::roc(direction = "<")`.
  public init(scores: [Double], outcomes: [Bool]) {
    precondition(scores.count == outcomes.count, "one score per outcome")
    precondition(scores.allSatisfy { $0.isFinite }, "an ROC curve needs finite scores")
    let order = ascendingOrder(of: scores)
    let events = outcomes.count { $0 }
    let nonEvents = outcomes.count - events
    var (found, rejected) = (events, 0)
    var points: [ROCPoint] = []
    func add(_ threshold: Double) {
      points.append(
        ROCPoint(
          threshold: threshold, truePositives: found, trueNegatives: rejected, events: events, nonEvents: nonEvents))
    }
    add(-.infinity)
    forEachTie(scores, order: order) { run in
      let fallen = run.count { outcomes[order[$0]] }
      (found, rejected) = (found - fallen, rejected + run.count - fallen)
      let next = run.upperBound < order.count ? scores[order[run.upperBound]] : .infinity
      add(midpoint(scores[order[run.lowerBound]], next))
    }
    self.points = points
  }

  /// Every threshold at which sensitivity + specificity is largest, ascending.
  public var youdenPoints: [ROCPoint] { points(by: .youden) }

  /// Every threshold nearest to sensitivity = specificity = 1, ascending.
  ///
  /// The squared distance times `(n₀ n₁)²` is whole, so ties are exact.
  public var topLeftPoints: [ROCPoint] { points(by: .closestToTopLeft) }
}

/// The middle of two scores, kept above the lower one, since a positive is `score ≥ threshold` and halving may round
/// down.
private func midpoint(_ lower: Double, _ upper: Double) -> Double {
  guard upper.isFinite else { return upper }
  let middle = (lower + upper) / 2
  return middle > lower && middle.isFinite ? middle : upper
}

extension ROCPoint: Codable {
  private enum Key: String, CodingKey { case threshold, truePositives, trueNegatives, events, nonEvents }

  /// Reads the stored counts.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    threshold = try container.decode(ExtendedReal.self, forKey: .threshold).value
    truePositives = try container.decode(Int.self, forKey: .truePositives)
    trueNegatives = try container.decode(Int.self, forKey: .trueNegatives)
    events = try container.decode(Int.self, forKey: .events)
    nonEvents = try container.decode(Int.self, forKey: .nonEvents)
  }

  /// Writes the threshold as an ``ExtendedReal``, since JSON has no infinity.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(ExtendedReal(threshold), forKey: .threshold)
    try container.encode(truePositives, forKey: .truePositives)
    try container.encode(trueNegatives, forKey: .trueNegatives)
    try container.encode(events, forKey: .events)
    try container.encode(nonEvents, forKey: .nonEvents)
  }
}
