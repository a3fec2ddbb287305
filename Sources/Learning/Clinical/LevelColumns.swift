/// A column of level numbers, `0..<levels.count`, as one column a level.
///
/// Multiple imputation needs one column a factor, so that a patient is given one level and not two halves; models need
/// one a level.
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
