/// Net benefit of acting on a probability, over threshold probabilities.
///
/// `TP/n − FP/n · t/(1 − t)`: true positives per subject, less false positives at the exchange rate that the threshold states.
/// - SeeAlso: Vickers and Elkin 2006, doi 10.1177/0272989X06295361; `dcurves::dca`.
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
    /// Net benefit of treating everybody; treating nobody is 0.
    public let netBenefitOfAll: Double
  }

  /// Points in the order of the thresholds given.
  public let points: [Point]

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
      return Point(
        threshold: threshold, truePositiveRate: found, falsePositiveRate: raised, netBenefit: found - raised * rate,
        netBenefitOfAll: Double(events.count) / n - Double(nonEvents.count) / n * rate)
    }
  }
}

/// Number of values of the ascending `sorted` that lie below `limit`.
func lowerBound(_ sorted: [Double], _ limit: Double) -> Int {
  var (low, high) = (0, sorted.count)
  while low < high {
    let middle = (low + high) / 2
    if sorted[middle] < limit { low = middle + 1 } else { high = middle }
  }
  return low
}
