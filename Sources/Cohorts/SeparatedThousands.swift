import Records

extension MissingCodes {
  /// The numeric columns with cells that may have thousands separators.
  package static func grouped(in table: CSVTable, columns: [Int]) -> [MissingCodes] {
    columns.compactMap { at in
      let cells = table.rows.map { $0[at] }
      let values = cells.indices.filter { !isEmpty(cells[$0]) }.map { ($0, table.number(cells[$0])) }
      let rows = thousands(values, cells)
      guard !rows.isEmpty else { return nil }
      return MissingCodes(
        column: table.columns[at], kind: .thousands,
        cells: rows.map { Cell(row: $0, line: table.lines[$0], text: cells[$0]) })
    }
  }
}
