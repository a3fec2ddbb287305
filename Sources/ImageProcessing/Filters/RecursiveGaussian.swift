import Glibc

/// A Gaussian, or its second derivative, along one axis as a recursive filter of order four.
///
/// Deriche 1993 (INRIA report 1893): the kernel is approximated by two damped waves, so that a causal and an anticausal
/// pass of eight products each replace the convolution, whatever its width. Constants and normalisation as in ITK's
/// `RecursiveGaussianImageFilter` (sum 1; second moment 2 for the derivative), whose bits are reproduced.
struct RecursiveGaussian {
  /// What the filter approximates.
  enum Order {
    /// The Gaussian.
    case smoothing
    /// Its second derivative times `sigma²`.
    case secondDerivative
  }

  /// Weights of the inputs at `n`, `n - 1`, `n - 2`, `n - 3`.
  let causal: SIMD4<Double>
  /// Weights of the inputs at `n + 1` to `n + 4`.
  let anticausal: SIMD4<Double>
  /// Weights of the four outputs before (or after).
  let feedback: SIMD4<Double>
  /// Weights of the outermost input in place of outputs that lie outside the line.
  let causalEdge: SIMD4<Double>
  let anticausalEdge: SIMD4<Double>

  /// - Parameters:
  ///   - sigma: width in mm.
  ///   - spacing: of the voxels, in mm.
  init(sigma: Double, spacing: Double, order: Order) {
    let waves = DampedWaves(scale: sigma / spacing)
    let denominator = LagMoments(1, waves.feedback)
    let scaled: Weights =
      switch order {
      case .smoothing: Self.smoothing(waves, denominator)
      case .secondDerivative: Self.secondDerivative(waves, denominator, sigma: sigma)
      }
    let d = waves.feedback
    let n = scaled.weights * scaled.factor
    causal = n
    feedback = d
    let m: SIMD4<Double> = SIMD4(n[1], n[2], n[3], 0) - d * n[0]
    anticausal = m
    let (forwards, backwards): (Double, Double) = (LagMoments(n).sum, m[0] + m[1] + m[2] + m[3])
    causalEdge = d * forwards / denominator.sum
    anticausalEdge = d * backwards / denominator.sum
  }

  private typealias Weights = (weights: SIMD4<Double>, factor: Double)

  private static func smoothing(_ waves: DampedWaves, _ d: LagMoments) -> Weights {
    let n = waves.numerator(.gaussian)
    return (n, 1 / (2 * LagMoments(n).sum / d.sum - n[0]))
  }

  private static func secondDerivative(_ waves: DampedWaves, _ d: LagMoments, sigma: Double) -> Weights {
    let (n0, n2) = (waves.numerator(.gaussian), waves.numerator(.secondDerivative))
    let (m0, m2) = (LagMoments(n0), LagMoments(n2))
    // So much Gaussian is added that the response to a constant is 0.
    let (response, correction): (Double, Double) = (2 * m2.sum - d.sum * n2[0], 2 * m0.sum - d.sum * n0[0])
    let beta = -response / correction
    let (sum, first) = (m2.sum + beta * m0.sum, m2.first + beta * m0.first)
    let second = m2.second + beta * m0.second
    var moment: Double = second * d.sum * d.sum - d.second * sum * d.sum
    moment -= 2 * first * d.first * d.sum
    moment += 2 * d.first * d.first * sum
    moment /= d.sum * d.sum * d.sum
    return (n2 + beta * n0, sigma * sigma / moment)
  }
}

/// Sum of weights, and sums weighted by their lag and by its square.
private struct LagMoments {
  let sum: Double
  let first: Double
  let second: Double

  init(_ n: SIMD4<Double>) {
    sum = n[0] + n[1] + n[2] + n[3]
    first = n[1] + 2 * n[2] + 3 * n[3]
    second = n[1] + 4 * n[2] + 9 * n[3]
  }

  init(_ leading: Double, _ d: SIMD4<Double>) {
    sum = leading + d[0] + d[1] + d[2] + d[3]
    first = d[0] + 2 * d[1] + 3 * d[2] + 4 * d[3]
    second = d[0] + 4 * d[1] + 9 * d[2] + 16 * d[3]
  }
}

/// The two damped waves at one scale, and the rational transfer functions that they give.
private struct DampedWaves {
  /// Amplitudes of cosine and sine in both waves.
  struct Amplitudes {
    let cosine: SIMD2<Double>
    let sine: SIMD2<Double>

    static let gaussian = Amplitudes(cosine: [1.3530, -0.3531], sine: [1.8151, 0.0902])
    static let secondDerivative = Amplitudes(cosine: [-1.3563, 0.3446], sine: [5.2318, -2.2355])
  }

  private let sine: SIMD2<Double>
  private let cosine: SIMD2<Double>
  private let decay: SIMD2<Double>
  let feedback: SIMD4<Double>

  /// - Parameter scale: width in voxels.
  init(scale: Double) {
    let (slow, fast) = (0.6681 / scale, 2.0787 / scale)
    sine = [sin(slow), sin(fast)]
    cosine = [cos(slow), cos(fast)]
    decay = [exp(-1.3932 / scale), exp(-1.3732 / scale)]
    let ((c1, c2), (e1, e2)) = ((cosine[0], cosine[1]), (decay[0], decay[1]))
    let d1: Double = -2 * (e2 * c2 + e1 * c1)
    let product: Double = 4 * c2 * c1 * e1 * e2
    let d2 = product + (e1 * e1 + e2 * e2)
    let (left, right): (Double, Double) = (-2 * c1 * e1 * e2 * e2, -2 * c2 * e2 * e1 * e1)
    feedback = SIMD4(d1, d2, left + right, e1 * e1 * e2 * e2)
  }

  func numerator(_ amplitudes: Amplitudes) -> SIMD4<Double> {
    let ((a1, a2), (b1, b2)) = (
      (amplitudes.cosine[0], amplitudes.cosine[1]), (amplitudes.sine[0], amplitudes.sine[1])
    )
    let ((s1, s2), (c1, c2), (e1, e2)) = ((sine[0], sine[1]), (cosine[0], cosine[1]), (decay[0], decay[1]))
    let (first, second): (Double, Double) = (b1 * s1 - (a1 + 2 * a2) * c1, b2 * s2 - (a2 + 2 * a1) * c2)
    let mixed: Double = (a1 + a2) * c2 * c1 - (b1 * c2 * s1 + b2 * c1 * s2)
    let n2: Double = mixed * (2 * e1 * e2) + (a2 * e1 * e1 + a1 * e2 * e2)
    let (left, right): (Double, Double) = (b2 * s2 - a2 * c2, b1 * s1 - a1 * c1)
    let n3: Double = e2 * e1 * e1 * left + e1 * e2 * e2 * right
    return SIMD4(a1 + a2, e2 * second + e1 * first, n2, n3)
  }
}
