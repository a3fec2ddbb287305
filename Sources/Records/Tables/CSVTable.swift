import Archives
import Foundation

/// A table of text cells with named columns, as read from a CSV file or from a worksheet of an `.xlsx` file.
///
/// Reads RFC 4180 and what hospital exports add: a byte-order mark, UTF-16, CP949 and Windows-1252 (``TextEncoding``),
/// a line `sep=;`, `;` or tab as separator (recognised in the header), CRLF or LF. Input that could silently shift data
/// is refused: rows of different length, repeated column names, an open quote, bytes that are not text, and control
/// characters, which could also command a terminal.
package struct CSVTable: Sendable, Hashable {
  /// Column names, trimmed, in order.
  package let columns: [String]
  /// The cells of each row, trimmed, one per column.
  package let rows: [[String]]
  /// The line of the file on which each row begins.
  package let lines: [Int]
  /// Separator of the file. If it is `;` or tab, a comma in a number is a decimal comma.
  package let separator: Character
  /// How the file was read, where that is not plain.
  package internal(set) var notes: [TableNote] = []
  private let index: [String: Int]

  /// A table made from its parts, for writers and tests.
  package init(columns: [String], rows: [[String]], separator: Character = ",", lines: [Int]? = nil) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "one cell per column")
    self.columns = columns
    self.rows = rows
    self.lines = lines ?? rows.indices.map { $0 + 2 }
    self.separator = separator
    index = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// Reads and checks a file: text, text in a file whose name ends in `.gz`, or a workbook, of which `#Sheet` after the
  /// path names a sheet.
  package init(reading path: String) throws(TableError) {
    try self.init(noting: path)
    TableNote.told(notes, of: path)
  }

  private init(noting path: String) throws(TableError) {
    let place = TablePath(path)
    try self.init(try Self.bytes(of: place.file), place, file: path)
  }

  /// Reads and checks bytes that were read from a file; `file` is used only to name the source in errors.
  package init(content: Data, file: String) throws(TableError) {
    try self.init(content, TablePath(file), file: file)
  }

  private init(_ data: Data, _ place: TablePath, file path: String) throws(TableError) {
    if let foreign = ForeignTable(data) { throw TableError(file: path, problem: .foreign(foreign)) }
    guard !data.starts(with: [0x50, 0x4b, 3, 4]) else {
      try self.init(workbook: data, place, file: path)
      return
    }
    guard let decoded = DecodedText([UInt8](data)) else { throw TableError(file: path, problem: .unknownEncoding) }
    if let foreign = ForeignTable(decoded.text) { throw TableError(file: path, problem: .foreign(foreign)) }
    try self.init(parsing: decoded.text, file: path)
    if let doubt = decoded.doubt {
      notes = [.doubtfulEncoding(decoded.encoding, doubt)]
    } else if decoded.encoding != .utf8 {
      notes = [.encoding(decoded.encoding)]
    }
  }

  private static func bytes(of path: String) throws(TableError) -> Data {
    if path.lowercased().hasSuffix(".gz") {
      do throws(InflatedFile.Failure) { return Data(try InflatedFile.bytes(of: path)) } catch {
        throw TableError(file: path, problem: TableError.Problem(error))
      }
    }
    do throws(TextInput.Failure) { return try TextInput.content(of: path) } catch {
      throw TableError(file: path, problem: TableError.Problem(error))
    }
  }

  /// Reads a sheet of a workbook.
  private init(workbook data: Data, _ place: TablePath, file: String) throws(TableError) {
    // Other programs put their tables into zip archives too.
    if let archive = try? ZipArchive(data), let foreign = ForeignTable(archive) {
      throw TableError(file: file, problem: .foreign(foreign))
    }
    let sheet: SheetTable
    do throws(WorkbookFault) { sheet = try Workbook(data).table(place.sheet) } catch {
      throw TableError(file: file, problem: .workbook(error))
    }
    if let twice = sheet.columns.firstDuplicate { throw TableError(file: file, problem: .repeatedColumn(twice)) }
    for (line, cells) in zip([1] + sheet.lines, [sheet.columns] + sheet.rows) {
      for cell in cells {
        guard let found = CSVTable.controlCharacter(in: cell) else { continue }
        throw TableError(file: file, problem: .controlCharacter(found.code, line: line))
      }
    }
    self.init(columns: sheet.columns, rows: sheet.rows, lines: sheet.lines)
    notes = sheet.notes.map(TableNote.sheet)
  }

  /// Parses text; `file` is used only to name the source in errors.
  package init(parsing text: String, file: String) throws(TableError) {
    var body = text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text
    // Old Macs end lines with CR alone. CRLF contains a line feed and is handled by the scanner.
    if !body.utf8.contains(10) { body = body.replacing("\r", with: "\n") }
    if let (line, code) = CSVTable.controlCharacter(in: body) {
      throw TableError(file: file, problem: .controlCharacter(code, line: line))
    }
    let (declared, start) = CSVTable.declaredSeparator(body)
    if start > 1 { body = String(body[body.index(after: body.firstIndex(where: \.isNewline) ?? body.startIndex)...]) }
    let separator = declared ?? CSVTable.separator(of: body)
    var scanner = CSVScanner(body, separator: separator, firstLine: start)
    guard var records = scanner.records() else {
      throw TableError(file: file, problem: .openQuote(line: scanner.lineOfOpenQuote))
    }
    // Spreadsheets leave rows of empty cells where rows were cleared. They belong to no patient.
    records = records.enumerated().filter { $0.offset == 0 || !$0.element.cells.allSatisfy(\.isEmpty) }.map(\.element)
    records = CSVTable.withoutEmptyColumns(records)
    guard let header = records.first, header.cells != [""] else { throw TableError(file: file, problem: .empty) }
    if let twice = header.cells.firstDuplicate { throw TableError(file: file, problem: .repeatedColumn(twice)) }
    for record in records.dropFirst() where record.cells.count != header.cells.count {
      throw TableError(
        file: file,
        problem: .raggedRow(line: record.line, cells: record.cells.count, expected: header.cells.count))
    }
    self.init(
      columns: header.cells, rows: records.dropFirst().map(\.cells), separator: separator,
      lines: records.dropFirst().map(\.line))
  }

  /// Line and code of the first control character other than tab and line ends.
  private static func controlCharacter(in text: String) -> (line: Int, code: UInt32)? {
    // Bytes are tested because scalars are slow and large tables have none. C1 controls are the bytes C2 80 to C2 9F.
    var (line, previous) = (1, UInt8(0))
    for byte in text.utf8 {
      if byte == 10 { line += 1 }
      if byte < 32 && byte != 9 && byte != 10 && byte != 13 || byte == 127 { return (line, UInt32(byte)) }
      if previous == 0xc2, byte < 0xa0, byte != 0x85 { return (line, UInt32(byte)) }
      previous = byte
    }
    return nil
  }

  /// The separator that a first line such as `sep=;` declares (Excel reads and writes it), and the line on which the
  /// table begins.
  private static func declaredSeparator(_ text: String) -> (Character?, Int) {
    let first = text.prefix { !$0.isNewline }
    guard first.count == 5, first.lowercased().hasPrefix("sep="), let separator = first.last, separator.isASCII else {
      return (nil, 1)
    }
    return (separator, 2)
  }

  /// Removes the empty columns without a name that spreadsheets add at the end.
  private static func withoutEmptyColumns(_ records: [CSVScanner.Record]) -> [CSVScanner.Record] {
    guard let header = records.first?.cells, let last = header.lastIndex(where: { !$0.isEmpty }) else { return records }
    let width = last + 1
    let isEmptyBeyond = records.allSatisfy { $0.cells.dropFirst(width).allSatisfy(\.isEmpty) }
    guard width < header.count, isEmptyBeyond, records.allSatisfy({ $0.cells.count == header.count }) else {
      return records
    }
    return records.map { CSVScanner.Record(line: $0.line, cells: Array($0.cells.prefix(width))) }
  }

  /// Position of a column; `nil` if there is none with that name.
  package func position(of column: String) -> Int? { index[column] }

  /// Cells of a column from top to bottom; `nil` if there is none with that name.
  package subscript(column: String) -> [String]? { index[column].map { at in rows.map { $0[at] } } }

  /// Cells of a column that the table must have.
  /// - Parameter file: the file of the table, for the error.
  /// - Throws: `TableError` that lists the columns of the table.
  package func cells(of column: String, file: String) throws(TableError) -> [String] {
    guard let cells = self[column] else { throw TableError(file: file, problem: .noColumn(column, columns: columns)) }
    return cells
  }

  /// How the table writes numbers.
  package var decimalMark: DecimalMark { DecimalMark(separator: separator) }

  /// The number in a cell; `nil` unless the whole cell is one finite number.
  package func number(_ cell: String) -> Double? { decimalMark.number(cell) }

  /// The candidate that occurs most often in the first line outside quotes; a comma if none occurs.
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
  /// The first element that equals an earlier one.
  package var firstDuplicate: Element? {
    var seen = Set<Element>()
    return first { !seen.insert($0).inserted }
  }
}
