import Execution
import Features
import Foundation
import Learning
import Logging
import Synchronization

/// One run of a study file, from files on disk to `StudyResults`; everything but the report is written here.
public struct StudyRun: Sendable {
  /// Name and version, as every result carries them.
  public static let software = "Apus \(version)"
  /// The version.
  static let version = "0.1.0"

  let study: StudyFile
  let folder: RunFolder
  let workers: Int
  let logger: Logger
  let clock: StageClock
  let progress: @Sendable (StudyProgress) -> Void

  /// - Parameters:
  ///   - workers: patients and folds in parallel; no result depends on it.
  ///   - clock: is told what the stages cost.
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

  /// Runs the study and writes `features.csv`, `patients.csv`, `landmarks.csv` where images are fitted on, `predictions.csv`, `models/`,
  /// `training.json`, `fits.json`,
  /// `results.json` and `audit.json`.
  /// - Throws: ``StudyRunError`` when no result is possible, ``StoreError`` when the folder cannot be written.
  public func execute() throws -> StudyResults {
    let (supply, networks, clinical, reliability) = try clock.measure("intake") { try intake() }
    report(clinical.exclusions)
    let (cohort, failures) = clock.measure("features") { extract(clinical, supply) }
    let exclusions = clinical.exclusions + failures
    let outputs = StudyOutputs(folder: folder, cohort: cohort)
    try outputs.writeExclusions(exclusions)
    guard !cohort.patients.isEmpty else { throw StudyRunError.nobodyUsable(excluded: exclusions) }
    let provenance = supply.extractor.map(\.provenance) ?? .table
    try clock.measure("files") { try outputs.writeFeatures(provenance) }
    let split = try split(cohort)
    try outputs.writePatients(split)
    try outputs.writeLandmarks()
    let robustness = try clock.measure("robustness") { try self.robustness(supply, cohort, split) }
    let report = robustness.map { RobustnessReport($0, split, cohort, provenance) }
    if let report { try AtomicFile.write(report.table, to: folder.file("robustness.csv")) }
    let deep = try networks.map { supply in
      try clock.measure("deep features") { (supply: supply, inputs: try deepInputs(supply, cohort, split)) }
    }
    for note in deep.flatMap(\.inputs.notes) { logger.info("\(note.text)", metadata: ["patient": "\(note.subject)"]) }
    let plan = LearningPlan(cohort, reliability)
    let rows = StandingRows(cohort, robustness, deep.map(\.inputs), plan)
    let blocks = study.protocols.map { evaluation in
      (evaluation, fit(rows, split, cohort, evaluation))
    }
    let controls = clock.measure("negative controls") { permutations(rows, cohort, split) }
    var results = clock.measure("statistics") {
      StudyAssembly(
        study: study, settings: supply.extractor?.settings, clinical: clinical, exclusions: exclusions, cohort: cohort,
        split: split, blocks: blocks, robustness: report, controls: controls,
        remarks: supply.findings(clinical.patients.map(\.id)) + deep.compactMap(\.inputs.finding)
      ).results()
    }
    let log = FitLog(joining: [cohort.imageFits.log] + blocks.flatMap { $0.1.map(\.log) })
    try clock.measure("files") {
      try outputs.writePredictions(results.protocols)
      let models = blocks.flatMap(\.1)
      let saved = try RunModels(
        study: study, cohort: cohort, split: split, settings: supply.extractor?.settings, deep: deep,
        results: results.protocols
      ).write(models, into: folder, logger)
      try outputs.write(models.map { TrainingFile($0, savedAs: saved[$0.id]) }, as: "training.json")
      try outputs.write(log, as: "fits.json")
    }
    results.files = outputs.hashes
    let audit = clock.measure("audit") { RunAudit(AuditEvidence(results, log, cohort)).report }
    results.audit = audit
    results.findings = (audit.findingsForReaders + results.findings).sorted { $0.severity > $1.severity }
    try clock.measure("files") {
      try outputs.write(results, as: "results.json")
      try outputs.write(results.audit, as: "audit.json")
    }
    return results
  }

  /// Everything that can refuse the study before an image is opened.
  private func intake() throws -> (FeatureSupply, [DeepSupply], Cohort, [String: [String: Double]]) {
    let supply = try featureSupply()
    let deep = try DeepSupply.all(of: study, cache: ContentCache(in: folder), clock)
    let reliability = try study.reliabilities()
    let clinical = try StudyRun.readCohort(of: study)
    try folder.begin(study)
    return (supply, deep, clinical, reliability)
  }

  private func split(_ cohort: AnalysisCohort) throws -> StudySplit {
    let counts = cohort.counts()
    guard counts.events > 0, counts.nonEvents > 0 else {
      throw StudyRunError.oneClass(counts, event: study.outcome.eventName)
    }
    let copies = cohort.columns(.copy)
    guard copies.isEmpty else { throw StudyRunError.outcomeAmongFeatures(copies) }
    let split = StudySplit(of: cohort)
    if let pair = split.pairs.first(where: { $0.training.isEmpty || $0.test.isEmpty }) {
      throw StudyRunError.emptySide(training: pair.training.count, test: pair.test.count)
    }
    guard !split.pairs.isEmpty else { throw StudyRunError.oneClass(counts, event: study.outcome.eventName) }
    return split
  }

  /// Failures of the clinical table on the log, as those of images are.
  private func report(_ exclusions: [InclusionFlow.Exclusion]) {
    for exclusion in exclusions where exclusion.isFailure {
      var said = FailureLog(logger)
      for subject in exclusion.subjects { said.leftOut(subject.id, "\(exclusion.cause). \(subject.detail)") }
      said.finish()
    }
  }

}
