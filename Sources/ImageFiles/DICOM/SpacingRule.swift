/// How unevenly the slices of a series may be spaced.
public enum SpacingRule: Hashable, Codable, Sendable {
  /// Every distance between neighbouring slices is the mean one, within `tolerance` as a share of it. Scanners round
  /// positions, so 0.01 passes; a larger one accepts an uneven series as if it were even.
  case even(tolerance: Double)

  /// One per cent.
  public static let standard = SpacingRule.even(tolerance: 0.01)

  /// The share of the mean spacing by which a distance may differ.
  package var tolerance: Double {
    switch self {
    case .even(let tolerance): tolerance
    }
  }
}
