/// Why a table cannot be used.
public struct TableError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The problem in the table.
  public enum Problem: Sendable, Hashable {
    case unreadable, isFolder, empty
    /// The bytes are text in none of the encodings that are read, or no text.
    case unknownEncoding
    /// The file holds a table in a format that is not read.
    case foreign(ForeignTable)
    /// A workbook of Excel that gives no table.
    case workbook(WorkbookFault)
    /// A gzip file that cannot be inflated to its end.
    case damagedGzip
    /// The file is an image, where a table of images is expected.
    case isImage
    /// A table of cases describes its images, such as series of an export, instead of giving their paths.
    case describedImages(String)
    /// A table of cases has no series of this name.
    case noSeries(String, [String])
    /// A table of cases has several series, and what is computed is of one.
    case severalSeries([String])
    case openQuote(line: Int)
    case controlCharacter(UInt32, line: Int)
    case repeatedColumn(String)
    case reservedColumn(String)
    case raggedRow(line: Int, cells: Int, expected: Int)
    case noColumn(String, columns: [String])
    /// A column whose name resembles that of a column that is read but is missing.
    case nearlyColumn(String, meant: String)
    case repeatedID(String, column: String, lines: [Int])
    case noID(line: Int, column: String)

    /// The file has no text.
    package init(_ failure: TextInput.Failure) {
      self =
        switch failure {
        case .unreadable: .unreadable
        case .isFolder: .isFolder
        case .otherEncoding: .unknownEncoding
        }
    }

    /// The file does not inflate.
    init(_ failure: InflatedFile.Failure) {
      self =
        switch failure {
        case .unreadable: .unreadable
        case .damaged: .damagedGzip
        }
    }
  }

  /// The file.
  public let file: String
  /// The problem.
  public let problem: Problem

  /// An error about one file.
  public init(file: String, problem: Problem) {
    self.file = file
    self.problem = problem
  }

  /// The file, the cause and what to do next, in one line.
  public var description: String { "\(file): \(cause)" }

  private var cause: String {
    switch problem {
    case .unreadable: "cannot be read. Check the path and the permissions."
    case .isFolder: "is a folder. Name a table in it."
    case .damagedGzip: "is a gzip file that is damaged or cut short. Copy or compress it again."
    case .unknownEncoding:
      "is not text in UTF-8, UTF-16, CP949 (Korean) or Windows-1252, so its words would be garbled. Save it as \"CSV "
        + "UTF-8\" or .xlsx."
    case .foreign(let format): format.sentence
    case .workbook(let fault): fault.sentence
    case .isImage:
      "is an image or a folder of images, not a table of cases, and no mask was given. Give the mask after the "
        + "image, or a CSV file with the columns Image and Mask."
    case .describedImages(let first):
      "has no path of an image. It describes series of an export, such as \(first), because several lie in one folder. "
        + "Use the study file beside it (apus study run), or write a table with the columns Image and Mask."
    case .noSeries(let name, let known):
      "has no series \"\(name)\"\(suggestion(for: name, among: known)). It has: \(known.joined(separator: ", "))."
    case .severalSeries(let known):
      "has the series \(known.joined(separator: ", ")). This is computed from the images of one. Choose one with "
        + "--series."
    case .controlCharacter(let code, let line):
      "line \(line) holds the control character U+\(String(code, radix: 16, uppercase: true).leftPadded), which is "
        + "not text. Remove it, or save the table as \"CSV UTF-8\" if it has another encoding."
    case .empty: "has no header line. The first line must name the columns."
    case .openQuote(let line): "the quote opened in line \(line) is never closed. Close or double it."
    case .repeatedColumn(let name): "the column \"\(name)\" occurs twice. Rename one."
    case .reservedColumn(let name): "the column \"\(name)\" has the name of a column of the result. Rename it."
    case .raggedRow(let line, let cells, let expected):
      expected == 1
        ? "line \(line) has \(cells) cells, but the header has 1. If a title stands above the header, delete it; in a "
          + "worksheet it may stay."
        : "line \(line) has \(cells) cells, but the header has \(expected). Put cells that contain the separator in quotes."
    case .noColumn(let name, let columns) where OwnTable(columns: columns) != nil:
      "has no column \"\(name)\". \(OwnTable(columns: columns)?.words ?? "")"
    case .noColumn(let name, let columns) where columns.count == 1:
      // Any text is a table of one column, and its first line may be nobody's to show.
      "has no column \"\(name)\", but one column only, so it is no table with commas, semicolons or tabulators between "
        + "its cells. Check the path and the separators."
    case .noColumn(let name, let columns):
      "has no column \"\(name)\"\(suggestion(for: name, among: columns)). It has: \(columns.joined(separator: ", "))."
    case .nearlyColumn(let name, let meant):
      "the column \"\(name)\" would be ignored; did you mean \"\(meant)\"? Write \(meant), or rename the column if it is something else."
    case .repeatedID(let id, let column, let lines):
      "\"\(id)\" occurs twice in the column \"\(column)\", in lines "
        + "\(lines.map(String.init).joined(separator: " and ")). "
        + "Each patient needs one row and an id of its own."
    case .noID(let line, let column): "line \(line) has no \"\(column)\". Give each patient an id."
    }
  }
}

extension String {
  /// Padded with zeros to at least four characters.
  fileprivate var leftPadded: String { String(repeating: "0", count: Swift.max(0, 4 - count)) + self }
}

extension CSVTable {
  /// The ids in a column, none missing and none repeated.
  package func ids(at position: Int, file: String) throws(TableError) -> [String] {
    if let fault = rowsWithOwnID(at: position, file: file).faults.first { throw fault }
    return rows.map { $0[position] }
  }

  /// The rows that have an id which no earlier row has, and an error for each other row.
  package func rowsWithOwnID(at position: Int, file: String) -> (rows: [Int], faults: [TableError]) {
    var (first, kept, faults): ([String: Int], [Int], [TableError]) = ([:], [], [])
    for (row, id) in rows.map({ $0[position] }).enumerated() {
      if id.isEmpty {
        faults.append(TableError(file: file, problem: .noID(line: lines[row], column: columns[position])))
      } else if let earlier = first[id] {
        faults.append(
          TableError(
            file: file, problem: .repeatedID(id, column: columns[position], lines: [lines[earlier], lines[row]])))
      } else {
        first[id] = row
        kept.append(row)
      }
    }
    return (kept, faults)
  }

  /// The table with some of its rows.
  package func keeping(_ kept: [Int]) -> CSVTable {
    var own = CSVTable(
      columns: columns, rows: kept.map { rows[$0] }, separator: separator, lines: kept.map { lines[$0] })
    own.notes = notes
    return own
  }
}
