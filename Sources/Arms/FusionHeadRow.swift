import DeepRadiomics
import Execution
import Glibc
import Learning
import Mathematics
import Results
import Statistics

/// A row of the deep arm: a head on the features of the frozen network, with or without clinical factors.
package struct FusionHeadRow: DeepStudyRow {
  package let role: RowRole
  package let name: String
  package let summary: String
  package let family = ModelFamily.deep
  package let inputs: DeepInputs
  /// Whether the heads have a clinical branch.
  package let usesFactors: Bool
  /// Which of the factors the clinical branch uses.
  let factorChoice: FactorChoice
  /// Number of heads, which differ only in their seed.
  package let ensemble: Int
  /// Labels of the clinical factors for texts, by name.
  package let labels: [String: String]
  /// Levels of the clinical factors that have some, by name, from low to high.
  package var levels: [String: [String]] = [:]

  /// The heads, with the encoding and the medians that they need.
  package struct Model: Codable, Sendable {
    package let encoding: ClinicalEncodingModel?
    package let medians: MedianImputer?
    package let heads: [TrainedHead]
    /// The numbers of the last block of the network for each head; `nil` for a frozen network. They are millions, and
    /// have a file of their own beside the model.
    package private(set) var blocks: [[Float]]?
    /// The scores behind calibration and cutoff; `nil` where nobody was held out.
    package let heldOut: HeldOut?

    private enum CodingKeys: String, CodingKey { case encoding, medians, heads, heldOut }

    /// Takes every part as given.
    package init(
      encoding: ClinicalEncodingModel?, medians: MedianImputer?, heads: [TrainedHead], blocks: [[Float]]? = nil,
      heldOut: HeldOut? = nil
    ) {
      self.blocks = blocks
      self.encoding = encoding
      self.medians = medians
      self.heads = heads
      self.heldOut = heldOut
    }

    /// The training patients with their scores by the ensembles of the folds that hold them out.
    package struct HeldOut: Codable, Hashable, Sendable {
      package let subjects: [String]
      package let outcomes: [Bool]
      package let scores: [Double]

      /// Takes every part as given.
      package init(subjects: [String], outcomes: [Bool], scores: [Double]) {
        (self.subjects, self.outcomes, self.scores) = (subjects, outcomes, scores)
      }
    }
  }

  /// Share of each class of the training patients that is held out for early stopping.
  static let stoppingShare = 0.2

  /// Early stopping on a share of the training patients; all rows of a group stay together.
  static func stopping(_ task: RowTask) -> StoppingRule {
    let groups = task.budget.dealing?.groups ?? [:]
    return groups.isEmpty
      ? .shareOfTraining(stoppingShare, seed: task.budget.seed)
      : .shareOfGroups(stoppingShare, seed: task.budget.seed, groups: groups)
  }

  package func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    let cohort = try DeepCohort(of: self, task: task, log: &log)
    if let block = inputs.block(task) { return try tuned(cohort, block, task: task, log: &log) }
    return task.evaluation.makes(.deepStoppingOnTest)
      ? try published(cohort, task: task, log: &log) : try sound(cohort, task: task, log: &log)
  }
}

// As published: the test patients decide early stopping, the choice among the trials and the cutoff.
extension FusionHeadRow {
  private func published(_ cohort: DeepCohort, task: RowTask, log: inout FitLog) throws -> RowFit {
    let space = HeadSearchSpace(poolings: inputs.poolings(task))
    let search = HeadSearch(
      settings: head(task), space: space, trials: task.budget.settings, seed: task.budget.seed)
    var own = log.branch(.allTraining)
    let data = try cohort.data(fittingOn: Array(task.training.indices), log: &own)
    let training = data.cohort(.training, outcomes: task.outcomes.classes)
    // Every split without a test set ends with a fit on all patients. It has no scored patients, and an empty list
    // must not be used for early stopping.
    let testOutcomes = task.scoredOutcomes.flatMap { $0.count == 0 ? nil : $0.classes }
    let test = testOutcomes.map { data.cohort(.scored, outcomes: $0) }
    let rule = test.map { StoppingRule.others($0) } ?? Self.stopping(task)
    let result = try search.run(on: training, stopping: rule, workers: task.workers)
    for trial in result.trials {
      own.record(.classifier, subjects: training.subjects, setting: trial.settings.fitSetting)
    }
    own.record(.earlyStopping, subjects: result.head.stoppedBy)
    own.record(
      .tuning, subjects: result.head.stoppedBy, setting: result.trials[result.best].settings.fitSetting,
      fact: .choice(of: result.trials.count))
    log.append(own)
    let scored = data.scores(of: [result.head], on: .scored)
    if test != nil { log.record(.threshold, subjects: cohort.scoredIDs, detail: "Youden, test scores") }
    let cutoff: ScoreCutoff =
      testOutcomes.map { ScoreCutoff(youdenOf: scored, outcomes: $0) } ?? .undefined(.notTuned)
    return RowFit(
      scores: scored, calibration: .sigmoid(.ofLogits), cutoff: cutoff, outOfFoldScores: nil,
      resubstitutionScores: data.scores(of: [result.head], on: .training), tuningAUC: nil,
      settingsTried: result.trials.count, selected: [], setting: result.trials[result.best].words,
      flags: inputs.flags(task) + data.flags,
      unseenLevels: cohort.unseenLevels, data: data.model([result.head]),
      deep: describe(
        [result.head], data: data, cohort: cohort,
        stoppedBy: test == nil ? nil : "the test patients", task: task))
  }
}

