/// Writes tables as RFC 4180: comma, LF, quotes only where needed.
package enum CSVWriter {
  /// One table as text, header first.
  package static func text(columns: [String], rows: [[String]]) -> String {
    var result = line(columns)
    for row in rows { result += line(row) }
    return result
  }

  /// One line with its line feed.
  package static func line(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\n"
  }

  /// The shortest text that reads back as the same number.
  package static func number(_ value: Double) -> String { "\(value)" }

  private static func quoted(_ cell: String) -> String {
    let needsQuotes = cell.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13].contains($0) }
    return needsQuotes
      ? "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : cell
  }
}
