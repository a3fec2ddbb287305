import Statistics

/// ComBat harmonisation: takes the location and scale of each batch (site, scanner) out of every feature, both shrunk
/// towards their means over features by empirical Bayes; as neuroCombat 0.2.12.
///
/// Fitted on training subjects and applied to others by ``ComBatModel``. The outcome is never a covariate here: a
/// covariate must be a column of the table, so that it is known for every subject who is scored. Covariates are
/// protected, not harmonised.
/// - SeeAlso: Johnson, Li and Rabinovic 2007, doi 10.1093/biostatistics/kxj037; Fortin et al. 2018,
///   doi 10.1016/j.neuroimage.2017.11.024.
public struct ComBat: Harmonisation, Codable {
  /// How a batch's location and scale are estimated.
  public enum Shrinkage: String, Hashable, Codable, Sendable, CaseIterable {
    /// Empirical Bayes with normal and inverse gamma priors.
    case parametric
    /// Empirical Bayes with the empirical prior: the other features of the batch.
    case nonparametric
    /// Each feature by itself.
    case none
  }

  /// The batch of each subject, by subject id.
  public let batches: [String: String]
  /// Columns that are protected: they enter the model and leave the harmonisation as they came.
  public let covariates: [String]
  /// How batch effects are shrunk.
  public let shrinkage: Shrinkage
  /// Whether only locations are harmonised.
  public let adjustsMeansOnly: Bool
  /// A batch that stays as it is, to which the others are brought.
  public let reference: String?

  /// Settings; by default parametric empirical Bayes of location and scale, towards the mean of all batches.
  public init(
    batches: [String: String], covariates: [String] = [], shrinkage: Shrinkage = .parametric,
    adjustsMeansOnly: Bool = false, reference: String? = nil
  ) {
    (self.batches, self.covariates, self.shrinkage) = (batches, covariates, shrinkage)
    (self.adjustsMeansOnly, self.reference) = (adjustsMeansOnly, reference)
  }

  /// Fits `table`, which has no missing value.
  /// - Throws: ``LearningError/noBatch(subjects:)``, ``LearningError/smallBatch(_:subjects:)`` below two subjects,
  ///   ``LearningError/unseenBatch(_:)`` for a reference nobody has, ``LearningError/confoundedBatches`` when
  ///   covariates and batches cannot be told apart, and ``LearningError/missingColumns(_:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> ComBatModel {
    try table.requireModestValues()
    try LinearAlgebra.load()
    let labels = try labels(of: table.subjects)
    let levels = Set(labels).sorted()
    if let reference, !levels.contains(reference) { throw .unseenBatch(reference) }
    for level in levels {
      let size = labels.count { $0 == level }
      if size < 2 { throw .smallBatch(level, subjects: size) }
    }
    _ = try table.columns(named: covariates)
    let harmonised = table.columns.filter { !covariates.contains($0) }
    let problem = ComBatProblem(
      settings: self, features: DenseMatrix(try table.features.columns(named: harmonised)),
      covariates: DenseMatrix(try table.features.columns(named: covariates)), labels: labels, levels: levels)
    let model = try problem.solve(columns: harmonised)
    log.record(.harmonisation, subjects: table.subjects, detail: "ComBat, batches \(levels.joined(separator: ", "))")
    return model
  }

  func labels(of subjects: [String]) throws(LearningError) -> [String] {
    let missing = subjects.filter { batches[FeatureTable.original(of: $0)] == nil }
    guard missing.isEmpty else { throw .noBatch(subjects: missing) }
    return subjects.compactMap { batches[FeatureTable.original(of: $0)] }
  }
}

/// A fitted ComBat.
public struct ComBatModel: Harmoniser {
  /// None: it stood in files before there was a choice.
  public static let code: String? = nil

