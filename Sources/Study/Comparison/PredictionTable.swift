import Foundation

/// Scores of several models for the same subjects, read from a CSV file.
public struct PredictionTable: Hashable, Sendable {
  /// Names of the columns; what is `nil` is found by name.
  public struct Columns: Hashable, Sendable {
    /// Column of subjects: `id` or `subject` unless named; a table without one numbers its rows.
    public var subject: String?
    /// Column of outcomes: `y` or `outcome` unless named.
    public var outcome: String?
    /// Columns of scores: all others unless named.
    public var scores: [String]
    /// The outcome that counts as event: `1` unless named.
    public var event: String

    /// Columns by name.
    public init(subject: String? = nil, outcome: String? = nil, scores: [String] = [], event: String = "1") {
      (self.subject, self.outcome, self.scores, self.event) = (subject, outcome, scores, event)
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

  /// Reads and checks a file.
  public init(reading path: String, columns: Columns = Columns()) throws(PredictionError) {
    do {
      try self.init(CSVTable(reading: path), file: path, columns: columns)
    } catch let error as TableError {
      throw PredictionError(file: path, problem: .table(error))
    } catch let error as PredictionError {
      throw error
    } catch {
      throw PredictionError(file: path, problem: .noRows)
    }
  }

  /// Takes subjects, outcomes and scores from `table`; `file` only names the source in errors.
  package init(_ table: CSVTable, file: String, columns: Columns) throws(PredictionError) {
    func fail(_ problem: PredictionError.Problem) -> PredictionError { PredictionError(file: file, problem: problem) }
    let subject = try PredictionTable.column(columns.subject, ["id", "subject"], table, file)
    guard let outcome = try PredictionTable.column(columns.outcome, ["y", "outcome"], table, file) else {
      throw fail(.noOutcome(columns: table.columns))
    }
    let named = columns.scores.isEmpty ? table.columns.filter { $0 != subject && $0 != outcome } : columns.scores
    if let unknown = named.first(where: { table.position(of: $0) == nil }) {
      throw PredictionError(
        file: file, problem: .table(TableError(file: file, problem: .noColumn(unknown, columns: table.columns))))
    }
    guard !named.isEmpty else { throw fail(.noScores) }
    let reader = RowReader(
      table: table, file: file, subject: subject, outcome: outcome, scores: named, event: columns.event)
    let rows = try reader.rows()
    let complete = rows.filter { $0.outcome != nil && !$0.scores.contains(nil) }
    guard !complete.isEmpty else { throw fail(.noRows) }
    self.file = file
    models = named
    subjects = complete.map(\.subject)
    outcomes = complete.compactMap(\.outcome)
    scores = named.indices.map { model in complete.compactMap { $0.scores[model] } }
    incompleteRows = rows.filter { $0.outcome == nil || $0.scores.contains(nil) }.map(\.number)
  }

  /// The named column, which must exist, or the first of the usual names, in any case.
  private static func column(
    _ name: String?, _ usual: [String], _ table: CSVTable, _ file: String
  ) throws(PredictionError) -> String? {
    guard let name else { return table.columns.first { usual.contains($0.lowercased()) } }
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
  let event: String

  func rows() throws(PredictionError) -> [Row] {
    let subjectAt = subject.flatMap { table.position(of: $0) }
    guard let outcomeAt = table.position(of: outcome) else { return [] }
    let scoresAt = scores.compactMap { table.position(of: $0) }
    var (rows, seen, classes): ([Row], Set<String>, Set<String>) = ([], [], [])
    for (index, cells) in table.rows.enumerated() {
      let name = subjectAt.map { cells[$0] } ?? "\(index + 1)"
      guard !name.isEmpty else { throw fail(.noSubject(row: index + 1)) }
      guard seen.insert(name).inserted else { throw fail(.repeatedSubject(name)) }
      let label = cells[outcomeAt]
      if !RowReader.isMissing(label) { classes.insert(label) }
      guard classes.count <= 2 else { throw fail(.outcomeClasses(classes.sorted())) }
      rows.append(
        Row(
          number: index + 1, subject: name, outcome: RowReader.isMissing(label) ? nil : label == event,
          scores: try scoresAt.map { at throws(PredictionError) in try score(cells[at], at, index + 1) }))
    }
    if classes.count == 2, !classes.contains(event) { throw fail(.noSuchEvent(event, found: classes.sorted())) }
    return rows
  }

  private func score(_ cell: String, _ column: Int, _ row: Int) throws(PredictionError) -> Double? {
    if RowReader.isMissing(cell) { return nil }
    // A leading letter or sign that is no number keeps `Double("nan")`, `0x1p3` and spreadsheet formulas out.
    guard cell.utf8.allSatisfy({ RowReader.numeric.contains($0) }), let value = table.number(cell) else {
      throw fail(.notANumber(cell, column: table.columns[column], row: row))
    }
    return value
  }

  private func fail(_ problem: PredictionError.Problem) -> PredictionError {
    PredictionError(file: file, problem: problem)
  }

  private static let numeric = Set("0123456789+-.,eE".utf8)
  private static func isMissing(_ cell: String) -> Bool {
    ["", "na", "nan", "n/a", "null", "."].contains(cell.lowercased())
  }
}

/// Why a prediction table could not be used.
public struct PredictionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found.
  public enum Problem: Hashable, Sendable {
    case table(TableError)
    case noOutcome(columns: [String])
    case noScores, noRows
    case noSubject(row: Int)
    case repeatedSubject(String)
    case outcomeClasses([String])
    case noSuchEvent(String, found: [String])
    case notANumber(String, column: String, row: Int)
  }

  /// The file.
  public let file: String
  /// What was found.
  public let problem: Problem

  /// File, cause and next step in one line.
  public var description: String {
    if case .table(let error) = problem { return "\(error)" }
    return "\(file): \(cause)"
  }

  private var cause: String {
    switch problem {
    case .table(let error): "\(error)"
    case .noOutcome(let columns):
      "has no column \"y\" or \"outcome\". Name it with --outcome; it has: \(columns.joined(separator: ", "))."
    case .noScores: "has no column of scores beside subject and outcome. Add one per model."
    case .noRows: "has no row with an outcome and all scores."
    case .noSubject(let row): "row \(row) has no subject. Give each subject an id."
    case .repeatedSubject(let name): "the subject \"\(name)\" occurs twice. Each subject needs one row."
    case .outcomeClasses(let found):
      "the outcome has more than two values: \(found.joined(separator: ", ")). Make it binary."
    case .noSuchEvent(let event, let found):
      "no outcome is \"\(event)\"; found: \(found.joined(separator: ", ")). Name the event with --event."
    case .notANumber(let cell, let column, let row):
      "row \(row) of \"\(column)\" holds \"\(cell)\", which is no number. Correct it, or leave it empty if missing."
    }
  }
}
