/// Drops columns that have one value only: they do not distinguish any two subjects.
public struct ConstantColumnFilter: Filter, Codable {
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

extension LearningStep {
  /// Names what every pipeline does first in any case, so that a study file can say so: it makes no further filter.
  static let constantColumns = LearningStep.filter("constant-columns", "drops columns with one value") { _, _ in [] }
}
