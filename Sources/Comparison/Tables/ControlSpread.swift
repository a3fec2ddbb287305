import Results
import Statistics

extension ControlResult.Spread {
  /// The spread of values; undefined without values.
  package init(_ values: [Double]) {
    guard !values.isEmpty else {
      let none = Quantity.undefined(.noPermutation)
      self.init(values: values, mean: none, deviation: none, lower: none, upper: none)
      return
    }
    self.init(
      values: values, mean: .value(Statistics.mean(values)), deviation: sampleStandardDeviation(values).quantity,
      lower: .value(quantile(values, 0.025)), upper: .value(quantile(values, 0.975)))
  }
}

extension ControlResult {
  /// A control from its values.
  package init(
    evaluation: EvaluationProtocol.Name, model: String, permutations: Int, test: [Double], tuning: [Double]
  ) {
    self.init(
      evaluation: evaluation, model: model, permutations: permutations, test: Spread(test), tuning: Spread(tuning))
  }
}
