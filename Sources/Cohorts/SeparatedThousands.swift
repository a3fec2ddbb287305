import Records
import Results

extension MissingCodes {
  /// A finding for every numeric column with cells that may have thousands separators.
  package static func grouped(in table: CSVTable, columns: [Int]) -> [Finding] {
    columns.compactMap { at in
      let cells = table.rows.map { $0[at] }
      let values = cells.indices.filter { !isEmpty(cells[$0]) }.map { ($0, table.number(cells[$0])) }
      let rows = thousands(values, cells)
      guard !rows.isEmpty else { return nil }
      let found = MissingCodes(
        column: table.columns[at], kind: .thousands,
        cells: rows.map { Cell(row: $0, line: table.lines[$0], text: cells[$0]) })
      let sentence = found.sentence
      return Finding(
        .caution,
        "Does \(table.columns[at]) have thousands separators? "
          + "\(sentence.prefix(1).uppercased() + sentence.dropFirst())",
        detail: "The value was used as the small number. Correct the table and run the study again.")
    }
  }
}
