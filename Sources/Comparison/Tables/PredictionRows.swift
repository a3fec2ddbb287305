import Foundation
import Records

/// The rows of a prediction table.
struct PredictionRows {
  struct Row {
    /// From 1 below the header.
    let number: Int
    let subject: String
    /// `nil` if it is missing, as is a score.
    let outcome: Bool?
    let scores: [Double?]

    var isComplete: Bool { outcome != nil && !scores.contains(nil) }
  }

  let all: [Row]

  var complete: [Row] { all.filter(\.isComplete) }
  var incomplete: [Row] { all.filter { !$0.isComplete } }

  /// Reads every row.
  /// - Throws: `.noRows` if none has an outcome and all scores.
  init(
    _ table: CSVTable, file: String, _ roles: PredictionColumns, _ columns: PredictionTable.Columns
  ) throws(PredictionError) {
    let reader = RowReader(
      table: table, file: file, subject: roles.subject, outcome: roles.outcome, scores: roles.scores,
      event: columns.event, missing: MissingMarks(columns.missing))
    all = try reader.rows()
    guard all.contains(where: \.isComplete) else { throw PredictionError(file: file, problem: .noRows) }
  }
}

/// Reads the rows of a prediction table.
private struct RowReader {
  typealias Row = PredictionRows.Row

  let table: CSVTable
  let file: String
  let subject: String?
  let outcome: String
  let scores: [String]
  let event: String?
  let missing: MissingMarks

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
