import Execution
import Features
import Foundation
import Learning
import Logging
import Synchronization

/// One run of a study file, from files on disk to `StudyResults`; everything but the report is written here.
public struct StudyRun: Sendable {
  /// Name and version, as every result carries them.
  public static let software = "Apus 0.1.0"

  private let study: StudyFile
  private let folder: RunFolder
  private let workers: Int
  private let logger: Logger
  private let progress: @Sendable (StudyProgress) -> Void

  /// - Parameter workers: patients and folds in parallel; no result depends on it.
  public init(
    study: StudyFile, folder: RunFolder, workers: Int, logger: Logger,
    progress: @escaping @Sendable (StudyProgress) -> Void
  ) {
    self.study = study
    self.folder = folder
    self.workers = workers
    self.logger = logger
    self.progress = progress
  }

  /// Runs the study and writes `features.csv`, `predictions.csv`, `model.json`, `fits.json` and `results.json`.
  /// - Throws: ``StudyRunError`` when no result is possible, ``StoreError`` when the folder cannot be written.
  public func execute() throws -> StudyResults {
    let settings = try StudyRun.extractionSettings(of: study)
    let clinical = try StudyRun.readCohort(of: study)
    try folder.begin(study)
    report(clinical.exclusions)
    let (cohort, failures) = extract(clinical, settings)
    let exclusions = clinical.exclusions + failures
    let outputs = StudyOutputs(folder: folder, cohort: cohort)
    try outputs.writeExclusions(exclusions)
    guard !cohort.patients.isEmpty else { throw StudyRunError.nobodyUsable(excluded: exclusions) }
    try outputs.writeFeatures()
    let counts = cohort.counts()
    guard counts.events > 0, counts.nonEvents > 0 else {
      throw StudyRunError.oneClass(counts, event: study.outcome.eventName)
    }
    let split = StudySplit(of: cohort)
    if let pair = split.pairs.first(where: { $0.training.isEmpty || $0.test.isEmpty }) {
      throw StudyRunError.emptySide(training: pair.training.count, test: pair.test.count)
    }
    let fitted = fit(StandingModels(cohort), split, cohort)
    let results = StudyAssembly(
      study: study, clinical: clinical, exclusions: exclusions, cohort: cohort, split: split, models: fitted
    ).results()
    try outputs.writePredictions(results.models)
    try outputs.write(fitted.map(\.file), as: "model.json")
    try outputs.write(FitLog(joining: fitted.map(\.log)), as: "fits.json")
    try outputs.write(results, as: "results.json")
    return results
  }

  /// How the features of a study are taken.
  static func extractionSettings(of study: StudyFile) throws -> ExtractionSettings {
    switch study.features {
    case .recipe(.jeong2024): return .jeong2024
    case .parameters(let path):
      do {
        return try ExtractionSettings(pyRadiomicsFile: study.path(of: path))
      } catch {
        throw StudyRunError.features("\(error)")
      }
    }
  }

  /// Failures of the clinical table on the log, as those of images are.
  private func report(_ exclusions: [InclusionFlow.Exclusion]) {
    for exclusion in exclusions where exclusion.isFailure {
      for subject in exclusion.subjects {
        logger.warning(
          "patient left out: \(exclusion.cause). \(subject.detail)", metadata: ["patient": "\(subject.id)"])
      }
    }
  }

  /// The clinical table of a study.
  static func readCohort(of study: StudyFile) throws -> Cohort {
    do {
      return try Cohort(of: study)
    } catch {
      throw StudyRunError.table(error)
    }
  }
}

// Features of every patient.
extension StudyRun {
  private func extract(_ cohort: Cohort, _ settings: ExtractionSettings) -> (AnalysisCohort, [InclusionFlow.Exclusion])
  {
    let extractor = CaseExtractor(study: study, settings: settings, cache: ContentCache(in: folder))
    let meter = Meter("Extracting features", total: cohort.patients.count, report: progress)
    let results = parallelMap(cohort.patients, workers: workers) { patient in
      defer { meter.advance() }
      return try extractor.extract(patient.id)
    }
    var analysed: [(Patient, CaseFeatures)] = []
    var failures: [InclusionFlow.Exclusion] = []
    for (patient, result) in zip(cohort.patients, results) {
      switch result {
      case .success(let features):
        for note in features.notes + features.remarks { logger.info("\(note)", metadata: ["patient": "\(patient.id)"]) }
        analysed.append((patient, features))
      case .failure(let error):
        logger.warning("patient left out: \(error)", metadata: ["patient": "\(patient.id)"])
        // Results may travel: the folder that the cohort lies in stays out of them.
        let detail = "\(error)".replacingOccurrences(of: study.root + "/", with: "")
        failures.add(
          InclusionFlow.Subject(id: patient.id, detail: detail), cause: "image or contour could not be used",
          isFailure: true)
      }
    }
    let joined = AnalysisCohort(
      study: study, patients: analysed.map(\.0), columns: extractor.columns, features: analysed.map(\.1))
    return (joined, failures)
  }

  private func fit(_ models: StandingModels, _ split: StudySplit, _ cohort: AnalysisCohort) -> [FittedModel] {
    let meter = Meter(
      "Fitting models", total: models.all.count * (split.pairs.count + (split.isLeaveOneOut ? 1 : 0)), report: progress)
    return models.all.map { model in
      FittedModel(model, split, cohort: cohort, workers: workers) { meter.advance() }
    }
  }
}

/// Counts steps of a stage from any thread.
private final class Meter: Sendable {
  private let stage: String
  private let total: Int
  private let done = Mutex(0)
  private let report: @Sendable (StudyProgress) -> Void

  init(_ stage: String, total: Int, report: @escaping @Sendable (StudyProgress) -> Void) {
    self.stage = stage
    self.total = total
    self.report = report
    report(StudyProgress(stage: stage, done: 0, total: total))
  }

  func advance() {
    done.withLock { done in
      done += 1
      report(StudyProgress(stage: stage, done: done, total: total))
    }
  }
}
