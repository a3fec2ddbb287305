import Statistics

// The final model.
extension PipelineTrial {
  /// Refits the best setting on everybody; probabilities and cutoff come from held-out scores.
  func finish(_ results: (last: [Result], all: [Result]), log: inout FitLog) throws(LearningError) -> PipelineFit {
    var best = results.last[0]
    for result in results.last where result.record.meanAUC > best.record.meanAUC { best = result }
    let tried = Set(results.all.map(\.setting)).count
    // The choice itself learns from everybody's held-out scores, so it is a fit.
    log.record(.tuning, subjects: table.subjects, setting: best.record.settings.fitSetting, fact: .choice(of: tried))
    var own = log.branch(.allTraining)
    let members = try pipeline.members(prepared[folds.count], best.record.settings, log: &own)
    log.append(own)
    let held = outOfFold(best.scores)
    let (calibration, cutoff) = readings(of: held, log: &log)
    let model = PipelineModel(members: members, calibration: calibration, cutoff: cutoff)
    let record = PipelineRecord(
      subjects: table.subjects, outcomes: table.outcomes, folds: folds, chosen: best.record.settings,
      candidates: results.all.map(\.record), settingsTried: tried, selected: members.map(\.preparation.columns),
      selectedInFolds: prepared.dropLast().map { $0.map(\.preparation.columns) }, outOfFoldScores: held,
      resubstitutionScores: try model.scores(table.features),
      fitsInFold: pipeline.origin == .steps
        ? results.all.count * pipeline.preparation.imputation.completions : nil,
      flags: flags(members, calibration, best.record.settings, log))
    return PipelineFit(model: model, record: record)
  }

  /// What a score means, learnt from held-out scores: a probability, and a class.
  private func readings(
    of held: [Double], log: inout FitLog
  ) -> (calibration: ScoreCalibration, cutoff: ScoreCutoff) {
    switch table.outcomes {
    case .binary(let classes):
      let sigmoid = PlattCalibration(isMonotone: true).fit(
        scores: held, outcomes: classes, subjects: table.subjects, log: &log)
      log.record(.threshold, subjects: table.subjects, detail: "Youden, held-out scores")
      return (.sigmoid(sigmoid), ScoreCutoff(youdenOf: held, outcomes: classes))
    }
  }

  private func flags(
    _ members: [PipelineModel.Member], _ calibration: ScoreCalibration, _ chosen: AnyClassifier, _ log: FitLog
  ) -> [TrainingFlag] {
    var flags = pipeline.flags(before: prepared[folds.count]) + self.flags
    if case .sigmoid(let sigmoid) = calibration, sigmoid.slope == 0 { flags.append(.calibrationIsConstant) }
    let most = pipeline.settings.compactMap(\.settings.mostSubjects).min()
    if pipeline.oversampling == .none, let flag = TrainingFlag(table.subjects.count, moreThan: most) {
      flags.append(flag)
    }
    if let flag = TrainingFlag(stoppedIn: log, chosen: chosen.fitSetting) { flags.append(flag) }
    return flags + pipeline.flags(after: members)
  }
}

extension Pipeline {
  /// The fit where a class has one subject, so that nothing can be held out and tuned.
  func fitUntuned(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> PipelineFit {
    guard case .study(let fallback) = origin else {
      throw .tooFewToHoldOut(events: table.events, nonEvents: table.nonEvents)
    }
    var own = log.branch(.allTraining)
    let prepared = try prepare(table, log: &own)
    let members = try members(prepared, fallback, log: &own)
    log.append(own)
    let model = PipelineModel(members: members, calibration: .undefined(.notTuned), cutoff: .undefined(.notTuned))
    let record = PipelineRecord(
      subjects: table.subjects, outcomes: table.outcomes, folds: nil, chosen: fallback, candidates: [],
      settingsTried: 0, selected: members.map(\.preparation.columns), selectedInFolds: [], outOfFoldScores: nil,
      resubstitutionScores: try model.scores(table.features), fitsInFold: nil,
      flags: flags(before: prepared) + [.notTuned(events: table.events, nonEvents: table.nonEvents)])
    return PipelineFit(model: model, record: record)
  }

  /// A classifier for each completed and prepared table.
  func members(
    _ prepared: [PreparedTable], _ setting: AnyClassifier, log: inout FitLog
  ) throws(LearningError) -> [PipelineModel.Member] {
    var members: [PipelineModel.Member] = []
    for member in prepared {
      let classifier = try classifier(setting, member.table, log: &log)
      members.append(PipelineModel.Member(preparation: member.preparation, classifier: classifier))
    }
    return members
  }
}
