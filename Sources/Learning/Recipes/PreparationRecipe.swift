/// How missing values are filled.
public enum ImputationMethod: Hashable, Codable, Sendable {
  /// One value per column.
  case constant(ConstantImputation.Rule)
  /// Nearest neighbours.
  case neighbours(Int)
  /// Multiple imputation of clinical factors.
  case multiple(MultipleImputation)

  /// Number of completed tables; more than one for multiple imputation only.
  public var completions: Int { if case .multiple(let settings) = self { settings.completions } else { 1 } }

  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> FittedImputation {
    switch self {
    case .constant(let rule): .constant(ConstantImputation(rule).fit(table, log: &log))
    case .neighbours(let count): .neighbours(NeighbourImputation(neighbours: count).fit(table, log: &log))
    case .multiple(let settings): .chained(try settings.fit(table, log: &log))
    }
  }
}

/// A fitted imputation.
public enum FittedImputation: Hashable, Codable, Sendable {
  /// One value per column.
  case constant(ConstantImputer)
  /// Nearest neighbours.
  case neighbours(NeighbourImputer)
  /// Chained equations.
  case chained(ChainedImputer)

  /// The columns it reads.
  var columns: [String] {
    switch self {
    case .constant(let fitted): fitted.columns
    case .neighbours(let fitted): fitted.columns
    case .chained(let fitted): fitted.start.columns
    }
  }

  func transform(_ table: FeatureTable, completion: Int) -> FeatureTable {
    switch self {
    case .constant(let fitted): fitted.transform(table)
    case .neighbours(let fitted): fitted.transform(table)
    case .chained(let fitted): fitted.transform(table, completion: completion)
    }
  }
}

/// Everything before the selection: imputation, constant columns, harmonisation, filters, scaling; in this order.
public struct PreparationRecipe: Hashable, Codable, Sendable {
  /// How missing values are filled.
  public let imputation: ImputationMethod
  /// How sites or scanners are harmonised.
  public let harmonisation: ComBat?
  /// What is dropped, one filter after the other.
  public let filters: [ColumnFilter]
  /// How columns are scaled.
  public let scaling: ColumnScaling.Rule
  /// Columns that filters do not touch, such as clinical factors that are in every model.
  public let exempt: [String]

  /// A recipe; by default medians and z-scores.
  public init(
    imputation: ImputationMethod = .constant(.median), harmonisation: ComBat? = nil, filters: [ColumnFilter] = [],
    scaling: ColumnScaling.Rule = .standard, exempt: [String] = []
  ) {
    (self.imputation, self.harmonisation, self.filters) = (imputation, harmonisation, filters)
    (self.scaling, self.exempt) = (scaling, exempt)
  }

  /// Fits one preparation per completed table.
  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> [FittedPreparation] {
    let imputation = try imputation.fit(table, log: &log)
    var fitted: [FittedPreparation] = []
    for completion in 0..<self.imputation.completions {
      let complete = imputation.transform(table.features, completion: completion)
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
    let harmoniser = try harmonisation?.fit(table, log: &log)
    if let harmoniser {
      table = TrainingTable(features: try harmoniser.transform(table.features), outcomes: table.outcomes)
    }
    for filter in filters {
      let free = table.columns.filter { exempt.contains($0) }
      let open = try table.columns(named: table.columns.filter { !exempt.contains($0) })
      let kept = try filter.fit(open, log: &log).columns
      table = try table.columns(named: kept + free)
    }
    let scaler = ColumnScaling(scaling).fit(table, log: &log)
    return FittedPreparation(
      imputation: imputation, completion: completion, varying: varying, harmoniser: harmoniser, scaler: scaler)
  }
}

/// A fitted preparation.
public struct FittedPreparation: Hashable, Codable, Sendable {
  let imputation: FittedImputation
  let completion: Int
  let varying: [String]
  let harmoniser: ComBatModel?
  let scaler: ColumnScaler

  /// The columns it gives.
  public var columns: [String] { scaler.columns }

  /// The prepared table, which may have any columns besides those that are read.
  public func transform(_ table: FeatureTable) throws(LearningError) -> FeatureTable {
    let own = try table.columns(named: imputation.columns)
    var complete = try imputation.transform(own, completion: completion).columns(named: varying)
    if let harmoniser { complete = try harmoniser.transform(complete) }
    return scaler.transform(try complete.columns(named: scaler.columns))
  }

  /// The part that gives the columns called `names`.
  func selecting(_ names: [String]) -> FittedPreparation {
    FittedPreparation(
      imputation: imputation, completion: completion, varying: varying, harmoniser: harmoniser,
      scaler: scaler.selecting(names))
  }
}
