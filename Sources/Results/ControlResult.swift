/// A negative control: AUCs of one row fitted to outcomes dealt at random, where 0.5 is the truth.
public struct ControlResult: Codable, Sendable, Hashable {
  /// Protocol.
  public var evaluation: EvaluationProtocol.Name
  /// Name of the row.
  public var model: String
  /// Permutations asked for.
  public var permutations: Int
  /// AUCs of unseen patients, as the protocol evaluates them.
  public var test: Spread
  /// AUCs by which settings were chosen: what is above 0.5 is the protocol's optimism.
  public var tuning: Spread

  /// Values of a control, and where they lie.
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

    /// All parts, as they are.
    package init(values: [Double], mean: Quantity, deviation: Quantity, lower: Quantity, upper: Quantity) {
      (self.values, self.mean, self.deviation) = (values, mean, deviation)
      (self.lower, self.upper) = (lower, upper)
    }
  }

  /// All parts, as they are.
  package init(evaluation: EvaluationProtocol.Name, model: String, permutations: Int, test: Spread, tuning: Spread) {
    (self.evaluation, self.model, self.permutations) = (evaluation, model, permutations)
    (self.test, self.tuning) = (test, tuning)
  }
}
