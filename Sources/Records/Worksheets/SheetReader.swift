import Execution

/// Reads the XML of a worksheet.
struct SheetReader {
  /// More cells than this are no table of patients, and would not fit into memory.
  static let mostCells = 50_000_000

  private let part: String
  private let meaning: CellMeaning
  private var scanner: XMLScanner
  private var sheet = SheetCells()
  private var row = SheetCells.Row(number: 0)
  private var count = 0

  private init(_ bytes: [UInt8], part: String, _ meaning: CellMeaning) throws(WorkbookFault) {
    (self.part, self.meaning) = (part, meaning)
    do throws(XMLFault) { scanner = try XMLScanner(bytes) } catch { throw .xml(part: part, error) }
  }

  /// The cells of a sheet.
  static func cells(_ bytes: [UInt8], part: String, _ meaning: CellMeaning) throws(WorkbookFault) -> SheetCells {
    var reader = try SheetReader(bytes, part: part, meaning)
    return try reader.read()
  }

  private mutating func read() throws(WorkbookFault) -> SheetCells {
    var isInData = false
    while true {
      let event = try next()
      switch (event, scanner.name) {
      case (.finish, _): return sheet
      case (.start, "sheetData"): isInData = true
      case (.end, "sheetData"): isInData = false
      case (.start, "row") where isInData: try startRow()
      case (.end, "row") where isInData: endRow()
      case (.start, "c") where isInData: try readCell()
      case (.start, "mergeCell"): try takeMerge()
      case (.start, "col"): try takeColumn()
      default: continue
      }
    }
  }

  private mutating func startRow() throws(WorkbookFault) {
    let number = try attribute("r").map { Int($0) ?? 0 } ?? row.number + 1
    guard number > row.number, number <= CellPlace.last.row else {
      throw fault("row \(number) stands after row \(row.number)")
    }
    row = SheetCells.Row(number: number)
    row.isHidden = try flag("hidden")
  }

  private mutating func endRow() {
    if !row.cells.isEmpty { sheet.rows.append(row) }
    // The number stays, since the next row may have none of its own.
    row.cells = []
  }

  private mutating func readCell() throws(WorkbookFault) {
    let reference = try attribute("r")
    let last = row.cells.last?.column ?? 0
    let place = reference.flatMap { CellPlace($0) } ?? CellPlace(row: row.number, column: max(lastColumn, last) + 1)
    guard reference == nil || CellPlace(reference ?? "") != nil, place.row == row.number, place.column > lastColumn,
      place.column <= CellPlace.last.column
    else { throw fault("cell \(reference ?? "\(place)") is out of place in row \(row.number)") }
    lastColumn = place.column
    let kind = try attribute("t") ?? "n"
    let format = try attribute("s").flatMap { Int($0) }.map { meaning.formats[$0] } ?? .number
    let content = try readContent()
    guard let value = content.value else {
      if content.hasFormula, kind != "str" { sheet.unsaved.append(place) }
      return
    }
    let text = try shown(value, kind: kind, format, at: place).trimmed
    guard !text.isEmpty else { return }
    count += 1
    guard count <= Self.mostCells else { throw .tooLarge(part: part) }
    guard !SheetText.isTooLong(text) else { throw fault("cell \(place) has more characters than a cell can have") }
    row.cells.append(SheetCells.Cell(column: place.column, text: text))
  }
  /// The column of the cell before, in the same row, whether it has a value or not.
  private var lastColumn: Int {
    get { columnOfLast.row == row.number ? columnOfLast.column : 0 }
    set { columnOfLast = (row.number, newValue) }
  }
  private var columnOfLast = (row: 0, column: 0)

  /// The text of the elements within a cell.
  private mutating func readContent() throws(WorkbookFault) -> (value: String?, hasFormula: Bool) {
    var (value, hasFormula, isInValue) = (String?.none, false, false)
    while true {
      let event = try next()
      switch (event, scanner.name) {
      case (.finish, _): throw .xml(part: part, .truncated)
      case (.end, "c"): return (value, hasFormula)
      case (.start, "f"): hasFormula = true
      case (.start, "v"): isInValue = true
      case (.end, "v"): isInValue = false
      case (.start, "is"):
        do throws(XMLFault) { value = try SheetText.string(&scanner, endingWith: "is") } catch {
          throw .xml(part: part, error)
        }
      case (.text, _):
        guard isInValue else { continue }
        do throws(XMLFault) { value = (value ?? "") + (try scanner.text()) } catch { throw .xml(part: part, error) }
      default: continue
      }
    }
  }

  /// What a cell shows; empty for an error, which is no value.
  private mutating func shown(
    _ value: String, kind: String, _ format: NumberFormat, at place: CellPlace
  ) throws(WorkbookFault) -> String {
    switch kind {
    case "s":
      guard let at = Int(value.trimmed), meaning.strings.indices.contains(at) else {
        throw fault("cell \(place) refers to the shared string \(value)")
      }
      return meaning.strings[at]
    case "inlineStr": return value
    case "str": return SheetText.unescaped(value)
    case "b": return value.trimmed == "1" || value.trimmed == "true" ? "TRUE" : "FALSE"
    case "d": return value.trimmed.replacing(/T00:00:00(\.0+)?Z?$/, with: "")
    case "e":
      sheet.errors.append((place, value.trimmed))
      return ""
    case "n":
      guard !value.trimmed.isEmpty else { return "" }
      guard let number = Double(value.trimmed), number.isFinite else {
        throw fault("cell \(place) holds \(value), which is no number")
      }
      if format == .percentage { sheet.percentages.insert(place.column) }
      return format.text(number, meaning.epoch)
    default: throw fault("cell \(place) is of the unknown type \(kind)")
    }
  }

  private mutating func takeMerge() throws(WorkbookFault) {
    let text = try attribute("ref") ?? ""
    guard let range = CellRange(text) else { throw fault("\(text) are no cells to merge") }
    sheet.merged.append(range)
  }

  private mutating func takeColumn() throws(WorkbookFault) {
    guard try flag("hidden"), let first = try attribute("min").flatMap({ Int($0) }),
      let last = try attribute("max").flatMap({ Int($0) }), first >= 1, last >= first
    else { return }
    sheet.hiddenColumns.append(first...min(last, CellPlace.last.column))
  }

  private mutating func next() throws(WorkbookFault) -> XMLScanner.Event {
    do throws(XMLFault) { return try scanner.next() } catch { throw .xml(part: part, error) }
  }

  private func attribute(_ name: StaticString) throws(WorkbookFault) -> String? {
    do throws(XMLFault) { return try scanner.attribute(name) } catch { throw .xml(part: part, error) }
  }

  private func flag(_ name: StaticString) throws(WorkbookFault) -> Bool {
    let value = try attribute(name)
    return value == "1" || value == "true"
  }

  private func fault(_ detail: String) -> WorkbookFault { .malformed(part: part, detail: detail) }
}
