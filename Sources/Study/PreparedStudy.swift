import Arms
import Cohorts
import Extraction
import Records
import Results

/// What the files of a study give before an image is opened.
struct StudyIntake {
  let supply: FeatureSupply
  let networks: [DeepSource]
  let clinical: ClinicalCohort
  /// What is doubtful in the export, and what its series leave open; empty for a study with paths.
  let linking: [Finding]
  /// Intraclass correlation of the columns of each table of repeated measurements.
  let reliability: [String: [String: Double]]
}

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
  /// All checks that can refuse the study before an image is opened.
  func intake() throws -> StudyIntake {
    let supply = try study.featureSupply(
      cache: ContentCache(in: folder), programCache: folder.file("cache"), clock: clock)
    let deep = try DeepSource.all(of: study, cache: ContentCache(in: folder), clock)
    let reliability = try study.reliabilities()
    let clinical = try study.readCohort(honouring: decisions)
    if let misfit = clinical.misfits.first { throw misfit }
    for network in deep.compactMap(\.network) { try checkBudget(network, outcomes: clinical.patients.map(\.outcome)) }
    let series = try clock.measure("index") {
      try CohortLinks(cacheOfRun: folder.file("cache"), workers: workers, progress: progress)
        .series(of: study, rows: clinical.rows)
    }
    return StudyIntake(
      supply: supply.with(series), networks: deep.map { $0.with(series) }, clinical: clinical,
      linking: LinkFinding.all(of: series, for: clinical).map { $0.words(of: study) }, reliability: reliability)
  }

  /// Refuses to train a block with too few events, unless the study file asks for it by name.
  private func checkBudget(_ supply: DeepSupply, outcomes: [Bool]) throws {
    guard let budget = try supply.budget(outcomes) else { return }
    guard !budget.isTooSmall || supply.deep.lastBlock?.despiteFewEvents == true else {
      throw StudyRunError.fewEvents(budget)
    }
    logger.info("\(budget.words)")
  }

  /// Computes features, splits the patients and writes what is known of them into `draft`.
  func prepare(_ intake: StudyIntake, into draft: RunFolder) throws -> PreparedStudy {
    report(intake.clinical.exclusions)
    // Before hours of work: what is asked here is asked of the study file.
    tell(intake.linking)
    // Before any image is opened, because a patient without a vector takes part in no comparison.
    let (known, unknown) = withVectors(intake.clinical, networks: intake.networks)
    let (extracted, lost) = clock.measure("features") { extract(known, from: intake.supply) }
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
      intake: intake, exclusions: exclusions, cohort: cohort, extremes: extremes, split: split, robustness: report,
      deep: deep, rows: rows, outputs: outputs)
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
