import Records
import StudyFiles

/// Cells of a column of exclusions that mean "not excluded".
///
/// Where a rule of `cohort.exclude` names no values, every value of its column excludes and is the cause. A cell that
/// is empty, or holds a mark for "no value", is no cause; nor is `none`, `no` or the error of a spreadsheet that looked
/// a cause up and found none.
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

  /// A note for each column in which such words were read as "not excluded", and for each that answers yes or no.
  /// - Parameter columns: how each of them is read.
  static func findings(
    _ study: StudyFile, _ table: CSVTable, read columns: [String: ExclusionColumn]
  ) -> [CohortFinding] {
    study.cohort.exclusions.filter { $0.equals == nil }.compactMap { rule in
      let (column, mark) = (rule.column, table.decimalMark)
      let values = ExclusionColumn.values(of: column, cells: table[column] ?? [], mark).all
      if columns[column] == .answers {
        let isOut = { (one: ValueCount) in ExclusionColumn.answers.excludes(one.value, mark) }
        return .exclusionAnswers(
          column: column, excluding: values.filter(isOut), keeping: values.filter { !isOut($0) })
      }
      let marks = values.filter { isWord($0.value) }
      return marks.isEmpty ? nil : .keepingMarks(column: column, marks)
    }
  }
}
