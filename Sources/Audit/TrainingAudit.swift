import Arms
import Cohorts
import Learning
import Results
import Statistics

// How the kept models came about, by training.json, against the split, the outcomes, the fit log and itself.
extension RunAudit {
  /// The training set of the models that are kept.
  var keptSet: StudySplit.Pair? { split.attempts(patients: evidence.ids.count).last }

  /// What `training.json` says of the training of a row that other files, or other lines of it, contradict.
  func otherTraining(_ row: ModelResult, _ entry: TrainingEntry, _ block: ProtocolResults) -> [String] {
    guard let pair = keptSet, let shown = entry.shown else { return [] }
    let own = purpose(block, row, pair)
    if let stopped = entry.stoppedBy {
      let known = index.entries(for: own.part(.allTraining)).filter { $0.kind == .earlyStopping }
        .map { evidence.log.subjects(of: $0) }
      return known == stopped ? [] : ["those who stopped the heads in training.json and fits.json differ"]
    }
    guard let run = entry.training else {
      let isFitted = shown.tuning != nil && row.family != .deep
      return isFitted ? ["training.json has no record of the training that can be read"] : []
    }
    if let fault = run.fault { return [fault] }
    let who = people(run, pair)
    return who + otherFolds(run, own) + otherShown(run, shown) + otherSettings(run, own)
      // Whose outcomes are others has other AUCs and another cutoff; said once.
      + (who.isEmpty ? otherAreas(run, shown) + otherCutoff(run, shown) + otherTrainingFigures(row, run, block) : [])
  }

  private func people(_ run: PipelineRecord, _ pair: StudySplit.Pair) -> [String] {
    if run.subjects != pair.training.map({ evidence.ids[$0] }) {
      return ["the training patients in training.json are not those of the split"]
    }
    return run.outcomes == pair.training.map { evidence.outcomes[$0] }
      ? [] : ["the outcomes in training.json are not those of patients.csv"]
  }

  private func otherFolds(_ run: PipelineRecord, _ own: FitPurpose) -> [String] {
    let held = index.folds(of: own).filter { $0.purpose.parent == own }
    let known = (run.folds.map { folds in (0..<folds.count).map(folds.heldOut) } ?? []).map { positions in
      Set(positions.map { run.subjects[$0] })
    }
    return held.map { Set(evidence.log.subjects(of: $0)) } == known
      ? [] : ["the tuning folds in training.json and fits.json differ"]
  }

  private func otherShown(_ run: PipelineRecord, _ shown: ShownFit) -> [String] {
    let different = Set(run.candidates.map(\.setting)).count
    return (run.columns == shown.selected ? [] : ["the columns of the record are not those that training.json shows"])
      + (run.setting == shown.setting ? [] : ["the setting of the record is not the one that training.json shows"])
      + (shown.tuning?.settings == run.settingsTried && shown.tuning?.fits == run.fitsInFold
        ? [] : ["the settings tried are not as many as training.json shows"])
      + (different <= run.settingsTried && run.settingsTried <= run.candidates.count
        ? [] : ["the settings tried are not as many as the candidates"])
  }

  /// Settings by the classifiers in the log: those of the folds are the candidates, that of all training patients is
  /// the one chosen.
  private func otherSettings(_ run: PipelineRecord, _ own: FitPurpose) -> [String] {
    var found: [String] = []
    let last = classifiers(own.part(.allTraining), run)
    if !last.allSatisfy({ $0 == run.setting || $0 == "" }) {
      found.append("the setting of the record is not that of the classifier in fits.json")
    }
    guard let folds = run.folds, !run.candidates.isEmpty else { return found }
    let choice = index.entries(for: own).filter { $0.kind == .tuning && $0.purpose == own }.map(\.detail)
    if choice != ["chose \(run.setting) of \(run.settingsTried)"] {
      found.append("the choice of the record is not that of fits.json")
    }
    let times = max(1, (run.fitsInFold ?? run.candidates.count) / run.candidates.count)
    let wanted = Dictionary(grouping: run.candidates, by: \.setting).mapValues { $0.count * times }
    let isOther = (1...folds.count).contains { fold in
      let tried = classifiers(own.part(.fold(fold, of: folds.count)), run)
      // A fold that keeps no column has the same classifier whatever the setting.
      return !tried.contains("") && Dictionary(grouping: tried) { $0 ?? "another" }.mapValues(\.count) != wanted
    }
    return found + (isOther ? ["the settings of the candidates are not those of the classifiers in fits.json"] : [])
  }

