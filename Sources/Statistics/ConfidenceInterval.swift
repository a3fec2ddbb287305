/// A confidence interval.
public struct ConfidenceInterval: Hashable, Codable, Sendable {
  /// Lower limit.
  public let lower: Double
  /// Upper limit.
  public let upper: Double
  /// Confidence level, such as 0.95.
  public let level: Double

  /// The interval from `lower` to `upper`.
  public init(lower: Double, upper: Double, level: Double = 0.95) {
    (self.lower, self.upper, self.level) = (lower, upper, level)
  }

  /// `centre ± z · standardError`, with the normal quantile of `level`.
  public init(centre: Double, standardError: Double, level: Double = 0.95) {
    let reach = NormalDistribution.quantile(0.5 + level / 2) * standardError
    self.init(lower: centre - reach, upper: centre + reach, level: level)
  }

  /// The part of the interval inside `bounds`.
  public func clipped(to bounds: ClosedRange<Double>) -> ConfidenceInterval {
    ConfidenceInterval(
      lower: max(lower, bounds.lowerBound), upper: min(upper, bounds.upperBound), level: level)
  }
}
