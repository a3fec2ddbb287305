import Execution

/// Splits CSV text into records and handles quotes.
struct CSVScanner {
  /// A record and the line on which it begins.
  struct Record {
    var line: Int
    var cells: [String]
  }

  private let bytes: [UInt8]
  private let separator: UInt8
  private let firstLine: Int
  private(set) var lineOfOpenQuote = 0

  init(_ text: String, separator: Character, firstLine: Int = 1) {
    self.firstLine = firstLine
    bytes = Array(text.utf8)
    self.separator = separator.asciiValue ?? UInt8(ascii: ",")
  }

  /// All records without blank lines; `nil` if a quote is not closed.
  ///
  /// Works on bytes, because the separators are ASCII and cannot occur inside a UTF-8 sequence, while Swift's
  /// `Character` would join CR and LF into one.
  mutating func records() -> [Record]? {
    var result: [Record] = []
    var cell: [UInt8] = []
    var record = Record(line: firstLine, cells: [])
    var line = firstLine
    var isQuoted = false
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if isQuoted {
        if byte != UInt8(ascii: "\"") {
          cell.append(byte)
        } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
          cell.append(byte)
          position += 1
        } else {
          isQuoted = false
        }
      } else if byte == UInt8(ascii: "\""), cell.allSatisfy({ $0 == UInt8(ascii: " ") }) {
        isQuoted = true
        lineOfOpenQuote = line
        cell.removeAll()
      } else if byte == separator {
        record.close(&cell)
      } else if byte == UInt8(ascii: "\n") {
        record.close(&cell)
        if record.cells != [""] { result.append(record) }
        record = Record(line: line, cells: [])
      } else {
        cell.append(byte)
      }
    }
    guard !isQuoted else { return nil }
    record.close(&cell)
    if record.cells != [""] { result.append(record) }
    return result
  }
}

extension CSVScanner.Record {
  fileprivate mutating func close(_ cell: inout [UInt8]) {
    let text = String(decoding: cell, as: UTF8.self).trimmed
    // An apostrophe that the writer put before a formula is not part of the text.
    let isGuarded = text.hasPrefix("'") && CSVWriter.isFormula(text.dropFirst())
    cells.append(isGuarded ? String(text.dropFirst()) : text)
    cell.removeAll(keepingCapacity: true)
  }
}
