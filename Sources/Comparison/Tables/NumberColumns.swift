import Records

/// Numeric columns of `apus test` and `apus optimism`, with the cells that must not silently count as numbers.
public struct NumberCells: Sendable {
  /// Codes for "missing", such as -999, in addition to empty cells.
  public var missing: [String] = [] {
    didSet { marks = MissingMarks(missing) }
  }
  /// Whether values that look like codes for "missing" are accepted as numbers.
  public var keepsCodes = false
  private var marks = MissingMarks([])

  /// No codes.
  public init() {}

  /// Whether a cell has no value.
  func isEmpty(_ cell: String) -> Bool { MissingCodes.isEmpty(cell) || marks.contains(cell) }

  /// Refuses columns with cells that may stand for a missing value, by the rule of `apus compare`.
  func check(_ table: CSVTable, columns: [String], file: String) throws(ColumnTestError) {
    try checkSize(table, columns: columns, file: file)
    guard !keepsCodes else { return }
    let found = columns.flatMap { column -> [MissingCodes] in
      let cells = (table[column] ?? []).map { marks.contains($0) ? "" : $0 }
      return MissingCodes.findings(column: column, cells: cells, lines: table.lines, number: table.number)
    }.filter { $0.kind != .nothing && ($0.kind != .decimalComma || table.separator != ",") }
    guard !found.isEmpty else { return }
    throw ColumnTestError(
      description:
        "\(file): \(found.prefix(5).map(\.sentence).joined(separator: " ")) As numbers, such cells would change every "
        + "result. Name the codes for missing values with --missing VALUE (repeatable), "
        + "or accept all as numbers with --keep-codes.")
  }

  /// Refuses columns whose squares cannot be computed.
  private func checkSize(_ table: CSVTable, columns: [String], file: String) throws(ColumnTestError) {
    for column in columns {
      let numbers = zip(table[column] ?? [], table.lines).compactMap { cell, line in
        marks.contains(cell) ? nil : table.number(cell).map { (value: abs($0), cell: cell, line: line) }
      }
      let isTiny = numbers.contains { $0.value > 0 } && numbers.allSatisfy { $0.value < 1e-100 }
      guard let one = numbers.first(where: { isTiny ? $0.value > 0 : $0.value > 1e100 }) else { continue }
      throw ColumnTestError(
        description: "\(file): the column \"\(column)\" holds \(one.cell) in line \(one.line), which is too "
          + "\(isTiny ? "small" : "large") to be squared. Correct the value, or write the column in another unit.")
    }
  }
}
