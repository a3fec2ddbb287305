import Execution
import Features
import ImageFiles
import Records

/// Cases and the table of their features.
///
/// Columns, whatever the input: `Image`, `Mask`, `Label`, the other columns of the cohort file, what made the values
/// (``Provenance``), `diagnostics_Mask_Notes` (how the file of the region was interpreted), one per feature
/// (``ExtractionSettings/columns``), then `Undefined` (features without a value, as `column:reason` separated by `;`)
/// and `Error` (why a row has no features; empty where it has).
public struct ExtractionTable: Sendable {
  /// Cases, in the order of the rows.
  public let cases: [ExtractionCase]
  /// Line of the cohort file on which each case begins, as an editor counts them; `nil` without a file.
  private let lines: [Int]?
  /// Those of the whole table, where this is a share of it, so that a row is the same in both; `nil` for a whole one.
  private var choicesOfAll: [String]?
  /// Names of the columns that are passed through.
  package let passed: [String]
  /// Columns that look as if they chose a region, but were not used.
  package let unusedColumns: [UnusedColumn]
  /// What of the cohort file was left out, as sentences.
  package let notes: [String]

  /// A table of one case.
  public init(_ single: ExtractionCase) {
    cases = [single]
    passed = []
    unusedColumns = []
    notes = []
    lines = nil
  }

  /// The cases of a cohort file with the columns `Image`, `Mask` and, if wanted, `Label` and `ROI`; the rest is passed
  /// through. A `cases.csv` of `apus study init` gives a case for each patient and series, with the columns `id` and
  /// `series` passed through.
  ///
  /// Relative paths start from the folder of the file.
  /// - Parameters:
  ///   - path: the cohort file, CSV.
  ///   - between: what becomes of slices without a contour between others; `nil` for a refusal.
  ///   - spacing: how unevenly the slices of a DICOM series may be spaced.
  public init(
    reading path: String, between: BetweenContours? = nil, spacing: SpacingRule = .standard
  ) throws(TableError) {
    try self.init(reading: path, between: between, spacing: spacing, series: .all)
  }

  /// The same of some series.
  package init(
    reading path: String, between: BetweenContours?, spacing: SpacingRule, series: CaseSeries
  ) throws(TableError) {
    guard path.lowercased().hasSuffix(".csv.gz") || !looksLikeImage(path) else {
      throw TableError(file: path, problem: .isImage)
    }
    let table = try CohortTable(reading: path, between: between, spacing: spacing, series: series)
    (cases, lines) = (table.cases, table.lines)
    (passed, unusedColumns, notes) = (table.passed, table.unused, table.notes)
  }

  /// Column with how the file of the region was interpreted, and what could not be checked
  /// (``/ImageFiles/ReadingNote``), separated by `;`.
  static let noteColumn = "diagnostics_Mask_Notes"

  /// What was decided of slices without a contour and of uneven slices, for the provenance; nothing for the rules that
  /// hold unless asked.
  package var choices: [String] {
    if let choicesOfAll { return choicesOfAll }
    let chosen = Set(cases.compactMap(\.between)).subtracting([.refuse]).map(\.rawValue).sorted()
    let spacings = Set(cases.map(\.spacing)).subtracting([.standard]).map(\.tolerance).sorted()
    return (chosen.isEmpty ? [] : ["between \(chosen.joined(separator: " "))"])
      + (spacings.isEmpty ? [] : ["spacing-tolerance \(spacings.map { "\($0)" }.joined(separator: " "))"])
  }

  /// Column names of the result.
  public func columns(_ settings: ExtractionSettings) -> [String] {
    ["Image", "Mask", "Label"] + passed + Provenance.header + [Self.noteColumn] + settings.columns
      + ["Undefined", "Error"]
  }

  /// The same columns with some of the cases: every `count`-th, from the one at `number - 1`.
  package func share(_ number: Int, of count: Int) -> ExtractionTable {
    ExtractionTable(self, at: cases.indices.filter { $0 % count == number - 1 })
  }

  private init(_ other: ExtractionTable, at positions: [Int]) {
    cases = positions.map { other.cases[$0] }
    lines = other.lines.map { lines in positions.map { lines[$0] } }
    (passed, unusedColumns, notes) = (other.passed, other.unusedColumns, other.notes)
    choicesOfAll = other.choices
  }

  /// Throws when a column that is passed through has the name of one of the result.
  public func checkColumns(_ settings: ExtractionSettings, file: String) throws(TableError) {
    guard let twice = columns(settings).firstDuplicate else { return }
    throw TableError(file: file, problem: .reservedColumn(twice))
  }

  /// The beginning of a message about a case: its line in the cohort file if there are several cases.
  public func place(_ position: Int) -> String {
    lines.flatMap { $0.count > 1 ? "line \($0[position]): " : nil } ?? ""
  }

  /// Every file that a case is read from.
  public var files: [String] { cases.flatMap(\.files) }

  /// Extracts every case; one that fails is a row with its error, and the rest goes on.
  /// - Parameters:
  ///   - settings: how features are taken; the label of a row wins over theirs.
  ///   - biasField: takes the coil's bias field out of each image first.
  ///   - jobs: threads at most, over cases and, where there are fewer cases, over the images of one.
  ///   - finished: called once per case, as it ends, from any thread.
  public func rows(
    _ settings: ExtractionSettings, biasField: BiasFieldCorrection? = nil, jobs: Int,
    finished: @Sendable (Int, ExtractionRow) -> Void = { _, _ in }
  ) -> [ExtractionRow] {
    rows(settings, biasField: biasField, jobs: jobs, in: nil, keeping: nil, finished: finished)
  }

  /// The same, with every case in a process of its own and with rows that an earlier run has finished.
  /// - Parameters:
  ///   - workers: the processes; `nil` for this one.
  ///   - kept: rows that were finished before, and where those that are finished go.
  package func rows(
    _ settings: ExtractionSettings, biasField: BiasFieldCorrection?, jobs: Int, in workers: CaseWorkers?,
    keeping kept: FinishedRows?, finished: @Sendable (Int, ExtractionRow) -> Void
  ) -> [ExtractionRow] {
    let inner = max(1, jobs / max(1, min(jobs, cases.count)))
    let frame = RowFrame(settings, provenance(settings, biasField))
    return parallelMap(Array(cases.enumerated()), workers: jobs) { item in
      let row = FinishedRows.row(of: item.element, frame, in: kept) {
        workers?.row(item.element, frame, workers: inner)
          ?? ExtractionRow(item.element, frame, biasField, workers: inner)
      }
      finished(item.offset, row)
      return row
    }
  }

  /// What makes the values.
  private func provenance(_ settings: ExtractionSettings, _ biasField: BiasFieldCorrection?) -> Provenance {
    Provenance(settings, extra: (biasField.map { [$0.fingerprint] } ?? []) + choices)
  }
}

extension String {
  /// With line breaks and the indentation after them as single spaces.
  package var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

extension FeatureValue {
  /// The shortest text that reads back as the same number; empty where there is none.
  package var cell: String { number.map(CSVWriter.number) ?? "" }
}
