import Execution
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
    let roles = try PredictionColumns(of: table, file: file, settings: columns)
    let rows = try PredictionRows(table, file: file, roles, columns)
    let complete = rows.complete
    let lines = complete.map { $0.number - 1 }
    (self.file, models, columnsLeftOut) = (file, roles.scores, roles.aside)
    (subjects, outcomes) = (complete.map(\.subject), complete.compactMap(\.outcome))
    scores = roles.scores.indices.map { model in complete.compactMap { $0.scores[model] } }
    incompleteRows = rows.incomplete.map(\.number)
    clusters = try columns.cluster.map { name throws(PredictionError) in
      try PredictionTable.clusters(table, column: name, rows: lines, file: file)
    }
    groups = try columns.group.map { name throws(PredictionError) in
      try PredictionTable.groups(table, column: name, rows: lines, file: file)
    }
    remarks =
      ScoreColumns.alikeIDs(rows.all.map(\.subject), lines: table.lines)
      + ScoreColumns.oddities(of: models, scores: scores, outcomes: outcomes)
    try refuseCopies()
  }

  /// A model whose scores are the outcome under another name is none.
  private func refuseCopies() throws(PredictionError) {
    let copies = zip(models, scores).filter { OutcomeResemblance($0.1, outcomes: outcomes) == .copy }.map(\.0)
    guard copies.isEmpty else { throw PredictionError(file: file, problem: .outcomeCopies(copies)) }
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
}
