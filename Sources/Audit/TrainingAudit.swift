import Arms
import Cohorts
import Learning
import Records
import Results
import Statistics

// How the saved models were trained, by training.json, compared with the split, the outcomes, the fit log and itself.
extension RunAudit {
  /// The training set of the saved models.
  var keptSet: StudySplit.Pair? { split.attempts(patients: evidence.ids.count).last }

  /// Statements of `training.json` about the training of a row that other files or other parts of it contradict.
  func otherTraining(of row: ModelResult, entry: TrainingEntry, in block: ProtocolResults) -> [String] {
    guard let pair = keptSet, let shown = entry.shown else { return [] }
    let own = purpose(of: row, in: block, on: pair)
    if let stopped = entry.stoppedBy {
      let known = index.entries(for: own.part(.allTraining)).filter { $0.kind == .earlyStopping }
        .map { evidence.log.subjects(of: $0) }
      return
        (known == stopped ? [] : ["training.json and fits.json differ in the patients used for early stopping"])
        + (entry.heldOut.map { otherHeldOut($0, of: row, shown: shown, on: pair) }
          ?? lostHeldOut(of: entry, purpose: own))
    }
    guard let run = entry.training else {
      let isFitted = shown.tuning != nil && row.family != .deep
      return isFitted ? ["training.json has no readable record of the training"] : []
    }
    if let fault = run.fault { return [fault] }
    let who = people(run.subjects, run.outcomes.events, on: pair)
    return who + otherFolds(run, purpose: own) + otherShown(run, shown: shown) + otherSettings(run, purpose: own)
      // With other outcomes, all AUCs and the cutoff differ too; only the outcomes are reported.
      + (who.isEmpty
        ? otherAreas(run, shown: shown) + otherCutoff(run, shown: shown)
          + otherTrainingFigures(of: row, run: run, in: block) : [])
  }

  /// A row with tuning folds has the scores of those whom they hold out: cutoff and calibration rest on them. An
  /// ensemble of one head leaves no trace of itself in the folds, because the tuning has trained that head already.
  private func lostHeldOut(of entry: TrainingEntry, purpose own: FitPurpose) -> [String] {
    let folds = index.folds(of: own).filter { $0.purpose.parent == own }
    let haveEnsembles = folds.contains {
      index.kinds(of: $0.purpose.part(.allTraining)).contains(.classifier)
    }
    // Before schema 2 of training.json, folds without ensembles left no scores.
    return haveEnsembles || entry.isComplete && !folds.isEmpty
      ? ["training.json has no readable held-out scores, although the row has tuning folds"] : []
  }

  /// Calibration and cutoff of a deep row that do not follow from its held-out scores in `training.json`.
  private func otherHeldOut(
    _ held: FusionHeadRow.Model.HeldOut, of row: ModelResult, shown: ShownFit, on pair: StudySplit.Pair
  ) -> [String] {
    guard held.subjects.count == held.outcomes.count, held.subjects.count == held.scores.count else {
      return ["the lists of held-out scores in training.json differ in length"]
    }
    let who = people(held.subjects, held.outcomes, on: pair)
    guard who.isEmpty else { return who }
    let cutoff = ScoreCutoff(youdenOf: held.scores, outcomes: held.outcomes).threshold
      .flatMap { $0.isFinite ? $0 : nil }
    return (isNear(cutoff, shown.cutoff) ? [] : ["the cutoff does not follow from the held-out scores"])
      + otherCalibration(of: row, held: held.scores, outcomes: held.outcomes, subjects: held.subjects)
  }

  private func people(_ subjects: [String], _ outcomes: [Bool], on pair: StudySplit.Pair) -> [String] {
    if subjects != pair.training.map({ evidence.ids[$0] }) {
      return ["the training patients in training.json differ from those of the split"]
    }
    let other = zip(outcomes, pair.training).filter { $0 != evidence.outcomes[$1].hadEvent }.map { evidence.ids[$0.1] }
    return other.isEmpty ? [] : ["the outcomes in training.json differ from those in patients.csv: \(other.shown)"]
  }

  private func otherFolds(_ run: PipelineRecord, purpose own: FitPurpose) -> [String] {
    let held = index.folds(of: own).filter { $0.purpose.parent == own }
    let known = (run.folds.map { folds in (0..<folds.count).map(folds.heldOut) } ?? []).map { positions in
      Set(positions.map { run.subjects[$0] })
    }
    return held.map { Set(evidence.log.subjects(of: $0)) } == known
      ? [] : ["training.json and fits.json differ in the tuning folds"]
  }

  private func otherShown(_ run: PipelineRecord, shown: ShownFit) -> [String] {
    let different = Set(run.candidates.map(\.settings)).count
    return (run.columns == shown.selected ? [] : ["training.json contradicts itself in the selected columns"])
      + (run.chosen.description == shown.setting ? [] : ["training.json contradicts itself in the chosen setting"])
      + (shown.tuning?.settings == run.settingsTried && shown.tuning?.fits == run.fitsInFold
        ? [] : ["training.json contradicts itself in the number of settings tried"])
      + (different <= run.settingsTried && run.settingsTried <= run.candidates.count
        ? [] : ["the number of settings tried in training.json does not match its list of candidates"])
  }

