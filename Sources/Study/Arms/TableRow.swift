import Learning

/// A row that learns from a table of numbers: handcrafted features, clinical factors, lesion volume.
struct TableRow: StudyRow {
  let id: String
  let name: String
  let summary: String
  let family: ModelFamily
  /// Columns that are numbers already.
  let numbers: FeatureTable?
  /// Whether the clinical factors are columns too.
  let usesFactors: Bool
  /// Features kept by a handcrafted row.
  let keptFeatures: Int
  /// `numbers` by training set, where something was fitted on its images.
  var variants: [String: FeatureTable] = [:]
  /// Which of the numbers may enter the selection; `nil` for all.
  var robustness: RobustnessFilter?

  /// A fit with the encoding of its clinical columns, as `model.json` keeps it.
  struct Model: Codable, Sendable {
    let encoding: ClinicalEncodingModel?
    let pipeline: PipelineFit
  }

  func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    let clinical = usesFactors ? task.clinical : nil
    let encoding = try clinical.map { try $0.encoder.fit($0.table.rows(task.training), log: &log) }
    let numbers = variants[task.trainingSet] ?? numbers
    var known = try rows(numbers, task.training, clinical, encoding)
    if let robustness {
      let kept = robustness.fit(known.subjects, log: &log).kept
      known = try known.columns(named: kept + (encoding?.columns ?? []))
    }
    let training = TrainingTable(features: known, outcomes: task.outcomes)
    let fit = try pipeline(training, encoding?.columns ?? [], task, log: &log)
    let record = fit.record
    return RowFit(
      scores: try fit.model.scores(try rows(numbers, task.scored, clinical, encoding)),
      calibration: fit.model.calibration,
      cutoff: fit.model.cutoff, outOfFoldScores: record.outOfFoldScores,
      resubstitutionScores: record.resubstitutionScores,
      tuningAUC: record.candidates.first { $0.settings == record.chosen }?.meanAUC,
      settingsTried: record.candidates.count, selected: record.selected, setting: record.chosen.description,
      flags: record.flags.map(\.explanation),
      unseenLevels: encoding.flatMap { clinical?.unseenLevels(task.scored, by: $0) } ?? [],
      data: Model(encoding: encoding, pipeline: fit))
  }

  private func pipeline(
    _ training: TrainingTable, _ clinicalColumns: [String], _ task: RowTask, log: inout FitLog
  ) throws(LearningError) -> PipelineFit {
    // Every row of the table has the same seed and so the same folds.
    let dealing: FoldDealing = task.evaluation.makes(.unstratifiedFolds) ? .plain(seed: 10) : .stratified
    guard family == .handcrafted else {
      return try LogisticPipeline(folds: task.budget.folds, seed: task.budget.seed, dealing: dealing)
        .fit(training, log: &log, workers: task.workers)
    }
    return try HandcraftedPipeline(
      keptFeatures: keptFeatures, folds: task.budget.folds, seed: task.budget.seed, clinicalColumns: clinicalColumns,
      scope: task.evaluation.makes(.selectionBeforeFolds) ? .onceBeforeFolds : .everyFold, dealing: dealing,
      elimination: task.evaluation.makes(.forestElimination)
        ? .logisticThenForest(entering: 3 * keptFeatures) : .logistic
    ).fit(training, log: &log, workers: task.workers)
  }

  private func rows(
    _ numbers: FeatureTable?, _ positions: [Int], _ clinical: ClinicalInput?, _ encoding: ClinicalEncodingModel?
  ) throws(LearningError) -> FeatureTable {
    let own = numbers?.rows(positions)
    guard let clinical, let encoding else { return own ?? FeatureTable(subjects: [], columns: [], rows: []) }
    let encoded = try encoding.transform(clinical.table.rows(positions))
    return own.map { $0.appending(encoded) } ?? encoded
  }
}

extension ClinicalTable {
  /// The rows at `positions`, in that order.
  func rows(_ positions: [Int]) -> ClinicalTable {
    ClinicalTable(
      subjects: positions.map { subjects[$0] }, values: values.mapValues { column in positions.map { column[$0] } })
  }
}
