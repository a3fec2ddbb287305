import Glibc

/// The Shapiro-Wilk test of normality for 3 to 5000 values that are not all equal.
///
/// Royston's approximations: the weights are those of Weisberg and Bingham with the two outermost (one, below 6 values)
/// given by polynomials in `1/√n`; a transform of `1 − W` is near normal.
/// - SeeAlso: Royston 1995, algorithm AS R94, doi 10.2307/2986146; R's `shapiro.test`.
public func shapiroWilkTest(_ values: [Double]) -> TestResult {
  let n = values.count
  guard n >= 3 else { return TestResult(undefined: .tooFewValues) }
  guard n <= 5000 else { return TestResult(undefined: .tooManyValues) }
  let sorted = values.sorted()
  guard sorted[n - 1] > sorted[0] else { return TestResult(undefined: .zeroVariance) }
  // Scaled by the range, so that squares neither overflow nor vanish.
  let scaled = sorted.map { ($0 - sorted[0]) / (sorted[n - 1] - sorted[0]) }
  let weights = shapiroWeights(n)
  let centre = mean(scaled)
  var slope = 0.0
  for i in 0..<(n / 2) { slope += weights[i] * (scaled[n - 1 - i] - scaled[i]) }
  let w = min(1, slope * slope / total(scaled.map { ($0 - centre) * ($0 - centre) }))
  return TestResult(statistic: .defined(w), pValue: .defined(shapiroP(w, n)))
}

/// Weights of the largest, second largest, ... difference; the squares of both halves sum to 1.
private func shapiroWeights(_ n: Int) -> [Double] {
  guard n > 3 else { return [(0.5).squareRoot()] }
  // Expected normal order statistics by Blom's formula.
  let m = (1...(n / 2)).map { -NormalDistribution.quantile((Double($0) - 0.375) / (Double(n) + 0.25)) }
  let sum = 2 * m.reduce(0) { $0 + $1 * $1 }
  let u = 1 / Double(n).squareRoot()
  let first = polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], u) + m[0] / sum.squareRoot()
  guard n > 5 else {
    let scale = ((sum - 2 * m[0] * m[0]) / (1 - 2 * first * first)).squareRoot()
    return [first] + m.dropFirst().map { $0 / scale }
  }
  let second = polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], u) + m[1] / sum.squareRoot()
  let rest = sum - 2 * m[0] * m[0] - 2 * m[1] * m[1]
  let scale = (rest / (1 - 2 * first * first - 2 * second * second)).squareRoot()
  return [first, second] + m.dropFirst(2).map { $0 / scale }
}

private func shapiroP(_ w: Double, _ n: Int) -> Double {
  if n == 3 {
    // Exact for three values.
    let p = 6 / Double.pi * (asin(w.squareRoot()) - asin((0.75).squareRoot()))
    return min(1, max(0, p))
  }
  let (size, y) = (Double(n), log1p(-w))
  if n <= 11 {
    let gamma = polynomial([-2.273, 0.459], size)
    guard y < gamma else { return 1e-99 }
    let centre = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], size)
    let spread = exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], size))
    return NormalDistribution.upperTail((-log(gamma - y) - centre) / spread)
  }
  let x = log(size)
  let centre = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], x)
  let spread = exp(polynomial([-0.4803, -0.082676, 0.0030302], x))
  return NormalDistribution.upperTail((y - centre) / spread)
}

/// `c₀ + c₁ x + c₂ x² + …`.
private func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
  coefficients.reversed().reduce(0) { $0 * x + $1 }
}
