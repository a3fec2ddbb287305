/// Everything before the selection: imputation, levels, constant columns, harmonisation, filters, scaling; in this
/// order.
public struct Preparation: Hashable, Sendable {
  /// How missing values are filled.
  public let imputation: any Imputation
  /// How sites or scanners are harmonised.
  public let harmonisation: (any Harmonisation)?
  /// The filters that drop columns, one after the other.
  public let filters: [any Filter]
  /// How columns are scaled.
  public let scaling: any Scaling
  /// Columns that harmonisation and filters do not touch, such as clinical factors that are in every model.
  public let exempt: [String]
  /// Columns that are there for the harmonisation only, as covariates, and dropped after it.
  public let auxiliary: [String]
  /// Columns of level numbers that become one column a level once nothing is missing.
  public let levels: [LevelColumns]

  /// A preparation; by default medians and z-scores.
  public init(
    imputation: any Imputation = ConstantImputation(.median), harmonisation: (any Harmonisation)? = nil,
    filters: [any Filter] = [], scaling: any Scaling = ColumnScaling(.standard), exempt: [String] = [],
    auxiliary: [String] = [],
    levels: [LevelColumns] = []
  ) {
    (self.imputation, self.harmonisation, self.filters) = (imputation, harmonisation, filters)
    (self.scaling, self.exempt, self.auxiliary, self.levels) = (scaling, exempt, auxiliary, levels)
  }

  /// Fits one preparation per completed table.
  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> [FittedPreparation] {
    let imputer: any Imputer = try imputation.fit(table, log: &log)
    var fitted: [FittedPreparation] = []
    for completion in 0..<imputation.completions {
      let complete = levels.spread(imputer.transform(table.features, completion: completion))
      fitted.append(
        try fitOne(TrainingTable(features: complete, outcomes: table.outcomes), imputer, completion, &log))
    }
    return fitted
  }

  private func fitOne(
    _ complete: TrainingTable, _ imputer: any Imputer, _ completion: Int, _ log: inout FitLog
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
    let scaler: any Scaler = try scaling.fit(table, log: &log)
    return FittedPreparation(
      imputation: AnyImputer(imputer), completion: completion, varying: varying,
      harmoniser: harmoniser.map { AnyHarmoniser($0) }, scaler: AnyScaler(scaler), levels: levels)
  }

  /// Harmonises all columns but the exempt ones. Covariates are used unchanged.
  private func harmonise(_ table: inout TrainingTable, log: inout FitLog) throws(LearningError) -> (any Harmoniser)? {
    guard let harmonisation = harmonisation?.protecting(only: Set(table.columns)) else { return nil }
    let untouched = Set(exempt + auxiliary).subtracting(harmonisation.covariates)
    let own = table.columns.filter { !untouched.contains($0) }
    guard own.count > harmonisation.covariates.count else {
      log.record(.harmonisation, subjects: table.subjects, fact: .noColumn)
      return nil
    }
    let fitted: any Harmoniser = try harmonisation.fit(try table.columns(named: own), log: &log)
    table = TrainingTable(features: try fitted.applied(to: table.features, batches: nil), outcomes: table.outcomes)
    return fitted
  }
}

extension Preparation {
  /// Whether both have equal steps.
  public static func == (a: Preparation, b: Preparation) -> Bool { a.parts == b.parts }

  /// Hashes the steps.
  public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

  private var parts: [AnyHashable] {
    [AnyHashable(imputation), AnyHashable(scaling), exempt, auxiliary, levels] + filters.map { AnyHashable($0) }
      + (harmonisation.map { [AnyHashable($0)] } ?? [])
  }
}
