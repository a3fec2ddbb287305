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
