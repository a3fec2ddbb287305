import Execution

/// What was done with a worksheet so that it became a table.
package enum SheetNote: Hashable, Sendable {
  /// The first sheet was read, and there are others.
  case chosenSheet(String, others: [String])
  /// Rows above the header were passed over.
  case rowsAbove(header: Int)
  /// A header of several rows became one.
  case joinedHeader(rows: ClosedRange<Int>)
  /// The value of merged cells counts for each of their rows.
  case filled([String])
  /// Rows of one cell that is merged over the table are headings, not patients.
  case headings(rows: [Int])
  /// Cells that show an error have no value.
  case errors([String])
  /// Rows or columns that the spreadsheet program does not show are read all the same.
  case hidden(rows: Int, columns: [String])
  /// Columns with numbers that are shown as percentages.
  case percentages([String])

  /// A sentence for the user.
  var sentence: String {
    switch self {
    case .chosenSheet(let name, let others):
      "the sheet \"\(name.printable)\" is read. Name another as file.xlsx#Sheet: \(others.shown.printable)."
    case .rowsAbove(let header): "the header is row \(header); the rows above it are not read."
    case .joinedHeader(let rows):
      "the header has the rows \(rows.lowerBound) to \(rows.upperBound), whose names are joined."
    case .filled(let ranges):
      "the value of the merged cells \(WorkbookFault.list(ranges)) counts for each of their rows."
    case .headings(let rows):
      "rows with one cell that is merged over several columns are headings and no patients: "
        + "\(WorkbookFault.list(rows.map { "row \($0)" }))."
    case .errors(let cells):
      "cells with an error of the spreadsheet have no value: \(WorkbookFault.list(cells))."
    case .hidden(let rows, let columns): "\(Self.hidden(rows, columns)) of the sheet are read like the others."
    case .percentages(let columns):
      "numbers shown as percentages are read as shares, 25 % as 0.25, in the columns \(columns.shown.printable)."
    }
  }

  private static func hidden(_ rows: Int, _ columns: [String]) -> String {
    let parts = [
      rows == 0 ? nil : "\(rows) hidden \(rows == 1 ? "row" : "rows")",
      columns.isEmpty ? nil : "the hidden columns \(columns.shown.printable)",
    ]
    return parts.compactMap(\.self).joined(separator: " and ")
  }
}