  /// Compares the settings with the classifiers in the log: those of the folds must be the candidates, that of all
  /// training patients the chosen one.
  private func otherSettings(_ run: PipelineRecord, purpose own: FitPurpose) -> [String] {
    var found: [String] = []
    let chosen = run.chosen.fitSetting
    if !classifiers(for: own.part(.allTraining)).allSatisfy({ $0 == chosen }) {
      found.append("training.json and fits.json differ in the setting of the final classifier")
    }
    guard let folds = run.folds, !run.candidates.isEmpty else { return found }
    let choices = index.entries(for: own).filter { $0.kind == .tuning && $0.purpose == own }
    if choices.map(\.setting) != [chosen] || choices.map(\.fact) != [.choice(of: run.settingsTried)] {
      found.append("training.json and fits.json differ in the choice of the setting")
    }
    let times = max(1, (run.fitsInFold ?? run.candidates.count) / run.candidates.count)
    let wanted = Dictionary(grouping: run.candidates) { Optional($0.settings.fitSetting) }
      .mapValues { $0.count * times }
    // A fold that keeps no column still fits one classifier for every setting, the prevalence.
    let isOther = (1...folds.count).contains { fold in
      let tried = classifiers(for: own.part(.fold(fold, of: folds.count)))
      return Dictionary(grouping: tried) { $0 }.mapValues(\.count) != wanted
    }
    return found + (isOther ? ["training.json and fits.json differ in the settings tried in the folds"] : [])
  }

  /// The settings of the classifiers in the log for exactly this purpose.
  private func classifiers(for purpose: FitPurpose) -> [FitSetting?] {
    index.entries(for: purpose).filter { $0.kind == .classifier && $0.purpose == purpose }.map(\.setting)
  }

  /// Checks the AUCs of the chosen setting against its held-out scores, the mean AUC of every candidate, and which
  /// candidate is best.
  private func otherAreas(_ run: PipelineRecord, shown: ShownFit) -> [String] {
    guard let folds = run.folds, let scores = run.outOfFoldScores else { return [] }
    var found: [String] = []
    let hasOtherMean = run.candidates.contains { one in
      let known = one.foldAUCs.compactMap(\.self)
      return one.foldAUCs.count != folds.count || !isNear(one.meanAUC, known.isEmpty ? 0.5 : mean(known))
    }
    if hasOtherMean { found.append("the AUC of a setting is not the mean over its folds") }
    let halves = evidence.study.learning?.search == .halving
    if !run.candidates.allSatisfy({ halves ? $0.share > 0 && $0.share <= 1 : $0.share == 1 }) {
      found.append("a setting was tried on a share of the patients that the search does not use")
    }
    let last = run.candidates.filter { $0.share == 1 }
    let best = last.dropFirst().reduce(last.first) { best, one in
      best.map { one.meanAUC > $0.meanAUC ? one : $0 }
    }
    if best?.settings != run.chosen { found.append("the chosen setting is not the one with the highest AUC") }
    if !isNear(best?.meanAUC, shown.tuning?.auc) {
      found.append("the AUC of the chosen setting differs from the one that training.json shows")
    }
    let areas = (0..<folds.count).map { fold -> Double? in
      let held = folds.heldOut(fold)
      return run.outcomes.at(held).concordance(of: held.map { scores[$0] }).value ?? run.areaOfOneClass
    }
    if let judged = last.first(where: { $0.settings == run.chosen }),
      !(judged.foldAUCs.count == areas.count && zip(judged.foldAUCs, areas).allSatisfy { isNear($0, $1) })
    {
      found.append("the AUCs of the folds do not follow from the held-out scores")
    }
    return found
  }

  private func otherCutoff(_ run: PipelineRecord, shown: ShownFit) -> [String] {
    let again = run.outOfFoldScores.flatMap { ScoreCutoff(youdenOf: $0, outcomes: run.outcomes.events).threshold }
      .flatMap { $0.isFinite ? $0 : nil }
    return isNear(again, shown.cutoff) ? [] : ["the cutoff does not follow from the held-out scores"]
  }
}

/// Whether two numbers are equal up to the last digits, which another machine may round differently, or both unknown.
func isNear(_ a: Double?, _ b: Double?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
}

extension PipelineRecord {
  /// A message where the lists of the record have different lengths; otherwise `nil`.
  fileprivate var fault: String? {
    let count = subjects.count
    let isWhole =
      outcomes.count == count && resubstitutionScores.count == count
      && outOfFoldScores.map { $0.count == count } ?? true
      && folds.map { $0.assignment.count == count && $0.assignment.allSatisfy((0..<max(1, $0.count)).contains) } ?? true
    return isWhole ? nil : "the lists of the record in training.json differ in length"
  }

  /// Columns of the model, each once.
  fileprivate var columns: [String] {
    var met = Set<String>()
    return selected.joined().filter { met.insert($0).inserted }
  }

  /// The AUC that a fold with one class counts with in the mean; `nil` leaves the fold out.
  ///
  /// Only recipes count their fits. The study's own pipeline gives a fold with one class an AUC of 0.5.
  fileprivate var areaOfOneClass: Double? { fitsInFold == nil ? 0.5 : nil }
}
