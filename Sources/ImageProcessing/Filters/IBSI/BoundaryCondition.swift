/// What a filter reads beyond the edge of the image.
///
/// The four of the IBSI-2 manual (arXiv 2006.05470); for the voxels `a b c d`:
/// zero `0 0 | a b c d | 0 0`, nearest `a a | a b c d | d d`, periodic `c d | a b c d | a b`, mirror
/// `b a | a b c d | d c`.
public enum BoundaryCondition: String, Hashable, Codable, Sendable, CaseIterable {
  /// Nothing: 0.
  case zero
  /// The voxel at the edge.
  case nearest
  /// The image again.
  case periodic
  /// The image reflected at its outer face, so that the voxel at the edge comes twice.
  case mirror

  /// The index read at `position` of a line of `length` voxels; `nil` where 0 is read.
  func source(of position: Int, length: Int) -> Int? {
    if position >= 0, position < length { return position }
    switch self {
    case .zero: return nil
    case .nearest: return min(max(position, 0), length - 1)
    case .periodic: return positiveRemainder(position, length)
    case .mirror:
      let folded = positiveRemainder(position, 2 * length)
      return folded < length ? folded : 2 * length - 1 - folded
    }
  }
}

private func positiveRemainder(_ value: Int, _ modulus: Int) -> Int {
  let remainder = value % modulus
  return remainder < 0 ? remainder + modulus : remainder
}
