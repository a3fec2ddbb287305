import Records
import Results

/// The numbers of a figure as a table.
package struct FigureData: Sendable {
  /// Heads of the columns.
  package let columns: [String]
  /// Cells, as many in a row as there are columns.
  package private(set) var rows: [[String]] = []

  init(_ columns: [String]) { self.columns = columns }

  /// Adds a row.
  mutating func add(_ cells: Cell...) {
    precondition(cells.count == columns.count, "one cell a column")
    rows.append(cells.map(\.text))
  }

  /// The table as RFC 4180, in full precision.
  package var csv: String { CSVWriter.text(columns: columns, rows: rows) }

  /// What a cell holds; a value that is absent or undefined is empty.
  enum Cell {
    case words(String?)
    case count(Int?)
    case number(Double?)

    static func quantity(_ value: Quantity?) -> Cell { .number(value?.printable.number) }

    fileprivate var text: String {
      switch self {
      case .words(let words): words ?? ""
      case .count(let count): count.map(String.init) ?? ""
      case .number(let number): number.flatMap { $0.isFinite ? CSVWriter.number($0) : nil } ?? ""
      }
    }
  }
}
