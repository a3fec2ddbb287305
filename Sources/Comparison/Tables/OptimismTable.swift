import Learning
import Records
import Statistics

/// `apus optimism`: a logistic model of named columns of a table, with performance corrected for optimism by the
/// bootstrap.
public struct OptimismTable: Hashable, Codable, Sendable {
  /// File.
  public let file: String
  /// Columns of the model.
  public let columns: [String]
  /// Complete rows.
  public let subjects: Int
  /// Events among them.
  public let events: Int
  /// Rows left out for a missing cell.
  public let incomplete: Int
  /// Coefficients, the intercept first; empty without a fit.
  public let coefficients: [Double]
  /// The correction; `nil` without a fit.
  public let correction: OptimismCorrection?
  /// The reason why there is no fit.
  public let reason: UndefinedReason?

  /// Reads the table and refits the model on every resample.
  /// - Parameter event: the value of the outcome that is the event; `nil` for 1, if the other value is 0.
  /// - Throws: `TableError` for a column that is not there, ``ColumnTestError`` for a cell that is no number or may be
  ///   a code for "missing", an outcome of more than two values or of others than 0 and 1 without a named event, and a
  ///   column that is constant or made of others.
  public init(
    reading path: String, outcome: String, event: String?, columns: [String], resamples: Int, seed: UInt64,
    cells settings: NumberCells = NumberCells()
  ) throws {
    let table = try CSVTable(reading: path)
    let cells = try ([outcome] + columns).map { try table.cells(of: $0, file: path) }
    try settings.check(table, columns: columns, file: path)
    let kept = table.rows.indices.filter { row in cells.allSatisfy { !settings.isEmpty($0[row]) } }
    let outcomes = try OptimismTable.events(kept.map { cells[0][$0] }, column: outcome, event: event, file: path)
    let values = try zip(columns, cells.dropFirst()).map { name, cells in
      try kept.map { row in
        if let value = table.number(cells[row]), value.isFinite { return value }
        throw ColumnTestError(
          description:
            "\(path): line \(table.lines[row]) has \"\(cells[row])\" in the column \"\(name)\", which is not a "
            + "number. Write levels as columns of 0 and 1, or name another column.")
      }
    }
    try OptimismTable.checkRank(columns, columns: values, file: path)
    (file, self.columns, subjects) = (path, columns, kept.count)
    (events, incomplete) = (outcomes.count { $0 }, table.rows.count - kept.count)
    let own = try MaximumLikelihoodRegression(columns: values, outcomes: outcomes, rows: Array(outcomes.indices))
    coefficients = own.map { [$0.intercept] + $0.coefficients } ?? []
    // At least ten of each class: with one event in fourteen rows, the result of a bootstrap sample depends only on
    // how often that event was drawn.
    if let small = SmallClasses.reason(outcomes) {
      (correction, reason) = (
        nil, Set(outcomes).count == 2 ? small : outcomes.contains(true) ? .noNonEvents : .noEvents
      )
      return
    }
    let made = try OptimismCorrection.make(outcomes: outcomes, resamples: resamples, seed: seed) {
      rows throws(LearningError) in
      try MaximumLikelihoodRegression(columns: values, outcomes: outcomes, rows: rows)?.scores(values)
    }
    switch made {
    case .success(let found): (correction, reason) = (found, nil)
    case .failure(let undefined): (correction, reason) = (nil, undefined.reason)
    }
  }

  /// Which rows have the event, by the rule of `apus compare`: the value 1 if the other is 0, unless the event is
  /// named. With values 1 and 2, the event is ambiguous.
  private static func events(
    _ labels: [String], column: String, event: String?, file: String
  ) throws(ColumnTestError) -> [Bool] {
    // Tables with missing values may have 1.0 for 1.
    func plain(_ label: String) -> String {
      Double(label).flatMap { Int(exactly: $0) }.map { "\($0)" } ?? label
    }
    let own = labels.map(plain)
    let found = Set(own).sorted()
    let words = found.prefix(6).joined(separator: ", ") + (found.count > 6 ? " and \(found.count - 6) more" : "")
    guard found.count <= 2 else {
      throw ColumnTestError(
        description: "\(file): the outcome \"\(column)\" has more than two values: \(words). Make it binary.")
    }
    guard let event else {
      guard Set(found).isSubset(of: ["0", "1"]) else {
        throw ColumnTestError(
          description:
            "\(file): the outcome \"\(column)\" has the values \(words) instead of 0 and 1. Name the event with "
            + "--event."
        )
      }
      return own.map { $0 == "1" }
    }
    guard found.isEmpty || found.contains(plain(event)) else {
      throw ColumnTestError(
        description: "\(file): no outcome is \"\(event)\"; found: \(words). Name the event with --event.")
    }
    return own.map { $0 == plain(event) }
  }

