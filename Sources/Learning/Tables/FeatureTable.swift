/// Numbers by subject and column. A missing value is stored as NaN, because a solver needs a dense block; it never
/// leaves the table as a number: ``value(row:column:)`` is `nil` there, and imputation comes before every other fit.
public struct FeatureTable: Hashable, Sendable {
  /// Identifiers of the rows, all different.
  public let subjects: [String]
  /// Names of the columns, all different.
  public let columns: [String]
  /// Column after column, `subjects.count` values each.
  package let values: [Double]

  /// A table from its columns, one after the other; NaN where a value is missing.
  public init(subjects: [String], columns: [String], columnMajor values: [Double]) {
    precondition(values.count == subjects.count * columns.count, "a table has one value per subject and column")
    precondition(Set(subjects).count == subjects.count, "subjects are all different")
    precondition(Set(columns).count == columns.count, "columns are all different")
    precondition(values.allSatisfy { !$0.isInfinite }, "an infinite feature is undefined: give nil")
    (self.subjects, self.columns, self.values) = (subjects, columns, values)
  }

  /// A table from its rows; `nil` where a value is missing or undefined.
  public init(subjects: [String], columns: [String], rows: [[Double?]]) {
    precondition(rows.count == subjects.count, "one row per subject")
    precondition(rows.allSatisfy { $0.count == columns.count }, "one value per column")
    let values = columns.indices.flatMap { column in rows.map { $0[column] ?? .nan } }
    self.init(subjects: subjects, columns: columns, columnMajor: values)
  }

  /// The value, or `nil` where it is missing.
  public func value(row: Int, column: Int) -> Double? {
    let value = values[column * subjects.count + row]
    return value.isNaN ? nil : value
  }

  /// The values of a column, NaN where missing.
  package func column(_ position: Int) -> ArraySlice<Double> {
    values[(position * subjects.count)..<((position + 1) * subjects.count)]
  }

  /// The rows at `positions`, in that order.
  public func rows(_ positions: [Int]) -> FeatureTable {
    let picked = columns.indices.flatMap { column in positions.map { values[column * subjects.count + $0] } }
    return FeatureTable(subjects: positions.map { subjects[$0] }, columns: columns, columnMajor: picked)
  }

  /// The columns at `positions`, in that order.
  public func columns(at positions: [Int]) -> FeatureTable {
    FeatureTable(
      subjects: subjects, columns: positions.map { columns[$0] }, columnMajor: positions.flatMap { column($0) })
  }

  /// The columns called `names`, in that order.
  /// - Throws: ``LearningError/missingColumns(_:)``.
  public func columns(named names: [String]) throws(LearningError) -> FeatureTable {
    let positions = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    let missing = names.filter { positions[$0] == nil }
    guard missing.isEmpty else { throw .missingColumns(missing) }
    return columns(at: names.compactMap { positions[$0] })
  }

  /// The rows at `positions`, some perhaps several times, as a bootstrap draws them; repeats get a mark after their id,
  /// which ``original(of:)`` takes off.
  package func resampled(_ positions: [Int]) -> FeatureTable {
    var turns: [Int: Int] = [:]
    let ids = positions.map { position in
      turns[position, default: 0] += 1
      let turn = turns[position] ?? 1
      return turn == 1 ? subjects[position] : subjects[position] + FeatureTable.mark + "\(turn)"
    }
    let picked = columns.indices.flatMap { column in positions.map { values[column * subjects.count + $0] } }
    return FeatureTable(subjects: ids, columns: columns, columnMajor: picked)
  }

  /// The id without the mark of a repeat.
  static func original(of id: String) -> String { id.split(separator: mark).first.map(String.init) ?? id }

  /// A control character, which no id from a table of subjects has.
  private static let mark = "\u{1}"

  /// This table with the columns of `other`, which has the same subjects in the same order, after its own.
  public func appending(_ other: FeatureTable) -> FeatureTable {
    precondition(other.subjects == subjects, "tables are joined by subject id before they come here")
    return FeatureTable(subjects: subjects, columns: columns + other.columns, columnMajor: values + other.values)
  }
}
