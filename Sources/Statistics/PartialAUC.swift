/// Area under a part of the ROC curve.
public struct PartialAUC: Hashable, Codable, Sendable {
  /// Which axis the range limits.
  public enum Focus: String, Hashable, Codable, Sendable, CaseIterable {
    case specificity, sensitivity
  }

  /// The limited axis.
  public let focus: Focus
  /// Lower and upper end of the range, such as 0.8 and 1.
  public let range: ClosedRange<Double>
  /// The area: trapezoids, with linear interpolation at the ends of the range.
  public let area: Statistic
  /// McClish's standardised area `½ (1 + (A − min) / (max − min))`: 0.5 for chance, 1 for perfection; undefined below
  /// chance.
  ///
  /// For specificity from `1 − f` to 1 it is scikit-learn's `roc_auc_score(max_fpr = f)`.
  /// - SeeAlso: McClish 1989, doi 10.1177/0272989X8900900307.
  public let standardised: Statistic

  /// The area of `scores`, higher meaning event, where `focus` lies in `range`.
  public init(scores: [Double], outcomes: [Bool], focus: Focus = .specificity, range: ClosedRange<Double>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= 1 && range.lowerBound < range.upperBound, "0 ≤ a < b ≤ 1")
    (self.focus, self.range) = (focus, range)
    let curve = ROCCurve(scores: scores, outcomes: outcomes).points
    let places = curve.compactMap { point -> (x: Double, y: Double)? in
      guard let sensitivity = point.sensitivity.value, let specificity = point.specificity.value else { return nil }
      return focus == .specificity ? (specificity, sensitivity) : (sensitivity, specificity)
    }
    guard places.count == curve.count else {
      let reason: UndefinedReason = outcomes.contains(true) ? .noNonEvents : .noEvents
      (area, standardised) = (.undefined(reason), .undefined(reason))
      return
    }
    let total = PartialAUC.area(focus == .specificity ? places : places.reversed(), range)
    area = .defined(total)
    standardised = PartialAUC.standardise(total, range)
  }

  /// Sum over the segments of `places`, ascending in x, clipped to `range`.
  private static func area(_ places: [(x: Double, y: Double)], _ range: ClosedRange<Double>) -> Double {
    total(
      zip(places, places.dropFirst()).map { start, end in
        let (left, right) = (max(start.x, range.lowerBound), min(end.x, range.upperBound))
        guard left < right else { return 0 }
        let slope = (end.y - start.y) / (end.x - start.x)
        let mean = start.y + slope * ((left + right) / 2 - start.x)
        return mean * (right - left)
      })
  }

  private static func standardise(_ area: Double, _ range: ClosedRange<Double>) -> Statistic {
    let width = range.upperBound - range.lowerBound
    let chance = width * (1 - (range.lowerBound + range.upperBound) / 2)
    // Chance itself may come out a rounding error below chance.
    guard area >= chance - 1e-12 else { return .undefined(.belowChance) }
    return .defined((1 + (area - chance) / (width - chance)) / 2)
  }
}
