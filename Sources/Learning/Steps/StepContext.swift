/// The facts of a study that steps need besides their options.
public struct StepContext: Sendable {
  /// Columns of clinical factors, imputed from each other by multiple imputation.
  public let factors: [String]
  /// Intraclass correlations by column, by the path of their table.
  public let reliability: [String: [String: Double]]
  /// Whether the classes have equal weights instead of the subjects.
  public let balancesClasses: Bool
  /// The seed.
  public let seed: UInt64
  /// A name that the rows of one patient share, by subject; empty if every row is a patient.
  public let groups: [String: String]

  /// The facts as given.
  public init(
    factors: [String] = [], reliability: [String: [String: Double]] = [:], balancesClasses: Bool = false, seed: UInt64,
    groups: [String: String] = [:]
  ) {
    (self.factors, self.reliability) = (factors, reliability)
    (self.balancesClasses, self.seed, self.groups) = (balancesClasses, seed, groups)
  }
}

/// The facts of a study that a harmonisation needs besides its options.
public struct BatchContext: Sendable {
  /// The batch of each training subject, by id.
  public let batches: [String: String]
  /// Columns that are protected.
  public let covariates: [String]
  /// The batch that the others are adjusted to; `nil` for the mean of all.
  public let reference: String?

  /// The facts as given.
  public init(batches: [String: String], covariates: [String] = [], reference: String? = nil) {
    (self.batches, self.covariates, self.reference) = (batches, covariates, reference)
  }
}
