import Learning

/// Makes the result of one row of Table 2.
struct ModelRow {
  let fitted: FittedModel
  let split: StudySplit
  let cohort: AnalysisCohort

  /// The row.
  func result() -> ModelResult {
    let record = fitted.kept?.pipeline.record
    let predictions = fitted.predictions(split, cohort)
    return ModelResult(
      id: fitted.model.id, name: fitted.model.name, summary: fitted.model.summary,
      test: Evaluator(of: split).performance(predictions),
      training: performance(record?.resubstitutionScores, note: nil),
      outOfFold: performance(record?.outOfFoldScores, note: Evaluator.pooledFolds),
      selectedColumns: record?.selected ?? [], setting: record?.chosen.description ?? "no model",
      cutoff: fitted.kept?.pipeline.model.cutoff.threshold.flatMap { $0.isFinite ? $0 : nil }, flags: flags,
      predictions: predictions)
  }

  /// Performance on training patients; in leave-one-out everybody is tested, and there is none to show beside it.
  private func performance(_ scores: [Double]?, note: String?) -> Performance? {
    guard !split.isLeaveOneOut, let scores, let pair = split.pairs.first else { return nil }
    let predictions = zip(pair.training, scores).map { position, score in
      Prediction(cohort.patients[position], score: score, by: fitted.kept?.pipeline.model)
    }
    return Evaluator(intervalNote: note).performance(predictions)
  }

  private var flags: [String] {
    var flags = fitted.kept?.pipeline.record.flags.map(\.explanation) ?? []
    if !split.isLeaveOneOut { flags += fitted.trials.flatMap { $0?.unseenLevels ?? [] } }
    if let cutoff = fitted.kept?.pipeline.model.cutoff.threshold, cutoff.isInfinite {
      flags.append("the cutoff of largest Youden index calls \(cutoff < 0 ? "everyone" : "no one") an event")
    }
    if split.isLeaveOneOut { flags = flags.map { "model on all patients: \($0)" } + leaveOneOutFlags }
    return flags + fitted.failures.map { "no model, \($0)" }
  }

  /// Flags of the models behind the scores, counted: sixteen repetitions tell no more than one.
  private var leaveOneOutFlags: [String] {
    let all = fitted.trials.compactMap(\.self).flatMap { trial in
      trial.fit.pipeline.record.flags.map(\.explanation) + trial.unseenLevels
    }
    let counts = Dictionary(grouping: all) { $0 }.mapValues(\.count)
    return counts.sorted { $0.key < $1.key }.map { "in \($0.value) of \(fitted.trials.count) models: \($0.key)" }
  }
}

extension Evaluator {
  /// The evaluator of a split's test scores.
  init(of split: StudySplit) { self.init(intervalNote: split.isLeaveOneOut ? Evaluator.pooledLeaveOneOut : nil) }
}
