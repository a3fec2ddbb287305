import Arms
import Cohorts
import Execution
import Results

// Models of every row, and the controls.
extension StudyRun {
  package func fit(
    _ rows: StandingRows, split: StudySplit, cohort: AnalysisCohort, evaluation: EvaluationProtocol
  ) -> [FittedModel] {
    let attempts = split.attempts(patients: cohort.patients.count).count
    let meter = Meter("Fitting models, \(evaluation.name.rawValue)", total: rows.all.count * attempts, report: progress)
    let context = FittedModel.Context(cohort, evaluation: evaluation)
    return rows.all.map { row in
      clock.measure(row.family.trainingStage) {
        FittedModel(row, split: split, context: context, workers: workers) { meter.advance() }
      }
    }
  }

  /// The negative control by permuted outcomes for each protocol, with the model HCR (MR) of Table 2.
  package func permutations(of rows: StandingRows, cohort: AnalysisCohort, split: StudySplit) -> [ControlResult] {
    let count = study.controls.permutedOutcomes
    let protocols = study.protocols
    guard count > 0, let row = rows.all.first(where: { $0.role == .handcrafted(withFactors: false) }) else { return [] }
    let meter = Meter("Permuting outcomes", total: count * protocols.count, report: progress)
    return protocols.map { evaluation in
      PermutationControl(
        row: row, split: split, context: FittedModel.Context(cohort, evaluation: evaluation), count: count
      )
      .result(workers: workers) { meter.advance() }
    }
  }
}

extension FittedModel.Context {
  /// The cohort's own outcomes and the budget of every arm.
  package init(_ cohort: AnalysisCohort, evaluation: EvaluationProtocol) {
    self.init(
      evaluation: evaluation, clinical: cohort.clinicalInput(evaluation), ids: cohort.ids, outcomes: cohort.outcomes,
      budget: TuningBudget(
        settings: cohort.study.tuningSettings, folds: 5, seed: cohort.study.seed,
        dealing: cohort.groupedFolds ?? cohort.study.learning?.folds?.dealing),
      intensities: cohort.intensities, conformal: cohort.study.conformal)
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
