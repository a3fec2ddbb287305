/// A plane of the image grid, named by the axis at right angles to it.
public enum ImagePlane: Int, Hashable, Codable, Sendable, CaseIterable {
  /// Slices: i and j vary (PyRadiomics' `force2Ddimension: 0`, as NumPy counts axes from the slowest).
  case slice = 0
  /// i and k vary (`force2Ddimension: 1`).
  case row = 1
  /// j and k vary (`force2Ddimension: 2`).
  case column = 2

  /// The axis at right angles: 0 for i, 1 for j, 2 for k.
  public var normal: Int { 2 - rawValue }

  /// The axes that vary, the faster one first.
  public var axes: (fast: Int, slow: Int) {
    switch self {
    case .slice: (0, 1)
    case .row: (0, 2)
    case .column: (1, 2)
    }
  }
}