// In the sound protocol: the same settings on the same inner folds as every arm.
extension FusionHeadRow {
  private func sound(_ cohort: DeepCohort, task: RowTask, log: inout FitLog) throws -> RowFit {
    let dealing = task.budget.dealing ?? .stratified
    let folds = dealing.deal(
      task.outcomes.classes, into: task.budget.folds, seed: task.budget.seed, subjects: cohort.trainingIDs
    ).folds
    let space = HeadSearchSpace(poolings: inputs.poolings(task))
    let draws = (0..<task.budget.settings).map { space.draw($0, from: head(task), seed: task.budget.seed) }
    let tuning = folds.count >= 2 ? try tune(draws, folds: folds, cohort: cohort, task: task, log: &log) : nil
    let held = try tuning.map { try heldOutScores($0, folds: folds, cohort: cohort, task: task, log: &log) }
    let chosen = tuning?.best ?? draws[0]
    var own = log.branch(.allTraining)
    let data = try cohort.data(fittingOn: Array(task.training.indices), log: &own)
    let heads = try ensemble(chosen, on: data, task: task, log: &own)
    log.append(own)
    let sigmoid = held.map {
      PlattCalibration(isMonotone: true).fit(
        scores: $0, outcomes: task.outcomes.classes, subjects: cohort.trainingIDs, log: &log)
    }
    if held != nil { log.record(.threshold, subjects: cohort.trainingIDs, detail: "Youden, held-out scores") }
    return RowFit(
      scores: data.scores(of: heads, on: .scored), calibration: sigmoid.map { .sigmoid($0) } ?? .undefined(.notTuned),
      cutoff: held.map { ScoreCutoff(youdenOf: $0, outcomes: task.outcomes.classes) } ?? .undefined(.notTuned),
      outOfFoldScores: held,
      resubstitutionScores: data.scores(of: heads, on: .training), tuningAUC: tuning?.auc,
      settingsTried: tuning == nil ? 0 : draws.count, selected: [], setting: chosen.words + ", \(ensemble) heads",
      flags: flags(folds, task: task, sigmoid: sigmoid) + inputs.flags(task) + data.flags,
      unseenLevels: cohort.unseenLevels,
      data: data.model(
        heads,
        heldOut: held.map { Model.HeldOut(subjects: cohort.trainingIDs, outcomes: task.outcomes.classes, scores: $0) }),
      deep: describe(heads, data: data, cohort: cohort, stoppedBy: nil, task: task), spreads: data.spreads(of: heads))
  }

  /// The setting that the inner folds chose, and the heads that they tried.
  struct Tuning {
    let best: HeadSettings
    /// Position of ``best`` among the settings tried.
    let position: Int
    let auc: Double
    let tried: [HeadFold]
  }

  /// Trains a head of every setting in every inner fold and takes the setting with the best mean AUC of the patients
  /// who are held out.
  func tune(
    _ draws: [HeadSettings], folds: Folds, cohort: DeepCohort, task: RowTask, log: inout FitLog
  ) throws -> Tuning {
    var tried: [HeadFold] = []
    for fold in 0..<folds.count {
      let part = FitPurpose.Part.fold(fold + 1, of: folds.count)
      var own = log.branch(part)
      log.holdOut(folds.heldOut(fold).map { cohort.trainingIDs[$0] }, part: part)
      tried.append(
        try HeadFold(
          draws, training: folds.training(fold), heldOut: folds.heldOut(fold), cohort: cohort,
          stopping: Self.stopping(task), task: task, log: &own))
      log.append(own)
    }
    // A setting that diverged in one fold has no scores there and cannot be chosen, however good its other folds are.
    let aucs = draws.indices.map { draw -> Double? in
      let held = tried.compactMap { $0.probabilities[draw] }
      guard held.count == folds.count else { return nil }
      return mean(
        held.enumerated().map { fold, probabilities in
          auc(probabilities.map(heldLogit), outcomes: folds.heldOut(fold).map { task.outcomes.classes[$0] }).value
            ?? 0.5
        })
    }
    guard let best = aucs.indices.filter({ aucs[$0] != nil }).min(by: { (aucs[$0] ?? 0) > (aucs[$1] ?? 0) }),
      let chosen = aucs[best]
    else { throw AllDiverged(settings: draws.count) }
    log.record(
      .tuning, subjects: cohort.trainingIDs, setting: draws[best].fitSetting, fact: .choice(of: draws.count))
    return Tuning(best: draws[best], position: best, auc: chosen, tried: tried)
  }

