import Arms
import Audit
import Cohorts
import Comparison
import Learning
import Results
import Statistics

/// Makes the result of one row of Table 2.
package struct ModelRow {
  package let fitted: FittedModel
  package let split: StudySplit
  package let cohort: AnalysisCohort

  /// All parts, as they are.
  package init(fitted: FittedModel, split: StudySplit, cohort: AnalysisCohort) {
    self.fitted = fitted
    self.split = split
    self.cohort = cohort
  }

  private var kept: RowFit? { fitted.kept }
  private var row: any StudyRow { fitted.row }

  /// The row.
  package func result() -> ModelResult {
    let predictions = fitted.predictions(over: split, of: cohort)
    let aucs = foldAUCs
    var test = Evaluator(of: split, fitted.evaluation).performance(
      predictions, of: row.family, bandSeed: cohort.study.seed)
    if let aucs { test.auc = Estimate(aucs, testToTraining: split.testToTraining) }
    let shown = ShownFit(kept)
    var result = ModelResult(
      id: fitted.id, name: row.name, summary: row.summary, test: test,
      training: performance(kept?.resubstitutionScores, note: nil),
      outOfFold: performance(kept?.outOfFoldScores, note: .pooledFolds),
      selectedColumns: shown.selected, setting: shown.setting, cutoff: shown.cutoff, flags: flags,
      predictions: predictions,
      family: row.family, choices: choices,
      tuning: shown.tuning,
      foldAUCs: aucs,
      deep: deep,
      conformal: ConformalResult(
        predictions, by: fitted.trials.compactMap { $0?.limits }, owners: split.owners))
    result.features = FeatureDescription(
      columns: cohort.columns, rows: cohort.features.map { $0.values.map(\.number) }, outcomes: cohort.outcomes.events
    ).features(shown.selected, fits: fitted.trials.compactMap { $0?.selected })
    return result
  }

  /// The training of a deep row, with the patients whom the report explains.
  private var deep: DeepResult? {
    var deep = kept?.deep
    if !fitted.explained.isEmpty { deep?.patients = fitted.explained }
    return deep
  }

  /// The published choices that were made; unstratified folds are left out if folds had to be stratified.
  private var choices: [PublishedChoice] {
    let dealtByClass = kept?.flags.contains(.training(.plainFoldsLackAClass)) ?? false
    return row.choices(in: fitted.evaluation).filter { $0 != .unstratifiedFolds || !dealtByClass }
  }

  /// AUC of every fold, computed from predicted classes if the protocol says so; `nil` without outer folds.
  private var foldAUCs: [Quantity]? {
    guard split.evaluation.hasFolds else { return nil }
    let evaluator = Evaluator(evaluation: fitted.evaluation, intervalNote: nil)
    return fitted.foldPredictions(over: split, of: cohort).map { evaluator.performance($0, of: row.family).auc.value }
  }

  /// Performance on training patients; `nil` if every patient is tested, because there is then no single training set.
  private func performance(_ scores: [Double]?, note: AbsenceReason?) -> Performance? {
    guard let scores, let pair = split.testPair, let kept else { return nil }
    let predictions = zip(pair.training, scores).map { kept.prediction(cohort.patients[$0], score: $1) }
    return Evaluator(evaluation: fitted.evaluation, intervalNote: note, owners: split.owners)
      .performance(predictions, of: row.family)
  }

  private var flags: [String] {
    var flags = words(kept?.flags ?? [])
    let hasTestSet = split.evaluation.hasTestSet
    if hasTestSet { flags += words(fitted.trials.flatMap { ($0?.unseenLevels ?? []) + ($0?.remarks ?? []) }) }
    if let cutoff = kept?.cutoff.threshold, cutoff.isInfinite {
      flags.append(
        "the cutoff with the largest Youden index classifies \(cutoff < 0 ? "all patients" : "no patient") as event")
    }
    if !hasTestSet { flags = flags.map { "model on all patients: \($0)" } + countedFlags }
    return flags + fitted.failures.map { "no model, \($0)" }
  }

  private func words(_ flags: [RowFlag]) -> [String] { flags.map(\.explanation) }

  /// Flags of the models behind the scores with their counts, so that each is shown only once.
  private var countedFlags: [String] {
    let all = words(fitted.trials.compactMap(\.self).flatMap { $0.flags + $0.unseenLevels + $0.remarks })
    let counts = Dictionary(grouping: all) { $0 }.mapValues(\.count)
    return counts.sorted { $0.key < $1.key }.map { "in \($0.value) of \(fitted.trials.count) models: \($0.key)" }
  }
}
