import DeepRadiomics
import Execution
import Glibc
import Learning
import Mathematics
import Results
import Statistics

/// A row of the deep arm: a head on the frozen network's features, with or without clinical factors beside them.
package struct FusionHeadRow: DeepStudyRow {
  package let role: RowRole
  package let name: String
  package let summary: String
  package let family = ModelFamily.deep
  package let inputs: DeepInputs
  /// Whether the clinical branch is there.
  package let usesFactors: Bool
  /// Which of the factors it gets.
  let factorChoice: FactorChoice
  /// Heads that differ in their seed only.
  package let ensemble: Int
  /// Names of clinical factors as text has them, by key.
  package let labels: [String: String]

  /// The heads with what they stand on.
  package struct Model: Codable, Sendable {
    package let encoding: ClinicalEncodingModel?
    package let medians: MedianImputer?
    package let heads: [TrainedHead]

    /// All parts, as they are.
    package init(encoding: ClinicalEncodingModel?, medians: MedianImputer?, heads: [TrainedHead]) {
      self.encoding = encoding
      self.medians = medians
      self.heads = heads
    }
  }

  /// Share of each class of the training patients by whose loss training stops.
  static let stoppingShare = 0.2

  /// Who stops the training: a share of the training patients, all rows of one of them together.
  private static func stopping(_ task: RowTask) -> StoppingRule {
    let groups = task.budget.dealing?.groups ?? [:]
    return groups.isEmpty
      ? .shareOfTraining(stoppingShare, seed: task.budget.seed)
      : .shareOfGroups(stoppingShare, seed: task.budget.seed, groups: groups)
  }

  package func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    let cohort = try DeepCohort(self, task, log: &log)
    return task.evaluation.makes(.deepStoppingOnTest)
      ? try published(cohort, task, log: &log) : try sound(cohort, task, log: &log)
  }
}

// The published way: the test patients stop the training, choose among the trials and give the cutoff.
extension FusionHeadRow {
  private func published(_ cohort: DeepCohort, _ task: RowTask, log: inout FitLog) throws -> RowFit {
    let search = HeadSearch(settings: head(task), trials: task.budget.settings, seed: task.budget.seed)
    var own = log.branch(.allTraining)
    let data = try cohort.data(fittingOn: Array(task.training.indices), log: &own)
    let training = data.cohort(.training, outcomes: task.outcomes)
    // A last fit on everybody, as every split but one with a test set makes it, has nobody to stop by: an empty list is
    // no test set.
    let testOutcomes = task.scoredOutcomes.flatMap { $0.isEmpty ? nil : $0 }
    let test = testOutcomes.map { data.cohort(.scored, outcomes: $0) }
    let rule = test.map { StoppingRule.others($0) } ?? Self.stopping(task)
    let result = try search.run(on: training, stopping: rule, workers: task.workers)
    for trial in result.trials { own.record(.classifier, subjects: training.subjects, detail: trial.words) }
    own.record(.earlyStopping, subjects: result.head.stoppedBy)
    own.record(.tuning, subjects: result.head.stoppedBy, detail: "lowest loss of \(result.trials.count) trials")
    log.append(own)
    let scored = data.scores(of: [result.head], .scored)
    if test != nil { log.record(.threshold, subjects: cohort.scoredIDs, detail: "Youden, test scores") }
    let cutoff: ScoreCutoff =
      testOutcomes.map { ScoreCutoff(youdenOf: scored, outcomes: $0) } ?? .undefined(.notTuned)
    return RowFit(
      scores: scored, calibration: .sigmoid(.ofLogits), cutoff: cutoff, outOfFoldScores: nil,
      resubstitutionScores: data.scores(of: [result.head], .training), tuningAUC: nil,
      settingsTried: result.trials.count, selected: [], setting: result.trials[result.best].words,
      flags: data.flags,
      unseenLevels: cohort.unseenLevels, data: data.model([result.head]),
      deep: describe([result.head], data, cohort, stoppedBy: test == nil ? nil : "the test patients", task))
  }
}

