/// A negative control: AUCs of one row fitted to randomly permuted outcomes, for which the expected AUC is 0.5.
public struct ControlResult: Codable, Sendable, Hashable {
  /// Protocol.
  public var evaluation: EvaluationProtocol.Name
  /// Name of the row.
  public var model: String
  /// Number of permutations requested.
  public var permutations: Int
  /// AUCs of unseen patients, as the protocol evaluates them.
  public var test: Spread
  /// Cross-validated AUCs by which settings were chosen; the excess over 0.5 is the protocol's optimism.
  public var tuning: Spread

  /// The values of a control with their mean, spread and percentiles.
  public struct Spread: Codable, Sendable, Hashable {
    /// The values in the order of the permutations.
    public var values: [Double]
    /// Their mean.
    public var mean: Quantity
    /// Their sample standard deviation.
    public var deviation: Quantity
    /// 2.5th percentile.
    public var lower: Quantity
    /// 97.5th percentile.
    public var upper: Quantity

    /// Makes the value from its parts.
    package init(values: [Double], mean: Quantity, deviation: Quantity, lower: Quantity, upper: Quantity) {
      (self.values, self.mean, self.deviation) = (values, mean, deviation)
      (self.lower, self.upper) = (lower, upper)
    }
  }

  /// Makes the value from its parts.
  package init(evaluation: EvaluationProtocol.Name, model: String, permutations: Int, test: Spread, tuning: Spread) {
    (self.evaluation, self.model, self.permutations) = (evaluation, model, permutations)
    (self.test, self.tuning) = (test, tuning)
  }
}
