import Audit
import Cohorts
import Foundation
import Records
import Results
import StudyFiles

/// A finished run as it is compared with another.
package struct ComparedRun: Sendable {
  package let results: StudyResults
  /// The study file as it was run.
  package let study: StudyFile
  let patients: Patients
  let inputs: RunInputs
  /// SHA-256 of `results.json`.
  let digest: String

  /// The patients who were analysed.
  struct Patients: Sendable {
    let outcomes: [String: String]
    let sides: [String: String]

    init(_ table: CSVTable) {
      let ids = table[PatientFile.subject] ?? []
      let pairs = { (column: String) in
        Dictionary(zip(ids, table[column] ?? []).map { ($0, $1) }) { first, _ in first }
      }
      (outcomes, sides) = (pairs(PatientFile.outcome), pairs(PatientFile.side))
    }
  }

  /// Reads the folder of a run.
  /// - Throws: `AuditError` where it holds no finished run.
  package init(folder: String) throws(AuditError) {
    guard FileManager.default.fileExists(atPath: folder) else { throw .notARun(folder: folder, .noFolder) }
    guard RunFolder.completePublication(in: folder) else { throw .notARun(folder: folder, .unfinished) }
    try self.init(folder: folder, AuditEvidence.decode(StudyResults.self, from: .results, in: folder))
  }

  /// The same of results that were read already.
  package init(folder: String, _ results: StudyResults) throws(AuditError) {
    self.results = results
    study = try AuditEvidence.study(folder)
    let table = try AuditEvidence.table(.patients, in: folder)
    patients = Patients(table)
    inputs = RunInputs(results, patients: table)
    digest = FileManager.default.contents(atPath: "\(folder)/\(RunFile.results)")?.sha256 ?? ""
  }
}
