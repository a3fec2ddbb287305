import Arms
import Audit
import Cohorts
import Execution
import Features
import Foundation
import Learning
import Logging
import Records
import Results
import SavedModels
import StudyFiles
import Synchronization

/// One run of a study file, from files on disk to `StudyResults`; everything but the report is written here.
public struct StudyRun: Sendable {
  package let study: StudyFile
  package let folder: RunFolder
  package private(set) var workers: Int
  package let logger: Logger
  package let clock: StageClock
  package let progress: @Sendable (StudyProgress) -> Void

  /// - Parameters:
  ///   - workers: number of patients or folds worked on in parallel; no result depends on it.
  ///   - clock: measures time and memory of the stages.
  public init(
    study: StudyFile, folder: RunFolder, workers: Int, logger: Logger, clock: StageClock = StageClock(),
    progress: @escaping @Sendable (StudyProgress) -> Void
  ) {
    self.clock = clock
    self.study = study
    self.folder = folder
    self.workers = workers
    self.logger = logger
    self.progress = progress
  }

  /// Runs the study and writes `features.csv`, `patients.csv`, `landmarks.csv` where images are fitted on,
  /// `predictions.csv`, `models/`, `training.json`, `fits.json`, `results.json` and `audit.json`.
  ///
  /// All files are written into a draft inside the folder. When a protocol is done, the draft replaces the results of
  /// an earlier run. So a run that fails before leaves the earlier results, and one that fails in its second protocol
  /// leaves those of the first.
  /// - Parameter published: is called with the results that are now in the folder, after each protocol; the last call
  /// has   the complete results.
  /// - Throws: ``StudyRunError`` when no result is possible, ``StoreError`` when the folder cannot be written.
  public func execute(_ published: (StudyResults) throws -> Void = { _ in }) throws -> StudyResults {
    let threads = try threadsWithMemory(upTo: workers)
    guard threads == workers else {
      logger.info("there is memory for only \(threads) of \(workers) threads, so \(threads) are used")
      var smaller = self
      smaller.workers = threads
      return try smaller.executeWithMemory(published)
    }
    return try executeWithMemory(published)
  }

  private func executeWithMemory(_ published: (StudyResults) throws -> Void) throws -> StudyResults {
    let (supply, networks, clinical, reliability) = try clock.measure("intake") { try intake() }
    let draft = try folder.begin(study)
    if let remark = ContentCache.remark(on: folder) { logger.info("\(remark)") }
    do {
      return try execute(supply, networks, clinical, reliability, draft, published)
    } catch {
      if folder.holdsResults {
        logger.info("earlier results in \(folder.path) are unchanged; the files of this run are in \(draft.path)")
      } else {
        // There are no earlier results to protect, so the patients left out are written to the folder that the message
        // names.
        try? folder.publish(draft)
      }
      throw error
    }
  }

  private func execute(
    _ supply: FeatureSupply, _ networks: [DeepSupply], _ clinical: ClinicalCohort,
    _ reliability: [String: [String: Double]],
    _ draft: RunFolder, _ published: (StudyResults) throws -> Void
  ) throws -> StudyResults {
    report(clinical.exclusions)
    let (extracted, failures) = clock.measure("features") { extract(clinical, supply) }
    let (cohort, extremes) = extracted.withoutExtremes()
    let exclusions = clinical.exclusions + failures
    let outputs = StudyOutputs(folder: draft, cohort: cohort)
    try outputs.writeExclusions(exclusions)
    guard !cohort.patients.isEmpty else { throw StudyRunError.nobodyUsable(excluded: exclusions) }
    guard !cohort.columns.isEmpty else { throw StudyRunError.noFeatureLeft(extremes) }
    let provenance = supply.extractor.map(\.provenance) ?? .table
    try clock.measure("files") { try outputs.writeFeatures(provenance) }
    let split = try split(cohort, lost: failures.reduce(0) { $0 + $1.subjects.count })
    try outputs.writePatients(split)
    try outputs.writeLandmarks()
    let robustness = try clock.measure("robustness") { try self.robustness(supply, cohort, split) }
    let report = robustness.map { RobustnessReport($0, split, cohort, provenance) }
    if let report { try AtomicFile.write(report.table, to: draft.file("robustness.csv")) }
    let deep = try networks.map { supply in
      try clock.measure("deep features") { (supply: supply, inputs: try deepInputs(supply, cohort, split)) }
    }
    for note in deep.flatMap(\.inputs.notes) { logger.info("\(note.text)", metadata: ["patient": "\(note.subject)"]) }
    let plan = LearningPlan(of: cohort, reliability: reliability)
    let rows = StandingRows(of: cohort, robustness: robustness, deep: deep.map(\.inputs), plan: plan)
    let finish = { (blocks: [(EvaluationProtocol, [FittedModel])], controls: [ControlResult], more: [Finding]) in
      var results = clock.measure("statistics") {
        StudyAssembly(
          study: study, settings: supply.extractor?.settings, clinical: clinical, exclusions: exclusions,
          cohort: cohort,
          split: split, blocks: blocks, robustness: report, controls: controls,
          table: supply.table,
          remarks: more + supply.findings(clinical.patients.map(\.id)) + deep.flatMap(\.inputs.findings)
            + (extremes.map { [$0] } ?? [])
        ).results()
      }
      try write(&results, blocks, cohort, split, supply, deep, outputs)
      return results
    }
    var blocks: [(EvaluationProtocol, [FittedModel])] = []
    for evaluation in study.protocols {
      if !blocks.isEmpty {
        // The results of a finished protocol are kept, even if the next protocol fails.
        let partial = try finish(blocks, [], [.unfinished(evaluation)])
        if partial.holdsScores {
          try folder.publish(draft, keeping: true)
          try published(partial)
        }
      }
      blocks.append((evaluation, fit(rows, split, cohort, evaluation)))
    }
    let controls = clock.measure("negative controls") { permutations(rows, cohort, split) }
    let results = try finish(blocks, controls, [])
    // They are logged once, for the whole run; those of the first protocol alone are in its report.
    for finding in results.findings where finding.severity > .note {
      logger.warning("\(finding.title)", metadata: finding.detail.isEmpty ? nil : ["next": "\(finding.detail)"])
    }
    // A report without a model is better than none, but no reason to take away an earlier one.
    if folder.holdsResults, !results.holdsScores { throw StudyRunError.noModel(example: results.unfitted) }
    try clock.measure("files") { try folder.publish(draft) }
    try published(results)
    return results
  }

