import Arms
import Audit
import Cohorts
import Learning
import Results
import SavedModels

/// The rows fitted in one protocol.
typealias ProtocolRows = (EvaluationProtocol, [FittedModel])

// From fitted rows to the results of a run, audited and written.
extension StudyRun {
  /// Results of the protocols fitted so far; they are written into the draft.
  func finish(
    _ prepared: PreparedStudy, blocks: [ProtocolRows], controls: [ControlResult] = [], remarks: [StudyFinding] = []
  ) throws -> StudyResults {
    var results = clock.measure("statistics") {
      StudyAssembly(study: study, prepared: prepared, blocks: blocks, controls: controls, remarks: remarks).results()
    }
    let log = FitLog(joining: [prepared.cohort.imageFits.log] + blocks.flatMap { $0.1.map(\.log) })
    try clock.measure("files") { try writeModels(of: results, prepared: prepared, blocks: blocks, log: log) }
    results.files = prepared.outputs.hashes
    try writeAudited(&results, log: log, prepared: prepared)
    return results
  }

  private func writeModels(
    of results: StudyResults, prepared: PreparedStudy, blocks: [ProtocolRows], log: FitLog
  ) throws {
    let outputs = prepared.outputs
    try outputs.writePredictions(results.protocols)
    let models = blocks.flatMap(\.1)
    let saved = try RunModels(
      study: study, cohort: prepared.cohort, split: prepared.split, settings: prepared.settings, deep: prepared.deep,
      results: results.protocols
    ).write(models, into: outputs.folder, logger)
    try outputs.write(models.map { TrainingFile($0, savedAs: saved[$0.id]) }, as: .training)
    try outputs.write(log, as: .fits)
  }

  /// Audits the results and adds what the audit found before they are written.
  private func writeAudited(_ results: inout StudyResults, log: FitLog, prepared: PreparedStudy) throws {
    let outputs = prepared.outputs
    let audit = clock.measure("audit") {
      RunAudit(AuditEvidence(results, log: log, of: prepared.cohort, in: outputs.folder.path)).report
    }
    results.audit = audit
    results.findings = (audit.findingsForReaders + results.findings).sorted { $0.severity > $1.severity }
    try clock.measure("files") {
      try outputs.write(results, as: .results)
      try outputs.writeSeal(results)
      try outputs.write(results.audit, as: .audit)
    }
  }
}
