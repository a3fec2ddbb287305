import Foundation
import Records

/// The decisions of a review in the order in which they were made: a table beside the study file, one line each.
///
/// A new decision is a new line, and none is ever changed, so the file is its own history. What counts for a patient
/// follows from the lines in their order. A decision on the whole patient takes the place of all before it; a decision
/// on a series takes the place of those before it on that series. An exclusion that names a series excludes the patient
/// all the same, since every model of a study needs all of its series.
package struct ReviewDecisions: Hashable, Sendable {
  /// The file, for messages.
  package let file: String
  /// The decisions, in order.
  package let all: [ReviewDecision]
  /// The line of each.
  let lines: [Int]
  private let states: [String: State]

  /// What counts for a patient.
  private struct State: Hashable {
    var whole: ReviewDecision?
    var series: [String: ReviewDecision] = [:]

    mutating func take(_ decision: ReviewDecision) {
      guard decision.verdict != .note else { return }
      if let name = decision.series { series[name] = decision } else { (whole, series) = (decision, [:]) }
    }
  }

  /// These decisions and later ones.
  func adding(_ more: [ReviewDecision], lines others: [Int]) -> ReviewDecisions {
    ReviewDecisions(file: file, all + more, lines: lines + others)
  }

  /// Those that are not among others. One that was made twice must be there twice.
  func without(_ others: ReviewDecisions) -> [ReviewDecision] {
    var known = others.all.reduce(into: [ReviewDecision: Int]()) { $0[$1, default: 0] += 1 }
    return all.filter { decision in
      guard let left = known[decision], left > 0 else { return true }
      known[decision] = left - 1
      return false
    }
  }

  /// No decisions.
  package static let none = ReviewDecisions(file: "", [])

  /// Takes every part as given.
  package init(file: String, _ all: [ReviewDecision], lines: [Int]? = nil) {
    (self.file, self.all) = (file, all)
    self.lines = lines ?? all.indices.map { $0 + 2 }
    states = all.reduce(into: [:]) { $0[$1.patient, default: State()].take($1) }
  }

  /// The path of the decisions on a study: `study.yaml` has `study.review.csv`.
  package static func path(beside study: String) -> String {
    let url = URL(filePath: study)
    let stem = ["yaml", "yml"].contains(url.pathExtension.lowercased()) ? url.deletingPathExtension().path : url.path
    return stem + ".review.csv"
  }

  /// The decision that excludes a patient; `nil` if the patient stays.
  package func exclusion(of patient: String) -> ReviewDecision? {
    guard let state = states[patient] else { return nil }
    let own = (state.whole.map { [$0] } ?? []) + state.series.sorted { $0.key < $1.key }.map(\.value)
    return own.first { $0.verdict == .exclude }
  }

  /// The decision by which a patient was accepted; `nil` if there is none, or if the patient is excluded.
  package func acceptance(of patient: String) -> ReviewDecision? {
    guard exclusion(of: patient) == nil, let state = states[patient] else { return nil }
    return state.whole ?? state.series.sorted { $0.key < $1.key }.first?.value
  }

  /// The notes on a patient, in order.
  package func notes(on patient: String) -> [ReviewDecision] {
    all.filter { $0.patient == patient && $0.verdict == .note }
  }

  /// Refuses decisions on patients and series that a study does not have: a mistyped id would exclude nobody, without a
  /// message.
  package func check(patients: [String], series: [String]) throws(ReviewDecisionError) {
    let known = Set(patients)
    for (decision, line) in zip(all, lines) {
      guard known.contains(decision.patient) else {
        throw ReviewDecisionError(file: file, line: line, .unknownPatient(decision.patient, known: patients))
      }
      if let name = decision.series, !series.contains(name) {
        throw ReviewDecisionError(file: file, line: line, .unknownSeries(name, known: series))
      }
    }
  }
}

// The table.
extension ReviewDecisions {
  /// The columns, in the order in which they are written.
  package enum Column: String, CaseIterable { case patient, series, decision, reason, who, when }

  /// Reads the decisions in a file; a file that is not there, or that is empty, holds none.
  package init(reading path: String) throws(ReviewDecisionError) { self = try DecisionFile(reading: path).decisions }

