import Cohorts
import Comparison
import Learning
import Results

/// A row that learns from a table of numbers: handcrafted features, clinical factors, lesion volume.
package struct TableRow: StudyRow {
  package let role: RowRole
  package let name: String
  package let summary: String
  package let family: ModelFamily
  /// Columns that are already numbers.
  package let numbers: FeatureTable?
  /// Whether the clinical factors are columns as well.
  package let usesFactors: Bool
  /// Number of features that a handcrafted row keeps.
  let keptFeatures: Int
  /// Replaces `numbers` for a training set if something was fitted on its images.
  package var variants: [TrainingSet: FeatureTable] = [:]
  /// Decides which of the numbers may be selected; `nil` for all.
  package var robustness: RobustnessFilter?
  /// The steps that the study file chooses; `nil` for the study's own pipeline.
  package var plan: LearningPlan?

  /// A fit with the encoding of its clinical columns.
  package struct Model: Codable, Sendable {
    package let encoding: ClinicalEncodingModel?
    package let pipeline: PipelineFit

    /// Takes every part as given.
    package init(encoding: ClinicalEncodingModel?, pipeline: PipelineFit) {
      self.encoding = encoding
      self.pipeline = pipeline
    }
  }

  package func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    let clinical = clinicalInput(task)
    let encoding = try clinical.map { try $0.encoder.fit($0.table.rows(task.training), log: &log) }
    let numbers = variants[task.trainingSet] ?? numbers
    var known = try rows(numbers, at: task.training, clinical: clinical, encoding: encoding)
    if let robustness {
      let kept = robustness.fit(known.subjects, log: &log).kept
      known = try known.columns(named: kept + (encoding?.columns ?? []))
    }
    let training = TrainingTable(features: known, outcomes: task.outcomes)
    let fit = try pipeline(for: training, encoding: encoding, task: task).fit(
      training, log: &log, workers: task.workers)
    let scored = try score(
      fit, on: try rows(numbers, at: task.scored, clinical: clinical, encoding: encoding), log: &log)
    return RowFit(
      scores: scored.scores, calibration: fit.model.calibration, cutoff: fit.model.cutoff,
      outOfFoldScores: fit.record.outOfFoldScores, resubstitutionScores: fit.record.resubstitutionScores,
      tuningAUC: fit.tuningAUC, settingsTried: fit.record.settingsTried, selected: fit.model.columns,
      setting: fit.setting, flags: fit.record.flags.map { .training($0) },
      unseenLevels: (encoding.flatMap { clinical?.unseenLevels(task.scored, by: $0) } ?? []).map { .unseenLevels($0) },
      data: Model(encoding: encoding, pipeline: scored.pipeline), fitsInFold: fit.record.fitsInFold,
      remarks: scored.remarks)
  }

  private func pipeline(
    for training: TrainingTable, encoding: ClinicalEncodingModel?, task: RowTask
  ) -> Pipeline {
    if let chosen = chosen(for: training, encoding: encoding, task: task) { return chosen }
    guard family == .handcrafted else {
      return .logistic(folds: task.budget.folds, seed: task.budget.seed, dealing: task.dealing)
    }
    return .handcrafted(
      keptFeatures: keptFeatures, folds: task.budget.folds, seed: task.budget.seed,
      alwaysKept: encoding?.columns ?? [], scope: task.scope, dealing: task.dealing,
      elimination: task.evaluation.makes(.forestElimination)
        ? .logisticThenForest(entering: 3 * keptFeatures) : .logistic)
  }

  private func rows(
    _ numbers: FeatureTable?, at positions: [Int], clinical: ClinicalInput?, encoding: ClinicalEncodingModel?
  ) throws(LearningError) -> FeatureTable {
    let own = numbers?.rows(positions)
    guard let clinical, let encoding else { return own ?? FeatureTable(subjects: [], columns: [], rows: []) }
    let encoded = try encoding.transform(clinical.table.rows(positions))
    return own.map { $0.appending(encoded) } ?? encoded
  }
}

// The steps that the study file chooses.
extension TableRow {
  /// The steps of the study file, if they apply to this row. Baselines are always logistic regression; of the steps,
  /// only the imputation of clinical factors applies to them.
  private var followed: LearningPlan? {
    guard family == .baseline else { return plan }
    return usesFactors && plan?.steps.impute.name != "median" ? plan : nil
  }

  /// The factors of the model and those that a harmonisation protects. If the steps impute unknown levels, they are
  /// encoded as missing.
  private func clinicalInput(_ task: RowTask) -> ClinicalInput? {
    guard let plan = followed, let clinical = task.clinical else { return usesFactors ? task.clinical : nil }
    let covariates = family == .baseline ? [] : plan.steps.harmonise?.covariates ?? []
    let factors = clinical.encoder.factors.filter { usesFactors || covariates.contains($0.name) }
    guard !factors.isEmpty else { return nil }
    let isImputed = plan.steps.imputesFactors
    let encoder = ClinicalEncoder(
      factors: isImputed ? factors.map { $0.imputable(task.evaluation) } : factors)
    return ClinicalInput(table: clinical.table, encoder: encoder)
  }

  private func chosen(
    for training: TrainingTable, encoding: ClinicalEncodingModel?, task: RowTask
  ) -> Pipeline? {
    guard let plan = followed else { return nil }
    let all = encoding?.columns ?? []
    let covariates = encoding?.keeping(plan.steps.harmonise?.covariates ?? []).columns ?? []
    let columns = LearningPlan.Columns(
      clinical: usesFactors ? all : [], covariates: covariates, levels: encoding?.levelColumns ?? [])
    return family == .baseline
      ? plan.baseline(columns, task: task) : plan.pipeline(columns, training: training.subjects, task: task)
  }

  private func score(
    _ fit: PipelineFit, on table: FeatureTable, log: inout FitLog
  ) throws(LearningError) -> LearningPlan.Scored {
    guard let plan = followed else {
      return LearningPlan.Scored(scores: try fit.model.scores(table), remarks: [], pipeline: fit)
    }
    return try plan.score(fit, on: table, log: &log)
  }
}

extension ClinicalFactor {
  /// The factor with unknown levels left missing, so that they can be imputed. The published protocol keeps them
  /// halfway between the levels.
  fileprivate func imputable(_ evaluation: EvaluationProtocol) -> ClinicalFactor {
    switch encoding {
    case .oneHot: ClinicalFactor(name: name, encoding: .position)
    case .ordinalWithUnknown where !evaluation.makes(.unknownAsMiddle):
      ClinicalFactor(name: name, encoding: .position)
    default: self
    }
  }
}
