import Arms
import Cohorts
import Execution
import Results

// Models of every row, and the controls.
extension StudyRun {
  package func fit(
    _ rows: StandingRows, split: StudySplit, cohort: AnalysisCohort, evaluation: EvaluationProtocol,
    fits: FitStore = .none
  ) -> [FittedModel] {
    let attempts = split.attempts(patients: cohort.patients.count).count
    let meter = Meter("Fitting models, \(evaluation.name.rawValue)", total: rows.all.count * attempts, report: progress)
    let context = FittedModel.Context(cohort, evaluation: evaluation, fits: fits)
    return rows.all.map { row in
      clock.measure(row.family.trainingStage) {
        FittedModel(row, split: split, context: context, workers: workers) { meter.advance() }
      }
    }
  }

  /// The negative control by permuted outcomes for each protocol, with the model HCR (MR) of Table 2.
  package func permutations(
    of rows: StandingRows, cohort: AnalysisCohort, split: StudySplit, fits: FitStore = .none
  ) -> [ControlResult] {
    let controls = controls(of: rows, cohort: cohort, split: split, fits: fits)
    let meter = Meter("Permuting outcomes", total: controls.reduce(0) { $0 + $1.count }, report: progress)
    return controls.map { $0.result(workers: workers) { meter.advance() } }
  }

  /// One control for each protocol; none in a study that asks for none.
  func controls(
    of rows: StandingRows, cohort: AnalysisCohort, split: StudySplit, fits: FitStore
  ) -> [PermutationControl] {
    let count = study.controls.permutedOutcomes
    guard count > 0, let row = rows.all.first(where: { $0.role == .handcrafted(withFactors: false) }) else { return [] }
    return study.protocols.map { evaluation in
      PermutationControl(
        row: row, split: split, context: FittedModel.Context(cohort, evaluation: evaluation, fits: fits), count: count)
    }
  }
}

extension FittedModel.Context {
  /// The cohort's own outcomes and the budget of every arm.
  package init(_ cohort: AnalysisCohort, evaluation: EvaluationProtocol, fits: FitStore = .none) {
    self.init(
      evaluation: evaluation, clinical: cohort.clinicalInput(evaluation), ids: cohort.ids, outcomes: cohort.outcomes,
      budget: TuningBudget(
        settings: cohort.study.tuningSettings, folds: 5, seed: cohort.study.seed,
        dealing: cohort.groupedFolds ?? cohort.study.learning?.folds?.dealing),
      intensities: cohort.intensities, conformal: cohort.study.conformal, fits: fits)
  }
}

extension ModelFamily {
  /// The stage in which its rows are fitted.
  fileprivate var trainingStage: String {
    switch self {
    case .handcrafted: "HCR training"
    case .deep: "deep training"
    case .baseline: "baseline training"
    }
  }
}
