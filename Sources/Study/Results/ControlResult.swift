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
  }

  /// A control from its values.
  public init(
    evaluation: EvaluationProtocol.Name, model: String, permutations: Int, test: [Double], tuning: [Double]
  ) {
    (self.evaluation, self.model, self.permutations) = (evaluation, model, permutations)
    (self.test, self.tuning) = (Spread(test), Spread(tuning))
  }
}
