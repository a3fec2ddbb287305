import Execution
import Records

/// Why the decisions of a review cannot be used.
package struct ReviewDecisionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problem.
  package enum Problem: Hashable, Sendable {
    /// The file is no table, or lacks a column.
    case table(TableError.Problem)
    case unknownColumn(String)
    case noPatient
    case unknownPatient(String, known: [String])
    case unknownSeries(String, known: [String])
    case unknownVerdict(String)
    case noReason(ReviewDecision.Verdict)
    case noAuthor
    case badTime(String)
    /// What stands at the path cannot be read or written.
    case file(UserFileError.Problem)
    /// The file could be text in two encodings, so that no line can be added without a guess.
    case doubtfulEncoding
    /// The file is a workbook, to which no line can be added.
    case workbook
  }

  /// The file.
  package let file: String
  /// Line in the file; `nil` if the problem is not in a line.
  package let line: Int?
  package let problem: Problem

  /// Takes every part as given.
  package init(file: String, line: Int? = nil, _ problem: Problem) {
    (self.file, self.line, self.problem) = (file, line, problem)
  }

  init(_ error: UserFileError) { self.init(file: error.file, .file(error.problem)) }

  init(table error: TableError) { self.init(file: error.file, .table(error.problem)) }

  /// Whether it may pass without anybody changing the file.
  package var isPassing: Bool { fileError?.isPassing ?? false }
  /// Whether there is no space left.
  package var isFull: Bool { fileError?.isFull ?? false }

  private var fileError: UserFileError? {
    if case .file(let problem) = problem { UserFileError(file: file, problem) } else { nil }
  }

  /// The file, the line, the cause and what to do next.
  package var description: String {
    switch problem {
    case .table(let problem): return "\(TableError(file: file, problem: problem))"
    case .file(let problem): return "\(UserFileError(file: file, problem))"
    default: break
    }
    return file + (line.map { ":\($0)" } ?? "") + ": " + cause
  }

  private var cause: String {
    let verdicts = ReviewDecision.Verdict.allCases.map(\.rawValue)
    return switch problem {
    case .table, .file: ""
    case .unknownColumn(let name):
      "the column \"\(name)\" is not known\(suggestion(for: name, among: Self.columns)). The columns are "
        + "\(Self.columns.joined(separator: ", ")). Remove or rename it."
    case .noPatient: "no patient is named. Give the id of the clinical table, or remove the line."
    case .unknownPatient(let id, let known):
      "the clinical table has no patient \"\(id.printable)\"\(suggestion(for: id, among: known)), so the decision would "
        + "have no effect. Correct the id, or remove the line."
    case .unknownSeries(let name, let known):
      "the study file has no series \"\(name.printable)\"\(suggestion(for: name, among: known)). It has: "
        + "\(known.joined(separator: ", ")). Correct the name, or leave the cell empty for the whole patient."
    case .unknownVerdict(let word):
      "the decision \"\(word.printable)\" is not known\(suggestion(for: word, among: verdicts)). Write one of "
        + "\(verdicts.joined(separator: ", "))."
    case .noReason(.note): "a note needs its words. Write them into the column reason."
    case .noReason:
      "an exclusion needs a reason, which becomes its cause in the flowchart. Write it into the column reason."
    case .noAuthor: "nobody is named in the column who. Write who decided, since the report says it."
    case .badTime(let text):
      "\"\(text.printable)\" in the column when is not a time. Write it as 2026-11-30 or 2026-11-30T14:05:00Z; "
        + "a spreadsheet may have changed it."
    case .doubtfulEncoding:
      "the text could be in two encodings, so no decision can be added. Save it as \"CSV UTF-8\"."
    case .workbook: "is a workbook under the name of a CSV file, so no decision can be added. Save it as \"CSV UTF-8\"."
    }
  }

  private static let columns = ReviewDecisions.Column.allCases.map(\.rawValue)
}
