import Records

/// Columns of numbers of `apus test` and `apus optimism`, with what is not to be taken for a number in silence.
public struct NumberCells: Sendable {
  /// Cells that say "missing", such as -999, besides empty ones.
  public var missing: [String] = []
  /// Whether values that look like codes for "missing" are numbers all the same.
  public var keepsCodes = false

  /// Nothing named.
  public init() {}

  /// Whether a cell has no value.
  func isEmpty(_ cell: String) -> Bool { MissingCodes.isEmpty(cell) || missing.contains(cell) }

  /// Refuses columns with cells that may stand for a missing value, by the rule of `apus compare`.
  func check(_ table: CSVTable, _ columns: [String], file: String) throws(ColumnTestError) {
    guard !keepsCodes else { return }
    let found = columns.flatMap { column -> [MissingCodes] in
      let cells = (table[column] ?? []).map { missing.contains($0) ? "" : $0 }
      return MissingCodes.findings(column: column, cells: cells, lines: table.lines, number: table.number)
    }.filter { $0.kind != .nothing && ($0.kind != .decimalComma || table.separator != ",") }
    guard !found.isEmpty else { return }
    throw ColumnTestError(
      description:
        "\(file): \(found.prefix(5).map(\.sentence).joined(separator: " ")) As numbers such cells change every figure. Say what is "
        + "missing by --missing VALUE (repeatable), or that all are numbers by --keep-codes.")
  }
}
