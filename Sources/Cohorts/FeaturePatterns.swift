import Execution
import Extraction
import Records
import StudyFiles

/// The columns of a feature table that the study file asks for, before anyone looks at their cells.
struct FeaturePatterns {
  private let source: StudyFile.FeatureSource
  private let columns: [String]
  /// Columns that are never features although they may be numeric, each with the reason.
  private let own: [String: String]
  /// The prefixes of the columns that clinical factors get in models.
  private let factorColumns: [String]
  /// Columns of which nobody expects that they are features: the ids, what the study file names of this very table, and
  /// the labels and files of an extraction.
  private let expected: Set<String>

  init(_ source: StudyFile.FeatureSource, of study: StudyFile, in table: CSVTable) {
    (self.source, columns) = (source, table.columns)
    factorColumns = study.factors.map { "\($0.name)=" }
    // A table made by `apus extract` or PyRadiomics has columns of labels and files, which are not features.
    let isExtraction = ["Image", "Mask"].allSatisfy { table.position(of: $0) != nil }
    let labels = isExtraction ? ["Image", "Mask", "Label", "ROI", "Perturbation", "Undefined", "Error"] : []
    let reserved = FeatureFile.own + labels
    // In one table for clinic and features, the columns that the study file names are clinical ones.
    let isClinical = study.path(of: source.table) == study.path(of: study.cohort.table)
    expected = Set(
      labels + [source.id] + [source.volume].compactMap(\.self) + (isClinical ? study.namedColumns.map(\.column) : []))
    let reasons =
      study.namedColumns.map { ($0.column, $0.key) } + [(source.id, "features.id")]
      + study.factors.map { ($0.name, "factors.\($0.name)") } + reserved.map { ($0, "a name that Apus gives") }
    own = Dictionary(reasons) { first, _ in first }
  }

  /// Positions of the columns that are features, provided that their cells are numbers.
  var positions: [Int] {
    columns.indices.filter { isMatched(columns[$0]) && reason(against: columns[$0]) == nil }
  }

  /// Whether the patterns of the study file ask for a column.
  private func isMatched(_ name: String) -> Bool {
    (source.columns.isEmpty || source.columns.contains { FilePattern.matches(name, pattern: $0) })
      && !source.exclude.contains { FilePattern.matches(name, pattern: $0) } && !name.hasPrefix(Provenance.prefix)
  }

  /// Why a column is never a feature, whatever its cells hold; `nil` if its name stands against nothing.
  private func reason(against name: String) -> String? {
    own[name]
      ?? factorColumns.first(where: name.hasPrefix).map { "the beginning of a column of factors.\($0.dropLast())" }
  }

  /// Findings about patterns that probably do not do what their author expects.
  var findings: [CohortFinding] {
    [ownColumns, namesInUse, idle(.columns, source.columns), idle(.exclude, source.exclude)].compactMap(\.self)
  }

  /// A finding about columns of the study itself that `features.columns` lists by their full names.
  private var ownColumns: CohortFinding? {
    let listed = source.columns.compactMap { name in own[name].map { ColumnUse(column: name, use: $0) } }
    return listed.isEmpty ? nil : .ownColumns(listed)
  }

  /// A finding about columns that are left out for their names alone, although nothing in the study file says so.
  private var namesInUse: CohortFinding? {
    let found = columns.filter { isMatched($0) && !expected.contains($0) && !source.columns.contains($0) }
      .compactMap { name in reason(against: name).map { ColumnUse(column: name, use: $0) } }
    return found.isEmpty ? nil : .namesInUse(found, table: source.table)
  }

  /// Findings about patterns that match no column of the table.
  ///
  /// A pattern of `exclude` that matches nothing keeps columns that its author wanted to leave out. Patterns for
  /// `diagnostics_*` are not reported, because these columns are never features.
  private func idle(_ key: FeaturePatternKey, _ patterns: [String]) -> CohortFinding? {
    let idle = patterns.filter { pattern in
      !pattern.hasPrefix(Provenance.prefix) && !columns.contains { FilePattern.matches($0, pattern: pattern) }
    }
    return idle.isEmpty ? nil : .idlePatterns(idle.map { IdlePattern(pattern: $0, hint: hint($0)) }, of: key)
  }

  /// The nearest column of the table, for a pattern without wildcards.
  private func hint(_ pattern: String) -> String {
    let word = pattern.trimmed
    guard !word.contains(where: "*?[".contains) else { return "" }
    return columns.contains(word) ? " (did you mean \"\(word)\"?)" : suggestion(for: word, among: columns)
  }
}
