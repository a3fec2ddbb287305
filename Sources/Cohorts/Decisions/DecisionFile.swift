import Foundation
import Records

/// The file of decisions as it was read: what it says, its bytes, and how its lines are written.
///
/// It belongs to its users, who edit it by hand or in a spreadsheet. A decision is therefore added as a line in the way
/// of the others, and no other byte changes: neither the byte order mark nor the ends of lines, the separator or the
/// order of columns.
package struct DecisionFile: Hashable, Sendable {
  package let decisions: ReviewDecisions
  /// Empty if there is no file.
  let bytes: Data
  private let style: Style

  /// How lines are written.
  fileprivate struct Style: Hashable {
    var columns = ReviewDecisions.Column.allCases
    var separator: Character = ","
    var lineEnd = "\n"
    /// Cells without a column at the end of each line, as spreadsheets leave them.
    var extra = 0
    /// The encoding if it is not UTF-8, and whether it is a guess.
    var foreign: TextEncoding?
    var isDoubtful = false
    var isWorkbook = false
  }

  /// Reads a file; one that is not there, or that is empty, holds no decisions.
  package init(reading path: String) throws(ReviewDecisionError) {
    try self.init(try Self.content(of: path), file: path)
  }

  /// Takes the bytes of a file.
  init(_ bytes: Data, file: String) throws(ReviewDecisionError) {
    self.bytes = bytes
    guard !bytes.isEmpty else {
      (decisions, style) = (ReviewDecisions(file: file, []), Style())
      return
    }
    let table: CSVTable
    do throws(TableError) { table = try CSVTable(content: bytes, file: file) } catch {
      throw ReviewDecisionError(table: error)
    }
    decisions = try ReviewDecisions(table, file: file)
    style = Style(of: table, bytes)
  }

  private init(_ decisions: ReviewDecisions, _ bytes: Data, _ style: Style) {
    (self.decisions, self.bytes, self.style) = (decisions, bytes, style)
  }

  /// The file with other bytes. If they begin with those that are known, only what follows is read, so that a thousand
  /// decisions cost no more than the first.
  func changed(to other: Data) throws(ReviewDecisionError) -> DecisionFile {
    if other == bytes { return self }
    if let grown = grown(to: other) { return grown }
    return try DecisionFile(other, file: decisions.file)
  }

  /// The file as it is on disk now.
  package func following(_ path: String) throws(ReviewDecisionError) -> DecisionFile {
    try changed(to: try Self.content(of: path))
  }

  private static func content(of path: String) throws(ReviewDecisionError) -> Data {
    do throws(UserFileError) { return try UserFile.content(of: path) ?? Data() } catch {
      throw ReviewDecisionError(error)
    }
  }

  /// `nil` where the whole must be read, also for the error.
  private func grown(to other: Data) -> DecisionFile? {
    guard !bytes.isEmpty, style.foreign == nil, !style.isWorkbook, style.lineEnd != "\r",
      bytes.last == UInt8(ascii: "\n"), other.prefix(bytes.count) == bytes,
      let tail = String(validating: other.dropFirst(bytes.count), as: UTF8.self)
    else { return nil }
    let head = CSVWriter.line(
      style.columns.map(\.rawValue) + Array(repeating: "", count: style.extra), separator: style.separator)
    guard let table = try? CSVTable(parsing: "sep=\(style.separator)\n" + head + tail, file: decisions.file),
      let more = try? ReviewDecisions(table, file: decisions.file)
    else { return nil }
    // The two lines above the tail stand for those of the file.
    let before = bytes.count { $0 == UInt8(ascii: "\n") }
    return DecisionFile(decisions.adding(more.all, lines: more.lines.map { $0 - 2 + before }), other, style)
  }

  /// The decisions that another file has no more.
  package func lost(in other: DecisionFile) -> [ReviewDecision] {
    other.decisions.all.starts(with: decisions.all) ? [] : decisions.without(other.decisions)
  }

  /// The decisions that a file had not.
  package func new(since other: DecisionFile) -> ReviewDecisions {
    guard decisions.all.starts(with: other.decisions.all) else { return decisions }
    let known = other.decisions.all.count
    return ReviewDecisions(
      file: decisions.file, Array(decisions.all[known...]), lines: Array(decisions.lines[known...]))
  }

  /// The file with further decisions.
  /// - Throws: if lines cannot be added to a file of this kind.
  func adding(_ more: [ReviewDecision]) throws(ReviewDecisionError) -> DecisionFile {
    if style.isWorkbook { throw ReviewDecisionError(file: decisions.file, .workbook) }
    if style.isDoubtful { throw ReviewDecisionError(file: decisions.file, .doubtfulEncoding) }
    var (base, style) = (bytes, style)
    if style.foreign != nil, let text = DecodedText([UInt8](bytes))?.text {
      // A word of the new line may have no place in that encoding. The mark tells spreadsheets the new one.
      base = Data([0xef, 0xbb, 0xbf]) + Data(text.utf8)
      style.foreign = nil
    }
    if base.isEmpty { base = Data(line(style.columns.map(\.rawValue), style).utf8) }
    if base.last != style.lineEnd.utf8.last { base += Data(style.lineEnd.utf8) }
    let before = base.count { $0 == (style.lineEnd.utf8.last ?? 10) }
    for decision in more { base += Data(line(style.columns.map(decision.cell), style).utf8) }
    return DecisionFile(decisions.adding(more, lines: more.indices.map { before + 1 + $0 }), base, style)
  }

  private func line(_ cells: [String], _ style: Style) -> String {
    CSVWriter.line(
      cells + Array(repeating: "", count: style.extra), separator: style.separator, end: style.lineEnd)
  }
}

extension DecisionFile.Style {
  fileprivate init(of table: CSVTable, _ bytes: Data) {
    self.init()
    columns = table.columns.compactMap { ReviewDecisions.Column(rawValue: $0) }
    separator = table.separator
    isWorkbook = bytes.starts(with: [0x50, 0x4b])
    for note in table.notes {
      switch note {
      case .encoding(let encoding): foreign = encoding
      case .doubtfulEncoding(let encoding, _): (foreign, isDoubtful) = (encoding, true)
      case .sheet: isWorkbook = true
      }
    }
    guard !isWorkbook, let text = DecodedText([UInt8](bytes))?.text.utf8 else { return }
    // Old Macs end lines with a carriage return alone.
    lineEnd = Self.hasReturn(text) ? "\r\n" : text.contains(13) && !text.contains(10) ? "\r" : "\n"
    extra = max(0, Self.cells(text, separator) - columns.count)
  }

  /// Whether the first line ends with a carriage return and a line feed.
  private static func hasReturn(_ text: String.UTF8View) -> Bool {
    guard let end = text.firstIndex(of: 10), end != text.startIndex else { return false }
    return text[text.index(before: end)] == 13
  }

  /// Cells of the line that names the columns.
  private static func cells(_ text: String.UTF8View, _ separator: Character) -> Int {
    let lines = text.split(whereSeparator: { $0 == 10 || $0 == 13 })
    guard let head = lines.first(where: { !$0.starts(with: "sep=".utf8) }) else { return 0 }
    return 1 + head.count { $0 == separator.asciiValue }
  }
}
