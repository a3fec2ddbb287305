/// What a deep row shows beside its figures: how its heads learned, and what its clinical factors contribute.
public struct DeepResult: Codable, Sendable, Hashable {
  /// Loss by epoch of one head.
  public struct Curve: Codable, Sendable, Hashable {
    /// Mean loss of the training batches of each epoch.
    public var training: [Double]
    /// Loss of the patients by whom training was stopped, after each epoch.
    public var stopping: [Double]
    /// Epoch, from 0, that was kept.
    public var kept: Int

    /// All parts, as they are.
    package init(training: [Double], stopping: [Double], kept: Int) {
      self.training = training
      self.stopping = stopping
      self.kept = kept
    }
  }

  /// Contribution of a clinical factor.
  public struct Contribution: Codable, Sendable, Hashable {
    /// The factor as text names it.
    public var factor: String
    /// Mean absolute Shapley value over the patients scored: in probability, 0 to 1.
    public var meanAbsolute: Double
    /// Shapley value of each patient scored, in their order.
    public var values: [Double]

    /// All parts, as they are.
    package init(factor: String, meanAbsolute: Double, values: [Double]) {
      self.factor = factor
      self.meanAbsolute = meanAbsolute
      self.values = values
    }
  }

  /// One curve a head of the ensemble.
  public var curves: [Curve]
  /// Whose loss stopped the training: "a fifth of the training patients" or "the test patients".
  public var stoppedBy: String
  /// Standard deviation over the heads of the probability, on average over the patients scored; `nil` for one head.
  public var spread: Double?
  /// Factors, the largest contribution first; empty without clinical factors.
  public var contributions: [Contribution]
  /// Training patients that stand for absent factors in the contributions.
  public var background: Int
  /// Numbers that training moved.
  public var trainedNumbers: Int
  /// Network, weights with their licence, and input, in words.
  public var facts: [String]

  /// All parts, as they are.
  package init(
    curves: [Curve], stoppedBy: String, spread: Double? = nil, contributions: [Contribution], background: Int,
    trainedNumbers: Int, facts: [String]
  ) {
    self.curves = curves
    self.stoppedBy = stoppedBy
    self.spread = spread
    self.contributions = contributions
    self.background = background
    self.trainedNumbers = trainedNumbers
    self.facts = facts
  }
}
