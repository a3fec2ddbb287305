/// How intensities between voxels are read.
public enum Interpolator: String, Hashable, Codable, Sendable, CaseIterable {
  /// The nearest voxel.
  case nearestNeighbour
  /// Linear between two voxels an axis.
  case linear
  /// Cubic B-spline through the voxels, four coefficients an axis.
  case cubicBSpline
  /// The mean under a Gaussian of 0.8 voxel, cut at four standard deviations; smooths, as ITK's.
  case gaussian
  /// A sinc of ten voxels an axis under a Hamming window; the weights do not add up to 1, as in ITK.
  case hammingSinc
  /// The same under a cosine window.
  case cosineSinc
  /// The same under a Welch window.
  case welchSinc
  /// The same under a Lanczos window.
  case lanczosSinc
  /// The same under a Blackman window.
  case blackmanSinc
}

/// The source voxels and weights of each target index along one axis, all with the same number of taps.
struct AxisTaps {
  let count: Int
  /// `count` source indices per target index.
  private(set) var indices: [Int] = []
  /// `count` weights per target index.
  private(set) var weights: [Double] = []

  init(_ interpolator: Interpolator, _ sampling: AxisSampling) {
    count =
      switch interpolator {
      case .nearestNeighbour: 1
      case .linear: 2
      case .cubicBSpline: 4
      case .gaussian: gaussianTapCount
      case .hammingSinc, .cosineSinc, .welchSinc, .lanczosSinc, .blackmanSinc: 2 * sincRadius
      }
    for (target, position) in sampling.positions.enumerated() {
      switch interpolator {
      case .nearestNeighbour:
        indices.append(sampling.nearest(target) ?? 0)
        weights.append(1)
      case .linear: appendLinear(position, last: sampling.available - 1)
      case .cubicBSpline: appendCubic(position, last: sampling.available - 1)
      case .gaussian: appendGaussian(position, last: sampling.available - 1)
      case .hammingSinc, .cosineSinc, .welchSinc, .lanczosSinc, .blackmanSinc:
        appendSinc(interpolator, position, last: sampling.available - 1)
      }
    }
  }

  /// Lowest and highest source index read.
  var support: ClosedRange<Int> { (indices.min() ?? 0)...(indices.max() ?? 0) }

  private mutating func appendLinear(_ position: Double, last: Int) {
    let lower = Int(position.rounded(.down))
    let fraction = position - Double(lower)
    indices += [min(max(lower, 0), last), min(max(lower + 1, 0), last)]
    weights += [1 - fraction, fraction]
  }

  /// The part of a Gaussian that falls on each voxel of the image.
  private mutating func appendGaussian(_ position: Double, last: Int) {
    let taps = gaussianTaps(at: position, last: last)
    weights += taps.weights
    indices += taps.indices
  }

  /// Windowed sinc about a position, the end voxels repeated outwards.
  private mutating func appendSinc(_ window: Interpolator, _ position: Double, last: Int) {
    let lower = Int(position.rounded(.down))
    weights += sincWeights(window, fraction: position - Double(lower))
    indices += (1 - sincRadius...sincRadius).map { min(max(lower + $0, 0), last) }
  }

  /// Cubic B-spline weights (Unser 1999, doi 10.1109/79.799930, box 2), coefficients mirrored at the ends.
  private mutating func appendCubic(_ position: Double, last: Int) {
    let lower = Int(position.rounded(.down))
    let w = position - Double(lower)
    let far = w * w * w / 6
    let near = 1.0 / 6 + 0.5 * w * (w - 1) - far
    let right = w + near - 2 * far
    weights += [near, 1 - near - right - far, right, far]
    indices += (-1...2).map { mirrored(lower + $0, last: last) }
  }
}

/// `index` reflected into `0...last` about the end voxels.
func mirrored(_ index: Int, last: Int) -> Int {
  let above = index < 0 ? -index : index
  return max(above > last ? 2 * last - above : above, 0)
}
