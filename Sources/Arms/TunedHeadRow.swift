import DeepRadiomics
import Execution
import Learning
import Results
import Statistics

// Heads that are trained together with the last block of the network; only in the sound protocol.
extension FusionHeadRow {
  /// The settings are chosen on the frozen features, with the budget and the folds of every arm. The chosen ones are
  /// then trained with the block: as an ensemble in every inner fold, for scores of patients who are held out, and for
  /// the model.
  func tuned(_ cohort: DeepCohort, _ block: TrainableBlock, task: RowTask, log: inout FitLog) throws -> RowFit {
    let folds = (task.budget.dealing ?? .stratified).deal(
      task.outcomes.classes, into: task.budget.folds, seed: task.budget.seed, subjects: cohort.trainingIDs
    ).folds
    let draws = (0..<task.budget.settings).map {
      HeadSearchSpace().draw($0, from: head(task), seed: task.budget.seed)
    }
    let tuning = folds.count >= 2 ? try tune(draws, folds: folds, cohort: cohort, task: task, log: &log) : nil
    let chosen = tuning?.best ?? draws[0]
    let held = tuning == nil ? nil : try heldOut(chosen, folds, cohort, block, task, log: &log)
    var own = log.branch(.allTraining)
    let data = try cohort.data(fittingOn: Array(task.training.indices), log: &own)
    let made = try heads(chosen, on: data, block, task, log: &own)
    log.append(own)
    return fit(
      made, data, cohort, block, folds: folds, held: held, setting: chosen, tried: tuning == nil ? 0 : draws.count,
      task, &log)
  }

  /// Heads with their blocks, and the features of every patient behind each block.
  private struct TunedHeads {
    let all: [TunedHead]
    let features: [FeatureTable]
  }

  private func fit(
    _ made: TunedHeads, _ data: DeepCohort.Prepared, _ cohort: DeepCohort, _ block: TrainableBlock, folds: Folds,
    held: [Double]?, setting: HeadSettings, tried: Int, _ task: RowTask, _ log: inout FitLog
  ) -> RowFit {
    let heads = made.all.map(\.head)
    let sigmoid = held.map {
      PlattCalibration(isMonotone: true).fit(
        scores: $0, outcomes: task.outcomes.classes, subjects: cohort.trainingIDs, log: &log)
    }
    if held != nil { log.record(.threshold, subjects: cohort.trainingIDs, detail: "Youden, held-out scores") }
    var deep = describe(heads, data: data, cohort: cohort, stoppedBy: nil, task: task, made.features)
    deep.block = inputs.budget.map {
      DeepResult.TrainedBlock(budget: $0, keptHeads: made.all.count(where: \.isTuned))
    }
    return RowFit(
      scores: data.scores(of: heads, on: .scored, made.features),
      calibration: sigmoid.map { .sigmoid($0) } ?? .undefined(.notTuned),
      cutoff: held.map { ScoreCutoff(youdenOf: $0, outcomes: task.outcomes.classes) } ?? .undefined(.notTuned),
      outOfFoldScores: held,
      resubstitutionScores: data.scores(of: heads, on: .training, made.features),
      tuningAUC: held.map { meanAUC($0, folds, task.outcomes.classes) },
      settingsTried: tried, selected: [],
      setting: setting.words + ", \(ensemble) heads, each with its last block trained at "
        + "\(BlockTraining.rateShare) of that rate",
      flags: flags(folds, task: task, sigmoid: sigmoid) + inputs.flags(task, behind: block) + data.flags,
      unseenLevels: cohort.unseenLevels,
      data: data.model(
        heads, blocks: made.all.map(\.block),
        heldOut: held.map { Model.HeldOut(subjects: cohort.trainingIDs, outcomes: task.outcomes.classes, scores: $0) }),
      deep: deep, spreads: data.spreads(of: heads, made.features))
  }

  private func meanAUC(_ held: [Double], _ folds: Folds, _ outcomes: [Bool]) -> Double {
    let areas = (0..<folds.count).map { fold in
      auc(folds.heldOut(fold).map { held[$0] }, outcomes: folds.heldOut(fold).map { outcomes[$0] }).value ?? 0.5
    }
    return areas.reduce(0, +) / Double(areas.count)
  }

