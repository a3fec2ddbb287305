import Arms
import Cohorts
import Execution
import Learning
import Results

/// A row that learns nothing and says that it did: it records the fits of a sound row and gives every patient a score
/// of its own.
///
/// What a run claims and what an audit makes of it can so be asked without a model; a fit takes microseconds.
package struct MadeRow: StudyRow {
  /// Key of its role; any other text is a handcrafted row whose scores are drawn under that name.
  package let id: String
  package let name: String
  package var role: RowRole { RowKey(id)?.role ?? .handcrafted(withFactors: usesFactors) }
  package var summary = "A row on paper."
  package var family = ModelFamily.handcrafted
  package var usesFactors = false
  /// Patients of the cohort.
  package let subjects: [String]
  /// Their outcomes, by which scores are made; a real row has those of `RowTask` alone.
  package let outcomes: [Bool]
  /// Settings of the tuning.
  package var settings = 3
  /// Steps fitted in every inner fold, and with the final model.
  package var steps: [FitKind] = [.imputation, .constantColumns, .scaling, .selection]
  /// Further fits for the training set, in front of all others.
  package var first: [FitKind] = []
  /// Columns that it says it kept.
  package var selected = ["f0", "f1"]
  /// Told of every task.
  package var seen: @Sendable (RowTask) -> Void = { _ in }

  /// A row of a cohort.
  package init(_ id: String, _ name: String, _ cohort: AnalysisCohort, _ family: ModelFamily = .handcrafted) {
    (self.id, self.name, self.family) = (id, name, family)
    (subjects, outcomes) = (cohort.ids, cohort.outcomes.events)
    if family == .baseline { (settings, steps) = (1, [.imputation, .constantColumns, .scaling]) }
  }

  /// A row changed.
  package func with(_ change: (inout MadeRow) -> Void) -> MadeRow {
    var row = self
    change(&row)
    return row
  }

  /// Of a patient: a draw that depends on row and patient alone, higher for events.
  package func score(_ position: Int) -> Double {
    var stream = RandomStream(seed: 11, name: "\(id) \(subjects[position])")
    return stream.normal() + (outcomes[position] ? 1.2 : 0)
  }

  package func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    seen(task)
    let ids = task.training.map { subjects[$0] }
    for kind in first { log.record(kind, subjects: ids) }
    if usesFactors { log.record(.encoding, subjects: ids) }
    let folds = task.dealing.deal(
      task.outcomes.events, into: task.budget.folds, seed: task.budget.seed, subjects: ids
    ).folds
    for fold in 0..<folds.count {
      let part = FitPurpose.Part.fold(fold + 1, of: folds.count)
      log.holdOut(folds.heldOut(fold).map { ids[$0] }, part: part)
      prepare(folds.training(fold).map { ids[$0] }, part, task, classifiers: settings, &log)
    }
    prepare(ids, .allTraining, task, classifiers: 1, &log)
    if settings > 1 { log.record(.tuning, subjects: ids) }
    log.record(.calibration, subjects: ids)
    log.record(.threshold, subjects: ids)
    let own = task.training.map(score)
    return RowFit(
      scores: task.scored.map(score), calibration: .sigmoid(.ofLogits),
      cutoff: ScoreCutoff(youdenOf: own, outcomes: task.outcomes.events), outOfFoldScores: own,
      resubstitutionScores: own.map { 2 * $0 }, tuningAUC: settings > 1 ? 0.75 : nil, settingsTried: settings,
      selected: selected, setting: "a setting", flags: [], unseenLevels: [], data: "a model")
  }

  private func prepare(
    _ ids: [String], _ part: FitPurpose.Part, _ task: RowTask, classifiers: Int, _ log: inout FitLog
  ) {
    var own = log.branch(part)
    if family == .handcrafted, steps.contains(.selection), task.evaluation.makes(.forestElimination) {
      for fold in 1...2 {
        var inner = own.branch(.fold(fold, of: 2))
        inner.record(.selection, subjects: Array(ids.dropLast()))
        own.append(inner)
      }
    }
    for kind in steps { own.record(kind, subjects: ids) }
    if family == .deep { own.record(.earlyStopping, subjects: ids) }
    for setting in 0..<classifiers { own.record(.classifier, subjects: ids, setting: .made(setting)) }
    log.append(own)
  }
}

extension StudyRow {
  /// Key of the row in a study in `sound`.
  package var id: String { "\(RowKey(role))" }
}

extension FittedModel.Context {
  /// What a row of a cohort is fitted to, with 3 settings over 5 inner folds.
  package static func made(_ cohort: AnalysisCohort, _ evaluation: EvaluationProtocol = .sound) -> FittedModel.Context {
    FittedModel.Context(
      evaluation: evaluation, clinical: cohort.clinicalInput(evaluation), ids: cohort.ids, outcomes: cohort.outcomes,
      budget: TuningBudget(settings: 3, folds: 5, seed: cohort.study.seed, dealing: cohort.groupedFolds))
  }
}

extension FittedModel {
  /// A row fitted over every pair of the cohort's own split.
  package init(_ row: any StudyRow, of cohort: AnalysisCohort, _ evaluation: EvaluationProtocol = .sound) {
    self.init(row, split: StudySplit(of: cohort), context: .made(cohort, evaluation), workers: 1) {}
  }
}
