import Arms
import Cohorts
import Logging
import Results
import StudyFiles

/// One run of a study file, from files on disk to `StudyResults`; everything but the report is written here.
package struct StudyRun: Sendable {
  package let study: StudyFile
  /// What a review decided; the patients whom it excludes are left out.
  package let decisions: ReviewDecisions
  package let folder: RunFolder
  package private(set) var workers: Int
  package let logger: Logger
  package let clock: StageClock
  /// The program that opens the images, so that a file which crashes it ends nothing else; `nil` for this process.
  package let processes: WorkerProgram?
  package let progress: @Sendable (StudyProgress) -> Void

  /// - Parameters:
  ///   - decisions: those of a review of this study.
  ///   - workers: number of patients or folds worked on in parallel; no result depends on it.
  ///   - clock: measures time and memory of the stages.
  ///   - processes: the program that opens the images and calls ``serveImages()``; `nil` for this process.
  package init(
    study: StudyFile, honouring decisions: ReviewDecisions = .none, folder: RunFolder, workers: Int, logger: Logger,
    clock: StageClock = StageClock(), processes: WorkerProgram? = nil,
    progress: @escaping @Sendable (StudyProgress) -> Void
  ) {
    self.clock = clock
    self.processes = processes
    self.study = study
    self.decisions = decisions
    self.folder = folder
    self.workers = workers
    self.logger = logger
    self.progress = progress
  }

  /// Writes the report of results into the folder of a run.
  package typealias ReportWriter = (StudyResults, RunFolder) throws -> Void

  /// Runs the study and writes `features.csv`, `deep_features.csv` where a network is used, `patients.csv`,
  /// `landmarks.csv` where images are fitted on, `predictions.csv`, `models/`, `training.json`, `fits.json`,
  /// `results.json` and `audit.json`.
  ///
  /// All files are written into a draft inside the folder. When it is whole, the draft replaces the results of an
  /// earlier run. So a run that fails leaves the earlier results. Where there are none, a run that fails in its second
  /// protocol leaves those of the first. The report belongs to the draft too: a run that is killed while results are
  /// moved has lost neither report.
  /// - Parameter report: writes the report of results into a folder, after each protocol and before they are published;
  ///   the last call has the complete results.
  /// - Throws: ``StudyRunError`` when no result is possible, ``StoreError`` when the folder cannot be written.
  package func execute(_ report: ReportWriter = { _, _ in }) throws -> StudyResults {
    let threads = try threadsWithMemory(upTo: workers)
    guard threads == workers else {
      logger.info("\(fewerThreads(threads, of: workers))")
      var smaller = self
      smaller.workers = threads
      return try smaller.executeWithMemory(report)
    }
    return try executeWithMemory(report)
  }

  private func executeWithMemory(_ report: ReportWriter) throws -> StudyResults {
    try refuseOtherSettings()
    let intake = try clock.measure("intake") { try self.intake() }
    let draft = try folder.begin(study)
    if let remark = draft.lockRemark { logger.warning("\(remark)") }
    if let remark = ContentCache.remark(on: folder) { logger.info("\(remark)") }
    do {
      let prepared = try prepare(intake, into: draft)
      try refuseOtherInputs(prepared, in: draft)
      let blocks = try fitProtocols(prepared, report: report)
      return try conclude(prepared, blocks: blocks, report: report)
    } catch {
      keepDraft(draft)
      throw error
    }
  }

  /// Says where the files of a run are that has failed.
  private func keepDraft(_ draft: RunFolder) {
    if folder.holdsResults {
      logger.info("earlier results in \(folder.path) are unchanged; the files of this run are in \(draft.path)")
    } else {
      // There are no earlier results to protect, so the patients left out are written to the folder that the message
      // names.
      try? folder.publish(draft)
    }
  }

  /// Fits the rows of every protocol. When a protocol is done and another follows, its results are published, so they
  /// are kept even if the next one fails; not over whole results of an earlier run, which stay until the new ones are
  /// whole.
  private func fitProtocols(
    _ prepared: PreparedStudy, report: ReportWriter
  ) throws -> [ProtocolRows] {
    var blocks: [ProtocolRows] = []
    let fits = try fits(of: prepared, keepingFrom: .seconds(5))
    for evaluation in study.protocols {
      if !blocks.isEmpty {
        let partial = try finish(prepared, blocks: blocks, remarks: [.unfinished(evaluation.name)])
        if partial.holdsScores, !folder.holdsWholeResults {
          try report(partial, prepared.outputs.folder)
          try folder.publish(prepared.outputs.folder, keeping: true)
        }
      }
      let models = fit(
        prepared.rows, split: prepared.split, cohort: prepared.cohort, evaluation: evaluation, fits: fits)
      blocks.append((evaluation, explained(models, in: prepared)))
    }
    return blocks
  }

  /// Controls, results and their publication.
  private func conclude(
    _ prepared: PreparedStudy, blocks: [ProtocolRows], report: ReportWriter
  ) throws -> StudyResults {
    let fits = try fits(of: prepared, keepingFrom: .seconds(5))
    let controls = clock.measure("negative controls") {
      permutations(of: prepared.rows, cohort: prepared.cohort, split: prepared.split, fits: fits)
    }
    let results = try finish(prepared, blocks: blocks, controls: controls)
    // They are logged once, for the whole run; those of the first protocol alone are in its report.
    tell(results.findings.filter { !prepared.intake.linking.contains($0) })
    // A report without a model is better than none, but no reason to take away an earlier one.
    if folder.holdsResults, !results.holdsScores { throw StudyRunError.noModel(example: results.unfitted) }
    try report(results, prepared.outputs.folder)
    try clock.timeline.write(to: prepared.outputs.folder.file(.timeline))
    try clock.measure("files") { try folder.publish(prepared.outputs.folder) }
    folder.removeFits()
    return results
  }
}

extension StudyRun {
  /// Logs findings that are more than notes.
  func tell(_ findings: [Finding]) {
    for finding in findings where finding.severity > .note {
      logger.warning("\(finding.title)", metadata: finding.detail.isEmpty ? nil : ["next": "\(finding.detail)"])
    }
  }
}

extension RunFolder {
  /// Whether it holds the results of every protocol of their study.
  fileprivate var holdsWholeResults: Bool {
    guard let earlier = try? ComparedRun(folder: path) else { return false }
    return earlier.results.protocols.count == earlier.study.protocols.count
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
