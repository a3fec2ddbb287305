/// Which departure from equality a test looks for: R's `alternative`.
public enum TestAlternative: String, Hashable, Codable, Sendable, CaseIterable {
  /// Either way.
  case twoSided = "two-sided"
  /// The first is smaller.
  case less
  /// The first is larger.
  case greater

  /// The p-value of a statistic that is normal under equality; two-sided, the smaller tail twice.
  /// - Parameters:
  ///   - distance: the statistic less its mean.
  ///   - correction: what continuity takes from the distance, 0 or 0.5.
  func normalP(distance: Double, correction: Double, deviation: Double) -> Double {
    switch self {
    case .twoSided:
      let shift = distance == 0 ? 0 : distance > 0 ? correction : -correction
      return min(1, NormalDistribution.twoSided((distance - shift) / deviation))
    case .less: return NormalDistribution.lowerTail((distance + correction) / deviation)
    case .greater: return NormalDistribution.upperTail((distance - correction) / deviation)
    }
  }

  /// The p-value from the probabilities of values as small and as large as the observed one.
  func exactP(lower: Double, upper: Double) -> Double {
    switch self {
    case .twoSided: min(1, 2 * min(lower, upper))
    case .less: min(1, lower)
    case .greater: min(1, upper)
    }
  }
}
