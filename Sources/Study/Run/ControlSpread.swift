import Statistics

extension ControlResult.Spread {
  /// The spread of values; undefined where there are none.
  init(_ values: [Double]) {
    self.values = values
    guard !values.isEmpty else {
      let none = Quantity.undefined("no permutation could be fitted")
      (mean, deviation, lower, upper) = (none, none, none, none)
      return
    }
    mean = .value(Statistics.mean(values))
    deviation = sampleStandardDeviation(values).quantity
    (lower, upper) = (.value(quantile(values, 0.025)), .value(quantile(values, 0.975)))
  }
}
