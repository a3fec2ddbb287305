import Execution
import Foundation
import Records
import Statistics

/// Scores of several models for the same subjects, read from a CSV file.
public struct PredictionTable: Hashable, Sendable {
  /// Names of the columns; those that are `nil` are found by their usual names.
  public struct Columns: Hashable, Sendable {
    /// Column of subjects: `id` or `subject` unless named. Without such a column, rows are numbered.
    public var subject: String?
    /// Column of outcomes: `y` or `outcome` unless named.
    public var outcome: String?
    /// Columns of scores: all others unless named, except row numbers and columns named like subjects or outcomes.
    public var scores: [String]
    /// The value of the outcome that is the event: 1, if the other value is 0, unless named.
    public var event: String?
    /// Codes for "missing" in a column of scores, such as -999, in addition to empty cells.
    public var missing: [String] = []
    /// Whether values that look like codes for "missing" are accepted as scores.
    public var keepsCodes = false
    /// Column of clusters: rows with the same value belong together, such as the lesions of a patient. It may be the
    /// column of subjects.
    public var cluster: String?
    /// Column of subgroups, whose levels are compared separately.
    public var group: String?

    /// Columns by name.
    public init(
      subject: String? = nil, outcome: String? = nil, scores: [String] = [], event: String? = nil,
      missing: [String] = [], keepsCodes: Bool = false, cluster: String? = nil, group: String? = nil
    ) {
      (self.cluster, self.group) = (cluster, group)
      (self.subject, self.outcome, self.scores, self.event) = (subject, outcome, scores, event)
      (self.missing, self.keepsCodes) = (missing, keepsCodes)
    }
  }

  /// File the table came from.
  public let file: String
  /// Subjects, each once.
  public let subjects: [String]
  /// Whether each subject had the event.
  public let outcomes: [Bool]
  /// Names of the models, the columns' names.
  public let models: [String]
  /// One array of finite scores per model.
  public let scores: [[Double]]
  /// Rows left out because the outcome or a score is missing, by number from 1 below the header.
  public let incompleteRows: [Int]
  /// Columns that are not scores of a model: row numbers, and columns named like subjects or outcomes.
  public let columnsLeftOut: [String]
  /// Observations that a reader must know, as sentences.
  public let remarks: [String]
  /// The cluster of each row; `nil` if all rows are independent.
  public let clusters: [Int]?
  /// The subgroup of each row; `nil` without a column of subgroups.
  public let groups: [String]?

  static let (subjectNames, outcomeNames) = (["id", "subject"], ["y", "outcome"])

  /// Reads and checks a file.
  public init(reading path: String, columns: Columns = Columns()) throws(PredictionError) {
    let table: CSVTable
    do throws(TableError) {
      table = try CSVTable(reading: path)
    } catch {
      throw PredictionError(file: path, problem: .table(error))
    }
    try self.init(table, file: path, columns: columns)
  }

