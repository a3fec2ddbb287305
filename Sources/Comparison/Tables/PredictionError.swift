import Foundation
import Records

/// The reason why a prediction table cannot be used.
public struct PredictionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problem.
  public enum Problem: Hashable, Sendable {
    case table(TableError)
    case noOutcome(columns: [String])
    case noScores, noRows
    /// Another table that Apus wrote, in words.
    case ownTable(String)
    /// No model of a run has a score.
    case noFittedModel
    /// A name that is neither a model of a run nor a column of its predictions.
    case noModel(String, models: [String])
    /// A file beside those of other runs that is no `predictions.csv`.
    case notOfRun
    /// A patient with another outcome in another run.
    case otherOutcome(String, other: String)
    /// Too few patients that are in both files.
    case fewShared(Int, other: String)
    case tooManyScores(Int)
    case suspectCells([String])
    case outcomeCopies([String])
    case twoColumns([String], option: String)
    case noSubject(line: Int)
    case noCluster(column: String, line: Int)
    case tooManyLevels(column: String, count: Int)
    case sameSubjects(Int, other: String)
    case noCommonModel([String], other: String, [String])
    case repeatedSubject(String, lines: [Int])
    case outcomeClasses([String], line: Int)
    case noSuchEvent(String, found: [String])
    case eventUnknown([String])
    case notANumber(String, column: String, line: Int)
  }

  /// The file.
  public let file: String
  /// The problem.
  public let problem: Problem

  /// File, cause and what to do next, in one line.
  public var description: String {
    if case .table(let error) = problem { return "\(error)" }
    return "\(file): \(cause)"
  }

  private var cause: String {
    switch problem {
    case .table(let error): "\(error)"
    case .noOutcome(let columns):
      "has no column \"y\" or \"outcome\". Name the outcome with --outcome. The columns are: "
        + "\(columns.joined(separator: ", "))."
    case .noScores: "has no column of scores besides subject and outcome. Add a column for each model."
    case .ownTable(let words):
      "holds no predictions. \(words) If a column of it is a score, name it with --score, and the outcome with "
        + "--outcome."
    case .noFittedModel:
      "no model of this run has a score, because none could be fitted. Its report gives the reasons."
    case .noModel(let name, let models):
      "has no model \"\(name)\"\(suggestion(for: name, among: models)). Its models are: "
        + "\(models.joined(separator: ", "))."
    case .notOfRun:
      "is not the predictions.csv of a run, and only such files are compared side by side. If the subjects of two tables "
        + "are different people, add --unpaired. If they are the same, put their scores into one table."
    case .otherOutcome(let subject, let other):
      "the outcome of \"\(subject)\" is another one than in \(other), so the runs have different questions, and "
        + "their scores cannot be compared."
    case .fewShared(let count, let other):
      "has \(count == 0 ? "no patient" : "only \(count) patients") in common with \(other), and models are compared on "
        + "the same patients. If the patients of both are different people, add --unpaired."
    case .tooManyScores(let count):
      "has \(count) columns of numbers, but at most \(ScoreColumns.limit) models can be compared at once. Is it a "
        + "table of features? Name the columns of scores with --score."
    case .suspectCells(let sentences):
      sentences.prefix(5).joined(separator: " ")
        + (sentences.count > 5 ? " So do \(sentences.count - 5) more columns." : "")
        + " As scores, such cells would change every result. Name the codes for missing values with --missing VALUE "
        + "(repeatable), or accept all as scores with --keep-codes."
    case .outcomeCopies(let names):
      "\(names.map { "\"\($0)\"" }.joined(separator: ", ")) \(names.count == 1 ? "separates" : "separate") events "
        + "from non-events completely, with a wide gap: this is the outcome under another name, not a score. Remove "
        + "it, or name the columns of scores with --score."
    case .noRows: "has no row with an outcome and all scores. Write one row per patient under the header."
    case .twoColumns(let names, let option):
      "has the columns \(names.map { "\"\($0)\"" }.joined(separator: " and ")). Choose one with \(option)."
    case .noCluster(let column, let line):
      "line \(line) has no value in the column \"\(column)\", which says which rows "
        + "belong together. Fill it in for every row."
    case .tooManyLevels(let column, let count):
      "the column \"\(column)\" has \(count) different values. A column of subgroups can have at most "
        + "\(PredictionTable.mostLevels). Divide numbers into levels first."
    case .sameSubjects(let count, let other):
      "\(count) ids are also in \(other), with the same outcomes, so they are the same subjects. An unpaired test "
        + "assumes different people, and its result would be wrong. Put both scores into one table, in two columns, "
        + "and leave --unpaired out. If they are different people, give them different ids."
    case .noCommonModel(let own, let other, let theirs):
      "has the models \(own.joined(separator: ", ")), and \(other) has \(theirs.joined(separator: ", ")). They have "
        + "none in common, and there is more than one in a table. Name one of each with --score A --score B."
    case .noSubject(let line): "line \(line) has no subject. Give each subject an id."
    case .repeatedSubject(let name, let lines):
      "the subject \"\(name)\" occurs twice, in lines \(lines.map(String.init).joined(separator: " and ")). Each "
        + "subject must have one row. If rows are lesions or visits of a patient, name "
        + "the column of patients with --cluster."
    case .outcomeClasses(let found, let line):
      "the outcome has more than two values: \(found.joined(separator: ", ")), the third in line \(line). Make it "
        + "binary."
    case .eventUnknown(let found):
      "the outcome has the values \(found.joined(separator: " and ")) instead of 0 and 1. Name the event with --event."
    case .noSuchEvent(let event, let found):
      "no outcome is \"\(event)\"; found: \(found.joined(separator: ", ")). Name the event with --event."
    case .notANumber(let cell, let column, let line):
      "line \(line) has \"\(cell)\" in the column \"\(column)\", which is not a number. "
        + (cell.contains(/^[-+]?\d+,\d+$/)
          ? "Write a decimal point, or separate the columns by semicolons, so that a comma is read as a decimal comma."
          : cell.hasSuffix("%")
            ? "Write a percentage as a share: 0.85 for 85%."
            : "Correct it, leave it empty if it is missing, or name the columns of scores with --score.")
    }
  }
}
