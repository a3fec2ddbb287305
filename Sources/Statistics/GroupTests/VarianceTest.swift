/// The F test of equal variances, `s₁² / s₂²`; two-sided.
/// - SeeAlso: R's `var.test`.
public func varianceTest(_ first: [Double], _ second: [Double]) -> TestResult {
  guard let v = sampleVariance(first).value, let w = sampleVariance(second).value else {
    return TestResult(undefined: .tooFewValues)
  }
  guard w > 0 else { return TestResult(undefined: .zeroVariance) }
  let f = FDistribution(numerator: Double(first.count - 1), denominator: Double(second.count - 1))
  return TestResult(
    statistic: .defined(v / w), pValue: .defined(2 * min(f.lowerTail(v / w), f.upperTail(v / w))))
}