  /// Takes subjects, outcomes and scores from `table`; `file` only names the source in errors.
  package init(_ table: CSVTable, file: String, columns: Columns) throws(PredictionError) {
    func fail(_ problem: PredictionError.Problem) -> PredictionError { PredictionError(file: file, problem: problem) }
    let named = try PredictionTable.column(
      named: columns.subject, usual: PredictionTable.subjectNames, option: "--subject", in: table, file: file)
    // If the cluster is the subject, a subject may have several rows, so the rows are numbered.
    let subject = columns.cluster != nil && columns.cluster == named ? nil : named
    guard
      let outcome = try PredictionTable.column(
        named: columns.outcome, usual: PredictionTable.outcomeNames, option: "--outcome", in: table, file: file)
    else {
      throw fail(.noOutcome(columns: table.columns))
    }
    let labels = [columns.cluster, columns.group].compactMap(\.self)
    for name in labels { _ = try PredictionTable.column(named: name, usual: [], option: "", in: table, file: file) }
    let others = table.columns.filter { $0 != subject && $0 != outcome && !labels.contains($0) }
    let columnsAside = ScoreColumns(of: table, settings: columns)
    let aside = columns.scores.isEmpty ? others.filter { columnsAside.isNoScore($0) } : []
    let models = columns.scores.isEmpty ? others.filter { !Set(aside).contains($0) } : columns.scores
    if let unknown = models.first(where: { table.position(of: $0) == nil }) {
      throw PredictionError(
        file: file, problem: .table(TableError(file: file, problem: .noColumn(unknown, columns: table.columns))))
    }
    guard !models.isEmpty else { throw fail(.noScores) }
    guard models.count <= ScoreColumns.limit else { throw fail(.tooManyScores(models.count)) }
    let suspects = columnsAside.suspects(in: models)
    guard suspects.isEmpty else { throw fail(.suspectCells(suspects)) }
    let reader = RowReader(
      table: table, file: file, subject: subject, outcome: outcome, scores: models, event: columns.event,
      missing: Set(columns.missing))
    let rows = try reader.rows()
    let complete = rows.filter { $0.outcome != nil && !$0.scores.contains(nil) }
    guard !complete.isEmpty else { throw fail(.noRows) }
    self.file = file
    self.models = models
    subjects = complete.map(\.subject)
    outcomes = complete.compactMap(\.outcome)
    scores = models.indices.map { model in complete.compactMap { $0.scores[model] } }
    let lines = complete.map { $0.number - 1 }
    clusters = try columns.cluster.map { name throws(PredictionError) in
      try PredictionTable.clusters(table, column: name, rows: lines, file: file)
    }
    groups = try columns.group.map { name throws(PredictionError) in
      try PredictionTable.groups(table, column: name, rows: lines, file: file)
    }
    incompleteRows = rows.filter { $0.outcome == nil || $0.scores.contains(nil) }.map(\.number)
    columnsLeftOut = aside
    remarks =
      ScoreColumns.alikeIDs(rows.map(\.subject), lines: table.lines)
      + ScoreColumns.oddities(of: models, scores: scores, outcomes: outcomes)
    let copies = zip(models, scores).filter { OutcomeResemblance($0.1, outcomes: outcomes) == .copy }.map(\.0)
    guard copies.isEmpty else { throw fail(.outcomeCopies(copies)) }
  }

  /// The same table with the subjects at `positions` only.
  package func part(_ positions: [Int]) -> PredictionTable { PredictionTable(part: positions, of: self) }

  private init(part positions: [Int], of table: PredictionTable) {
    (file, models, incompleteRows) = (table.file, table.models, [])
    (columnsLeftOut, remarks, groups) = ([], [], nil)
    subjects = positions.map { table.subjects[$0] }
    outcomes = positions.map { table.outcomes[$0] }
    scores = table.scores.map { scores in positions.map { scores[$0] } }
    clusters = table.clusters.map { clusters in positions.map { clusters[$0] } }
  }

  private static func clusters(
    _ table: CSVTable, column name: String, rows: [Int], file: String
  ) throws(PredictionError) -> [Int] {
    guard let cells = table[name] else { return [] }
    if let row = rows.first(where: { MissingCodes.isEmpty(cells[$0]) }) {
      throw PredictionError(file: file, problem: .noCluster(column: name, line: table.lines[row]))
    }
    return RowUnits(rows.map { cells[$0] }).units
  }

  /// Levels of a column of subgroups; an empty cell is a separate level.
  private static func groups(
    _ table: CSVTable, column name: String, rows: [Int], file: String
  ) throws(PredictionError) -> [String] {
    guard let cells = table[name] else { return [] }
    let levels = rows.map { MissingCodes.isEmpty(cells[$0]) ? "(empty)" : cells[$0] }
    let count = Set(levels).count
    guard count <= Self.mostLevels else {
      throw PredictionError(file: file, problem: .tooManyLevels(column: name, count: count))
    }
    return levels
  }

  /// The largest number of levels of a column of subgroups.
  static let mostLevels = 20

