import Execution

/// A table in a worksheet: its header, and the rows below with a cell for each column.
struct SheetTable {
  private(set) var columns: [String]
  private(set) var rows: [[String]]
  /// The row of the sheet on which each row is.
  private(set) var lines: [Int]
  /// What a reader of the table should know.
  var notes: [SheetNote]

  /// Finds the table in the cells of a sheet.
  /// - Parameters:
  ///   - sheet: name of the sheet, for messages.
  ///   - others: names of the other sheets.
  init(_ cells: SheetCells, sheet: String, others: [String]) throws(WorkbookFault) {
    if !cells.unsaved.isEmpty { throw .formulas(cells.unsaved, sheet: sheet) }
    guard let header = SheetHeader(cells) else { throw .emptySheet(sheet, others: others) }
    var body = SheetBody(cells, below: header.rows.upperBound)
    try body.spreadMerged(cells.merged, over: header, sheet: sheet)
    let used = Set(header.names.keys).union(body.rows.lazy.flatMap { $0.cells.keys }).sorted()
    let unnamed = used.filter { header.names[$0] == nil }
    guard unnamed.count < 2 else {
      throw .unnamedColumns(unnamed.map(CellPlace.letters), row: header.rows.upperBound, sheet: sheet)
    }
    guard used.count * body.rows.count <= SheetReader.mostCells else { throw .tooLarge(part: "the sheet \(sheet)") }
    columns = used.map { header.names[$0] ?? "" }
    rows = body.rows.map { row in used.map { row.cells[$0] ?? "" } }
    lines = body.rows.map(\.number)
    notes = header.notes + body.notes
    addNotes(cells, used, below: header.rows.upperBound)
  }

  private mutating func addNotes(_ cells: SheetCells, _ used: [Int], below header: Int) {
    let errors = cells.errors.filter { $0.place.row > header }
    if !errors.isEmpty { notes.append(.errors(errors.map { "\($0.place) \($0.text)" })) }
    let names = Dictionary(uniqueKeysWithValues: zip(used, columns))
    let hiddenRows = cells.rows.count { $0.isHidden && $0.number > header }
    let hiddenColumns = used.filter { at in cells.hiddenColumns.contains { $0.contains(at) } }
    if hiddenRows > 0 || !hiddenColumns.isEmpty {
      notes.append(.hidden(rows: hiddenRows, columns: hiddenColumns.compactMap { names[$0] }))
    }
    let percentages = cells.percentages.sorted().compactMap { names[$0] }
    if !percentages.isEmpty { notes.append(.percentages(percentages)) }
  }
}

/// The header of a table in a worksheet.
///
/// Above the header there may be titles. The header is the first row with two cells or more that fills at least half as
/// many columns as the fullest row does; in a table of one column it is the first row. Cells of the header that are
/// merged over rows or columns say that it has several rows.
struct SheetHeader {
  /// Rows of the sheet.
  let rows: ClosedRange<Int>
  /// Names by column.
  let names: [Int: String]
  let notes: [SheetNote]

  init?(_ cells: SheetCells) {
    let widest = cells.rows.map(\.cells.count).max() ?? 0
    let least = widest < 2 ? 1 : max(2, (widest + 1) / 2)
    guard let first = cells.rows.first(where: { $0.cells.count >= least }) else { return nil }
    let own = cells.merged.filter { $0.rows.contains(first.number) }
    rows = Self.rows(from: first.number, own, cells)
    var parts: [Int: [String]] = [:]
    for row in cells.rows where rows.contains(row.number) {
      for cell in row.cells {
        let wide = own.first { $0.first == CellPlace(row: row.number, column: cell.column) }
        let columns = rows.count > 1 ? wide?.columns : nil
        for column in columns ?? cell.column...cell.column { parts[column, default: []].append(cell.text.oneLine) }
      }
    }
    names = parts.mapValues { $0.joined(separator: " ") }
    let isBelowOthers = cells.rows.first.map { $0.number < first.number } ?? false
    notes =
      (isBelowOthers ? [.rowsAbove(header: first.number)] : [])
      + (rows.count > 1 ? [.joinedHeader(rows: rows)] : [])
  }

  /// The rows of a header that begins in a row: as many as a cell of it is merged over, and the next one, if all of its
  /// cells stand under cells that are merged over columns. A row of patients has cells elsewhere too.
  private static func rows(from first: Int, _ merged: [CellRange], _ cells: SheetCells) -> ClosedRange<Int> {
    let wide = merged.filter { $0.columns.count > 1 }
    let below = cells.rows.first { $0.number > first }
    let isDivided = below.map { row in
      row.number == first + 1 && row.cells.allSatisfy { cell in wide.contains { $0.columns.contains(cell.column) } }
    }
    let reach = merged.map(\.last.row).max() ?? first
    // No header has more rows than four; a cell merged over the whole table is none of a header.
    return first...min(max(reach, isDivided ?? false ? first + 1 : first), first + 3)
  }
}

/// The rows below the header, which merged cells complete.
private struct SheetBody {
  struct Row {
    let number: Int
    var cells: [Int: String]
  }

  private(set) var rows: [Row]
  private(set) var notes: [SheetNote] = []

  init(_ cells: SheetCells, below header: Int) {
    rows = cells.rows.filter { $0.number > header }.map { row in
      Row(number: row.number, cells: Dictionary(uniqueKeysWithValues: row.cells.map { ($0.column, $0.text) }))
    }
  }

  /// Takes the value of cells that are merged over rows for each of them, and takes out rows that are headings.
  mutating func spreadMerged(
    _ merged: [CellRange], over header: SheetHeader, sheet: String
  ) throws(WorkbookFault) {
    let places = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($0.element.number, $0.offset) })
    var (headings, across, filled, work) = (Set<Int>(), [CellRange](), [String](), 0)
    for range in merged {
      guard let at = places[range.first.row], let value = rows[at].cells[range.first.column] else { continue }
      if range.columns.filter({ header.names[$0] != nil }).count > 1 {
        if rows[at].cells.count == 1 { headings.insert(range.first.row) } else { across.append(range) }
        continue
      }
      guard range.rows.count > 1 else { continue }
      work += range.rows.count
      guard work <= SheetReader.mostCells else { throw .tooLarge(part: "the merged cells of \(sheet)") }
      for row in range.rows.dropFirst() {
        if let below = places[row] { rows[below].cells[range.first.column] = value }
      }
      filled.append("\(range)")
    }
    guard across.isEmpty else { throw .mergedAcross(across, sheet: sheet) }
    if !filled.isEmpty { notes.append(.filled(filled)) }
    if !headings.isEmpty {
      rows.removeAll { headings.contains($0.number) }
      notes.append(.headings(rows: headings.sorted()))
    }
  }
}

extension String {
  /// Names of columns may be broken into lines, which no study file could repeat.
  fileprivate var oneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
