import ArgumentParser
import Audit
import Results

/// `apus audit DIR`.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Check a finished study for data leakage: each claim is proved, refuted or not checked.",
    discussion: """
      Reads study.yaml, patients.csv, features.csv, fits.json, predictions.csv and results.json of DIR and makes the \
      split again. Prints which claims are proved, refuted, not found by a rule or not checked, and writes audit.json.
      Exit codes: 0 nothing is refuted; 2 something is refuted; 64 usage; 65 DIR holds no finished run.

      Example:
        apus audit results
      """)

  @Argument(help: "Folder written by apus study run.")
  var folder: String

  func run() throws {
    let report: AuditReport
    do {
      report = try RunAudit(folder: folder).report
    } catch {
      complain("\(error)")
      throw ExitCode.badInput
    }
    print(report.text, terminator: "")
    do {
      try RunAudit.write(report, into: folder)
    } catch {
      complain("\(error)")
      throw ExitCode.badInput
    }
    if !report.refutesNothing { throw ExitCode.someFailed }
  }
}
