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
    case .neighbours(let count):
      .neighbours(NeighbourImputation(neighbours: count, units: .standardised).fit(table, log: &log))
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

  /// What gives the columns called `names` the same values. Neighbours are near in all columns, so nothing can be left out there.
  func selecting(_ names: Set<String>) -> FittedImputation {
    switch self {
    case .constant(let fitted): .constant(fitted.selecting(names))
    case .neighbours: self
    case .chained(let fitted):
      .chained(
        ChainedImputer(
          settings: fitted.settings, start: fitted.start.selecting(names.union(fitted.settings.factors)),
          chains: fitted.chains))
    }
  }
}

extension ConstantImputer {
  /// The part for the columns called `names` and for those whose marks are called so.
  func selecting(_ names: Set<String>) -> ConstantImputer {
    let kept = columns.indices.filter { names.contains(columns[$0]) || names.contains("\(columns[$0])=missing") }
    let own = Set(kept.map { columns[$0] })
    return ConstantImputer(
      columns: kept.map { columns[$0] }, values: kept.map { values[$0] }, marked: marked.filter(own.contains))
  }
}

extension ComBatModel {
  /// The part for the columns called `names`; covariates stay.
  func selecting(_ names: Set<String>) -> ComBatModel {
    let kept = columns.indices.filter { names.contains(columns[$0]) }
    let part = { (values: [Double]) in kept.map { values[$0] } }
    return ComBatModel(
      settings: settings, columns: kept.map { columns[$0] }, means: part(means), variances: part(variances),
      effects: effects.map(part),
      batches: batches.mapValues {
        Batch(
          locations: part($0.locations), variances: part($0.variances), isEstimatedLater: $0.isEstimatedLater)
      })
  }
}

/// A column of level numbers, `0..<levels.count`, as one column a level.
///
/// Multiple imputation needs one column a factor, so that a patient is given one level and not two halves; models need one a level.
public struct LevelColumns: Hashable, Codable, Sendable {
  /// The column of level numbers.
  public let column: String
  /// The levels.
  public let levels: [String]

  /// The columns of a factor.
  public init(column: String, levels: [String]) { (self.column, self.levels) = (column, levels) }

  /// Names of the columns that it becomes.
  public var names: [String] { levels.map { "\(column)=\($0)" } }
}

extension [LevelColumns] {
  /// The table with each column of level numbers replaced by its columns, at the end.
  func spread(_ table: FeatureTable) -> FeatureTable {
    guard !isEmpty else { return table }
    let replaced = Set(map(\.column))
    let rest = table.columns.indices.filter { !replaced.contains(table.columns[$0]) }
    var result = table.columns(at: rest)
    for item in self {
      guard let position = table.columns.firstIndex(of: item.column) else { continue }
      let values = item.levels.indices.flatMap { level in
        table.column(position).map { $0.isNaN ? .nan : $0.rounded() == Double(level) ? 1.0 : 0 }
      }
      result = result.appending(
        FeatureTable(subjects: table.subjects, columns: item.names, columnMajor: values))
    }
    return result
  }
}
