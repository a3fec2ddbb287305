import Records
import Results
import StudyFiles

/// Cells of a column of exclusions that mean "not excluded".
///
/// Where a rule of `cohort.exclude` names no values, every value of its column excludes and is the cause. A cell that is
/// empty, or holds a mark for "no value", is no cause; nor is `none`, `no` or the error of a spreadsheet that looked a cause
/// up and found none.
enum ExclusionMarks {
  /// Marks beside those that mean "no value" in every table.
  private static let marks: Set<String> = [
    "-", "--", "\u{2013}", "\u{2014}", "/", "none", "nil", "no", "no exclusion", "not excluded", "included",
  ]

  /// Whether a cell is no cause for an exclusion.
  static func isMark(_ cell: String) -> Bool { MissingCodes.isEmpty(cell, asText: true) || isWord(cell) }

  private static func isWord(_ cell: String) -> Bool {
    marks.contains(cell.lowercased()) || MissingCodes.isSpreadsheetError(cell)
  }

  /// A note for each column in which such words were read as "not excluded".
  static func findings(_ study: StudyFile, _ table: CSVTable) -> [Finding] {
    study.cohort.exclusions.filter { $0.equals == nil }.compactMap { rule in
      let cells = table[rule.column] ?? []
      if ExclusionColumn(rule.column, cells, table.decimalMark) == .answers { return answers(rule.column, table) }
      let words = cells.filter { !MissingCodes.isEmpty($0, asText: true) && isWord($0) }
      guard !words.isEmpty else { return nil }
      let counts = Dictionary(grouping: words) { $0 }.map { "\"\($0.key)\" (\($0.value.count))" }.sorted()
      return Finding(
        .note, "\(rule.column): \(counts.joined(separator: ", ")) was read as \"not excluded\".",
        detail:
          "Every other value of the column excludes its patient. If one of these is a cause too, name the values that "
          + "exclude: cohort: {exclude: [{column: \(rule.column), equals: […]}]}.")
    }
  }

  /// A note on a column of 0 and 1, or of no and yes.
  private static func answers(_ column: String, _ table: CSVTable) -> Finding {
    let cells = table[column] ?? []
    let all = ExclusionColumn.values(of: column, cells, table.decimalMark).all
    let isOut = all.map { ExclusionColumn.answers.excludes($0.value, table.decimalMark) }
    let shown = { (wanted: Bool) in
      zip(all, isOut).filter { $0.1 == wanted }.map { "\"\($0.0.value)\" (\($0.0.count))" }.joined(separator: ", ")
    }
    let parts = [(true, "excluded"), (false, "not excluded")].filter { isOut.contains($0.0) }
      .map { "\(shown($0.0)) was read as \"\($0.1)\"" }
    return Finding(
      .note, "\(column): \(parts.joined(separator: ", and ")).",
      detail: "If that is wrong, name the values that exclude: cohort: {exclude: [{column: \(column), equals: […]}]}.")
  }
}
