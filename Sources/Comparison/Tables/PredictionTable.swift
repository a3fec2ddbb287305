import Execution
import Learning
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
  /// The probabilities of each model; `nil` if it has none. In a run they are columns of their own, in any other table
  /// the scores, if all lie in [0, 1].
  package let risks: [[Double]?]
  /// The models that are compared with each other. P-values are adjusted over each list.
  package let families: [[ModelPair]]
  /// The protocol of each model of a run; `nil` for a table of somebody else.
  package let protocols: [ProtocolName]?
  /// Why intervals and tests of AUCs are withheld; `nil` if all scores of a model come from one fit.
  package let pooled: UndefinedReason?

  /// Two models by their positions.
  package struct ModelPair: Hashable, Sendable {
    /// The old one.
    package let first: Int
    /// The new one.
    package let second: Int

    package init(_ first: Int, _ second: Int) { (self.first, self.second) = (first, second) }

    /// Every pair of some models.
    package static func all(of models: [Int]) -> [ModelPair] {
      models.indices.flatMap { at in models[(at + 1)...].map { ModelPair(models[at], $0) } }
    }
  }

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
    if let run = RunPredictions(table, file: file, named: columns.scores) {
      try self.init(run, table, file: file, columns: columns)
      return
    }
    if columns.scores.isEmpty, let own = OwnTable(columns: table.columns) {
      throw PredictionError(file: file, problem: .ownTable(own.words))
    }
    try self.init(plain: table, file: file, columns: columns)
  }

  /// Takes every column of scores as a model.
  private init(plain table: CSVTable, file: String, columns: Columns) throws(PredictionError) {
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
    risks = scores.map { own in own.allSatisfy { (0...1).contains($0) } ? own : nil }
    families = [ModelPair.all(of: Array(models.indices))]
    (pooled, protocols) = (nil, nil)
    try refuseCopies()
  }

  /// Takes the models of a run. Its scores are numbers that Apus wrote, so no cell may be a code for "missing", and a
  /// model that separates the outcomes is one all the same.
  private init(_ run: RunPredictions, _ table: CSVTable, file: String, columns: Columns) throws(PredictionError) {
    guard !run.models.isEmpty else { throw PredictionError(file: file, problem: .noFittedModel) }
    var named = columns
    named.scores = run.models.map { PredictionColumn.score(of: $0.id) }
    named.keepsCodes = true
    let roles = try PredictionColumns(of: table, file: file, settings: named)
    let rows = try PredictionRows(table, file: file, roles, named)
    let complete = rows.complete
    let lines = complete.map { $0.number - 1 }
    (self.file, models, columnsLeftOut) = (file, run.models.map(\.name), [])
    (subjects, outcomes) = (complete.map(\.subject), complete.compactMap(\.outcome))
    scores = roles.scores.indices.map { model in complete.compactMap { $0.scores[model] } }
    incompleteRows = rows.incomplete.map(\.number)
    let given = try columns.cluster.map { name throws(PredictionError) in
      try PredictionTable.clusters(table, column: name, rows: lines, file: file)
    }
    clusters = given ?? PatientClusters.of(complete.map(\.subject), owners: run.owners)
    groups = try columns.group.map { name throws(PredictionError) in
      try PredictionTable.groups(table, column: name, rows: lines, file: file)
    }
    remarks = run.remarks
    risks = run.models.map { model in
      guard run.readsProbabilities, let cells = table[PredictionColumn.probability(of: model.id)] else { return nil }
      let values = lines.compactMap { table.number(cells[$0]) }
      return values.count == lines.count ? values : nil
    }
    families = ProtocolName.allCases.map { name in
      ModelPair.all(of: run.models.indices.filter { run.models[$0].protocolName == name })
    }.filter { !$0.isEmpty }
    (pooled, protocols) = (run.pooled, run.models.map(\.protocolName))
  }

  /// A model whose scores are the outcome under another name is none.
  private func refuseCopies() throws(PredictionError) {
    let copies = zip(models, scores).filter { OutcomeResemblance($0.1, outcomes: outcomes) == .copy }.map(\.0)
    guard copies.isEmpty else { throw PredictionError(file: file, problem: .outcomeCopies(copies)) }
  }

  /// Takes every part as given.
  init(
    file: String, subjects: [String], outcomes: [Bool], models: [String], scores: [[Double]], risks: [[Double]?],
    clusters: [Int]?, families: [[ModelPair]], protocols: [ProtocolName], pooled: UndefinedReason?, remarks: [String]
  ) {
    (self.file, self.subjects, self.outcomes, self.models) = (file, subjects, outcomes, models)
    (self.scores, self.risks, self.clusters, self.families) = (scores, risks, clusters, families)
    (self.protocols, self.pooled, self.remarks) = (protocols, pooled, remarks)
    (incompleteRows, columnsLeftOut, groups) = ([], [], nil)
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
    risks = table.risks.map { risks in risks.map { risks in positions.map { risks[$0] } } }
    (families, pooled, protocols) = (table.families, table.pooled, table.protocols)
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