// The sound way: the same settings on the same inner folds as every arm.
extension FusionHeadRow {
  private func sound(_ cohort: DeepCohort, _ task: RowTask, log: inout FitLog) throws -> RowFit {
    let dealing = task.budget.dealing ?? .stratified
    let folds = dealing.deal(
      task.outcomes, into: task.budget.folds, seed: task.budget.seed, subjects: cohort.trainingIDs
    ).folds
    let space = HeadSearchSpace()
    let draws = (0..<task.budget.settings).map { space.draw($0, from: head(task), seed: task.budget.seed) }
    let trials = folds.count >= 2 ? try trials(draws, folds, cohort, task, log: &log) : nil
    let chosen = trials?.best ?? draws[0]
    var own = log.branch(.allTraining)
    let data = try cohort.data(fittingOn: Array(task.training.indices), log: &own)
    let heads = try ensemble(chosen, data, task, log: &own)
    log.append(own)
    let held = trials?.heldOut
    let sigmoid = held.map {
      PlattCalibration(isMonotone: true).fit(
        scores: $0, outcomes: task.outcomes, subjects: cohort.trainingIDs, log: &log)
    }
    if held != nil { log.record(.threshold, subjects: cohort.trainingIDs, detail: "Youden, held-out scores") }
    return RowFit(
      scores: data.scores(of: heads, .scored), calibration: sigmoid.map { .sigmoid($0) } ?? .undefined(.notTuned),
      cutoff: held.map { ScoreCutoff(youdenOf: $0, outcomes: task.outcomes) } ?? .undefined(.notTuned),
      outOfFoldScores: held,
      resubstitutionScores: data.scores(of: heads, .training), tuningAUC: trials?.auc,
      settingsTried: trials == nil ? 0 : draws.count, selected: [], setting: chosen.words + ", \(ensemble) heads",
      flags: flags(folds, task, sigmoid) + data.flags, unseenLevels: cohort.unseenLevels, data: data.model(heads),
      deep: describe(heads, data, cohort, stoppedBy: nil, task))
  }

  private struct Trials {
    let best: HeadSettings
    let auc: Double
    let heldOut: [Double]
  }

  private func trials(
    _ draws: [HeadSettings], _ folds: Folds, _ cohort: DeepCohort, _ task: RowTask, log: inout FitLog
  ) throws -> Trials {
    var scores: [[[Double]?]] = []
    for fold in 0..<folds.count {
      let part = FitPurpose.Part.fold(fold + 1, of: folds.count)
      var own = log.branch(part)
      let held = folds.heldOut(fold)
      log.holdOut(held.map { cohort.trainingIDs[$0] }, part: part)
      scores.append(try self.scores(draws, folds.training(fold), held, cohort, task, log: &own))
      log.append(own)
    }
    // A setting that diverged in a fold ranks nobody there and is not chosen, however low the others are.
    let aucs = draws.indices.map { draw -> Double? in
      let held = scores.compactMap { $0[draw] }
      guard held.count == folds.count else { return nil }
      return mean(
        held.enumerated().map { fold, scores in
          auc(scores, outcomes: folds.heldOut(fold).map { task.outcomes[$0] }).value ?? 0.5
        })
    }
    guard let best = aucs.indices.filter({ aucs[$0] != nil }).min(by: { (aucs[$0] ?? 0) > (aucs[$1] ?? 0) }),
      let chosen = aucs[best]
    else { throw AllDiverged(settings: draws.count) }
    log.record(.tuning, subjects: cohort.trainingIDs, detail: "chose \(draws[best].words) of \(draws.count)")
    var heldOut = [Double](repeating: 0, count: task.training.count)
    for fold in 0..<folds.count {
      for (position, score) in zip(folds.heldOut(fold), scores[fold][best] ?? []) { heldOut[position] = score }
    }
    return Trials(best: draws[best], auc: chosen, heldOut: heldOut)
  }

