import Records

/// Why no study file can be proposed.
package enum ProposalError: Error, CustomStringConvertible {
  case table(TableError)
  /// No table was given, and the folder has none or several.
  case noTable(folder: String, found: [String])
  /// No column has a value of its own in every row.
  case noID(table: String)
  /// The column that was named as that of the ids is absent, or has rows without a value.
  case noIDs(in: String, table: String, columns: [String])
  /// Columns that each name the patients of the images, and not the same ones.
  case severalKeys(table: String, columns: [String])
  /// No column can be the outcome; the factors are those of two values, and several are those of a few more.
  case noOutcome(table: String, columns: [String], factors: [String], several: [String])
  /// The values that were named as the event are not those of the outcome, or are all of them.
  case noEvent(String, table: String, values: [String])
  /// The column that was named as the outcome is absent, or has not two values.
  case notAnOutcome(String, table: String, columns: [String], candidates: [String])
  /// No image, or none that belongs to a row of the table.
  case noImages(folder: String, found: [String])
  case noJoin(table: String, column: String, examples: [String], folder: String, found: [String])
  /// The DICOM files have other PatientIDs than any column of the table, or nothing was contoured.
  case noLinks(table: String, column: String, examples: [String], folder: String, patients: [String])
  /// The features have no row of the table.
  case noFeatures(table: String, clinical: String)
  case exists(path: String)
  case unwritten(StoreError)
  /// The proposed text is not a study file that runs, with the cause.
  case unusable(String)

  /// What is wrong and what to do next.
  package var description: String {
    switch self {
    case .table(let error): "\(error)"
    case .noTable(let folder, let found):
      found.isEmpty
        ? "\(folder): has no table (.csv, .xlsx). Name the clinical table: apus study init \(folder) TABLE."
        : "\(folder): has several tables: \(found.shown). Name the clinical one: apus study init \(folder) TABLE."
    case .noID(let table):
      "\(table): no column has a value of its own in every row, so rows cannot be joined to images. Give each row an id."
    case .noIDs(let name, let table, let columns):
      columns.contains(name)
        ? "\(table): \(name) has rows without a value, so it cannot name the patients. Complete it, or name another column."
        : "\(table): has no column \(name)\(suggestion(for: name, among: columns)). It has: \(columns.shown)."
    case .severalKeys(let table, let columns):
      "\(table): \(columns.shown) each name the patients of the images, and other patients in the same rows. Every patient "
        + "would have the outcome of somebody else if the wrong one were taken. Say which is right: --id COLUMN."
    case .noOutcome(let table, _, [], let several) where !several.isEmpty:
      "\(table): no column has two values, such as 0 and 1. Of a few values are \(several.shown): say which of them are "
        + "the event, such as --outcome \(several[0]) --event A,B, or add a column with the outcome."
    case .noEvent(let name, let table, let values):
      "\(table): --event takes some of the values of \(name), and not all, with commas between. It has: \(values.shown)."
    case .noOutcome(let table, let columns, let factors, _):
      factors.isEmpty
        ? "\(table): no column has two values, such as 0 and 1, so there is no outcome. It has: \(columns.shown). "
          + "Add a column with the outcome."
        : "\(table): no column is a result or an event after treatment, so there is no outcome. Of two values are "
          + "\(factors.shown), which are factors by their names or values. Add a column with the outcome, or name one "
          + "of these: --outcome COLUMN."
    case .notAnOutcome(let name, let table, let columns, let candidates):
      columns.contains(name)
        ? "\(table): \(name) has not two values, nor is one of its values a complete response. If it is the outcome, say "
          + "which of its values are the event: --outcome \(name) --event A,B."
          + (candidates.isEmpty ? "" : " Of two values are \(candidates.shown).")
        : "\(table): has no column \(name)\(suggestion(for: name, among: columns)). It has: \(columns.shown)."
    case .noImages(let folder, let found):
      "\(folder): has no NIfTI, NRRD or DICOM images"
        + (found.isEmpty ? "." : ", only files such as \(found.prefix(5).joined(separator: ", ")).")
        + " Name the folder of the images."
    case .noJoin(let table, let column, let examples, let folder, let found):
      "\(table) and \(folder) do not join: no value of a column is part of the path of an image. \(column) has "
        + "\(examples.shown); the images have \(found.shown). Add a column with the names that the images use."
    case .noLinks(let table, let column, let examples, let folder, let patients):
      "\(table) and \(folder) do not join: no column has the PatientIDs of the DICOM files with contours, or a part of "
        + "their paths. \(column) has \(examples.shown); the \(patients.count) PatientIDs are such as "
        + "\(patients.prefix(5).joined(separator: ", ")). Add a column with the PatientIDs, or export the "
        + "structure sets (RTSTRUCT, SEG) too."
    case .noFeatures(let table, let clinical):
      "\(table): no column names the patients of \(clinical). Add a column of ids that both tables have."
    case .exists(let path):
      "\(path): is there already, and nothing of it is replaced. Give another folder with "
        + "-o, such as -o other/study.yaml."
    case .unwritten(let error): "\(error)"
    case .unusable(let cause):
      "the proposed study file cannot be used as it is: \(cause) It was written all the same; correct it there."
    }
  }
}
