/// What a deep row shows beside its performance: the learning curves of its heads and the contributions of its clinical
/// factors.
public struct DeepResult: Codable, Sendable, Hashable {
  /// Loss by epoch of one head.
  public struct Curve: Codable, Sendable, Hashable {
    /// Mean loss of the training batches of each epoch.
    public var training: [Double]
    /// Loss of the early-stopping patients after each epoch.
    public var stopping: [Double]
    /// The epoch whose parameters were kept, counted from 0.
    public var kept: Int

    /// Makes the value from its parts.
    package init(training: [Double], stopping: [Double], kept: Int) {
      self.training = training
      self.stopping = stopping
      self.kept = kept
    }
  }

  /// Contribution of a clinical factor.
  public struct Contribution: Codable, Sendable, Hashable {
    /// Label of the factor.
    public var factor: String
    /// Mean absolute Shapley value over the patients scored, on the scale of probability (0 to 1).
    public var meanAbsolute: Double
    /// Shapley value of each patient scored, in their order.
    public var values: [Double]

    /// Makes the value from its parts.
    package init(factor: String, meanAbsolute: Double, values: [Double]) {
      self.factor = factor
      self.meanAbsolute = meanAbsolute
      self.values = values
    }
  }

  /// One curve for each head of the ensemble.
  public var curves: [Curve]
  /// The patients whose loss stopped the training: "a fifth of the training patients" or "the test patients".
  public var stoppedBy: String
  /// Standard deviation of the probability over the heads, averaged over the patients scored; `nil` for one head.
  public var spread: Double?
  /// Contributions of the clinical factors, the largest first; empty without clinical factors.
  public var contributions: [Contribution]
  /// Number of training patients in the background sample of the Shapley values.
  public var background: Int
  /// Number of trainable parameters.
  public var trainedNumbers: Int
  /// Network, weights with their licence, and input, as text.
  public var facts: [String]

  /// Makes the value from its parts.
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
