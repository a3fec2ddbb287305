import Execution

/// Why a workbook of Excel gives no table.
public enum WorkbookFault: Error, Hashable, Sendable {
  /// The file is no whole zip archive, with the cause.
  case damaged(String)
  /// A part of the workbook is larger than any table that Apus reads.
  case tooLarge(part: String)
  case xml(part: String, XMLFault)
  /// A part that a workbook must have.
  case missing(part: String)
  /// A part contradicts the format at a place.
  case malformed(part: String, detail: String)
  case noSheet
  case unknownSheet(String, known: [String])
  /// The sheet has no cell with a value.
  case emptySheet(String, others: [String])
  /// Formulas whose values are not stored.
  case formulas([CellPlace], sheet: String)
  /// Cells that are merged across columns of the table.
  case mergedAcross([CellRange], sheet: String)
  /// Columns that have cells but no name.
  case unnamedColumns([String], row: Int, sheet: String)

  /// The cause and the next step.
  var sentence: String {
    switch self {
    case .damaged(let cause): "is a workbook that is damaged or cut short (\(cause)). Copy it again."
    case .tooLarge(let part):
      "is a workbook with a part of more than 512 MB or 50 million cells (\(part.printable)). Save the table as CSV."
    case .xml(let part, let fault): "is a workbook that is not read: \(part.printable) \(fault.words)"
    case .missing(let part):
      "is a zip archive, but has no \(part.printable), so it is no workbook of Excel. Save the table as .xlsx or CSV."
    case .malformed(let part, let detail):
      "is a workbook that contradicts its format: \(part.printable), \(detail.printable). Open it in a spreadsheet "
        + "program and save it again."
    case .noSheet: "is a workbook without a visible worksheet. Name a hidden one as file.xlsx#Sheet, or save it again."
    case .unknownSheet(let name, let known):
      "has no sheet \"\(name.printable)\"\(suggestion(for: name, among: known)). It has: \(known.shown.printable)."
    case .emptySheet(let name, let others):
      "the sheet \"\(name.printable)\" has no cells with values."
        + (others.isEmpty ? "" : " Name another as file.xlsx#Sheet; there are \(others.shown.printable).")
    case .formulas(let cells, let sheet):
      "sheet \"\(sheet.printable)\": \(Self.list(cells.map(\.description))) hold formulas whose values are not stored, "
        + "so they would be lost. Open the file in Excel or LibreOffice and save it."
    case .mergedAcross(let ranges, let sheet):
      "sheet \"\(sheet.printable)\": the cells \(Self.list(ranges.map(\.description))) are merged across columns, so it "
        + "is not known to which column the value belongs. Unmerge them."
    case .unnamedColumns(let columns, let row, let sheet):
      "sheet \"\(sheet.printable)\": the columns \(Self.list(columns)) have cells but no name in the header, row \(row). "
        + "Name them, or clear what stands there."
    }
  }

  static func list(_ places: [String]) -> String {
    places.prefix(5).joined(separator: ", ") + (places.count > 5 ? " and \(places.count - 5) more" : "")
  }
}

extension XMLFault {
  fileprivate var words: String {
    switch self {
    case .syntax(let byte): "is not well-formed XML at byte \(byte). Save the workbook again."
    case .truncated: "ends too early. Copy the workbook again."
    case .tooDeep: "has elements nested more than 100 deep, which no worksheet has. Do not trust this file."
    case .documentType: "has a document type, which no worksheet has. Do not trust this file."
    case .encoding(let name): "is in the encoding \(name.printable), not UTF-8. Save the workbook again."
    case .entity(let name): "refers to an entity \(name.printable), which is not defined. Do not trust this file."
    }
  }
}