  /// Refuses a constant column, and one that is a linear combination of the columns before it, because its coefficient
  /// is not identifiable. The remainder after regression on those columns is compared with 1e-7 of its spread, as in
  /// R's lm.
  private static func checkRank(_ names: [String], columns: [[Double]], file: String) throws(ColumnTestError) {
    var basis: [[Double]] = []
    for (name, column) in zip(names, columns) where !column.isEmpty {
      let centre = mean(column)
      var left = column.map { $0 - centre }
      let spread = left.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard spread > 1e-12 * max(1e-300, abs(centre)) else {
        throw ColumnTestError(
          description:
            "\(file): the column \"\(name)\" has the same value in all complete rows, "
            + "so it carries no information. Leave it out."
        )
      }
      for other in basis {
        let along = zip(left, other).reduce(0) { $0 + $1.0 * $1.1 }
        left = zip(left, other).map { $0 - along * $1 }
      }
      let length = left.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 1e-7 * spread else {
        throw ColumnTestError(
          description:
            "\(file): the column \"\(name)\" is a linear combination of the columns before it (a multiple of one, or "
            + "a sum of several), so its coefficient is not identifiable. Leave it out.")
      }
      basis.append(left.map { $0 / length })
    }
  }

  /// Every number.
  public var rows: [ResultRow] {
    let names = ["intercept"] + columns
    let fit = zip(names, coefficients).map { ResultRow("model", "coefficient of \($0)", .defined($1)) }
    guard let correction else {
      return fit + [ResultRow("model", "optimism", .undefined(reason ?? .tooFewValues))]
    }
    let figures = correction.rows.flatMap { row in
      [
        ResultRow("model", "\(row.figure.rawValue), apparent", .defined(row.apparent)),
        ResultRow("model", "\(row.figure.rawValue), optimism", .defined(row.optimism)),
        ResultRow("model", "\(row.figure.rawValue), corrected", .defined(row.corrected)),
      ]
    }
    return fit + figures + [
      ResultRow(
        "model", "Emax, corrected", .defined(correction.largestError),
        note: "largest distance of the corrected calibration line from the diagonal"),
      ResultRow("model", "resamples", .defined(Double(correction.resamples)), isCount: true),
      ResultRow(
        "model", "resamples without a model", .defined(Double(correction.failed)),
        note: "only one class, a constant column, or complete separation", isCount: true),
    ]
  }

  /// Every number as text, after the notes that must be known first.
  public var text: String {
    var lines = [
      "\(file): \(subjects) subjects, \(events) events, logistic regression of \(columns.joined(separator: ", "))"
    ]
    if let small = SmallClasses.sentence(events: events, nonEvents: subjects - events) {
      lines.append("note: \(small)")
    }
    if incomplete > 0 {
      lines.append("note: \(incomplete == 1 ? "1 row" : "\(incomplete) rows") left out because of a missing cell")
    }
    guard correction != nil else { return lines.joined(separator: "\n") + "\n" + ResultRow.text(rows) }
    lines.append(
      "note: the corrected values are what can be expected for new patients of the same population, if the columns "
        + "were chosen without looking at these outcomes; a selection is part of the model and must be repeated in "
        + "every bootstrap sample (apus study run)")
    return lines.joined(separator: "\n") + "\n" + ResultRow.text(rows)
  }

  /// One line per number.
  public var csv: String { ResultRow.csv(rows) }

  /// Results in full, keys sorted.
  public func json() throws -> String { try encoded(self) }
}
