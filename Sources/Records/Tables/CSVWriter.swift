import Execution
import Volumes

/// Writes tables as RFC 4180: comma, LF, and quotes only where needed. A cell with `;` or a tabulator is quoted too,
/// since spreadsheets of many countries split lines there.
///
/// A text that a spreadsheet would run as a formula is written after an apostrophe: it begins with `=`, `+`, `-` or
/// `@`, or a full-width form of these, and is neither a number nor one with its interval. Spreadsheets take the
/// apostrophe as the mark of a text, and ``CSVTable`` removes it again. So an id such as `=cmd|…` is the same in every
/// table of a run and is never executed.
package enum CSVWriter {
  /// A table as text, with its header first.
  package static func text(columns: [String], rows: [[String]]) -> String {
    var result = line(columns)
    for row in rows { result += line(row) }
    return result
  }

  /// One line with its end.
  package static func line(_ cells: [String], separator: Character = ",", end: String = "\n") -> String {
    cells.map { quoted($0, separator) }.joined(separator: String(separator)) + end
  }

  /// The shortest text that reads back as the same number.
  package static func number(_ value: Double) -> String { value.asText }

  /// Whether a spreadsheet would treat the text as a formula.
  static func isFormula(_ cell: Substring) -> Bool {
    guard let first = cell.unicodeScalars.first, "=+-@＝＋－＠".unicodeScalars.contains(first) else { return false }
    return Double(cell) == nil && !isEstimate(cell)
  }

  /// Whether the text is a number with its interval, such as `-0.14 (-0.31 to 0.02)`: no program takes that for a
  /// formula.
  private static func isEstimate(_ cell: Substring) -> Bool {
    let words = cell.split { " ()%".contains($0) }
    guard words.count > 1, words.contains("to"), words.first.flatMap({ Double($0) }) != nil else { return false }
    return words.allSatisfy { $0 == "to" || Double($0) != nil }
  }

  private static func quoted(_ text: String, _ separator: Character) -> String {
    let plain = text.withoutControls
    let cell = isFormula(plain[...]) ? "'" + plain : plain
    let needsQuotes = cell.utf8.contains { byte in
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""), 9, 10, 13: true
      default: byte == separator.asciiValue
      }
    }
    guard needsQuotes else { return cell }
    // Bytes as in the scanner: a quote is one byte, which occurs inside no other character, and characters are slow.
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in cell.utf8 {
      bytes.append(byte)
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self) + "\""
  }
}
