import Volumes

/// How much a direction counts when all are merged into one matrix; d is the length of the step in mm.
///
/// Co-occurrences are weighted by `exp(-d²)`, runs by `d`, as in PyRadiomics; ``none`` merges without weights.
public enum DirectionWeighting: String, Hashable, Codable, Sendable, CaseIterable {
  /// Every direction counts 1.
  case none = "no_weighting"
  /// `d = √(dx² + dy² + dz²)`.
  case euclidean
  /// `d = |dx| + |dy| + |dz|`.
  case manhattan
  /// `d = max(|dx|, |dy|, |dz|)`.
  case infinity

  /// The length of a step, in mm; `nil` where steps do not matter.
  func length(of direction: Direction, spacing: SIMD3<Double>) -> Double? {
    let step = SIMD3((0..<3).map { Double(abs(direction[$0])) * spacing[$0] })
    switch self {
    case .none: return nil
    case .euclidean: return step.length
    case .manhattan: return step.sum()
    case .infinity: return step.max()
    }
  }
}
