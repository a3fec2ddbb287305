/// A paired comparison of two models on the same patients.
public struct ModelComparison: Codable, Sendable {
  /// Names of the models; the difference is first minus second.
  public var first: String
  /// Name of the second model.
  public var second: String
  /// Difference of AUCs with its interval (DeLong, or over folds as Nadeau and Bengio).
  public var difference: Estimate
  /// Two-sided p, or why there is none.
  public var p: Quantity
  /// `p` after Holm's adjustment over the primary comparisons of one protocol; `nil` for an exploratory comparison.
  public var adjustedP: Quantity?
  /// Whether the study named the comparison before the run; `nil` in results of schema 2, where every comparison is
  /// adjusted over all.
  package var standing: Standing?
  /// Net reclassification improvement of the first over the second, by the predicted classes of both; `nil` if a
  /// patient is not classified.
  public var reclassification: Reclassification?
  /// Integrated discrimination improvement of the first over the second; `nil` if a patient has no probability.
  public var discrimination: Improvement?

  /// A paired comparison.
  public init(
    first: String, second: String, difference: Estimate, p: Quantity, adjustedP: Quantity? = nil,
    reclassification: Reclassification? = nil, discrimination: Improvement? = nil
  ) {
    self.first = first
    self.second = second
    self.difference = difference
    self.p = p
    (self.adjustedP, self.reclassification, self.discrimination) = (adjustedP, reclassification, discrimination)
  }

  /// What a comparison may be used for.
  package enum Standing: String, Codable, Sendable, Hashable {
    /// Named before the run; its p-value is adjusted over all that were named.
    case primary
    /// Every other pair of rows. Its p-value is not adjusted and is a hint for another study, never a finding.
    case exploratory
  }

  /// An improvement with its interval and test.
  public struct Improvement: Codable, Sendable, Hashable {
    /// The improvement.
    public var value: Estimate
    /// Two-sided p, or why there is none.
    public var p: Quantity

    /// An improvement with its interval and test.
    public init(_ value: Estimate, p: Quantity) { (self.value, self.p) = (value, p) }
  }

  /// A net reclassification improvement with its two components.
  public struct Reclassification: Codable, Sendable, Hashable {
    /// Events classified correctly only by the first model, minus those classified correctly only by the second, as a
    /// share of events.
    public var events: Improvement
    /// The same for non-events.
    public var nonEvents: Improvement
    /// The sum of both.
    public var total: Improvement

    /// An improvement with its components.
    public init(events: Improvement, nonEvents: Improvement, total: Improvement) {
      (self.events, self.nonEvents, self.total) = (events, nonEvents, total)
    }
  }
}
