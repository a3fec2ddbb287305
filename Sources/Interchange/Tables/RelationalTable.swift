/// A table of a database: named columns with types, and rows.
struct RelationalTable: Sendable {
  /// The type of a column, as SQLite has it.
  enum Kind: String, Sendable {
    case text = "TEXT"
    case real = "REAL"
    case integer = "INTEGER"
  }

  /// A cell.
  enum Cell: Sendable {
    case absent
    case text(String)
    case real(Double)
    case integer(Int)

    init(_ text: String?) { self = text.map(Cell.text) ?? .absent }
    init(_ number: Double?) { self = number.map(Cell.real) ?? .absent }
    init(_ flag: Bool?) { self = flag.map { .integer($0 ? 1 : 0) } ?? .absent }
  }

  /// Its name.
  let name: String
  /// Its columns in order.
  let columns: [(name: String, kind: Kind)]
  /// One cell for each column.
  let rows: [[Cell]]
}
