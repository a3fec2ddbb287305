import Glibc
import Volumes

/// A function of each intensity alone, scaled so that the largest magnitude of the image stays as it is.
///
/// With `m = max |x|` over the whole image; `m` must not be 0.
public enum PointFilter: String, Hashable, Codable, Sendable, CaseIterable {
  /// `(x / √m)²`; without the sign of `x`.
  case square
  /// `± √(m |x|)`.
  case squareRoot
  /// `± m / log(m + 1) · log(|x| + 1)`.
  case logarithm
  /// `exp(x · log(m) / m)`.
  case exponential

  /// The function for one image, in the order of operations of NumPy, since an intensity may lie on the edge of a bin.
  fileprivate func function(largest m: Double) -> (Double) -> Double {
    switch self {
    case .square:
      let factor = 1 / m.squareRoot()
      return { x in (factor * x) * (factor * x) }
    case .squareRoot: return { x in x < 0 ? -(-x * m).squareRoot() : (x * m).squareRoot() }
    case .logarithm:
      let factor = m / log(m + 1)
      return { x in (x < 0 ? -log(1 - x) : log(x + 1)) * factor }
    case .exponential:
      let factor = log(m) / m
      return { x in exp(factor * x) }
    }
  }
}

extension Volume {
  /// The filtered image inside `box`, in float64; `nil` for an image of zeros, which has no scale.
  public func filtered(_ filter: PointFilter, within box: VoxelBox) -> Volume? {
    let largest = largestMagnitude
    guard largest != 0 else { return nil }
    let function = filter.function(largest: largest)
    let cut = cropped(to: box)
    return Volume(grid: cut.grid, voxels: cut.voxels.map(function), precision: .double)
  }

  /// `max |x|`; not-a-number where any intensity is, so that a filtered image cannot look sound.
  private var largestMagnitude: Double {
    voxels.reduce(0) { largest, value in abs(value) > largest || value.isNaN ? abs(value) : largest }
  }
}
