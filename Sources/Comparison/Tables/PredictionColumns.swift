import Records

/// What each column of a prediction table is for.
struct PredictionColumns {
  /// Column of subjects; `nil` where rows are numbered.
  let subject: String?
  let outcome: String
  /// Columns of scores, each once.
  let scores: [String]
  /// Columns that are not scores of a model.
  let aside: [String]

  static let (subjectNames, outcomeNames) = (["id", "subject"], ["y", "outcome"])

  init(of table: CSVTable, file: String, settings: PredictionTable.Columns) throws(PredictionError) {
    let ids = try Self.column(
      named: settings.subject, usual: Self.subjectNames, option: "--subject", in: table, file: file)
    // If the cluster is the subject, a subject may have several rows, so the rows are numbered.
    subject = settings.cluster != nil && settings.cluster == ids ? nil : ids
    let found = try Self.column(
      named: settings.outcome, usual: Self.outcomeNames, option: "--outcome", in: table, file: file)
    guard let found else { throw PredictionError(file: file, problem: .noOutcome(columns: table.columns)) }
    outcome = found
    let labels = [settings.cluster, settings.group].compactMap(\.self)
    for name in labels { _ = try Self.column(named: name, usual: [], option: "", in: table, file: file) }
    let ownRoles = Set(labels + [found] + (subject.map { [$0] } ?? []))
    let columns = ScoreColumns(of: table, settings: settings)
    (scores, aside) = Self.scores(table.columns.filter { !ownRoles.contains($0) }, columns, named: settings.scores)
    try check(table, file, columns)
  }

  /// The columns of scores, and those that are none, among columns without another role.
  private static func scores(
    _ others: [String], _ columns: ScoreColumns, named: [String]
  ) -> (scores: [String], aside: [String]) {
    guard named.isEmpty else {
      // A score that is named twice is one model: against itself it would count in every adjustment for comparisons.
      return (named.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }, [])
    }
    let aside = others.filter { columns.isNoScore($0) }
    return (others.filter { !Set(aside).contains($0) }, aside)
  }

  /// Refuses columns that are not there, none or too many, and cells that may be codes for "missing".
  private func check(_ table: CSVTable, _ file: String, _ columns: ScoreColumns) throws(PredictionError) {
    func fail(_ problem: PredictionError.Problem) -> PredictionError { PredictionError(file: file, problem: problem) }
    if let unknown = scores.first(where: { table.position(of: $0) == nil }) {
      if OwnTable(columns: table.columns) == .predictions {
        throw fail(.noModel(unknown, models: table.columns.compactMap(PredictionColumn.model(ofScores:))))
      }
      throw fail(.table(TableError(file: file, problem: .noColumn(unknown, columns: table.columns))))
    }
    guard !scores.isEmpty else { throw fail(.noScores) }
    guard scores.count <= ScoreColumns.limit else { throw fail(.tooManyScores(scores.count)) }
    let suspects = columns.suspects(in: scores)
    guard suspects.isEmpty else { throw fail(.suspectCells(suspects)) }
  }

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
