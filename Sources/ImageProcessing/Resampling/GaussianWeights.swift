import Glibc

/// Voxels that a Gaussian of 0.8 voxel, cut at four standard deviations, can touch along an axis.
let gaussianTapCount = 8

private let width = 0.8
private let cutoff = 0.8 * 4

/// The voxels around a position along an axis, and the share of a Gaussian that falls on each.
///
/// ITK's `GaussianInterpolateImageFunction` with SimpleITK's parameters. Shares are differences of error functions at
/// the edges of the voxels; what falls outside the image is shared out among the rest. The sum over a box of voxels is
/// the product of three sums, so the axes can be normalised one by one. Taps that are not needed weigh 0.
func gaussianTaps(at position: Double, last: Int) -> (indices: [Int], weights: [Double]) {
  let begin = max(Int((position + 0.5 - cutoff).rounded(.down)), 0)
  let end = min(Int((position + 0.5 + cutoff).rounded(.up)), last + 1)
  let voxels = Array(begin..<max(end, begin + 1))
  let scale = 1 / (2.0.squareRoot() * width)
  let edges = (begin...begin + voxels.count).map { numericalRecipesErf((Double($0) - 0.5 - position) * scale) }
  let shares = zip(edges, edges.dropFirst()).map { $1 - $0 }
  let total = shares.reduce(0, +)
  let spare = gaussianTapCount - voxels.count
  return (
    voxels.map { min($0, last) } + [Int](repeating: min(begin, last), count: spare),
    shares.map { $0 / total } + [Double](repeating: 0, count: spare)
  )
}

/// The error function as VNL has it: the incomplete gamma function P(1/2, x²) to a relative 3e-7.
///
/// The true error function would be more exact, and differ from ITK by 3e-8 of an intensity, which shows where integers
/// are truncated and at the edges of bins. Series and continued fraction (Lentz) as in Press et al., Numerical Recipes,
/// 6.2.
func numericalRecipesErf(_ x: Double) -> Double {
  let value = x * x < 1.5 ? gammaSeries(x * x) : 1 - gammaFraction(x * x)
  return x < 0 ? -value : value
}

private let tolerance = 3e-7

/// `P(1/2, x)` by its series, for `x < 3/2`.
private func gammaSeries(_ x: Double) -> Double {
  guard x > 0 else { return 0 }
  var (a, term) = (0.5, 2.0)
  var sum = term
  repeat {
    a += 1
    term *= x / a
    sum += term
  } while abs(term) >= abs(sum) * tolerance
  return sum * scaling(x)
}

/// `1 - P(1/2, x)` by its continued fraction, for `x >= 3/2`.
private func gammaFraction(_ x: Double) -> Double {
  let tiny = 1e-30
  var b = x + 0.5
  var (c, d) = (1 / tiny, 1 / b)
  var result = d
  var (i, change) = (0.0, 0.0)
  repeat {
    i += 1
    let a = i * (0.5 - i)
    b += 2
    d = a * d + b
    if abs(d) < tiny { d = tiny }
    c = b + a / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    change = c * d
    result *= change
  } while abs(change - 1) >= tolerance
  return result * scaling(x)
}

/// `e^-x √x / Γ(1/2)`.
private func scaling(_ x: Double) -> Double { exp(-x) * (x / .pi).squareRoot() }
