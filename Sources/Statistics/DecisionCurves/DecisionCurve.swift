import Mathematics

/// Net benefit of acting on a probability, over threshold probabilities.
///
/// `TP/n − FP/n · t/(1 − t)`: true positives per subject, less false positives at the exchange rate that the threshold
/// states. The net benefit is the mean of 1 for a treated event, `−t/(1 − t)` for a treated non-event and 0 for the
/// rest, so its normal interval has the variance of that over n (counts multinomial). Where nobody is treated, or all
/// of one class are, that variance may be 0; the interval is then put together from Wilson's limits of the two shares.
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
      let (missed, spared) = (lowerBound(events, threshold), lowerBound(nonEvents, threshold))
      let found = Double(events.count - missed) / n
      let raised = Double(nonEvents.count - spared) / n
      let rate = threshold / (1 - threshold)
      let benefit = found - raised * rate
      return Point(
        threshold: threshold, truePositiveRate: found, falsePositiveRate: raised, netBenefit: benefit,
        netBenefitOfAll: Double(events.count) / n - Double(nonEvents.count) / n * rate,
        interval: DecisionCurve.interval(
          events.count - missed, less: rate, times: nonEvents.count - spared, of: outcomes.count),
        intervalOverAll: DecisionCurve.interval(missed, less: rate, times: spared, of: outcomes.count).negated)
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
  /// Of `a − w b` for the shares `a` and `b` of two exclusive counts: `± z √((a + w² b − (a − w b)²) / n)`.
  ///
  /// Where all subjects are in one cell, so that the variance is 0, or where a limit lies beyond `−w` or 1, the limits
  /// are put together from Wilson's of the shares, whose correlation is `−√(a b / ((1 − a)(1 − b)))`.
  private static func interval(
    _ count: Int, less rate: Double, times other: Int, of total: Int
  ) -> ConfidenceInterval {
    let n = Double(total)
    let (a, b) = (Double(count) / n, Double(other) / n)
    let centre = a - rate * b
    let variance = max(0, a + rate * rate * b - centre * centre) / n
    let usual = ConfidenceInterval(centre: centre, standardError: variance.squareRoot())
    guard !usual.isPossible(in: -rate...1), let first = Proportion(count, of: total).wilsonInterval(),
      let second = Proportion(other, of: total).wilsonInterval()
    else { return usual }
    let correlation = a < 1 && b < 1 ? -(a * b / ((1 - a) * (1 - b))).squareRoot() : 0
    // The second share is taken away, which turns its correlation with the first.
    return ConfidenceInterval.sum(a, first, -rate * b, second.scaled(by: -rate), correlation: -correlation)
      .replacing(usual, by: .recovered)
  }
}
