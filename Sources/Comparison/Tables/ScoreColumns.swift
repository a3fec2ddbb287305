import Foundation
import Records
import Results
import Statistics

/// Finds the columns of a table of predictions that are scores of models, and the cells in them that must not silently
/// count as numbers.
struct ScoreColumns {
  /// The most models compared at once, because the number of pairs grows with the square.
  static let limit = 50

  private let table: CSVTable
  private let settings: PredictionTable.Columns

  init(of table: CSVTable, settings: PredictionTable.Columns) {
    (self.table, self.settings) = (table, settings)
  }

  /// Columns that are not scores: row numbers as written by R (no name) and pandas; names of subjects, outcomes or
  /// clinical factors; running numbers and record numbers; columns of words; and empty columns.
  func isNoScore(_ column: String) -> Bool {
    let name = column.lowercased()
    let promised = PredictionColumns.subjectNames + PredictionColumns.outcomeNames + Self.factorNames
    if column.isEmpty || column.hasPrefix("Unnamed: ") || promised.contains(name) { return true }
    if isSpread(column) { return true }
    guard let cells = table[column] else { return false }
    let marks = MissingMarks(settings.missing)
    let given = cells.filter { !MissingCodes.isEmpty($0) && !marks.contains($0) }
    if given.isEmpty { return table.rows.count > 1 }
    if given.allSatisfy(Self.isWord) { return true }
    return isFactor(column, cells: given) || isNumbering(given)
  }

  /// The spread over the heads of a model in `predictions.csv` of a study, beside its score.
  private func isSpread(_ column: String) -> Bool {
    guard let model = PredictionColumn.model(ofSpreads: column) else { return false }
    return table.position(of: PredictionColumn.score(of: model)) != nil
  }

  /// A cell whose first character cannot start a number.
  private static func isWord(_ cell: String) -> Bool {
    guard let first = cell.first(where: { !$0.isWhitespace }) else { return true }
    return !(first.isNumber || "+-.,<>=#".contains(first))
  }

  /// A name with a word for a factor or a numbering, as in `Age (years)`, if the values are not probabilities.
  private func isFactor(_ column: String, cells: [String]) -> Bool {
    let name = ColumnName(column)
    guard
      name.isNumbering || name.isOfAfterwards || name.mayBeOfAfterwards
        || name.words.contains(where: Self.factorWords.contains)
    else {
      return false
    }
    let numbers = cells.compactMap(table.number)
    return numbers.count == cells.count && !numbers.allSatisfy { (0...1).contains($0) }
  }

  private static let factorWords: Set<String> = [
    "age", "sex", "gender", "height", "weight", "bmi", "mrn", "stage", "grade", "year", "date", "alter", "edad",
  ]

  private static let factorNames = [
    "age", "sex", "gender", "height", "weight", "bmi", "mrn", "patient", "patient_id", "patientid", "pid", "case",
    "case_id", "site", "center", "centre", "scanner", "fold", "split", "row", "index", "date", "year",
  ]

  /// Unique whole numbers that increase or decrease by the same step from row to row, or that all have at least six
  /// digits.
  private func isNumbering(_ cells: [String]) -> Bool {
    guard cells.count >= 6 else { return false }
    let numbers = cells.compactMap { Int($0) }
    guard numbers.count == cells.count, Set(numbers).count == numbers.count else { return false }
    let steps = Set(zip(numbers, numbers.dropFirst()).map { $1 &- $0 })
    return steps.count == 1 || numbers.allSatisfy { $0 >= 100_000 }
  }

  /// Sentences about cells that may be codes for a missing value; empty if the user has declared them.
  func suspects(in columns: [String]) -> [String] {
    guard !settings.keepsCodes else { return [] }
    let marks = MissingMarks(settings.missing)
    return columns.flatMap { column -> [String] in
      let cells = (table[column] ?? []).map { marks.contains($0) ? "" : $0 }
      let found = MissingCodes.findings(column: column, cells: cells, lines: table.lines, number: table.number)
      // In a file separated by commas, a decimal comma is refused elsewhere, with its own advice.
      return found.filter { $0.kind != .decimalComma || table.separator != "," }.map(\.sentence)
    }
  }

  /// Ids that differ only by case, spaces or leading zeros. They may be one patient with two rows.
  static func alikeIDs(_ ids: [String], lines: [Int]) -> [String] {
    let groups = Dictionary(grouping: ids.indices) { PatientID.plain(ids[$0]) }.values.filter { $0.count > 1 }
      .sorted { $0[0] < $1[0] }
    guard !groups.isEmpty else { return [] }
    let shown = groups.prefix(5).map { rows in
      rows.map { "\"\(ids[$0])\" (line \(lines[$0]))" }.joined(separator: " and ")
    }
    return [
      "ids that differ only by case, spaces or leading zeros: \(shown.joined(separator: "; "))"
        + (groups.count > 5 ? " and \(groups.count - 5) more" : "")
        + ". Are they the same patient? Each was counted as a separate patient"
    ]
  }

  /// Sentences about unusual scores, which are compared nevertheless.
  static func oddities(of models: [String], scores: [[Double]], outcomes: [Bool]) -> [String] {
    zip(models, scores).flatMap { model, own -> [String] in
      var found: [String] = []
      let percent = own.allSatisfy { (0...100).contains($0) } && own.contains { $0 > 1.5 && $0 != $0.rounded() }
      if percent {
        found.append(
          "\"\(model)\" has values from 0 to 100. Are they percentages? Divide them by 100; otherwise there are no "
            + "results that need probabilities"
        )
      }
      if let area = AUCEstimate(scores: own, outcomes: outcomes).interval?.upper, area < 0.5 {
        found.append(
          "\"\(model)\" is lower in events, but a score should be higher for the event. "
            + "Is it the probability of the other outcome?"
        )
      }
      let values = Set(own).count
      let area = auc(own, outcomes: outcomes).value ?? 0.5
      let isJudged = min(outcomes.count { $0 }, outcomes.count { !$0 }) >= 10
      if values > 10, max(area, 1 - area) >= 0.99, isJudged {
        found.append(
          "\"\(model)\" alone has an AUC of \((area * 1000).rounded() / 1000): Was the outcome used to make this "
            + "score, e.g. by manual adjustment? Models of images hardly ever separate patients so well")
      }
      let agreement =
        (2...10).contains(values) ? OutcomeTests.agreement(own.map { "\($0)" }, outcomes: outcomes) ?? 0 : 0
      if values == 2, agreement < 0.9 {
        found.append(
          "\"\(model)\" has two values. Are these predicted classes? The AUC of predicted classes is their balanced "
            + "accuracy, not an AUC of scores; the IDI is the NRI; and Brier score and "
            + "calibration do not refer to probabilities")
      }
      if agreement >= 0.9 {
        found.append(
          "\"\(model)\" has \(values == 2 ? "two" : "\(values)") values, which agree with the outcome in "
            + "\(Int((agreement * 100).rounded())) %: are they a second record of the "
            + "outcome, or predicted classes? A score has more values")
      }
      return found
    }
  }
}