  /// The settings of the classifiers that the log has for a purpose itself.
  private func classifiers(_ purpose: FitPurpose, _ run: PipelineRecord) -> [String?] {
    let known = Set(run.candidates.map(\.setting) + [run.setting])
    return index.entries(for: purpose).filter { $0.kind == .classifier && $0.purpose == purpose }
      .map { run.setting($0.detail, among: known) }
  }

  /// AUCs of the chosen setting by the scores of its folds, means of all candidates, and which is the best.
  private func otherAreas(_ run: PipelineRecord, _ shown: ShownFit) -> [String] {
    guard let folds = run.folds, let scores = run.outOfFoldScores else { return [] }
    var found: [String] = []
    let hasOtherMean = run.candidates.contains { one in
      let known = one.foldAUCs.compactMap(\.self)
      return one.foldAUCs.count != folds.count || !isNear(one.meanAUC, known.isEmpty ? 0.5 : mean(known))
    }
    if hasOtherMean { found.append("the AUC of a setting is not the mean of its folds") }
    let halves = evidence.study.learning?.search == .halving
    if !run.candidates.allSatisfy({ halves ? $0.share > 0 && $0.share <= 1 : $0.share == 1 }) {
      found.append("a setting was tried on another share of the patients than the search has")
    }
    let last = run.candidates.filter { $0.share == 1 }
    let best = last.dropFirst().reduce(last.first) { best, one in
      best.map { one.meanAUC > $0.meanAUC ? one : $0 }
    }
    if best?.setting != run.setting { found.append("the setting chosen is not the one of the highest AUC") }
    if !isNear(best?.meanAUC, shown.tuning?.auc) {
      found.append("the AUC of the setting chosen is not the one that training.json shows")
    }
    let areas = (0..<folds.count).map { fold -> Double? in
      let held = folds.heldOut(fold)
      return auc(held.map { scores[$0] }, outcomes: held.map { run.outcomes[$0] }).value ?? run.areaOfOneClass
    }
    if let judged = last.first(where: { $0.setting == run.setting }),
      !(judged.foldAUCs.count == areas.count && zip(judged.foldAUCs, areas).allSatisfy { isNear($0, $1) })
    {
      found.append("the AUCs of the folds do not follow from the held-out scores")
    }
    return found
  }

  private func otherCutoff(_ run: PipelineRecord, _ shown: ShownFit) -> [String] {
    let again = run.outOfFoldScores.flatMap { ScoreCutoff(youdenOf: $0, outcomes: run.outcomes).threshold }
      .flatMap { $0.isFinite ? $0 : nil }
    return isNear(again, shown.cutoff) ? [] : ["the cutoff does not follow from the held-out scores"]
  }
}

/// Whether two numbers are the same but for last digits that another machine rounds otherwise, or are both unknown.
func isNear(_ a: Double?, _ b: Double?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
}

extension PipelineRecord {
  /// Why its lists cannot be read together; `nil` where they can.
  fileprivate var fault: String? {
    let count = subjects.count
    let isWhole =
      outcomes.count == count && resubstitutionScores.count == count
      && outOfFoldScores.map { $0.count == count } ?? true
      && folds.map { $0.assignment.count == count && $0.assignment.allSatisfy((0..<max(1, $0.count)).contains) } ?? true
    return isWhole ? nil : "the lists of the record in training.json are not as long as its patients are many"
  }

  /// The setting that was refitted on all training subjects, in the words of the fit log.
  fileprivate var setting: String { chosen.description }

  /// Columns of the model, each once.
  fileprivate var columns: [String] {
    var met = Set<String>()
    return selected.joined().filter { met.insert($0).inserted }
  }

  /// What an AUC counts in a fold that has one class only; `nil` leaves it out of the mean.
  ///
  /// Pipelines of the study's own, which do not count their fits, give such a fold the AUC of chance.
  fileprivate var areaOfOneClass: Double? { fitsInFold == nil ? 0.5 : nil }

  /// Which of the record's settings a classifier of the log has, empty for the intercept of a model without columns;
  /// `nil` for none of them.
  ///
  /// A penalty that is chosen inside a fit, and the intercept of a fold without columns, stand behind the words of the
  /// setting.
  fileprivate func setting(_ detail: String, among settings: Set<String>) -> String? {
    let bare = detail.hasPrefix("logistic, C") ? "logistic regression" + detail.dropFirst("logistic".count) : detail
    if settings.contains(bare) { return bare }
    let found = settings.first { bare.hasPrefix("\($0), lambda = ") || bare.hasPrefix("\($0): no column") }
    return found ?? (detail.hasPrefix("logistic, C") ? "" : nil)
  }
}

extension PipelineRecord.Candidate {
  /// The setting in the words of the fit log.
  fileprivate var setting: String { settings.description }
}