  /// Scores of a fold's held-out patients, one list a setting; none where its training diverged.
  private func scores(
    _ draws: [HeadSettings], _ training: [Int], _ held: [Int], _ cohort: DeepCohort, _ task: RowTask,
    log: inout FitLog
  ) throws -> [[Double]?] {
    let data = try cohort.data(fittingOn: training, log: &log)
    let whole = data.cohort(.training, outcomes: task.outcomes)
    let prepared = try PreparedCohort(
      whole.selecting(training), Self.stopping(task))
    let out = whole.selecting(held)
    let results = parallelMap(draws, workers: task.workers) { draw throws -> [Double] in
      var training = try HeadTraining(draw, prepared)
      return try training.run().probabilities(of: out).map(heldLogit)
    }
    log.record(.earlyStopping, subjects: prepared.stopping.subjects)
    for draw in draws { log.record(.classifier, subjects: training.map { cohort.trainingIDs[$0] }, detail: draw.words) }
    return try results.map { result in
      do {
        return try result.get()
      } catch HeadError.diverged {
        return nil
      }
    }
  }

  private func ensemble(
    _ settings: HeadSettings, _ data: DeepCohort.Prepared, _ task: RowTask, log: inout FitLog
  ) throws -> [TrainedHead] {
    let training = data.cohort(.training, outcomes: task.outcomes)
    let seeds = (0..<ensemble).map { settings.seed &+ UInt64($0) }
    let made = try HeadEnsemble.fit(
      settings, seeds: seeds, on: training,
      stopping: Self.stopping(task), workers: task.workers)
    for head in made.heads {
      log.record(.classifier, subjects: training.subjects, detail: "seed \(head.settings.seed)")
      log.record(.earlyStopping, subjects: head.stoppedBy)
    }
    return made.heads
  }

  private func flags(_ folds: Folds, _ task: RowTask, _ sigmoid: PlattSigmoid?) -> [RowFlag] {
    guard let sigmoid else {
      let events = task.outcomes.count { $0 }
      return [.training(.notTuned(events: events, nonEvents: task.outcomes.count - events))]
    }
    return
      (folds.count < task.budget.folds
      ? [.training(.fewerFolds(asked: task.budget.folds, used: folds.count))] : [])
      + (sigmoid.slope == 0 ? [.training(.calibrationIsConstant)] : [])
  }
}

extension DeepCohort.Prepared {
  fileprivate var flags: [RowFlag] {
    (hasConstantFeatures ? [.networkSeesNothing] : []) + (hasLostEveryFactor ? [.noFactorChosen] : [])
  }
}

// What both share.
extension FusionHeadRow {
  private func head(_ task: RowTask) -> HeadSettings {
    task.evaluation.makes(.batchFocalLoss) ? .published : .sound
  }

  private func describe(
    _ heads: [TrainedHead], _ data: DeepCohort.Prepared, _ cohort: DeepCohort, stoppedBy: String?, _ task: RowTask
  ) -> DeepResult {
    DeepResult(
      curves: heads.map {
        DeepResult.Curve(training: $0.curve.training, stopping: $0.curve.stopping, kept: $0.curve.best)
      }, stoppedBy: stoppedBy ?? "a fifth of the training patients, who were not trained on",
      spread: data.spread(of: heads), contributions: data.contributions(of: heads, workers: task.workers, labels),
      background: task.training.count, trainedNumbers: heads.first?.parameterCount ?? 0,
      facts: [inputs.facts.network, inputs.facts.weights, inputs.facts.input, inputs.facts.size])
  }
}

/// No setting of a head could be trained in every fold.
private struct AllDiverged: Error, CustomStringConvertible {
  let settings: Int

  var description: String {
    "training diverged in a fold with each of the \(settings) settings. Look at the features for extreme values, or leave the row out."
  }
}

/// `log(p / (1 - p))`, held within what float64 can tell from certainty.
package func heldLogit(_ probability: Double) -> Double { logit(min(max(probability, 1e-15), 1 - 1e-15)) }

extension HeadSettings {
  /// What trials differ in, in words.
  package var words: String {
    "head of \(hiddenUnits) units, learning rate \(optimiser.rate), batches of \(batchSize)"
      + (dropout > 0 ? ", dropout \(dropout)" : "")
  }
}

extension HeadSearch.Trial {
  package var words: String { settings.words }
}
