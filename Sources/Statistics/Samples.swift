import Mathematics

/// Sum of `values` in their order, compensated.
package func total(_ values: [Double]) -> Double {
  var sum = CompensatedSum()
  for value in values { sum.add(value) }
  return sum.value
}

/// Arithmetic mean; the sample must not be empty.
public func mean(_ values: [Double]) -> Double {
  precondition(!values.isEmpty, "the mean of nothing")
  return total(values) / Double(values.count)
}

/// Sample variance, divisor `n − 1`; undefined below two values.
public func sampleVariance(_ values: [Double]) -> Statistic {
  guard values.count > 1 else { return .undefined(.tooFewValues) }
  let centre = mean(values)
  return .defined(total(values.map { ($0 - centre) * ($0 - centre) }) / Double(values.count - 1))
}

/// Sample standard deviation, divisor `n − 1`; undefined below two values.
public func sampleStandardDeviation(_ values: [Double]) -> Statistic { sampleVariance(values).map { $0.squareRoot() } }

/// Quantile of type 7 (R's default): linear between order statistics `1 + (n − 1) p`.
public func quantile(_ values: [Double], _ probability: Double) -> Double {
  quantile(ofSorted: values.sorted(), probability)
}

/// Median, the mean of the two middle values when their number is even.
public func median(_ values: [Double]) -> Double { quantile(values, 0.5) }

/// The values of `scores` where the outcome is `wanted`, in order.
package func scores(_ scores: [Double], _ outcomes: [Bool], where wanted: Bool) -> [Double] {
  precondition(scores.count == outcomes.count, "one score per outcome")
  return zip(scores, outcomes).filter { $0.1 == wanted }.map(\.0)
}
