import Records
import StudyFiles

/// Columns of the clinical table that show which rows belong to one patient.
enum PatientColumn {
  /// A finding if such a column repeats a value although the study counts every row as a patient; otherwise `nil`.
  /// - Parameter id: the id column of a feature table.
  static func finding(_ study: StudyFile, _ table: CSVTable, id: String? = nil) -> CohortFinding? {
    guard study.cohort.group == nil else { return nil }
    for name in table.columns where ColumnName(name).isPatient && name != study.cohort.id && name != id {
      let values = (table[name] ?? []).filter { !MissingCodes.isEmpty($0, asText: true) }
      let different = Set(values).count
      // Very few different values are kinds of patients, not patients.
      guard different < values.count, different >= 5 || 3 * different >= values.count else { continue }
      return .repeatingPatients(column: name, values: different, rows: values.count)
    }
    return nil
  }

  /// Columns of words or whole numbers whose values repeat in some rows, each with its cells by id. They may name
  /// patients, whatever they are called.
  /// - Parameter own: columns that the study uses.
  static func repeating(_ table: CSVTable, _ ids: [String], except own: Set<String>) -> [(String, [String: String])] {
    table.columns.enumerated().compactMap { at, name in
      guard !own.contains(name), !ColumnName(name).isSite else { return nil }
      var cells: [String: String] = [:]
      for (id, row) in zip(ids, table.rows) where !MissingCodes.isEmpty(row[at], asText: true) {
        if row[at].utf8.contains(46), Double(row[at]).map({ $0 != $0.rounded() }) ?? false { return nil }
        cells[id] = row[at]
      }
      let different = Set(cells.values).count
      return different < cells.count && 9 * different >= cells.count && different >= 5 ? (name, cells) : nil
    }
  }
}
