/// A table of vectors that a network gave elsewhere.
public struct VectorFile: Codable, Sendable, Hashable {
  /// The file as the study file names it.
  public var file: String
  /// SHA-256 of the file.
  public var sha256: String
  /// Number of columns that were read.
  public var columns: Int

  /// Takes every part as given.
  package init(file: String, sha256: String, columns: Int) {
    (self.file, self.sha256, self.columns) = (file, sha256, columns)
  }

  /// `embeddings.csv (SHA-256 …, 512 columns)`.
  public var words: String { "\(file) (SHA-256 \(sha256), \(columns) columns)" }
}

/// The results of a deep row beside its performance: the learning curves of its heads and the contributions of its
/// clinical factors.
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
    /// Where the value of the factor lies between the lowest (0) and the highest (1), for each patient scored; an
    /// element is `nil` where the value is unknown. `nil` in results of an earlier version.
    public var places: [Double?]?
    /// Correlation of ``places`` and ``values``: positive if higher values of the factor raise the probability. `nil`
    /// where one of them does not vary.
    public var direction: Double?
    /// Standard deviation over the heads of each head's own mean absolute value; `nil` for one head.
    public var deviation: Double?

    /// Makes the value from its parts.
    package init(
      factor: String, meanAbsolute: Double, values: [Double], places: [Double?]? = nil, direction: Double? = nil,
      deviation: Double? = nil
    ) {
      self.factor = factor
      self.meanAbsolute = meanAbsolute
      self.values = values
      (self.places, self.direction, self.deviation) = (places, direction, deviation)
    }
  }

  /// The last block of a network that was trained with the heads.
  public struct TrainedBlock: Codable, Sendable, Hashable {
    /// Events and numbers.
    public var budget: BlockBudget
    /// Heads for which an epoch with a trained block was kept; the others stayed with the frozen one.
    public var keptHeads: Int

    /// Makes the value from its parts.
    package init(budget: BlockBudget, keptHeads: Int) { (self.budget, self.keptHeads) = (budget, keptHeads) }
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
  /// What one pass of the network costs; `nil` in results of an earlier version.
  public var cost: NetworkCost?
  /// The events for the numbers of a block that was trained, and the heads whose block was kept as trained; `nil` for a
  /// frozen network.
  public var block: TrainedBlock?
  /// Patients with the maps of their images; `nil` for rows without them.
  public var patients: [ExplainedPatient]?
  /// The tables of vectors that were computed elsewhere; `nil` for a network of Apus.
  public var vectors: [VectorFile]?
  /// How the heads join the features of slices, in words; `nil` for the mean and for networks that take whole volumes.
  public var slicePooling: String?

  /// Makes the value from its parts.
  package init(
    curves: [Curve], stoppedBy: String, spread: Double? = nil, contributions: [Contribution], background: Int,
    trainedNumbers: Int, facts: [String], cost: NetworkCost? = nil, patients: [ExplainedPatient]? = nil,
    block: TrainedBlock? = nil, vectors: [VectorFile]? = nil
  ) {
    (self.block, self.vectors) = (block, vectors)
    (self.cost, self.patients) = (cost, patients)
    self.curves = curves
    self.stoppedBy = stoppedBy
    self.spread = spread
    self.contributions = contributions
    self.background = background
    self.trainedNumbers = trainedNumbers
    self.facts = facts
  }
}