  /// Scores of the training patients by the ensembles of the folds that hold them out.
  func heldOutScores(
    _ tuning: Tuning, folds: Folds, cohort: DeepCohort, task: RowTask, log: inout FitLog
  ) throws -> [Double] {
    var scores = [Double](repeating: 0, count: task.training.count)
    for (fold, tried) in tuning.tried.enumerated() {
      var own = log.branch(.fold(fold + 1, of: folds.count))
      let held = try tried.scores(
        ofEnsemble: members(tuning.best), first: tuning.position, workers: task.workers, log: &own)
      log.append(own)
      for (position, score) in zip(folds.heldOut(fold), held) { scores[position] = score }
    }
    return scores
  }

  /// The settings of the heads of an ensemble, which differ only in their seed. The first head is that of `settings`.
  func members(_ settings: HeadSettings) -> [HeadSettings] {
    (0..<ensemble).map { member in
      var own = settings
      own.seed = settings.seed &+ UInt64(member)
      return own
    }
  }

  func ensemble(
    _ settings: HeadSettings, on data: DeepCohort.Prepared, task: RowTask, log: inout FitLog
  ) throws -> [TrainedHead] {
    let training = data.cohort(.training, outcomes: task.outcomes.classes)
    let made = try HeadEnsemble.fit(
      settings, seeds: members(settings).map(\.seed), on: training,
      stopping: Self.stopping(task), workers: task.workers)
    for head in made.heads {
      log.record(.classifier, subjects: training.subjects, setting: head.settings.fitSetting)
      log.record(.earlyStopping, subjects: head.stoppedBy)
    }
    return made.heads
  }

  func flags(_ folds: Folds, task: RowTask, sigmoid: PlattSigmoid?) -> [RowFlag] {
    guard let sigmoid else {
      let events = task.outcomes.classes.count { $0 }
      return [.training(.notTuned(events: events, nonEvents: task.outcomes.classes.count - events))]
    }
    return
      (folds.count < task.budget.folds
      ? [.training(.fewerFolds(asked: task.budget.folds, used: folds.count))] : [])
      + (sigmoid.slope == 0 ? [.training(.calibrationIsConstant)] : [])
  }
}

extension DeepCohort.Prepared {
  var flags: [RowFlag] { hasLostEveryFactor ? [.noFactorChosen] : [] }
}

// What both protocols share.
extension FusionHeadRow {
  func head(_ task: RowTask) -> HeadSettings {
    task.evaluation.makes(.batchFocalLoss) ? .published : .sound
  }

  /// - Parameter own: the features of each head behind its own block; empty for heads on the frozen ones.
  func describe(
    _ heads: [TrainedHead], data: DeepCohort.Prepared, cohort: DeepCohort, stoppedBy: String?, task: RowTask,
    _ own: [FeatureTable] = []
  ) -> DeepResult {
    var made = DeepResult(
      curves: heads.map {
        DeepResult.Curve(training: $0.curve.training, stopping: $0.curve.stopping, kept: $0.curve.best)
      }, stoppedBy: stoppedBy ?? "a fifth of the training patients, who were not trained on",
      spread: data.spread(of: heads, own),
      contributions: data.contributions(of: heads, workers: task.workers, labels: labels, own),
      background: task.training.count, trainedNumbers: heads.first?.parameterCount ?? 0,
      facts: inputs.facts(task), cost: inputs.cost(task), vectors: inputs.vectors(task))
    made.slicePooling = heads.first.flatMap { $0.settings.pooling == .mean ? nil : $0.settings.pooling.words }
    return made
  }
}

/// Every setting diverged in at least one fold.
private struct AllDiverged: Error, CustomStringConvertible {
  let settings: Int

  var description: String {
    "each of the \(settings) settings diverged in at least one fold. Look for extreme values among the features, or "
      + "leave the row out."
  }
}

/// `log(p / (1 - p))`, where p is limited to values that float64 can tell from 0 and 1.
package func heldLogit(_ probability: Double) -> Double { logit(min(max(probability, 1e-15), 1 - 1e-15)) }

extension HeadSettings {
  /// The settings that differ between trials, in words.
  package var words: String {
    "head of \(hiddenUnits) units, learning rate \(optimiser.rate), batches of \(batchSize)"
      + (dropout > 0 ? ", dropout \(dropout)" : "")
      + (pooling == .mean ? "" : ", slices joined by \(pooling.words)")
  }
}

extension HeadSearch.Trial {
  package var words: String { settings.words }
}
