import Records
import Statistics

/// The check of a published table of models and, if given, of a published table of comparisons.
public struct PublishedTable: Hashable, Codable, Sendable {
  /// A comparison with the names of its models.
  public struct Step: Hashable, Codable, Sendable {
    /// The old model.
    public let first: String
    /// The new model.
    public let second: String
    /// The result of the check; `nil` if not exactly one 2x2 table fits each model.
    public let audit: PublishedComparisonAudit?
  }

  /// One audit per model.
  public let models: [PublishedModelAudit]
  /// One per comparison.
  public let steps: [Step]

  /// Audits the CSV files at `path` (models) and `comparisonsPath`.
  ///
  /// Columns of models: `model`, any of ``/Statistics/PublishedModel/Figure``, `auc_low`, `auc_high`, and `events` and
  /// `non_events` unless the group sizes are given. Columns of comparisons: `first`, `second`, `nri`, `nri_low`,
  /// `nri_high`, `nri_p`, the same for `idi`, and `delong_p`.
  public init(
    reading path: String, comparisons comparisonsPath: String? = nil, events: Int?, nonEvents: Int?
  ) throws(PublishedTableError) {
    let reader = try PublishedReader(path)
    var audits: [PublishedModelAudit] = []
    for row in reader.rows {
      audits.append(PublishedModelAudit(try reader.model(row, events: events, nonEvents: nonEvents)))
    }
    models = audits
    guard let comparisonsPath else {
      steps = []
      return
    }
    let comparisons = try PublishedReader(comparisonsPath)
    var steps: [Step] = []
    for row in comparisons.rows { steps.append(try comparisons.step(row, audits: audits)) }
    self.steps = steps
  }

  /// Findings in sentences.
  public var text: String { (models.map(\.text) + steps.map(\.text)).joined(separator: "\n") + "\n" }

  /// Results in full.
  public func json() throws -> String { try encoded(self) }
}

/// The reason why a published table cannot be used.
public enum PublishedTableError: Error, Hashable, Sendable, CustomStringConvertible {
  case table(TableError)
  case notAFigure(file: String, cell: String, column: String)
  case noGroupSizes(file: String, model: String)
  case unknownModel(file: String, name: String)

  /// File, cause and what to do next.
  public var description: String {
    switch self {
    case .table(let error): "\(error)"
    case .notAFigure(let file, let cell, let column):
      "\(file): \"\(cell)\" in \"\(column)\" is not a published number. Write digits "
        + "with a decimal point, as in the paper."
    case .noGroupSizes(let file, let model):
      "\(file): \"\(model)\" has no valid group sizes (1 to 10000). Give --events and "
        + "--non-events, or columns with these names."
    case .unknownModel(let file, let name):
      "\(file): the model \"\(name)\" is not in the table of models. Use the name from that table."
    }
  }
}

/// Reads cells of a published table.
private struct PublishedReader {
  let file: String
  let table: CSVTable
  /// Columns of shares that are printed in per cent: one of their cells is above 1, or has the sign.
  private let inPercent: Set<String>

  /// Columns of figures that lie between 0 and 1.
  private static let shares = [
    "sensitivity", "specificity", "ppv", "npv", "balanced_accuracy", "f1", "auc", "auc_low", "auc_high",
  ]

  init(_ file: String) throws(PublishedTableError) {
    self.file = file
    do { table = try CSVTable(reading: file) } catch { throw .table(error) }
    let table = table
    inPercent = Set(
      Self.shares.filter { name in
        (table[name] ?? []).contains { cell in
          cell.hasSuffix("%") || PrintedFigure(cell).map { $0.value > 1 && $0.value <= 100 } ?? false
        }
      })
  }

  var rows: [[String]] { table.rows }

  func cell(_ row: [String], column: String) -> String? {
    table.position(of: column).map { row[$0] }.flatMap { $0.isEmpty ? nil : $0 }
  }

  func required(_ row: [String], column: String) throws(PublishedTableError) -> String {
    guard let cell = cell(row, column: column) else {
      throw .table(TableError(file: file, problem: .noColumn(column, columns: table.columns)))
    }
    return cell
  }

  func figure(_ row: [String], column: String) throws(PublishedTableError) -> PrintedFigure? {
    guard let cell = cell(row, column: column) else { return nil }
    let digits = cell.hasSuffix("%") ? cell.dropLast().filter { $0 != " " } : cell
    guard let figure = PrintedFigure(digits) else { throw .notAFigure(file: file, cell: cell, column: column) }
    let found = inPercent.contains(column) ? figure.asShare : figure
    guard !Self.shares.contains(column) || (0...1).contains(found.value) else {
      throw .notAFigure(file: file, cell: cell, column: column)
    }
    return found
  }

  func interval(_ row: [String], of name: String) throws(PublishedTableError) -> PrintedInterval? {
    guard let low = try figure(row, column: name + "_low"), let high = try figure(row, column: name + "_high") else {
      return nil
    }
    return PrintedInterval(lower: low, upper: high)
  }

  func model(_ row: [String], events: Int?, nonEvents: Int?) throws(PublishedTableError) -> PublishedModel {
    let name = try required(row, column: "model")
    // The search tries all tables, so the sizes must be limited.
    guard let events = events ?? cell(row, column: "events").flatMap({ Int($0) }), (1...10_000).contains(events),
      let others = nonEvents ?? cell(row, column: "non_events").flatMap({ Int($0) }), (1...10_000).contains(others)
    else { throw .noGroupSizes(file: file, model: name) }
    var figures: [PublishedModel.Figure: PrintedFigure] = [:]
    for kind in PublishedModel.Figure.allCases {
      figures[kind] = try figure(row, column: kind == .balancedAccuracy ? "balanced_accuracy" : kind.rawValue)
    }
    return PublishedModel(
      name: name, events: events, nonEvents: others, figures: figures, aucInterval: try interval(row, of: "auc"))
  }

  func improvement(_ row: [String], of name: String) throws(PublishedTableError) -> PublishedComparison.Row? {
    guard let estimate = try figure(row, column: name), let interval = try interval(row, of: name) else { return nil }
    return PublishedComparison.Row(estimate: estimate, interval: interval, pValue: try figure(row, column: name + "_p"))
  }

  func step(_ row: [String], audits: [PublishedModelAudit]) throws(PublishedTableError) -> PublishedTable.Step {
    let names = (try required(row, column: "first"), try required(row, column: "second"))
    func table(_ name: String) throws(PublishedTableError) -> ConfusionMatrix? {
      guard let audit = audits.first(where: { $0.model.name == name }) else {
        throw .unknownModel(file: file, name: name)
      }
      return audit.tables.count == 1 ? audit.tables[0] : nil
    }
    guard let old = try table(names.0), let new = try table(names.1), old.events == new.events,
      old.nonEvents == new.nonEvents
    else { return PublishedTable.Step(first: names.0, second: names.1, audit: nil) }
    let comparison = PublishedComparison(
      old: old, new: new, nri: try improvement(row, of: "nri"), idi: try improvement(row, of: "idi"),
      deLongP: try figure(row, column: "delong_p"))
    return PublishedTable.Step(first: names.0, second: names.1, audit: PublishedComparisonAudit(comparison))
  }
}
