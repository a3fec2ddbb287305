import Records
import Results
import StudyFiles

// The text of findings, as written to `results.json`. No code reads this text back.
extension CohortFinding {
  /// Severity, title and detail.
  package var words: Finding { Finding(severity, title, detail: detail) }

  /// How serious it is.
  package var severity: Finding.Severity {
    switch self {
    case .reading(_, let note): note.isDoubtful ? .caution : .note
    case .keepingMarks, .exclusionAnswers, .oddValues, .namesInUse, .notNumbers: .note
    case .severalNonEvents(_, _, _, let hasNumbers): hasNumbers ? .caution : .note
    default: .caution
    }
  }

  /// What was found.
  package var title: String {
    switch self {
    case .reading(let table, let note): "\(table): \(note.sentence)"
    case .oneSpelling(let column, let groups):
      "\(column): spellings that differ only by case, spaces, leading zeros or decimals were taken for one value: "
        + "\(Self.few(groups.map { $0.quoted(by: " and ") }))."
    case .keepingMarks(let column, let values): "\(column): \(values.shown) was read as \"not excluded\"."
    case .exclusionAnswers(let column, let excluding, let keeping):
      "\(column): "
        + [(excluding, "excluded"), (keeping, "not excluded")].filter { !$0.0.isEmpty }
        .map { "\($0.0.shown) was read as \"\($0.1)\"" }.joined(separator: ", and ") + "."
    case .absentExclusion(let column, let values, let known):
      "No row has \(values.quoted(by: " or ")) in \(column), so nobody was excluded for it"
        + "\(values.lazy.map { suggestion(for: $0, among: known) }.first { !$0.isEmpty } ?? "")."
    case .alikeIDs(let groups):
      "Are some rows the same patient? Ids differ only by case, spaces or leading zeros: "
        + "\(Self.few(groups.map { $0.joined(separator: " and ") }))."
    case .footers(let rows, let table):
      "\(table): are these rows patients? They look like sums or remarks: "
        + "\(Self.few(rows.map { "\"\($0.id)\" in line \($0.line)" }))."
    case .repeatingPatients(let column, let values, let rows):
      "Are some rows the same patient? The column \"\(column)\" holds \(values) values in \(rows) rows."
    case .oddValues(let factor, let patients):
      "\(factor.name): \(patients.count) values were not understood and were treated as unknown."
    case .spoiltCells(let factor, _, let cells):
      "\(factor): \(cells.count == 1 ? "one cell is" : "\(cells.count) cells are") not a number and "
        + "\(cells.count == 1 ? "was" : "were") treated as unknown: "
        + "\(cells.prefix(5).map(\.ofPatient).joined(separator: ", "))\(cells.count > 5 ? " and more" : "")."
    case .severalNonEvents(let column, let name, let values, _):
      "Are all of these \(name)? \(column) has \(values.count) values that are not the event: "
        + "\(values.prefix(8).map { "\($0.value) (\($0.count))" }.joined(separator: ", "))."
    case .thousands(let codes):
      "Does \(codes.column) have thousands separators? "
        + "\(codes.sentence.prefix(1).uppercased() + codes.sentence.dropFirst())"
    case .ownColumns(let uses):
      "features.columns lists columns that the study itself uses and that are never features: "
        + "\(uses.map(\.shown).joined(separator: ", "))."
    case .namesInUse(let uses, _):
      uses.count == 1
        ? "One column of the feature table has a name that the study uses otherwise and was left out: \(uses[0].shown)."
        : "\(uses.count) columns of the feature table have names that the study uses otherwise and were left out: "
          + "\(uses.map(\.shown).shown)."
    case .idlePatterns(let patterns, let key):
      "features.\(key.rawValue) matches no column of the feature table with "
        + patterns.prefix(10).map { "\"\($0.pattern)\"\($0.hint)" }.joined(separator: ", ")
        + "\(patterns.count > 10 ? " and \(patterns.count - 10) more" : "")."
    case .notNumbers(let columns, _):
      columns.count == 1
        ? "One column of the feature table is not of numbers and was left out."
        : "\(columns.count) columns of the feature table are not numbers and were left out."
    case .infinite(_, let count, let columns):
      "\(count) \(count == 1 ? "cell of the feature table is" : "cells of the feature table are") infinite and "
        + "\(count == 1 ? "was" : "were") treated as missing: \(columns.shown)."
    case .spoiltFeature(let name, _, let count, _):
      "The feature \(name) was left out for \(count == 1 ? "one cell" : "\(count) cells")."
    case .strangers(let ids):
      ids.count == 1
        ? "One row of the feature table does not belong to any analysed patient."
        : "\(ids.count) rows of the feature table do not belong to any analysed patient."
    case .tooLarge(_, let count):
      count == 1
        ? "1 feature has a value that is too large to compute with and was left out."
        : "\(count) features have values that are too large to compute with and were left out."
    }
  }

  /// What it means and what to do next.
  package var detail: String {
    switch self {
    case .reading(_, let note): note.advice
    case .oneSpelling:
      "If they are different values, give them names that differ by more in the clinical table."
    case .keepingMarks(let column, _):
      "Every other value of the column excludes its patient. If one of these is a cause too, name the values that "
        + "exclude: cohort: {exclude: [{column: \(column), equals: […]}]}."
    case .exclusionAnswers(let column, _, _):
      "If that is wrong, name the values that exclude: cohort: {exclude: [{column: \(column), equals: […]}]}."
    case .absentExclusion:
      "If the table has it in other words, correct cohort.exclude in the study file and run the study again."
    case .alikeIDs:
      "Each was treated as a separate patient. If they are one patient, keep one row, or write the patient into a "
        + "column and give cohort: {group: COLUMN}."
    case .footers:
      "Each counts as a patient who was screened, in the flowchart too. Take them out of the table."
    case .repeatingPatients(let column, _, _):
      "If one lesion or visit of a patient is in training and another in test, a model can recognise the patient. Give "
        + "cohort: {group: \(column)} in the study file; every split and every inner fold then keeps the rows of a "
        + "patient together."
    case .oddValues(let factor, let patients): "Patients \(patients.joined(separator: ", ")). \(factor.expectation)"
    case .spoiltCells(_, let table, _):
      "The patients stay in the study, and the value is imputed. Correct the cell in \(table) (a plain number with a "
        + "decimal point), or leave it empty, and run the study again."
    case .severalNonEvents:
      "The study file names the event but no non-event, so every other value counts as a non-event, including codes "
        + "for missing values. Name them with outcome: {non-event: […]}; patients with another value are then excluded "
        + "by name."
    case .thousands: "The value was used as the small number. Correct the table and run the study again."
    case .ownColumns:
      "No model learns from them as features. A clinical value enters models as a factor (factors, models.factors); "
        + "for anything else, copy the column under another name."
    case .namesInUse(_, let table):
      "A factor, the outcome and the columns that Apus itself writes have these names, and no feature can share them. If "
        + "one is a feature, give it another name in \(table); otherwise name it in features.exclude."
    case .idlePatterns(_, let key):
      (key == .exclude
        ? "What it should leave out is still in the study, if it is there under another name. " : "")
        + "Correct the pattern in the study file, or remove it. A * stands for any letters."
    case .notNumbers(let columns, let example):
      "\(columns.count == 1 ? "It is" : "They are") \(columns.shown)."
        + (example.map {
          " Is \"\($0.text)\" of \($0.column) (line \($0.line)) a number? Write a decimal point and no unit, or "
            + "separate the columns by semicolons: then a comma is a decimal comma."
        } ?? "")
    case .infinite(let cells, let count, _):
      """
      \(count == 1 ? "It is" : "They are") \
      \(cells.prefix(5).map(\.ofColumn).joined(separator: ", "))\(count > 5 ? " and others" : ""). \
      \(count == 1 ? "Its value is" : "Their values are") imputed. Find out why the program that made the table \
      divided by zero, and correct the cells or leave the columns out.
      """
    case .spoiltFeature(_, let table, _, let cells):
      "All others are numbers, but it holds \(cells.map(\.inLine).joined(separator: ", ")). Correct the cell in "
        + "\(table), or leave it empty, and run the study again."
    case .strangers(let ids):
      ids.count == 1
        ? "It is not in the clinical table, or the table excludes its patient, and it was left out: \(ids.shown)."
        : "They are not in the clinical table, or it excludes them, and were left out: \(ids.shown)."
    case .tooLarge(let values, let count):
      "The square of a value beyond 1e100 cannot be represented: \(values.map(\.shown).joined(separator: "; "))"
        + "\(count > 10 ? "; and \(count - 10) more features" : ""). Check these columns for a division by nearly zero."
    }
  }

  /// Up to five groups.
  private static func few(_ groups: [String]) -> String {
    groups.prefix(5).joined(separator: "; ") + (groups.count > 5 ? " and \(groups.count - 5) more" : "")
  }
}

extension [ValueCount] {
  /// Such as `"0" (80), "1" (12)`.
  package var shown: String { map { "\"\($0.value)\" (\($0.count))" }.shown }
}

extension [String] {
  fileprivate func quoted(by separator: String) -> String { map { "\"\($0)\"" }.joined(separator: separator) }
}

extension PlacedCell {
  private var row: String { id.map { " (\($0))" } ?? "" }
  fileprivate var ofPatient: String { "\"\(text)\" of \(id ?? "a patient") (line \(line))" }
  fileprivate var ofColumn: String { "\(column) in line \(line)\(row)" }
  fileprivate var inLine: String { "\"\(text)\" in line \(line)\(row)" }
}

extension ColumnUse {
  fileprivate var shown: String { "\(column) (\(use))" }
}

extension LargeValue {
  fileprivate var shown: String { patient.map { "\(feature) of patient \($0) is \(value)" } ?? feature }
}