  /// Reads the decisions of a table.
  package init(_ table: CSVTable, file: String) throws(ReviewDecisionError) {
    let known = Column.allCases.map(\.rawValue)
    if let other = table.columns.first(where: { !known.contains($0) }) {
      throw ReviewDecisionError(file: file, line: 1, .unknownColumn(other))
    }
    for column in known where table.position(of: column) == nil {
      throw ReviewDecisionError(table: TableError(file: file, problem: .noColumn(column, columns: table.columns)))
    }
    var all: [ReviewDecision] = []
    for (row, line) in zip(table.rows, table.lines) {
      let cells = Dictionary(zip(table.columns, row)) { first, _ in first }
      all.append(
        try ReviewDecision { (column: Column) in
          cells[column.rawValue] ?? ""
        } refuse: {
          ReviewDecisionError(file: file, line: line, $0)
        })
    }
    self.init(file: file, all, lines: table.lines)
  }

  /// The decisions as the text of a file.
  package var text: String { CSVWriter.text(columns: Column.allCases.map(\.rawValue), rows: all.map(\.cells)) }
}

extension ReviewDecision {
  /// The cells of its line, in the order of ``ReviewDecisions/Column``.
  fileprivate var cells: [String] { ReviewDecisions.Column.allCases.map { cell($0) } }

  /// What stands in a column of its line.
  func cell(_ column: ReviewDecisions.Column) -> String {
    switch column {
    case .patient: patient
    case .series: series ?? ""
    case .decision: verdict.rawValue
    case .reason: reason
    case .who: by
    case .when: on
    }
  }

  /// A decision as it is written, checked.
  fileprivate init(
    _ cell: (ReviewDecisions.Column) -> String, refuse: (ReviewDecisionError.Problem) -> ReviewDecisionError
  ) throws(ReviewDecisionError) {
    guard let verdict = Verdict(rawValue: cell(.decision).lowercased()) else {
      throw refuse(.unknownVerdict(cell(.decision)))
    }
    let series = cell(.series)
    let decision = ReviewDecision(
      patient: cell(.patient), series: series.isEmpty ? nil : series, verdict: verdict, reason: cell(.reason),
      by: cell(.who), on: cell(.when))
    if let problem = decision.problem { throw refuse(problem) }
    self = decision
  }

  /// What is missing or cannot be understood; `nil` for a sound decision.
  package var problem: ReviewDecisionError.Problem? {
    if patient.isEmpty { return .noPatient }
    if reason.isEmpty, verdict != .accept { return .noReason(verdict) }
    if by.isEmpty { return .noAuthor }
    return Self.isTime(on) ? nil : .badTime(on)
  }

  /// A date, or a date and a time with its zone. Foundation reads February 31 as March 3, so a day must be itself.
  private static func isTime(_ text: String) -> Bool {
    let day = text.prefix(10)
    // What Apus writes is known by its shape: a list of a thousand decisions is read at every change.
    if isPlainTime(Array(text.utf8)) { return true }
    guard day.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil,
      let midnight = try? Date("\(day)T00:00:00Z", strategy: .iso8601),
      midnight.formatted(.iso8601.year().month().day()) == day
    else { return false }
    return text.count == 10 || (try? Date(text, strategy: .iso8601)) != nil
  }

  /// Whether a text is `2026-11-30`, or `2026-11-30T14:05:00Z`, of a day that every month has.
  private static func isPlainTime(_ text: [UInt8]) -> Bool {
    let shape = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
    guard text.count == 10 || text.count == shape.count else { return false }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard zip(text, shape).allSatisfy({ $1 == UInt8(ascii: "d") ? isDigit($0) : $0 == $1 }) else { return false }
    let number = { (at: Int) in Int(text[at] - UInt8(ascii: "0")) * 10 + Int(text[at + 1] - UInt8(ascii: "0")) }
    guard (1...12).contains(number(5)), (1...28).contains(number(8)) else { return false }
    return text.count == 10 || number(11) < 24 && number(14) < 60 && number(17) < 60
  }
}
