/// Why a table could not be used.
public struct TableError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was found.
  public enum Problem: Sendable, Hashable {
    case unreadable, notUTF8, empty
    case openQuote(line: Int)
    case repeatedColumn(String)
    case reservedColumn(String)
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
    case .reservedColumn(let name): "the column \"\(name)\" has the name of a column of the result. Rename it."
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
