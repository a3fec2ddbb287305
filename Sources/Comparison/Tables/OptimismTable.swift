import Learning
import Records
import Statistics

/// `apus optimism`: a logistic model of named columns of a table, with figures corrected for optimism by the bootstrap.
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
  /// Coefficients, the intercept first; empty where there is no fit.
  public let coefficients: [Double]
  /// The correction; `nil` where there is no fit.
  public let correction: OptimismCorrection?
  /// Why there is none.
  public let reason: UndefinedReason?

  /// Reads the table and refits the model on every resample.
  /// - Throws: `TableError` for a column that is not there, ``ColumnTestError`` for a cell that is no number.
  public init(
    reading path: String, outcome: String, event: String, columns: [String], resamples: Int, seed: UInt64
  ) throws {
    let table = try CSVTable(reading: path)
    let cells = try ([outcome] + columns).map { try table.cells(of: $0, file: path) }
    let kept = table.rows.indices.filter { row in cells.allSatisfy { !MissingCodes.isEmpty($0[row]) } }
    let outcomes = kept.map { row in
      cells[0][row] == event || Double(cells[0][row]) != nil && Double(cells[0][row]) == Double(event)
    }
    let values = try zip(columns, cells.dropFirst()).map { name, cells in
      try kept.map { row in
        if let value = table.number(cells[row]), value.isFinite { return value }
        throw ColumnTestError(
          description:
            "\(path): line \(table.lines[row]) holds \"\(cells[row])\" in the column \"\(name)\", which is no number. Write levels as "
            + "columns of 0 and 1, or name another column.")
      }
    }
    (file, self.columns, subjects) = (path, columns, kept.count)
    (events, incomplete) = (outcomes.count { $0 }, table.rows.count - kept.count)
    let own = MaximumLikelihoodRegression(columns: values, outcomes: outcomes, rows: Array(outcomes.indices))
    coefficients = own.map { [$0.intercept] + $0.coefficients } ?? []
    let made = OptimismCorrection.make(outcomes: outcomes, resamples: resamples, seed: seed) { rows in
      MaximumLikelihoodRegression(columns: values, outcomes: outcomes, rows: rows)?.scores(values)
    }
    switch made {
    case .success(let found): (correction, reason) = (found, nil)
    case .failure(let undefined): (correction, reason) = (nil, undefined.reason)
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
        note: "a class or a column's spread missing, or complete separation", isCount: true),
    ]
  }

  /// Every number as text, with what must be known first.
  public var text: String {
    var lines = [
      "\(file): \(subjects) subjects, \(events) events, logistic regression of \(columns.joined(separator: ", "))"
    ]
    if incomplete > 0 {
      lines.append("note: \(incomplete == 1 ? "1 row" : "\(incomplete) rows") left out for a missing cell")
    }
    lines.append(
      "note: corrected is what new patients of the same kind may be expected to show. It holds for columns that were chosen without looking at these "
        + "outcomes; a selection is part of the model and must be repeated in every resample (apus study run)")
    return lines.joined(separator: "\n") + "\n" + ResultRow.text(rows)
  }

  /// One line per number.
  public var csv: String { ResultRow.csv(rows) }

  /// Results in full, keys sorted.
  public func json() throws -> String { try encoded(self) }
}
