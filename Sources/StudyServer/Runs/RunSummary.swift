import Foundation
import Results

/// What a page says of a finished run before it opens the report.
package struct RunSummary: Codable, Sendable {
  package let name: String
  /// When its results were written, in the form of ISO 8601.
  package let date: String
  package let software: String
  package let events: Int
  package let nonEvents: Int
  /// Patients who were left out for a fault of a file or of their row.
  package let failed: Int
  package let models: [Model]
  package let findings: [Finding]
  package let audit: Audit?

  /// A model of the main protocol on patients whom it has not seen.
  package struct Model: Codable, Sendable {
    package let name: String
    package let auc: Estimate
  }

  /// What the audit found, by verdict.
  package struct Audit: Codable, Sendable {
    package let conclusion: String
    package let refuted: [String]
    package let claims: [Claim]

    package struct Claim: Codable, Sendable {
      package let verdict: String
      package let claim: String
      package let basis: String
      package let `protocol`: String?
      package let evidence: [String]
    }

    init(_ report: AuditReport) {
      conclusion = report.conclusion
      refuted = report.checks(.refuted).map(\.claim)
      claims = report.findings.map { finding in
        Claim(
          verdict: finding.verdict.rawValue, claim: finding.check.claim, basis: finding.basis,
          protocol: finding.evaluation?.rawValue, evidence: finding.evidence.map { finding.words(for: $0) })
      }
    }
  }

  init(_ results: StudyResults, date: Date) {
    name = results.study.name
    self.date = date.formatted(.iso8601)
    software = results.study.software
    (events, nonEvents) = (results.flow.analysed.events, results.flow.analysed.nonEvents)
    failed = results.flow.exclusions.filter(\.isFailure).reduce(0) { $0 + $1.subjects.count }
    models = results.models.map { Model(name: $0.name, auc: $0.test.auc) }
    findings = results.findings.filter { $0.severity > .note }
    audit = results.audit.map(Audit.init)
  }
}

/// The results of runs, read again when they change.
final class RunResults: Sendable {
  /// The results of a run, or why they cannot be read.
  enum Reading: Sendable {
    case results(StudyResults, RunSummary)
    case fault(String)
  }

  private let kept = FileMemory { path -> Reading in
    do {
      let data = try Data(contentsOf: URL(filePath: path))
      let results = try JSONDecoder().decode(StudyResults.self, from: data)
      let facts = try FileManager.default.attributesOfItem(atPath: path)
      return .results(results, RunSummary(results, date: facts[.modificationDate] as? Date ?? .now))
    } catch {
      return .fault("\(path): is no results file that this Apus reads: \(error.localizedDescription)")
    }
  }

  /// - Returns: `nil` if the run has no results.
  func reading(_ run: Listing.Run) -> Reading? { kept.value("\(run.path)/\(RunFile.results.rawValue)") }

  func results(_ run: Listing.Run) throws(ServeError) -> StudyResults {
    switch reading(run) {
    case .results(let results, _)?: return results
    case .fault(let cause)?: throw .unreadable(cause)
    case nil: throw .unreadable("\(run.place): has no results; the run has not ended, or failed.")
    }
  }
}
