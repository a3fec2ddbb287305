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

  /// Runs the study and writes `features.csv`, `patients.csv`, `predictions.csv`, `model.json`, `fits.json`, `results.json` and
  /// `audit.json`.
  /// - Throws: ``StudyRunError`` when no result is possible, ``StoreError`` when the folder cannot be written.
  public func execute() throws -> StudyResults {
    let supply = try featureSupply()
    let deepSupply = try study.deep.map { try DeepSupply($0, of: study, cache: ContentCache(in: folder)) }
    let clinical = try StudyRun.readCohort(of: study)
    try folder.begin(study)
    report(clinical.exclusions)
    let (cohort, failures) = extract(clinical, supply)
    let exclusions = clinical.exclusions + failures
    let outputs = StudyOutputs(folder: folder, cohort: cohort)
    try outputs.writeExclusions(exclusions)
    guard !cohort.patients.isEmpty else { throw StudyRunError.nobodyUsable(excluded: exclusions) }
    try outputs.writeFeatures()
    let split = try split(cohort)
    try outputs.writePatients(split)
    let robustness = try supply.extractor.flatMap {
      try PerturbedCohort(extractor: $0, workers: workers, logger: logger, progress: progress).filter(cohort, split)
    }
    let report = robustness.map { RobustnessReport($0, split, cohort) }
    if let report { try AtomicFile.write(report.table, to: folder.file("robustness.csv")) }
    let rows = StandingRows(cohort, robustness, try deepSupply.map { try deepInputs($0, cohort, split) })
    let blocks = study.evaluationProtocol.protocols.map { evaluation in
      (evaluation, fit(rows, split, cohort, evaluation))
    }
    var results = StudyAssembly(
      study: study, settings: supply.extractor?.settings, clinical: clinical, exclusions: exclusions, cohort: cohort,
      split: split, blocks: blocks, robustness: report, controls: permutations(cohort, split),
      remarks: supply.findings(clinical.patients.map(\.id))
    ).results()
    let log = FitLog(joining: [cohort.imageFits.log] + blocks.flatMap { $0.1.map(\.log) })
    results.audit = RunAudit(AuditEvidence(results, log, cohort)).report
    try outputs.writePredictions(results.protocols)
    try outputs.write(blocks.flatMap { $0.1.map(\.file) }, as: "model.json")
    try outputs.write(log, as: "fits.json")
    try outputs.write(results, as: "results.json")
    try outputs.write(results.audit, as: "audit.json")
    return results
  }

  private func split(_ cohort: AnalysisCohort) throws -> StudySplit {
    let counts = cohort.counts()
    guard counts.events > 0, counts.nonEvents > 0 else {
      throw StudyRunError.oneClass(counts, event: study.outcome.eventName)
    }
    if case .table = study.features {
      let copies = FeatureTableSource.copies(
        of: cohort.outcomes, columns: cohort.columns, features: cohort.features)
      guard copies.isEmpty else { throw StudyRunError.outcomeAmongFeatures(copies) }
    }
    let split = StudySplit(of: cohort)
    if let pair = split.pairs.first(where: { $0.training.isEmpty || $0.test.isEmpty }) {
      throw StudyRunError.emptySide(training: pair.training.count, test: pair.test.count)
    }
    guard !split.pairs.isEmpty else { throw StudyRunError.oneClass(counts, event: study.outcome.eventName) }
    return split
  }

  private func featureSupply() throws -> FeatureSupply {
    if let table = try StudyRun.featureTable(of: study) { return .table(table) }
    return .images(
      CaseExtractor(
        study: study, settings: try StudyRun.extractionSettings(of: study), cache: ContentCache(in: folder),
        biasField: try biasFieldCorrection()))
  }

  /// The feature table of a study that has one.
  private static func featureTable(of study: StudyFile) throws -> FeatureTableSource? {
    guard case .table(let source) = study.features else { return nil }
    do {
      return try FeatureTableSource(source, of: study)
    } catch let error as TableError {
      throw StudyRunError.table(error)
    }
  }

  /// Feature columns of a study, all series together; no image is opened.
  static func columnCount(of study: StudyFile) throws -> Int {
    if let table = try featureTable(of: study) { return table.columns.count }
    return try extractionSettings(of: study).columns.count * study.series.count
  }

  /// How the features of images are taken.
  static func extractionSettings(of study: StudyFile) throws -> ExtractionSettings {
    switch study.features {
    case .recipe(.jeong2024): return .jeong2024
    case .parameters(let path):
      do {
        let settings = try ExtractionSettings(parameterFile: study.path(of: path))
        if let series = study.series.first(where: { $0.normalisation != nil }) {
          try settings.checkNoOther(normalisationOf: "series \(series.name)", file: path)
        }
        return settings
      } catch {
        throw StudyRunError.features("\(error)")
      }
    case .table: preconditionFailure("a table is not extracted")
    }
  }

  /// The external program, where a series wants it: looked for before any work is done.
  private func biasFieldCorrection() throws -> BiasFieldCorrection? {
    guard study.needsBiasFieldCorrection else { return nil }
    do {
      return try BiasFieldCorrection(cache: folder.file("cache"))
    } catch {
      throw StudyRunError.toolMissing(error)
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
  private func deepInputs(_ supply: DeepSupply, _ cohort: AnalysisCohort, _ split: StudySplit) throws -> DeepInputs {
    let report = progress
    return try supply.inputs(cohort, split, workers: workers) { done, total in
      report(StudyProgress(stage: "Deep features", done: done, total: total))
    }
  }

  private func extract(_ cohort: Cohort, _ supply: FeatureSupply) -> (AnalysisCohort, [InclusionFlow.Exclusion]) {
    var failures: [InclusionFlow.Exclusion] = []
    if study.fitsOnImages, let extractor = supply.extractor {
      return (extractByFits(cohort, extractor, &failures), failures)
    }
    let cause = supply.failure
    let analysed = attempt("Extracting features", cohort.patients, &failures, cause) { try supply.extract($0.id) }
    tell(analysed)
    return (
      AnalysisCohort(
        study: study, patients: analysed.map(\.0), columns: supply.columns, features: analysed.map(\.1)), failures
    )
  }

  /// Landmarks of every patient, a fit for each outer training set, then the features of every patient under each fit.
  ///
  /// Who is in a training set depends on who can be used, so a patient lost on the way means fits anew without them.
  private func extractByFits(
    _ cohort: Cohort, _ extractor: CaseExtractor, _ failures: inout [InclusionFlow.Exclusion]
  ) -> AnalysisCohort {
    var left = attempt("Reading intensities", cohort.patients, &failures) { try extractor.landmarks($0.id) }
    while true {
      let patients = left.map(\.0)
      let fits = LandmarkFits(study, patients, left.map(\.1))
      guard !fits.sets.isEmpty else {
        return AnalysisCohort(study: study, patients: patients, columns: extractor.columns, features: [])
      }
      if fits.sets.count > 1 {
        logger.info("\(fits.sets.count) training sets with landmarks of their own: features are taken that often")
      }
      let analysed = attempt("Extracting features", patients, &failures) {
        try extractor.extract($0.id, under: fits.sets.map(\.normalisers))
      }
      if analysed.count == patients.count {
        let result = fits.cohort(study, patients, extractor.columns, analysed.map(\.1))
        tell(Array(zip(patients, result.features)))
        return result
      }
      let kept = Set(analysed.map(\.0.id))
      left.removeAll { !kept.contains($0.0.id) }
    }
  }

  private func tell(_ analysed: [(Patient, CaseFeatures)]) {
    for (patient, features) in analysed {
      for note in features.notes + features.remarks { logger.info("\(note)", metadata: ["patient": "\(patient.id)"]) }
    }
  }

  /// Does `work` for every patient; one for whom it fails is added to `failures`, and the rest goes on.
  private func attempt<Value: Sendable>(
    _ stage: String, _ patients: [Patient], _ failures: inout [InclusionFlow.Exclusion],
    _ cause: String = FeatureSupply.imageFailure,
    _ work: @Sendable (Patient) throws -> Value
  ) -> [(Patient, Value)] {
    let meter = Meter(stage, total: patients.count, report: progress)
    let results = parallelMap(patients, workers: workers) { patient in
      defer { meter.advance() }
      return try work(patient)
    }
    var done: [(Patient, Value)] = []
    for (patient, result) in zip(patients, results) {
      switch result {
      case .success(let value): done.append((patient, value))
      case .failure(let error):
        logger.warning("patient left out: \(error)", metadata: ["patient": "\(patient.id)"])
        // Results may travel: the folder that the cohort lies in stays out of them.
        let detail = "\(error)".replacingOccurrences(of: study.root + "/", with: "")
        failures.add(
          InclusionFlow.Subject(id: patient.id, detail: detail), cause: cause, isFailure: true)
      }
    }
    return done
  }

  private func fit(
    _ rows: StandingRows, _ split: StudySplit, _ cohort: AnalysisCohort, _ evaluation: EvaluationProtocol
  ) -> [FittedModel] {
    let attempts = split.attempts(patients: cohort.patients.count).count
    let meter = Meter("Fitting models, \(evaluation.name.rawValue)", total: rows.all.count * attempts, report: progress)
    let context = FittedModel.Context(cohort, evaluation)
    return rows.all.map { row in
      FittedModel(row, split, context, workers: workers) { meter.advance() }
    }
  }

  /// The negative control by permuted outcomes, protocol after protocol.
  private func permutations(_ cohort: AnalysisCohort, _ split: StudySplit) -> [ControlResult] {
    let count = study.controls.permutedOutcomes
    let protocols = study.evaluationProtocol.protocols
    guard count > 0, let row = StandingRows(cohort, nil, nil).all.first(where: { $0.id == "hcr_mr" }) else { return [] }
    let meter = Meter("Permuting outcomes", total: count * protocols.count, report: progress)
    return protocols.map { evaluation in
      PermutationControl(row: row, split: split, context: FittedModel.Context(cohort, evaluation), count: count)
        .result(workers: workers) { meter.advance() }
    }
  }
}

extension FittedModel.Context {
  /// The cohort's own outcomes and the budget of every arm.
  init(_ cohort: AnalysisCohort, _ evaluation: EvaluationProtocol) {
    self.init(
      evaluation: evaluation, clinical: cohort.clinicalInput(evaluation), ids: cohort.ids, outcomes: cohort.outcomes,
      budget: TuningBudget(
        settings: SupportVectorClassifier.studyGrid.count, folds: 5, seed: cohort.study.seed),
      intensities: cohort.intensities)
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
