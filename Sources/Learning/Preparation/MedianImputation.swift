import Statistics

/// Puts the training median in the place of missing values.
public struct MedianImputation: Fitting, Codable {
  /// Median imputation has no settings.
  public init() {}

  /// Learns the median of each column's present values.
  public func fit(_ table: TrainingTable, log: inout FitLog) -> MedianImputer {
    let present = table.columns.indices.map { table.features.column($0).filter { !$0.isNaN } }
    let missing = present.map { table.subjects.count - $0.count }.reduce(0, +)
    log.record(.imputation, subjects: table.subjects, detail: missing == 0 ? "" : "\(missing) missing values")
    // A column nobody has carries nothing: 0 for everybody makes it constant, and the next step drops it.
    return MedianImputer(columns: table.columns, medians: present.map { $0.isEmpty ? 0 : median($0) })
  }
}

/// Fitted medians.
public struct MedianImputer: Hashable, Codable, Sendable {
  /// The columns it was fitted on.
  public let columns: [String]
  /// What stands for a missing value of each column.
  public let medians: [Double]

  /// The table without missing values; its columns are those of the imputer in the same order.
  public func transform(_ table: FeatureTable) -> FeatureTable {
    precondition(table.columns == columns, "an imputer transforms the columns it was fitted on")
    let filled = columns.indices.flatMap { position in
      table.column(position).map { $0.isNaN ? medians[position] : $0 }
    }
    return FeatureTable(subjects: table.subjects, columns: columns, columnMajor: filled)
  }
}

/// Drops columns that have one value only: they tell nobody from anybody.
public struct ConstantColumnFilter: Fitting, Codable {
  /// The filter has no settings.
  public init() {}

  /// Learns which columns vary.
  public func fit(_ table: TrainingTable, log: inout FitLog) -> KeptColumns {
    let varies = table.columns.indices.filter { position in
      let column = table.features.column(position)
      return column.contains { $0 != column.first }
    }
    let kept = varies.map { table.columns[$0] }
    let dropped = Set(table.columns).subtracting(kept)
    let names = table.columns.filter { dropped.contains($0) }
    log.record(
      .constantColumns, subjects: table.subjects,
      detail: names.isEmpty ? "" : "dropped \(names.joined(separator: ", "))")
    return KeptColumns(columns: kept)
  }
}

/// The columns a filter or selection keeps.
public struct KeptColumns: Hashable, Codable, Sendable {
  /// Their names, in the order of the table.
  public let columns: [String]
}

/// Imputation, constant columns and scaling in one, as every pipeline begins.
package struct Preparation: Hashable, Codable, Sendable {
  /// Medians of the columns that are kept.
  package let imputer: MedianImputer
  /// Scales of the same columns.
  package let scaler: StandardScaler

  /// Learns all three from `table`.
  package init(fitting table: TrainingTable, log: inout FitLog) {
    let imputed = MedianImputation().fit(table, log: &log)
    let filled = TrainingTable(features: imputed.transform(table.features), outcomes: table.outcomes)
    let kept = Set(ConstantColumnFilter().fit(filled, log: &log).columns)
    let positions = table.columns.indices.filter { kept.contains(table.columns[$0]) }
    let varying = TrainingTable(features: filled.features.columns(at: positions), outcomes: table.outcomes)
    scaler = StandardScaling().fit(varying, log: &log)
    imputer = MedianImputer(columns: scaler.columns, medians: positions.map { imputed.medians[$0] })
  }

  private init(imputer: MedianImputer, scaler: StandardScaler) { (self.imputer, self.scaler) = (imputer, scaler) }

  /// The columns that are kept.
  package var columns: [String] { scaler.columns }

  /// Imputed, filtered and scaled.
  package func transform(_ table: FeatureTable) throws(LearningError) -> FeatureTable {
    scaler.transform(imputer.transform(try table.columns(named: columns)))
  }

  /// The part for the columns at `positions`.
  package func selecting(_ positions: [Int]) -> Preparation {
    Preparation(
      imputer: MedianImputer(columns: positions.map { columns[$0] }, medians: positions.map { imputer.medians[$0] }),
      scaler: scaler.selecting(positions))
  }
}
