import Arms
import Cohorts
import Learning
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
      return known == stopped ? [] : ["training.json and fits.json differ in the patients used for early stopping"]
    }
    guard let run = entry.training else {
      let isFitted = shown.tuning != nil && row.family != .deep
      return isFitted ? ["training.json has no readable record of the training"] : []
    }
    if let fault = run.fault { return [fault] }
    let who = people(run, on: pair)
    return who + otherFolds(run, purpose: own) + otherShown(run, shown: shown) + otherSettings(run, purpose: own)
      // With other outcomes, all AUCs and the cutoff differ too; only the outcomes are reported.
      + (who.isEmpty
        ? otherAreas(run, shown: shown) + otherCutoff(run, shown: shown)
          + otherTrainingFigures(of: row, run: run, in: block) : [])
  }

  private func people(_ run: TrainingRun, on pair: StudySplit.Pair) -> [String] {
    if run.subjects != pair.training.map({ evidence.ids[$0] }) {
      return ["the training patients in training.json differ from those of the split"]
    }
    return run.outcomes == pair.training.map { evidence.outcomes[$0] }
      ? [] : ["the outcomes in training.json differ from those in patients.csv"]
  }

  private func otherFolds(_ run: TrainingRun, purpose own: FitPurpose) -> [String] {
    let held = index.folds(of: own).filter { $0.purpose.parent == own }
    let known = (run.folds.map { folds in (0..<folds.count).map(folds.heldOut) } ?? []).map { positions in
      Set(positions.map { run.subjects[$0] })
    }
    return held.map { Set(evidence.log.subjects(of: $0)) } == known
      ? [] : ["training.json and fits.json differ in the tuning folds"]
  }

  private func otherShown(_ run: TrainingRun, shown: ShownFit) -> [String] {
    let different = Set(run.candidates.map(\.setting)).count
    return (run.selected == shown.selected ? [] : ["training.json contradicts itself in the selected columns"])
      + (run.chosen == shown.setting ? [] : ["training.json contradicts itself in the chosen setting"])
      + (shown.tuning?.settings == run.settingsTried && shown.tuning?.fits == run.fitsInFold
        ? [] : ["training.json contradicts itself in the number of settings tried"])
      + (different <= run.settingsTried && run.settingsTried <= run.candidates.count
        ? [] : ["the number of settings tried in training.json does not match its list of candidates"])
  }

  /// Compares the settings with the classifiers in the log: those of the folds must be the candidates, that of all
  /// training patients the chosen one.
  private func otherSettings(_ run: TrainingRun, purpose own: FitPurpose) -> [String] {
    var found: [String] = []
    let last = classifiers(for: own.part(.allTraining), in: run)
    if !last.allSatisfy({ $0 == run.chosen || $0 == "" }) {
      found.append("training.json and fits.json differ in the setting of the final classifier")
    }
    guard let folds = run.folds, !run.candidates.isEmpty else { return found }
    let choice = index.entries(for: own).filter { $0.kind == .tuning && $0.purpose == own }.map(\.detail)
    if choice != ["chose \(run.chosen) of \(run.settingsTried)"] {
      found.append("training.json and fits.json differ in the choice of the setting")
    }
    let times = max(1, (run.fitsInFold ?? run.candidates.count) / run.candidates.count)
    let wanted = Dictionary(grouping: run.candidates, by: \.setting).mapValues { $0.count * times }
    let isOther = (1...folds.count).contains { fold in
      let tried = classifiers(for: own.part(.fold(fold, of: folds.count)), in: run)
      // A fold that keeps no column fits the same classifier for every setting.
      return !tried.contains("") && Dictionary(grouping: tried) { $0 ?? "another" }.mapValues(\.count) != wanted
    }
    return found + (isOther ? ["training.json and fits.json differ in the settings tried in the folds"] : [])
  }

  /// The settings of the classifiers in the log for exactly this purpose.
  private func classifiers(for purpose: FitPurpose, in run: TrainingRun) -> [String?] {
    index.entries(for: purpose).filter { $0.kind == .classifier && $0.purpose == purpose }.map { run.names($0.detail) }
  }

  /// Checks the AUCs of the chosen setting against its held-out scores, the mean AUC of every candidate, and which
  /// candidate is best.
  private func otherAreas(_ run: TrainingRun, shown: ShownFit) -> [String] {
    guard let folds = run.folds, let scores = run.outOfFold else { return [] }
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
    if best?.setting != run.chosen { found.append("the chosen setting is not the one with the highest AUC") }
    if !isNear(best?.meanAUC, shown.tuning?.auc) {
      found.append("the AUC of the chosen setting differs from the one that training.json shows")
    }
    let areas = (0..<folds.count).map { fold -> Double? in
      let held = folds.heldOut(fold)
      return auc(held.map { scores[$0] }, outcomes: held.map { run.outcomes[$0] }).value ?? run.areaOfOneClass
    }
    if let judged = last.first(where: { $0.setting == run.chosen }),
      !(judged.foldAUCs.count == areas.count && zip(judged.foldAUCs, areas).allSatisfy { isNear($0, $1) })
    {
      found.append("the AUCs of the folds do not follow from the held-out scores")
    }
    return found
  }

  private func otherCutoff(_ run: TrainingRun, shown: ShownFit) -> [String] {
    let again = run.outOfFold.flatMap { ScoreCutoff(youdenOf: $0, outcomes: run.outcomes).threshold }
      .flatMap { $0.isFinite ? $0 : nil }
    return isNear(again, shown.cutoff) ? [] : ["the cutoff does not follow from the held-out scores"]
  }
}

/// Whether two numbers are equal up to the last digits, which another machine may round differently, or both unknown.
func isNear(_ a: Double?, _ b: Double?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
}

extension TrainingRun {
  /// A message where the lists of the record have different lengths; otherwise `nil`.
  fileprivate var fault: String? {
    let count = subjects.count
    let isWhole =
      outcomes.count == count && resubstitution.count == count && outOfFold.map { $0.count == count } ?? true
      && folds.map { $0.assignment.count == count && $0.assignment.allSatisfy((0..<max(1, $0.count)).contains) } ?? true
    return isWhole ? nil : "the lists of the record in training.json differ in length"
  }

  /// The setting of a classifier in the log: empty for the intercept of a model without columns, `nil` for a setting
  /// that the record does not have.
  ///
  /// The log writes a penalty that is chosen inside the fit, and the note that no column was kept, after the setting.
  fileprivate func names(_ detail: String) -> String? {
    let bare = detail.hasPrefix("logistic, C") ? "logistic regression" + detail.dropFirst("logistic".count) : detail
    let settings = Set(candidates.map(\.setting) + [chosen])
    if settings.contains(bare) { return bare }
    let found = settings.first { bare.hasPrefix("\($0), lambda = ") || bare.hasPrefix("\($0): no column") }
    return found ?? (detail.hasPrefix("logistic, C") ? "" : nil)
  }
}
