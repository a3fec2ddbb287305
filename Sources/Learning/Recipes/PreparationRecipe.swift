/// Everything before the selection: imputation, levels, constant columns, harmonisation, filters, scaling; in this order.
public struct PreparationRecipe: Hashable, Codable, Sendable {
  /// How missing values are filled.
  public let imputation: ImputationMethod
  /// How sites or scanners are harmonised.
  public let harmonisation: ComBat?
  /// What is dropped, one filter after the other.
  public let filters: [ColumnFilter]
  /// How columns are scaled.
  public let scaling: ColumnScaling.Rule
  /// Columns that harmonisation and filters do not touch, such as clinical factors that are in every model.
  public let exempt: [String]
  /// Columns that are there for the harmonisation only, as covariates, and dropped after it.
  public let auxiliary: [String]
  /// Columns of level numbers that become one column a level once nothing is missing.
  public let levels: [LevelColumns]

  /// A recipe; by default medians and z-scores.
  public init(
    imputation: ImputationMethod = .constant(.median), harmonisation: ComBat? = nil, filters: [ColumnFilter] = [],
    scaling: ColumnScaling.Rule = .standard, exempt: [String] = [], auxiliary: [String] = [],
    levels: [LevelColumns] = []
  ) {
    (self.imputation, self.harmonisation, self.filters) = (imputation, harmonisation, filters)
    (self.scaling, self.exempt, self.auxiliary, self.levels) = (scaling, exempt, auxiliary, levels)
  }

  /// Fits one preparation per completed table.
  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> [FittedPreparation] {
    let imputation = try imputation.fit(table, log: &log)
    var fitted: [FittedPreparation] = []
    for completion in 0..<self.imputation.completions {
      let complete = levels.spread(imputation.transform(table.features, completion: completion))
      fitted.append(
        try fitOne(TrainingTable(features: complete, outcomes: table.outcomes), imputation, completion, &log))
    }
    return fitted
  }

  private func fitOne(
    _ complete: TrainingTable, _ imputation: FittedImputation, _ completion: Int, _ log: inout FitLog
  ) throws(LearningError) -> FittedPreparation {
    let varying = ConstantColumnFilter().fit(complete, log: &log).columns
    var table = try complete.columns(named: varying)
    let harmoniser = try harmonise(&table, log: &log)
    let dropped = Set(auxiliary)
    table = try table.columns(named: table.columns.filter { !dropped.contains($0) })
    let untouched = Set(exempt)
    for filter in filters {
      let free = table.columns.filter { untouched.contains($0) }
      let open = try table.columns(named: table.columns.filter { !untouched.contains($0) })
      let kept = try filter.fit(open, log: &log).columns
      table = try table.columns(named: kept + free)
    }
    let scaler = ColumnScaling(scaling).fit(table, log: &log)
    return FittedPreparation(
      imputation: imputation, completion: completion, varying: varying, harmoniser: harmoniser, scaler: scaler,
      levels: levels)
  }

  /// Harmonises what is open to it; covariates take part as they are, all other exempt columns do not.
  private func harmonise(_ table: inout TrainingTable, log: inout FitLog) throws(LearningError) -> ComBatModel? {
    guard let harmonisation = harmonisation?.protecting(only: Set(table.columns)) else { return nil }
    let untouched = Set(exempt + auxiliary).subtracting(harmonisation.covariates)
    let own = table.columns.filter { !untouched.contains($0) }
    guard own.count > harmonisation.covariates.count else {
      log.record(.harmonisation, subjects: table.subjects, detail: FitLog.keptNothing)
      return nil
    }
    let fitted = try harmonisation.fit(try table.columns(named: own), log: &log)
    table = TrainingTable(features: try fitted.applied(to: table.features, batches: nil), outcomes: table.outcomes)
    return fitted
  }
}

extension ComBat {
  /// Without the covariates that are not among `columns`: one that does not vary in training protects nothing.
  func protecting(only columns: Set<String>) -> ComBat {
    ComBat(
      batches: batches, covariates: covariates.filter(columns.contains), shrinkage: shrinkage,
      adjustsMeansOnly: adjustsMeansOnly, reference: reference)
  }
}

extension ComBatModel {
  /// Without the ids of training subjects.
  var withoutSubjects: ComBatModel {
    let bare = ComBat(
      batches: [:], covariates: settings.covariates, shrinkage: settings.shrinkage,
      adjustsMeansOnly: settings.adjustsMeansOnly, reference: settings.reference)
    return ComBatModel(
      settings: bare, columns: columns, means: means, variances: variances, effects: effects, batches: batches)
  }

  /// The table with its columns and covariates first, harmonised, and all others after them as they are.
  func applied(to table: FeatureTable, batches: [String: String]?) throws(LearningError) -> FeatureTable {
    let own = Set(columns + settings.covariates)
    let rest = try table.columns(named: table.columns.filter { !own.contains($0) })
    return try transform(table, labels: batches).appending(rest)
  }
}

/// A fitted preparation.
public struct FittedPreparation: Hashable, Codable, Sendable {
  let imputation: FittedImputation
  let completion: Int
  let varying: [String]
  let harmoniser: ComBatModel?
  let scaler: ColumnScaler
  let levels: [LevelColumns]

  /// The columns it gives.
  public var columns: [String] { scaler.columns }

  /// The columns it reads.
  public var inputs: [String] { imputation.columns }

  /// The prepared table, which may have any columns besides those that are read.
  /// - Parameter batches: batches of the subjects by id; `nil` for those of the training subjects.
  public func transform(
    _ table: FeatureTable, batches: [String: String]? = nil
  ) throws(LearningError) -> FeatureTable {
    var complete = try completed(table)
    if let harmoniser { complete = try harmoniser.applied(to: complete, batches: batches) }
    return scaler.transform(try complete.columns(named: scaler.columns))
  }

  /// The table before its harmonisation.
  private func completed(_ table: FeatureTable) throws(LearningError) -> FeatureTable {
    let own = try table.columns(named: imputation.columns)
    return try levels.spread(imputation.transform(own, completion: completion)).columns(named: varying)
  }

  /// Without the ids of training subjects, of which the harmonisation knows the batches.
  var withoutSubjects: FittedPreparation {
    FittedPreparation(
      imputation: imputation, completion: completion, varying: varying, harmoniser: harmoniser?.withoutSubjects,
      scaler: scaler, levels: levels)
  }

  /// With one more batch, of subjects whose outcomes are not known here.
  func adding(_ batch: String, of table: FeatureTable) throws(LearningError) -> FittedPreparation {
    guard let harmoniser else { return self }
    return FittedPreparation(
      imputation: imputation, completion: completion, varying: varying,
      harmoniser: try harmoniser.adding(batch, of: try completed(table)), scaler: scaler, levels: levels)
  }

  /// The part that gives the columns called `names`, and reads no more than they need.
  func selecting(_ names: [String]) -> FittedPreparation {
    let needed = Set(names).union(harmoniser?.settings.covariates ?? [])
    let sources = needed.union(levels.filter { $0.names.contains(where: needed.contains) }.map(\.column))
    return FittedPreparation(
      imputation: imputation.selecting(sources), completion: completion, varying: varying.filter(needed.contains),
      harmoniser: harmoniser?.selecting(needed), scaler: scaler.selecting(names),
      levels: levels.filter { sources.contains($0.column) })
  }
}