  /// Scores of the training patients, each by an ensemble of heads and blocks that were trained without its fold.
  private func heldOut(
    _ settings: HeadSettings, _ folds: Folds, _ cohort: DeepCohort, _ block: TrainableBlock, _ task: RowTask,
    log: inout FitLog
  ) throws -> [Double] {
    let parts = (0..<folds.count).map { log.branch(.fold($0 + 1, of: folds.count)) }
    let jobs = parts.indices.flatMap { fold in members(settings).map { (fold: fold, settings: $0) } }
    let made = try parallelMap(jobs, workers: task.workers) { job throws -> (held: [Double], log: FitLog) in
      let training = folds.training(job.fold)
      // The fits beside the head are those of the trials, which the log has.
      var (unheard, own) = (FitLog(), parts[job.fold])
      let data = try cohort.data(fittingOn: training, log: &unheard)
      let whole = data.cohort(.training, outcomes: task.outcomes.classes)
      let prepared = try PreparedCohort(whole.selecting(training), Self.stopping(task))
      var head = try HeadTraining(job.settings, prepared)
      let tuned = try tuned(try head.run(), prepared, block, log: &own)
      let held = folds.heldOut(job.fold)
      let features = try self.features(of: held.map { cohort.trainingIDs[$0] }, behind: tuned, block)
      return (tuned.head.probabilities(of: whole.selecting(held).with(features: features)), own)
    }.map { try $0.get() }
    for one in made { log.append(one.log) }
    var scores = [Double](repeating: 0, count: task.training.count)
    for fold in 0..<folds.count {
      let own = zip(jobs, made).filter { $0.0.fold == fold }
      for (position, one) in zip(folds.heldOut(fold), HeadEnsemble.joined(own.map(\.1.held))) {
        scores[position] = heldLogit(one.mean)
      }
    }
    return scores
  }

  private func heads(
    _ settings: HeadSettings, on data: DeepCohort.Prepared, _ block: TrainableBlock, _ task: RowTask,
    log: inout FitLog
  ) throws -> TunedHeads {
    let frozen = try ensemble(settings, on: data, task: task, log: &log)
    let training = data.cohort(.training, outcomes: task.outcomes.classes)
    let prepared = try PreparedCohort(training, Self.stopping(task))
    let (everybody, empty) = (inputs.subjects, FitLog(purpose: log.purpose))
    let made = try parallelMap(frozen, workers: task.workers) { head throws -> (TunedHead, FeatureTable, FitLog) in
      var own = empty
      let tuned = try tuned(head, prepared, block, log: &own)
      let rows = try features(of: everybody, behind: tuned, block)
      let columns = rows[0].indices.map { "\($0)" }
      return (tuned, FeatureTable(subjects: everybody, columns: columns, rows: rows), own)
    }.map { try $0.get() }
    for one in made { log.append(one.2) }
    return TunedHeads(all: made.map(\.0), features: made.map(\.1))
  }

  /// Trains the block behind a head and records whom it saw. No block is trained elsewhere, so a block that was given
  /// other patients says so in the log, where the audit finds them.
  private func tuned(
    _ head: TrainedHead, _ prepared: PreparedCohort, _ block: TrainableBlock, log: inout FitLog
  ) throws -> TunedHead {
    var training = try BlockTraining(head, on: prepared, block.block, from: block.start, maps: block.maps)
    let tuned = try training.run()
    log.record(.fineTuning, subjects: prepared.subjects, setting: head.settings.blockSetting)
    return tuned
  }

  private func features(
    of subjects: [String], behind tuned: TunedHead, _ block: TrainableBlock
  ) throws -> [[Double]] {
    try BlockFeatures(block.block, tuned.block).features(of: subjects.compactMap { block.maps[$0] })
  }
}

extension HeadSettings {
  /// The settings of a head and the block before it, for the log of fits.
  package var blockSetting: FitSetting {
    FitSetting(
      "lastBlock", fitSetting.options.merging(["blockRateShare": .number(BlockTraining.rateShare)]) { $1 })
  }
}