  /// The named column, which must exist, or the one with a usual name, in any case. If there are two, it is an error,
  /// so that the user chooses.
  private static func column(
    named name: String?, usual: [String], option: String, in table: CSVTable, file: String
  ) throws(PredictionError) -> String? {
    guard let name else {
      let found = table.columns.filter { usual.contains($0.lowercased()) }
      guard found.count < 2 else {
        throw PredictionError(file: file, problem: .twoColumns(found, option: option))
      }
      return found.first
    }
    guard table.position(of: name) != nil else {
      throw PredictionError(
        file: file, problem: .table(TableError(file: file, problem: .noColumn(name, columns: table.columns))))
    }
    return name
  }
}

/// Reads the rows of a prediction table.
private struct RowReader {
  struct Row {
    var number: Int
    var subject: String
    var outcome: Bool?
    var scores: [Double?]
  }

  let table: CSVTable
  let file: String
  let subject: String?
  let outcome: String
  let scores: [String]
  let event: String?
  let missing: Set<String>

  func rows() throws(PredictionError) -> [Row] {
    let subjectAt = subject.flatMap { table.position(of: $0) }
    guard let outcomeAt = table.position(of: outcome) else { return [] }
    let scoresAt = scores.compactMap { table.position(of: $0) }
    let event = event.map { RowReader.outcome($0) } ?? "1"
    var (rows, seen, classes): ([Row], [String: Int], Set<String>) = ([], [:], [])
    rows.reserveCapacity(table.rows.count)
    for (index, cells) in table.rows.enumerated() {
      let (name, line) = (subjectAt.map { cells[$0] } ?? "\(index + 1)", table.lines[index])
      guard !name.isEmpty else { throw fail(.noSubject(line: line)) }
      if let first = seen.updateValue(line, forKey: name) { throw fail(.repeatedSubject(name, lines: [first, line])) }
      let label = RowReader.outcome(cells[outcomeAt])
      if !MissingCodes.isEmpty(label, asText: true), classes.insert(label).inserted, classes.count > 2 {
        throw fail(.outcomeClasses(classes.sorted(), line: line))
      }
      rows.append(
        Row(
          number: index + 1, subject: name, outcome: MissingCodes.isEmpty(label, asText: true) ? nil : label == event,
          scores: try scoresAt.map { at throws(PredictionError) in try score(cells[at], column: at, line: line) }))
    }
    try check(classes, event: event)
    return rows
  }

  /// The value 1 is the event only if the other is 0. With 1 and 2 the event is ambiguous, and programs differ.
  private func check(_ classes: Set<String>, event: String) throws(PredictionError) {
    let found = classes.sorted()
    if let named = self.event {
      if classes.count == 2, !classes.contains(event) { throw fail(.noSuchEvent(named, found: found)) }
    } else if !classes.isSubset(of: ["0", "1"]) {
      throw fail(.eventUnknown(found))
    }
  }

  /// The text of an outcome. Numbers are compared by value, because tables with missing values may have 1.0 for 1.
  private static func outcome(_ cell: String) -> String {
    guard let value = Double(cell), let whole = Int(exactly: value) else { return cell }
    return "\(whole)"
  }

  private func score(_ cell: String, column: Int, line: Int) throws(PredictionError) -> Double? {
    if MissingCodes.isEmpty(cell) || missing.contains(cell) { return nil }
    // The first character must be that of a number, which excludes `Double("nan")`, `0x1p3` and spreadsheet formulas.
    guard cell.utf8.allSatisfy({ RowReader.numeric.contains($0) }), let value = table.number(cell) else {
      throw fail(.notANumber(cell, column: table.columns[column], line: line))
    }
    return value
  }

  private func fail(_ problem: PredictionError.Problem) -> PredictionError {
    PredictionError(file: file, problem: problem)
  }

  private static let numeric = Set("0123456789+-.,eE".utf8)
}

/// The reason why a prediction table cannot be used.
public struct PredictionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problem.
  public enum Problem: Hashable, Sendable {
    case table(TableError)
    case noOutcome(columns: [String])
    case noScores, noRows
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
