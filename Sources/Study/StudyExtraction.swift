import Arms
import Cohorts
import Execution
import Foundation
import Logging
import Results
import Statistics
import Synchronization

// Features of every patient.
extension StudyRun {
  func deepInputs(_ supply: DeepSource, of cohort: AnalysisCohort, split: StudySplit) throws -> DeepInputs {
    let report = progress
    return try supply.inputs(of: cohort, split: split, workers: workers) { done, total in
      let stage = "Deep features" + (supply.deep.label.isEmpty ? "" : ", \(supply.deep.label)")
      report(StudyProgress(stage: stage, done: done, total: total))
    }
  }

  /// The patients who have a vector in every table, and those who have none, with the cause.
  func withVectors(
    _ cohort: ClinicalCohort, networks: [DeepSource]
  ) -> (ClinicalCohort, [InclusionFlow.Exclusion]) {
    let supplies = networks.compactMap(\.vectors)
    guard !supplies.isEmpty else { return (cohort, []) }
    var failures: [InclusionFlow.Exclusion] = []
    let kept = attempt(
      "Joining vectors", for: cohort.patients, failures: &failures, cause: "no vector in the table of the deep arm"
    ) { one in
      for supply in supplies { _ = try supply.vector(of: one.id) }
    }
    let ids = Set(kept.map(\.0.id))
    return (cohort.keeping { ids.contains($0.id) }, failures)
  }

  /// Refuses vectors one of whose columns is the outcome under another name, as those of a feature table.
  func refuseOutcome(in inputs: [DeepInputs], of cohort: AnalysisCohort) throws {
    for one in inputs where one.deep.readsTables {
      let tables = one.features.values.map(\.table)
      let copies = tables.flatMap { table in
        table.columns.indices.filter { column in
          let values = table.subjects.indices.map { table.value(row: $0, column: column) }
          return OutcomeResemblance(values, outcomes: cohort.outcomes.events) == .copy
        }.map { table.columns[$0] }
      }
      guard copies.isEmpty else { throw StudyRunError.outcomeAmongVectors(copies, file: one.deep.origin) }
    }
  }

  /// The filter for robust features, by perturbed images or repeated measurements; `nil` without such a filter.
  package func robustness(
    _ supply: FeatureSupply, of cohort: AnalysisCohort, split: StudySplit
  ) throws -> RobustnessFilter? {
    guard let extractor = supply.extractor else { return try RobustnessFilter(repeatedFor: cohort) }
    return try PerturbedCohort(extractor: extractor, workers: workers, logger: logger, progress: progress)
      .filter(cohort, split)
  }

  /// - Parameters:
  ///   - images: those of the supply; `nil` for a table.
  ///   - faults: those that were found, and logged, before images were opened.
  ///   - own: patients whose features a share of the run wants; `nil` for all. Those of the others are not computed.
  @discardableResult
  func extract(
    _ cohort: ClinicalCohort, from supply: FeatureSupply, _ images: PatientImages?, knowing faults: FileFaults,
    only own: Set<String>? = nil
  ) -> (AnalysisCohort, [InclusionFlow.Exclusion]) {
    var failures: [InclusionFlow.Exclusion] = []
    if study.fitsOnImages, let images {
      return (
        extractByFits(cohort, supply.columns, in: images, knowing: faults, only: own, failures: &failures), failures
      )
    }
    let cause = supply.failure
    let analysed = attempt(
      "Extracting features", for: cohort.patients, knowing: faults.texts, failures: &failures, cause: cause
    ) {
      try images?.features($0.id, under: [[:]])[0] ?? supply.extract($0.id)
    }
    tell(analysed)
    return (
      AnalysisCohort(
        study: study, patients: analysed.map(\.0), columns: supply.columns, features: analysed.map(\.1)), failures
    )
  }

  /// Landmarks of every patient, a fit for each outer training set, then the features of every patient under each fit.
  ///
  /// The training sets depend on who can be used. If a patient is lost on the way, fits are repeated without this
  /// patient.
  private func extractByFits(
    _ cohort: ClinicalCohort, _ columns: [String], in images: PatientImages, knowing faults: FileFaults,
    only own: Set<String>?, failures: inout [InclusionFlow.Exclusion]
  ) -> AnalysisCohort {
    var left = attempt("Reading intensities", for: cohort.patients, knowing: faults.texts, failures: &failures) {
      try images.landmarks($0.id)
    }
    while true {
      let patients = left.map(\.0)
      let fits = LandmarkFits(study, patients, left.map(\.1))
      guard !fits.sets.isEmpty else {
        return AnalysisCohort(study: study, patients: patients, columns: columns, features: [])
      }
      if fits.sets.count > 1 {
        logger.info(
          "\(fits.sets.count) training sets have their own landmarks; features are computed for each of them")
      }
      let wanted = own.map { own in patients.filter { own.contains($0.id) } } ?? patients
      let analysed = attempt("Extracting features", for: wanted, failures: &failures) {
        try images.features($0.id, under: fits.sets.map(\.normalisers))
      }
      guard own == nil else {
        return AnalysisCohort(study: study, patients: [], columns: columns, features: [])
      }
      if analysed.count == patients.count {
        let result = fits.cohort(study, patients, columns, analysed.map(\.1))
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

  /// Does `work` for every patient. If it fails for one, this patient is added to `failures` and the others go on.
  /// - Parameter faults: of patients who fail without it, by id; they are in the log already.
  private func attempt<Value: Sendable>(
    _ stage: String, for patients: [Patient], knowing faults: [String: String] = [:],
    failures: inout [InclusionFlow.Exclusion],
    cause: String = FeatureSupply.imageFailure,
    work: @Sendable (Patient) throws -> Value
  ) -> [(Patient, Value)] {
    let meter = Meter(stage, total: patients.count, report: progress)
    let results = parallelMap(patients, workers: workers) { patient in
      defer { meter.advance() }
      if let fault = faults[patient.id] { throw FileFault(description: fault) }
      return try clock.follow(stage, of: patient.id) { try work(patient) }
    }
    var done: [(Patient, Value)] = []
    var (said, details) = (FailureLog(logger), [String: String]())
    for (patient, result) in zip(patients, results) {
      switch result {
      case .success(let value): done.append((patient, value))
      case .failure(let error):
        let text = "\(error)"
        if faults[patient.id] == nil { said.leftOut(patient.id, cause: text) }
        // Results may be shared, so they do not name the folder of the cohort. Patients without a row have the same
        // sentence.
        let detail = details[text] ?? study.withoutRoot(text)
        details[text] = detail
        failures.add(
          InclusionFlow.Subject(id: patient.id, detail: detail), cause: cause, isFailure: true)
      }
    }
    said.finish()
    return done
  }
}

/// Names patients left out in the log, up to a readable number; `exclusions.csv` has all of them.
struct FailureLog {
  static let limit = 100
  private let logger: Logger
  private var count = 0

  init(_ logger: Logger) { self.logger = logger }

  mutating func leftOut(_ id: String, cause: String) {
    count += 1
    guard count <= Self.limit else { return }
    logger.warning("patient left out: \(cause)", metadata: ["patient": "\(id)"])
  }

  /// Reports how many were not named.
  func finish() {
    guard count > Self.limit else { return }
    logger.warning(
      "\(count - Self.limit) more patients left out. The file exclusions.csv has all of them with their causes.")
  }
}
