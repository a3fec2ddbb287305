import Extraction
import Records
import Results
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
  var findings: [Finding] {
    [ownColumns, namesInUse].compactMap(\.self) + idle("columns", source.columns) + idle("exclude", source.exclude)
  }

  /// A finding about columns of the study itself that `features.columns` lists by their full names.
  private var ownColumns: Finding? {
    let listed = source.columns.compactMap { name in own[name].map { (name, $0) } }
    guard !listed.isEmpty else { return nil }
    let shown = listed.map { "\($0) (\($1))" }.joined(separator: ", ")
    return Finding(
      .caution, "features.columns lists columns that the study itself uses and that are never features: \(shown).",
      detail:
        "No model learns from them as features. A clinical value enters models as a factor (factors, models.factors); "
        + "for anything else, copy the column under another name.")
  }

  /// A finding about columns that are left out for their names alone, although nothing in the study file says so.
  private var namesInUse: Finding? {
    let found = columns.filter { isMatched($0) && !expected.contains($0) && !source.columns.contains($0) }
      .compactMap { name in reason(against: name).map { "\(name) (\($0))" } }
    guard !found.isEmpty else { return nil }
    return Finding(
      .note,
      found.count == 1
        ? "One column of the feature table has a name that the study uses otherwise and was left out: \(found[0])."
        : "\(found.count) columns of the feature table have names that the study uses otherwise and were left out: "
          + "\(found.shown).",
      detail:
        "A factor, the outcome and the columns that Apus itself writes have these names, and no feature can share them. If "
        + "one is a feature, give it another name in \(source.table); otherwise name it in features.exclude.")
  }

  /// Findings about patterns that match no column of the table.
  ///
  /// A pattern of `exclude` that matches nothing keeps columns that its author wanted to leave out. Patterns for
  /// `diagnostics_*` are not reported, because these columns are never features.
  private func idle(_ key: String, _ patterns: [String]) -> [Finding] {
    let idle = patterns.filter { pattern in
      !pattern.hasPrefix(Provenance.prefix) && !columns.contains { FilePattern.matches($0, pattern: pattern) }
    }
    guard !idle.isEmpty else { return [] }
    let named = idle.prefix(10).map { "\"\($0)\"\(hint($0))" }.joined(separator: ", ")
    return [
      Finding(
        .caution,
        "features.\(key) matches no column of the feature table with \(named)"
          + "\(idle.count > 10 ? " and \(idle.count - 10) more" : "").",
        detail: (key == "exclude"
          ? "What it should leave out is still in the study, if it is there under another name. " : "")
          + "Correct the pattern in the study file, or remove it. A * stands for any letters.")
    ]
  }

  /// The nearest column of the table, for a pattern without wildcards.
  private func hint(_ pattern: String) -> String {
    let word = pattern.trimmed
    guard !word.contains(where: "*?[".contains) else { return "" }
    return columns.contains(word) ? " (did you mean \"\(word)\"?)" : suggestion(for: word, among: columns)
  }
}
