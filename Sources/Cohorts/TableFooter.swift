import Records

/// A row at the end of a clinical table that looks like a sum, a mean or a remark and not like a patient.
package struct TableFooter: Hashable, Sendable {
  /// Line in the file.
  package let line: Int
  /// What stands in the column of ids.
  package let id: String

  private static let sums: Set<String> = [
    "sum", "total", "totals", "mean", "average", "median", "min", "max", "sd", "std", "count", "n", "summe", "gesamt",
    "mittelwert", "anzahl", "somme", "moyenne", "suma", "media", "totale", "합계", "평균", "총계", "합", "计", "合計", "平均",
  ]
  private static let remarks: Set<String> = [
    "note", "notes", "remark", "remarks", "legend", "source", "abbreviations", "anmerkung", "legende", "quelle",
    "hinweis", "remarque", "nota", "주", "비고", "출처",
  ]

  /// Such rows, from top to bottom. A row counts only below the last patient, where the ids of patients have digits and
  /// its own has none, or where nothing else stands in it.
  /// - Parameter ids: the cells of the column of ids.
  package static func all(of table: CSVTable, ids: [String]) -> [TableFooter] {
    let withDigits = ids.count { $0.contains(where: \.isNumber) }
    let areNumbered = 2 * withDigits > ids.count
    let found = zip(zip(table.lines, ids), table.rows).reversed().prefix { placed, row in
      isFooter(placed.1, filled: row.count { !$0.isEmpty }, areNumbered: areNumbered)
    }
    return found.reversed().map { TableFooter(line: $0.0.0, id: $0.0.1) }
  }

  private static func isFooter(_ id: String, filled: Int, areNumbered: Bool) -> Bool {
    guard let first = ColumnName(id).words.first else { return filled <= 1 && !id.isEmpty }
    if filled <= 1, areNumbered {
      return "*†‡§¹²³#".contains(id.first ?? " ") || remarks.contains(first) || sums.contains(first) || id.count > 40
    }
    return areNumbered && sums.contains(first) && !id.contains(where: \.isNumber)
  }
}