  /// Location and scale of a batch, in units of the pooled standard deviation, one value per column.
  public struct Batch: Hashable, Codable, Sendable {
    /// `γ*`.
    public let locations: [Double]
    /// `δ*`, a variance.
    public let variances: [Double]
    /// Whether the batch was not in training, but estimated from subjects whose outcomes were not used.
    public let isEstimatedLater: Bool
  }

  /// The settings it was fitted with.
  public let settings: ComBat
  /// The columns that are harmonised.
  public let columns: [String]
  /// Grand mean of each column.
  public let means: [Double]
  /// Pooled variance of each column.
  public let variances: [Double]
  /// Effect of each covariate on each column, covariate after covariate.
  public let effects: [[Double]]
  /// Location and scale of each batch.
  public let batches: [String: Batch]

  /// The harmonised table: harmonised columns first, then the covariates, unchanged.
  /// - Parameter table: without missing values.
  /// - Parameter labels: batches of the subjects, by id; those of the settings where it is `nil`.
  /// - Throws: ``LearningError/unseenBatch(_:)``: nothing is known of a batch that training has not seen; see
  ///   ``adding(_:of:)``.
  public func transform(_ table: FeatureTable, labels: [String: String]? = nil) throws(LearningError) -> FeatureTable {
    let known = labels.map { ComBat(batches: $0) } ?? settings
    let own = try known.labels(of: table.subjects)
    if let unseen = own.first(where: { batches[$0] == nil }) { throw .unseenBatch(unseen) }
    let (features, covariates) = (try table.columns(named: columns), try table.columns(named: settings.covariates))
    let fitted = own.compactMap { batches[$0] }
    var values = features.values
    let rows = table.subjects.count
    for column in columns.indices {
      let deviation = variances[column].squareRoot()
      for row in 0..<rows where own[row] != settings.reference {
        let expected = expectation(column, row, covariates)
        let standardised = (values[column * rows + row] - expected) / deviation
        let adjusted = (standardised - fitted[row].locations[column]) / fitted[row].variances[column].squareRoot()
        values[column * rows + row] = adjusted * deviation + expected
      }
    }
    return FeatureTable(subjects: table.subjects, columns: columns, columnMajor: values).appending(covariates)
  }

  /// The expected value of a column for a subject of a batch with the grand mean.
  private func expectation(_ column: Int, _ row: Int, _ covariates: FeatureTable) -> Double {
    settings.covariates.indices.reduce(means[column]) {
      $0 + effects[$1][column] * covariates.values[$1 * covariates.subjects.count + row]
    }
  }

  /// The model with one more batch, whose location and scale are those of `table`, without shrinkage; outcomes are not
  /// needed.
  /// - Throws: ``LearningError/smallBatch(_:subjects:)`` below 20 subjects, and ``LearningError/missingColumns(_:)``.
  public func adding(_ batch: String, of table: FeatureTable) throws(LearningError) -> ComBatModel {
    guard table.subjects.count >= ComBatModel.fewestOfUnseenBatch else {
      throw .smallBatch(batch, subjects: table.subjects.count)
    }
    let (features, covariates) = (try table.columns(named: columns), try table.columns(named: settings.covariates))
    var (locations, spreads) = ([Double](), [Double]())
    for column in columns.indices {
      let deviation = variances[column].squareRoot()
      let standardised = table.subjects.indices.map { row in
        (features.values[column * table.subjects.count + row] - expectation(column, row, covariates)) / deviation
      }
      locations.append(mean(standardised))
      let spread = sampleVariance(standardised).value ?? 1
      spreads.append(settings.adjustsMeansOnly || spread == 0 ? 1 : spread)
    }
    var all = batches
    all[batch] = Batch(locations: locations, variances: spreads, isEstimatedLater: true)
    return ComBatModel(
      settings: settings, columns: columns, means: means, variances: variances, effects: effects, batches: all)
  }

  /// Fewest subjects from which the location and scale of a batch outside training may be estimated.
  public static let fewestOfUnseenBatch = 20
}
