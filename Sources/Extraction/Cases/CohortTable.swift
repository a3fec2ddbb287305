import ImageFiles
import Records

/// A cohort file as it is read: a case from each row, and the columns that are passed through. The `cases.csv` of
/// `apus study init` is one too, with a case for each series of a row.
struct CohortTable {
  /// Cases, in the order of the rows.
  let cases: [ExtractionCase]
  /// Line of the file on which each case begins, as an editor counts them.
  let lines: [Int]
  /// Names of the columns that are passed through.
  let passed: [String]
  /// Columns that look as if they chose a region, but were not used.
  let unused: [UnusedColumn]
  /// What was left out, as sentences.
  let notes: [String]

  /// - Parameters:
  ///   - between: what becomes of slices without a contour between others; `nil` for a refusal.
  ///   - spacing: how unevenly the slices of a DICOM series may be spaced.
  ///   - readsMasks: whether the column `Mask` is needed and read.
  ///   - series: which series of a `cases.csv` are read.
  /// - Throws: `.noColumn`, and `.nearlyColumn` for a column that would choose another region if it had the name that
  ///   is read.
  init(
    reading path: String, between: BetweenContours?, spacing: SpacingRule, readsMasks: Bool = true,
    series: CaseSeries = .all
  ) throws(TableError) {
    let table = try CSVTable(reading: path)
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    let proposed = try CaseFileRows(table, file: path, readsMasks: readsMasks, choosing: series) {
      image, mask, roi, passed in
      ExtractionCase(
        image: image, mask: mask, roi: roi, between: between, spacing: spacing, passed: passed, folder: folder)
    }
    if let proposed {
      (cases, lines, passed) = (proposed.cases, proposed.lines, CaseFileRows.passed)
      (unused, notes) = ([], proposed.notes)
      return
    }
    for column in ["Image"] + (readsMasks ? ["Mask"] : []) where table.position(of: column) == nil {
      throw TableError(file: path, problem: .noColumn(column, columns: table.columns))
    }
    let others = table.columns.indices.filter { !["Image", "Mask", "Label"].contains(table.columns[$0]) }
    let read = table.rows.map { row in
      func cell(_ column: String) -> String? { table.position(of: column).map { row[$0] } }
      return ExtractionCase(
        image: cell("Image") ?? "", mask: cell("Mask") ?? "", label: cell("Label"),
        roi: cell("ROI").flatMap { $0.isEmpty ? nil : $0 }, between: between, spacing: spacing,
        passed: others.map { row[$0] }, folder: folder)
    }
    let labels = Set(read.compactMap(\.label).filter { !$0.isEmpty }.map(RegionChoice.number))
    cases = labels == [RegionChoice.usualLabel] ? read.map(\.withLabelOfEveryRow) : read
    lines = table.lines
    passed = others.map { table.columns[$0] }
    notes = []
    unused = readsMasks ? try CohortColumns(table, cases: cases).unused(file: path) : []
  }
}
