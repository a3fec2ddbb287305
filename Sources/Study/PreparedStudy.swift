import Arms
import Cohorts
import Extraction
import Records
import Results

/// Everything that is known before a model is fitted: the patients with their features, their split, and the rows.
struct PreparedStudy {
  let intake: StudyIntake
  let exclusions: [InclusionFlow.Exclusion]
  let cohort: AnalysisCohort
  /// Columns left out because their values are too large to be computed with.
  let extremes: CohortFinding?
  let split: StudySplit
  let robustness: RobustnessReport?
  let deep: [(supply: DeepSource, inputs: DeepInputs)]
  let rows: StandingRows
  let outputs: StudyOutputs
  /// The extraction settings; `nil` for a feature table.
  var settings: ExtractionSettings? { intake.supply.extractor?.settings }

  /// Findings from the source of the features.
  var remarks: [Finding] {
    let ids = intake.clinical.patients.map(\.id)
    return intake.linking + intake.supply.findings(ids).map(\.words) + deep.flatMap(\.inputs.findings)
      + intake.networks.compactMap(\.vectors).flatMap(\.tables).flatMap { $0.findings(ids) }
      + (extremes.map { [$0.words] } ?? [])
  }
}

extension StudyRun {
  /// All checks that can refuse the study before an image is opened: everything that stops it is told at once, with
  /// the patients whose files are at fault.
  func intake() throws -> StudyIntake {
    let reading = reading(opensNetworks: true)
    guard let intake = reading.intake else { throw refusal(reading) }
    for network in intake.networks.compactMap(\.network) {
      if let budget = try network.budget(intake.clinical.patients.map(\.outcome.hadEvent)) {
        logger.info("\(budget.words)")
      }
    }
    return intake
  }

  private func reading(opensNetworks: Bool) -> IntakeReading {
    IntakeReading(
      study, honouring: decisions,
      .init(
        cache: ContentCache(in: folder), programCache: folder.file("cache"),
        links: CohortLinks(cacheOfRun: folder.file("cache"), workers: workers, progress: progress), clock: clock),
      opensNetworks: opensNetworks)
  }

  /// The images of the patients; `nil` for a table of features.
  func images(_ supply: FeatureSupply) -> PatientImages? {
    supply.extractor.map { PatientImages($0, in: processes) }
  }

  /// Opens images for a run in another process, which has started this one, until that one ends. A study without images
  /// has nothing to open.
  package func serveImages() throws {
    let reading = reading(opensNetworks: false)
    // A run that is refused for another reason asks for the faults of files all the same.
    reading.supply?.extractor?.serve()
    if let refusal = reading.refusals.first { throw refusal }
  }

  private func refusal(_ reading: IntakeReading) -> any Error {
    let faults = reading.clinical.flatMap { clinical in
      reading.supply.map { FileFaults(of: clinical.patients, in: images($0), workers: workers).checks(clinical) }
    }
    // One cause is told by itself, as the error that it is.
    if reading.refusals.count == 1, faults?.isEmpty != false { return reading.refusals[0] }
    return StudyRefusal(causes: reading.refusals, patients: faults ?? [])
  }

  /// Computes features, splits the patients and writes what is known of them into `draft`.
  func prepare(_ intake: StudyIntake, into draft: RunFolder) throws -> PreparedStudy {
    let analysed = try analyse(intake, into: draft)
    let (cohort, split, outputs) = (analysed.cohort, analysed.split, analysed.outputs)
    let filter = try clock.measure("robustness") { try robustness(intake.supply, of: cohort, split: split) }
    let report = filter.map { RobustnessReport($0, split, cohort, intake.supply.provenance) }
    if let report { try AtomicFile.write(report.table, to: draft.file(.robustness)) }
    let deep = try deepInputs(intake.networks, of: cohort, split: split)
    try refuseOutcome(in: deep.map(\.inputs), of: cohort)
    try clock.measure("files") {
      try outputs.writeDeepFeatures(deep.map(\.inputs), split: split)
      try outputs.writeDeepSlices(deep.map(\.inputs), split: split)
    }
    let rows = StandingRows(
      of: cohort, robustness: filter, deep: deep.map(\.inputs),
      plan: LearningPlan(of: cohort, reliability: intake.reliability))
    return PreparedStudy(
      intake: intake, exclusions: analysed.exclusions, cohort: cohort, extremes: analysed.extremes, split: split,
      robustness: report, deep: deep, rows: rows, outputs: outputs)
  }

  /// The patients who can be analysed, with their features, and how they are split.
  struct AnalysedStudy {
    let cohort: AnalysisCohort
    let extremes: CohortFinding?
    let exclusions: [InclusionFlow.Exclusion]
    let split: StudySplit
    let outputs: StudyOutputs
  }

