import Mathematics

/// Net benefit of acting on a probability, over threshold probabilities.
///
/// `TP/n − FP/n · t/(1 − t)`: true positives per subject, less false positives at the exchange rate that the threshold
/// states. The net benefit is the mean of 1 for a treated event, `−t/(1 − t)` for a treated non-event and 0 for the
/// rest, so its normal interval has the variance of that over n (counts multinomial).
/// - SeeAlso: Vickers and Elkin 2006, doi 10.1177/0272989X06295361; `dcurves::dca`; Marsh, Janes and Pepe 2020, doi
///   10.1111/biom.13190, for the variance.
public struct DecisionCurve: Hashable, Codable, Sendable {
  /// One threshold.
  public struct Point: Hashable, Codable, Sendable {
    /// Threshold probability t; a subject is treated when its probability is at least t.
    public let threshold: Double
    /// `TP / n`.
    public let truePositiveRate: Double
    /// `FP / n`.
    public let falsePositiveRate: Double
    /// Net benefit of the model.
    public let netBenefit: Double
    /// Net benefit of treating all patients; treating none has 0.
    public let netBenefitOfAll: Double
    /// 95 % interval of the model's net benefit; `nil` where rows are not independent.
    public fileprivate(set) var interval: ConfidenceInterval?
    /// Interval of the model's net benefit less that of treating everybody: of those not treated.
    public fileprivate(set) var intervalOverAll: ConfidenceInterval?
  }

  /// Points in the order of the thresholds given.
  public private(set) var points: [Point]

  /// From 0.01 to 0.99.
  public static let defaultThresholds = (1...99).map { Double($0) / 100 }

  /// The curve of `probabilities` at `thresholds`, each in [0, 1).
  public init(probabilities: [Double], outcomes: [Bool], thresholds: [Double] = DecisionCurve.defaultThresholds) {
    precondition(!outcomes.isEmpty && probabilities.count == outcomes.count, "one probability per outcome")
    precondition(thresholds.allSatisfy { (0..<1).contains($0) }, "a threshold lies in [0, 1)")
    let events = scores(probabilities, outcomes, where: true).sorted()
    let nonEvents = scores(probabilities, outcomes, where: false).sorted()
    let n = Double(outcomes.count)
    points = thresholds.map { threshold in
      let found = Double(events.count - lowerBound(events, threshold)) / n
      let raised = Double(nonEvents.count - lowerBound(nonEvents, threshold)) / n
      let rate = threshold / (1 - threshold)
      let (benefit, missed) = (found - raised * rate, Double(events.count) / n - found)
      let spared = Double(nonEvents.count) / n - raised
      return Point(
        threshold: threshold, truePositiveRate: found, falsePositiveRate: raised, netBenefit: benefit,
        netBenefitOfAll: Double(events.count) / n - Double(nonEvents.count) / n * rate,
        interval: DecisionCurve.interval(benefit, found, raised, rate, n),
        intervalOverAll: DecisionCurve.interval(spared * rate - missed, missed, spared, rate, n))
    }
  }
}

extension DecisionCurve {
  /// The curve without intervals where there is a reason against them.
  public func withheld(for reason: UndefinedReason?) -> DecisionCurve {
    guard reason != nil else { return self }
    var bare = self
    for at in points.indices { (bare.points[at].interval, bare.points[at].intervalOverAll) = (nil, nil) }
    return bare
  }
}

extension DecisionCurve {
  /// `centre ± z √((a + w² b − centre²) / n)` for shares `a` worth 1 and `b` worth the rate `w`, of opposite signs.
  private static func interval(
    _ centre: Double, _ ofEvents: Double, _ ofNonEvents: Double, _ rate: Double, _ n: Double
  ) -> ConfidenceInterval {
    let variance = max(0, ofEvents + rate * rate * ofNonEvents - centre * centre) / n
    return ConfidenceInterval(centre: centre, standardError: variance.squareRoot())
  }
}
