import Foundation

/// A table of text cells with named columns, as read from a CSV file.
///
/// RFC 4180 with what hospital exports add: a byte-order mark, `;` or tab as separator (told from the header), CRLF or LF.
/// What would silently shift data is refused instead: ragged rows, repeated column names, an open quote, bytes that are
/// not UTF-8.
public struct CSVTable: Sendable, Hashable {
  /// Column names, trimmed, in order.
  public let columns: [String]
  /// One array of cells per row, each as long as `columns`, trimmed.
  public let rows: [[String]]
  /// Separator of the file; with `;` a comma inside a number is a decimal comma.
  public let separator: Character
  private let index: [String: Int]

  /// A table from parts; used by writers and tests.
  public init(columns: [String], rows: [[String]], separator: Character = ",") {
    precondition(rows.allSatisfy { $0.count == columns.count }, "one cell per column")
    self.columns = columns
    self.rows = rows
    self.separator = separator
    index = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// Reads and checks a file.
  public init(reading path: String) throws(TableError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TableError(file: path, problem: .unreadable)
    }
    guard let text = String(data: data, encoding: .utf8) else { throw TableError(file: path, problem: .notUTF8) }
    try self.init(parsing: text, file: path)
  }

  /// Parses text; `file` only names the source in errors.
  public init(parsing text: String, file: String) throws(TableError) {
    let body = text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text
    let separator = CSVTable.separator(of: body)
    var scanner = CSVScanner(body, separator: separator)
    guard let records = scanner.records() else {
      throw TableError(file: file, problem: .openQuote(line: scanner.lineOfOpenQuote))
    }
    guard let header = records.first, header.cells != [""] else { throw TableError(file: file, problem: .empty) }
    if let twice = header.cells.firstDuplicate { throw TableError(file: file, problem: .repeatedColumn(twice)) }
    for record in records.dropFirst() where record.cells.count != header.cells.count {
      throw TableError(
        file: file,
        problem: .raggedRow(line: record.line, cells: record.cells.count, expected: header.cells.count))
    }
    self.init(columns: header.cells, rows: records.dropFirst().map(\.cells), separator: separator)
  }

  /// Position of a column; `nil` when there is none of that name.
  public func position(of column: String) -> Int? { index[column] }

  /// Cells of a column from top to bottom; `nil` when there is none of that name.
  public subscript(column: String) -> [String]? { index[column].map { at in rows.map { $0[at] } } }

  /// The number in a cell; a decimal comma counts only where `;` separates, since `1,5` may else be two cells gone wrong.
  public func number(_ cell: String) -> Double? {
    let text = separator == ";" ? cell.replacingOccurrences(of: ",", with: ".") : cell
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The candidate that occurs most often in the first line outside quotes; a comma when none does.
  private static func separator(of text: String) -> Character {
    var isQuoted = false
    var counts: [Character: Int] = [:]
    for character in text.prefix(while: { !$0.isNewline }) {
      if character == "\"" { isQuoted.toggle() } else if !isQuoted { counts[character, default: 0] += 1 }
    }
    let candidates: [Character] = [",", ";", "\t"]
    return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? ","
  }
}

extension Array where Element: Hashable {
  /// The first element that an earlier one equals.
  package var firstDuplicate: Element? {
    var seen = Set<Element>()
    return first { !seen.insert($0).inserted }
  }
}

/// Why a table could not be used.
public struct TableError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was found.
  public enum Problem: Sendable, Hashable {
    case unreadable, notUTF8, empty
    case openQuote(line: Int)
    case repeatedColumn(String)
    case raggedRow(line: Int, cells: Int, expected: Int)
    case noColumn(String, columns: [String])
    case repeatedID(String, column: String)
    case noID(row: Int, column: String)
  }

  /// The file.
  public let file: String
  /// What was found.
  public let problem: Problem

  /// An error about one file.
  public init(file: String, problem: Problem) {
    self.file = file
    self.problem = problem
  }

  /// File, cause and next step in one line.
  public var description: String { "\(file): \(cause)" }

  private var cause: String {
    switch problem {
    case .unreadable: "cannot be read. Check the path and the permissions."
    case .notUTF8: "is not UTF-8 text. Save it as \"CSV UTF-8\"."
    case .empty: "has no header line. The first line must name the columns."
    case .openQuote(let line): "the quote opened in line \(line) is never closed. Close or double it."
    case .repeatedColumn(let name): "the column \"\(name)\" occurs twice. Rename one."
    case .raggedRow(let line, let cells, let expected):
      "line \(line) has \(cells) cells where the header has \(expected). Quote cells that hold the separator."
    case .noColumn(let name, let columns):
      "has no column \"\(name)\"\(suggestion(for: name, among: columns)). It has: \(columns.joined(separator: ", "))."
    case .repeatedID(let id, let column):
      "\"\(id)\" occurs twice in the column \"\(column)\". Each patient needs one row and an id of its own."
    case .noID(let row, let column): "row \(row) has no \"\(column)\". Give each patient an id."
    }
  }
}