  func analyse(_ intake: StudyIntake, into draft: RunFolder) throws -> AnalysedStudy {
    report(intake.clinical.exclusions)
    // Before hours of work: what is asked here is asked of the study file.
    tell(intake.linking)
    // Before any image is opened, because a patient without a vector takes part in no comparison.
    let (known, unknown) = withVectors(intake.clinical, networks: intake.networks)
    let images = images(intake.supply)
    let faults = clock.measure("files of patients") {
      FileFaults(of: known.patients, in: images, workers: workers)
    }
    try stopWithout(faults, of: known, after: intake.clinical.exclusions + unknown, into: draft)
    let (extracted, lost) = clock.measure("features") { extract(known, from: intake.supply, images, knowing: faults) }
    let failures = unknown + lost
    let (cohort, extremes) = extracted.withoutExtremes()
    let exclusions = intake.clinical.exclusions + failures
    let outputs = StudyOutputs(folder: draft, cohort: cohort)
    try outputs.writeExclusions(exclusions)
    try outputs.writeDecisions(decisions)
    guard !cohort.patients.isEmpty else { throw StudyRunError.nobodyUsable(excluded: exclusions) }
    guard !cohort.columns.isEmpty else { throw StudyRunError.noFeatureLeft(extremes?.words) }
    try clock.measure("files") { try outputs.writeFeatures(intake.supply.provenance) }
    let split = try split(cohort, lost: failures.reduce(0) { $0 + $1.subjects.count })
    try outputs.writePatients(split)
    try outputs.writeLandmarks()
    return AnalysedStudy(
      cohort: cohort, extremes: extremes, exclusions: exclusions, split: split, outputs: outputs)
  }

  /// Names all patients whose files are at fault, and stops a study that cannot be split without them before anything
  /// is computed.
  private func stopWithout(
    _ faults: FileFaults, of cohort: ClinicalCohort, after exclusions: [InclusionFlow.Exclusion],
    into draft: RunFolder
  ) throws {
    var said = FailureLog(logger)
    for patient in cohort.patients { if let text = faults.texts[patient.id] { said.leftOut(patient.id, cause: text) } }
    said.finish()
    let sound = cohort.patients.filter { faults.texts[$0.id] == nil }
    guard !faults.texts.isEmpty, !sound.isEmpty else { return }
    do {
      _ = try StudySplit(checked: sound, of: study, lost: faults.texts.count)
    } catch {
      var all = exclusions
      for patient in cohort.patients {
        guard let text = faults.texts[patient.id] else { continue }
        all.add(
          InclusionFlow.Subject(id: patient.id, detail: study.withoutRoot(text)), cause: FeatureSupply.imageFailure,
          isFailure: true)
      }
      let empty = AnalysisCohort(study: study, patients: [], columns: [], features: [])
      try StudyOutputs(folder: draft, cohort: empty).writeExclusions(all)
      throw error
    }
  }

  /// Deep features of every network, with the notes on patients in the log.
  private func deepInputs(
    _ networks: [DeepSource], of cohort: AnalysisCohort, split: StudySplit
  ) throws -> [(supply: DeepSource, inputs: DeepInputs)] {
    let deep = try networks.map { supply in
      try clock.measure("deep features") { (supply: supply, inputs: try deepInputs(supply, of: cohort, split: split)) }
    }
    let sets = split.attempts(patients: cohort.patients.count).map(\.training)
    for inputs in deep.map(\.inputs) {
      let rows = study.models.factors.isEmpty ? 1 : 2
      for line in try inputs.costOfTraining(sets, rows: rows, folds: 5) { logger.info("\(line)") }
    }
    for note in deep.flatMap(\.inputs.notes) { logger.info("\(note.text)", metadata: ["patient": "\(note.subject)"]) }
    return deep
  }

  private func split(_ cohort: AnalysisCohort, lost: Int) throws -> StudySplit {
    let split = try StudySplit(checked: cohort.patients, of: study, lost: lost)
    let copies = cohort.columns(.copy)
    guard copies.isEmpty else { throw StudyRunError.outcomeAmongFeatures(copies.map(\.words)) }
    return split
  }

  /// Logs failures of the clinical table in the same way as those of images.
  private func report(_ exclusions: [InclusionFlow.Exclusion]) {
    for exclusion in exclusions where exclusion.isFailure {
      var said = FailureLog(logger)
      for subject in exclusion.subjects { said.leftOut(subject.id, cause: "\(exclusion.cause). \(subject.detail)") }
      said.finish()
    }
  }
}

extension FeatureSupply {
  /// What computed the values.
  var provenance: Provenance { extractor.map(\.provenance) ?? .table }
}
