/// What steps need of a study besides their options.
public struct StepContext: Sendable {
  /// Columns of clinical factors, imputed from each other by multiple imputation.
  public let factors: [String]
  /// Intraclass correlations by column, by the path of their table.
  public let reliability: [String: [String: Double]]
  /// Whether classes weigh the same instead of subjects.
  public let balancesClasses: Bool
  /// Seed of what is random.
  public let seed: UInt64
  /// What rows of one patient share, by subject; empty where every row is a patient.
  public let groups: [String: String]

  /// What steps need of a study.
  public init(
    factors: [String] = [], reliability: [String: [String: Double]] = [:], balancesClasses: Bool = false, seed: UInt64,
    groups: [String: String] = [:]
  ) {
    (self.factors, self.reliability) = (factors, reliability)
    (self.balancesClasses, self.seed, self.groups) = (balancesClasses, seed, groups)
  }
}

/// What a harmonisation needs of a study besides its options.
public struct BatchContext: Sendable {
  /// The batch of each training subject, by id.
  public let batches: [String: String]
  /// Columns that are protected.
  public let covariates: [String]
  /// A batch to which the others are brought; `nil` for the mean of all.
  public let reference: String?

  /// What a harmonisation needs of a study.
  public init(batches: [String: String], covariates: [String] = [], reference: String? = nil) {
    (self.batches, self.covariates, self.reference) = (batches, covariates, reference)
  }
}