  /// Writes the results that follow from the fitted rows.
  private func write(
    _ results: inout StudyResults, _ blocks: [(EvaluationProtocol, [FittedModel])], _ cohort: AnalysisCohort,
    _ split: StudySplit, _ supply: FeatureSupply, _ deep: [(supply: DeepSupply, inputs: DeepInputs)],
    _ outputs: StudyOutputs
  ) throws {
    let log = FitLog(joining: [cohort.imageFits.log] + blocks.flatMap { $0.1.map(\.log) })
    try clock.measure("files") {
      try outputs.writePredictions(results.protocols)
      let models = blocks.flatMap(\.1)
      let saved = try RunModels(
        study: study, cohort: cohort, split: split, settings: supply.extractor?.settings, deep: deep,
        results: results.protocols
      ).write(models, into: outputs.folder, logger)
      try outputs.write(models.map { TrainingFile($0, savedAs: saved[$0.id]) }, as: "training.json")
      try outputs.write(log, as: "fits.json")
    }
    results.files = outputs.hashes
    let audit = clock.measure("audit") {
      RunAudit(AuditEvidence(results, log: log, of: cohort, in: outputs.folder.path)).report
    }
    results.audit = audit
    results.findings = (audit.findingsForReaders + results.findings).sorted { $0.severity > $1.severity }
    try clock.measure("files") {
      try outputs.write(results, as: "results.json")
      try outputs.writeSeal()
      try outputs.write(results.audit, as: "audit.json")
    }
  }

  /// All checks that can refuse the study before an image is opened.
  private func intake() throws -> (FeatureSupply, [DeepSupply], ClinicalCohort, [String: [String: Double]]) {
    let supply = try featureSupply()
    let deep = try DeepSupply.all(of: study, cache: ContentCache(in: folder), clock)
    let reliability = try study.reliabilities()
    let clinical = try study.readCohort()
    if let absent = clinical.absentOutcome { throw absent }
    return (supply, deep, clinical, reliability)
  }

  private func split(_ cohort: AnalysisCohort, lost: Int) throws -> StudySplit {
    let counts = cohort.counts()
    guard counts.events > 0, counts.nonEvents > 0 else {
      throw StudyRunError.oneClass(counts, event: study.outcome.eventName, lost: lost)
    }
    let copies = cohort.columns(.copy)
    guard copies.isEmpty else { throw StudyRunError.outcomeAmongFeatures(copies.map(\.words)) }
    if let group = study.cohort.group {
      let rows = GroupedRows(cohort.patients.map { $0.group ?? $0.id })
      let divided = rows.divided { [String(describing: cohort.patients[$0].side), cohort.patients[$0].site ?? ""] }
      guard divided.isEmpty else { throw StudyRunError.dividedGroups(divided, column: group) }
    }
    let split = StudySplit(of: cohort)
    if let pair = split.pairs.first(where: { $0.training.isEmpty || $0.test.isEmpty }) {
      guard split.evaluation.hasTestSet else {
        throw StudyRunError.tooFewForFolds(counts, event: study.outcome.eventName)
      }
      throw StudyRunError.emptySide(training: pair.training.count, test: pair.test.count)
    }
    guard !split.pairs.isEmpty else { throw StudyRunError.oneClass(counts, event: study.outcome.eventName) }
    return split
  }

  /// Logs failures of the clinical table in the same way as those of images.
  private func report(_ exclusions: [InclusionFlow.Exclusion]) {
    for exclusion in exclusions where exclusion.isFailure {
      var said = FailureLog(logger)
      for subject in exclusion.subjects { said.leftOut(subject.id, "\(exclusion.cause). \(subject.detail)") }
      said.finish()
    }
  }

}

extension StudyResults {
  /// Whether a model has a score for anybody.
  package var holdsScores: Bool { models.contains { $0.predictions.contains { $0.score != nil } } }

  /// Why the first model without a score could not be fitted.
  fileprivate var unfitted: String {
    guard let model = models.first(where: { $0.predictions.allSatisfy { $0.score == nil } }) else { return "" }
    return ([model.name] + model.flags.prefix(1)).joined(separator: ": ")
  }
}
