import Foundation
import Records
import Statistics

/// Which columns of a table of predictions are scores of models, and what in them is not to be taken for a number in silence.
struct ScoreColumns {
  /// Models that are compared at once: their pairs grow with the square.
  static let limit = 50

  private let table: CSVTable
  private let settings: PredictionTable.Columns

  init(_ table: CSVTable, _ settings: PredictionTable.Columns) {
    (self.table, self.settings) = (table, settings)
  }

  /// Row numbers as R (no name) and pandas write them, names that promise a subject, an outcome or a clinical factor, running numbers and
  /// record numbers, columns of words, and columns without a value.
  func isNoScore(_ column: String) -> Bool {
    let name = column.lowercased()
    let promised = PredictionTable.subjectNames + PredictionTable.outcomeNames + Self.factorNames
    if column.isEmpty || column.hasPrefix("Unnamed: ") || promised.contains(name) { return true }
    guard let cells = table[column] else { return false }
    let given = cells.filter { !MissingCodes.isEmpty($0) && !settings.missing.contains($0) }
    if given.isEmpty { return table.rows.count > 1 }
    if given.allSatisfy(Self.isWord) { return true }
    return isFactor(column, given) || isNumbering(given)
  }

  /// A cell that is not even the beginning of a number.
  private static func isWord(_ cell: String) -> Bool {
    guard let first = cell.first(where: { !$0.isWhitespace }) else { return true }
    return !(first.isNumber || "+-.,<>=#".contains(first))
  }

  /// A name with the word of a factor or of a numbering, as in `Age (years)`, over values that are no probabilities.
  private func isFactor(_ column: String, _ cells: [String]) -> Bool {
    let name = ColumnName(column)
    guard name.isNumbering || name.isOfAfterwards || name.words.contains(where: Self.factorWords.contains) else {
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

  /// Unique whole numbers that climb or fall by the same step from row to row, or that all have six digits or more.
  private func isNumbering(_ cells: [String]) -> Bool {
    guard cells.count >= 6 else { return false }
    let numbers = cells.compactMap { Int($0) }
    guard numbers.count == cells.count, Set(numbers).count == numbers.count else { return false }
    let steps = Set(zip(numbers, numbers.dropFirst()).map { $1 &- $0 })
    return steps.count == 1 || numbers.allSatisfy { $0 >= 100_000 }
  }

  /// Sentences about cells that may stand for a missing value; empty where the user has said what they are.
  func suspects(in columns: [String]) -> [String] {
    guard !settings.keepsCodes else { return [] }
    return columns.flatMap { column -> [String] in
      let cells = (table[column] ?? []).map { settings.missing.contains($0) ? "" : $0 }
      let found = MissingCodes.findings(column: column, cells: cells, lines: table.lines, number: table.number)
      // Between commas a decimal comma is refused as no number, with its own advice.
      return found.filter { $0.kind != .decimalComma || table.separator != "," }.map(\.sentence)
    }
  }

  /// Ids that differ only by case, spaces or leading zeros: two patients, or one with two rows.
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
        + ". Are they one patient? Each was counted as a patient of its own"
    ]
  }

  /// What is odd about scores that are compared all the same, in sentences.
  static func oddities(_ models: [String], _ scores: [[Double]], _ outcomes: [Bool]) -> [String] {
    zip(models, scores).flatMap { model, own -> [String] in
      var found: [String] = []
      let percent = own.allSatisfy { (0...100).contains($0) } && own.contains { $0 > 1.5 && $0 != $0.rounded() }
      if percent {
        found.append(
          "\"\(model)\" runs from 0 to 100: is it in percent? Divide by 100, or nothing that reads probabilities is given for it"
        )
      }
      if let area = AUCEstimate(scores: own, outcomes: outcomes).interval?.upper, area < 0.5 {
        found.append(
          "\"\(model)\" is lower in events: a score is higher for the event. Is it the probability of the other outcome?"
        )
      }
      let values = Set(own).count
      let area = auc(own, outcomes: outcomes).value ?? 0.5
      let isJudged = min(outcomes.count { $0 }, outcomes.count { !$0 }) >= 10
      if values > 10, max(area, 1 - area) >= 0.99, isJudged {
        found.append(
          "\"\(model)\" alone has an AUC of \((area * 1000).rounded() / 1000): is it made from the outcome, such as a score that somebody adjusted? "
            + "Models of images hardly ever separate patients that well")
      }
      let agreement = (2...10).contains(values) ? OutcomeTests.agreement(own.map { "\($0)" }, outcomes) ?? 0 : 0
      if values == 2, agreement < 0.9 {
        found.append(
          "\"\(model)\" has two values: are these calls? The AUC of calls is their balanced accuracy and no AUC of scores, the IDI is the NRI, and Brier "
            + "score and calibration judge no probability")
      }
      if agreement >= 0.9 {
        found.append(
          "\"\(model)\" has \(values == 2 ? "two" : "\(values)") values, which agree with the outcome in \(Int((agreement * 100).rounded())) %: is it the outcome as "
            + "somebody else recorded it, or calls? A score has more")
      }
      return found
    }
  }
}
