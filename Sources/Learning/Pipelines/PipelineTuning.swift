import Execution
import Statistics

/// How many columns to keep, and what becomes of the clinical ones.
struct Selection: Hashable, Sendable {
  let kept: Int
  let clinicalColumns: [String]
  let clinicalUse: ClinicalUse
  let elimination: FeatureElimination
  let seed: UInt64
  /// What rows of one patient share, by subject.
  var groups: [String: String] = [:]

  /// Positions in `table` (scaled, complete) of the selected columns, ascending, clinical ones last if they are appended.
  func select(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [Int] {
    let clinical = clinicalUse == .appendedAfterSelection ? Set(clinicalColumns) : []
    let appended = table.columns.indices.filter { clinical.contains(table.columns[$0]) }
    let competing = table.columns.indices.filter { !clinical.contains(table.columns[$0]) }
    let features = TrainingTable(features: table.features.columns(at: competing), outcomes: table.outcomes)
    return try eliminate(features, log: &log, workers: workers).map { competing[$0] } + appended
  }

  private func eliminate(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [Int] {
    // Cross-validation inside the forest's elimination needs two subjects of each class.
    guard case .logisticThenForest(let entering) = elimination, min(table.events, table.nonEvents) >= 2 else {
      return try RecursiveElimination(kept: kept).fit(table, log: &log).selectedPositions
    }
    let entered = try RecursiveElimination(kept: entering).fit(table, log: &log).selectedPositions
    let few = TrainingTable(features: table.features.columns(at: entered), outcomes: table.outcomes)
    let settings = CrossValidatedElimination(
      estimator: .forest(RandomForest(seed: seed)), seed: seed, groups: groups)
    return try settings.fit(few, log: &log, workers: workers).selectedPositions.map { entered[$0] }
  }
}

/// What every pipeline shares: folds, tuning, refit, calibration and cutoff.
struct PipelineTuning: Sendable {
  let selection: Selection?
  let candidates: [ClassifierSettings]
  /// Used when there are too few subjects of a class to tune.
  let fallback: ClassifierSettings
  let folds: Int
  let seed: UInt64
  let scope: PreparationScope
  let dealing: FoldDealing

  /// A training set after preparation and selection.
  struct Prepared: Sendable {
    let preparation: Preparation
    let table: TrainingTable
    let flags: [TrainingFlag]

    func flagged(_ more: [TrainingFlag]) -> Prepared {
      Prepared(preparation: preparation, table: table, flags: flags + more)
    }
  }

  func fit(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> PipelineFit {
    try table.requireBothClasses()
    let (assignment, dealingFlags) = dealing.deal(
      table.outcomes, into: folds, seed: seed, subjects: table.subjects)
    guard assignment.count >= 2 else { return try fitUntuned(table, log: &log) }
    for fold in 0..<assignment.count {
      log.holdOut(assignment.heldOut(fold).map { table.subjects[$0] }, part: name(of: fold, assignment.count))
    }
    let (inner, whole) = try prepareFolds(table, assignment, log: &log, workers: workers)
    let trials = try score(inner, table, assignment, log: &log, workers: workers)
    let records = candidates.indices.map { candidate(at: $0, trials, table, assignment) }
    let best = chooseBest(records, table, log: &log)
    let held = outOfFold(trials[best], assignment)
    return try refit(
      whole.flagged(dealingFlags), table, records, best, held, assignment,
      selected: inner.map { $0.preparation.columns }, log: &log)
  }

  /// The first of the best settings; the choice itself learns from everybody's held-out scores, so it is a fit.
  private func chooseBest(
    _ records: [TrainingRecord.Candidate], _ table: TrainingTable, log: inout FitLog
  ) -> Int {
    var best = 0
    for position in records.indices where records[position].meanAUC > records[best].meanAUC { best = position }
    log.record(.tuning, subjects: table.subjects, detail: "chose \(records[best].settings) of \(records.count)")
    return best
  }

  private func candidate(
    at position: Int, _ trials: [[[Double]]], _ table: TrainingTable, _ folds: Folds
  ) -> TrainingRecord.Candidate {
    let aucs = (0..<folds.count).map { fold in
      // Stratified folds hold at least one subject of each class out, so the AUC is defined.
      auc(trials[position][fold], outcomes: folds.heldOut(fold).map { table.outcomes[$0] }).value ?? 0.5
    }
    return TrainingRecord.Candidate(settings: candidates[position], foldAUCs: aucs, meanAUC: mean(aucs))
  }

  private func outOfFold(_ scores: [[Double]], _ folds: Folds) -> [Double] {
    var result = [Double](repeating: 0, count: folds.assignment.count)
    for fold in 0..<folds.count {
      for (position, score) in zip(folds.heldOut(fold), scores[fold]) { result[position] = score }
    }
    return result
  }
}

// Preparation and scoring of the folds.
extension PipelineTuning {
  /// What each fold trains on, and the whole training set.
  private func prepareFolds(
    _ table: TrainingTable, _ folds: Folds, log: inout FitLog, workers: Int
  ) throws(LearningError) -> (inner: [Prepared], whole: Prepared) {
    let parts = (0..<folds.count).map { folds.training($0) }
    switch scope {
    case .everyFold:
      let all = try prepareAll(table, parts + [Array(table.outcomes.indices)], log: &log, workers: workers)
      return (Array(all.dropLast()), all[all.count - 1])
    case .onceBeforeFolds:
      var own = log.branch(name(of: folds.count, folds.count))
      let whole = try prepare(table, log: &own, workers: workers)
      log.append(own)
      let inner = parts.map {
        Prepared(preparation: whole.preparation, table: whole.table.rows($0), flags: [])
      }
      return (inner, whole)
    }
  }

  /// Prepares every part of `table`. The selection does not depend on the classifier's setting, so once per part is enough.
  private func prepareAll(
    _ table: TrainingTable, _ parts: [[Int]], log: inout FitLog, workers: Int
  ) throws(LearningError) -> [Prepared] {
    let branches = parts.indices.map { log.branch(name(of: $0, parts.count - 1)) }
    let results = parallelMap(Array(parts.indices), workers: workers) { part in
      var own = branches[part]
      return Outcome { () throws(LearningError) in (try prepare(table.rows(parts[part]), log: &own), own) }
    }
    var prepared: [Prepared] = []
    for result in results {
      let (value, own) = try result.get()
      prepared.append(value)
      log.append(own)
    }
    return prepared
  }

  private func name(of part: Int, _ folds: Int) -> FitPurpose.Part {
    part < folds ? .fold(part + 1, of: folds) : .allTraining
  }

  private func prepare(
    _ table: TrainingTable, log: inout FitLog, workers: Int = 1
  ) throws(LearningError) -> Prepared {
    let all = Preparation(fitting: table, log: &log)
    let scaled = TrainingTable(features: try all.transform(table.features), outcomes: table.outcomes)
    var flags: [TrainingFlag] = all.columns.isEmpty ? [.noVaryingColumn] : []
    guard let selection, !all.columns.isEmpty else {
      // A selection that has nothing to choose from is a fit all the same: a log without it says that it was done elsewhere.
      if selection != nil { log.record(.selection, subjects: table.subjects, detail: FitLog.keptNothing) }
      return Prepared(preparation: all, table: scaled, flags: flags)
    }
    let positions = try selection.select(scaled, log: &log, workers: workers)
    if positions.count == all.columns.count { flags.append(.allFeaturesKept(positions.count)) }
    let selected = TrainingTable(features: scaled.features.columns(at: positions), outcomes: table.outcomes)
    return Prepared(preparation: all.selecting(positions), table: selected, flags: flags)
  }

  /// Held-out scores by setting and fold.
  private func score(
    _ prepared: [Prepared], _ table: TrainingTable, _ folds: Folds, log: inout FitLog, workers: Int
  ) throws(LearningError) -> [[[Double]]] {
    let trials = candidates.indices.flatMap { setting in prepared.indices.map { (setting: setting, fold: $0) } }
    let branches = prepared.indices.map { log.branch(name(of: $0, folds.count)) }
    let held = prepared.indices.map { fold in table.features.rows(folds.heldOut(fold)) }
    let results = parallelMap(trials, workers: workers) { trial in
      var own = branches[trial.fold]
      return Outcome { () throws(LearningError) in
        let classifier = try candidates[trial.setting].fit(prepared[trial.fold].table, log: &own)
        let rows = DenseMatrix(try prepared[trial.fold].preparation.transform(held[trial.fold]))
        return ((0..<rows.rows).map { classifier.decision(rows.row($0)) }, own)
      }
    }
    var scores = candidates.map { _ in [[Double]]() }
    for (trial, result) in zip(trials, results) {
      let (values, own) = try result.get()
      scores[trial.setting].append(values)
      log.append(own)
    }
    return scores
  }
}

// The final model.
extension PipelineTuning {
  private func refit(
    _ prepared: Prepared, _ table: TrainingTable, _ records: [TrainingRecord.Candidate], _ best: Int,
    _ held: [Double], _ folds: Folds, selected: [[String]], log: inout FitLog
  ) throws(LearningError) -> PipelineFit {
    var own = log.branch(.allTraining)
    let classifier = try candidates[best].fit(prepared.table, log: &own)
    log.append(own)
    let sigmoid = PlattCalibration(isMonotone: true).fit(
      scores: held, outcomes: table.outcomes, subjects: table.subjects, log: &log)
    log.record(.threshold, subjects: table.subjects, detail: "Youden, held-out scores")
    let model = TrainedModel(
      preparation: prepared.preparation, classifier: classifier, calibration: .sigmoid(sigmoid),
      cutoff: TrainedModel.Cutoff(youdenOf: held, outcomes: table.outcomes))
    var flags = prepared.flags
    if folds.count < self.folds { flags.append(.fewerFolds(asked: self.folds, used: folds.count)) }
    if sigmoid.slope == 0 { flags.append(.calibrationIsConstant) }
    if candidates.contains(where: \.isCurved), let flag = TrainingFlag(kernelsOver: table.subjects.count) {
      flags.append(flag)
    }
    if let flag = TrainingFlag(stoppedIn: log, chosen: "\(candidates[best])") { flags.append(flag) }
    let record = TrainingRecord(
      subjects: table.subjects, outcomes: table.outcomes, folds: folds, chosen: candidates[best], candidates: records,
      selected: model.columns, selectedInFolds: selected, outOfFoldScores: held,
      resubstitutionScores: try model.scores(table.features), flags: flags)
    return PipelineFit(model: model, record: record)
  }

  /// One subject of a class: nothing can be held out.
  private func fitUntuned(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> PipelineFit {
    var own = log.branch(.allTraining)
    let prepared = try prepare(table, log: &own)
    let classifier = try fallback.fit(prepared.table, log: &own)
    log.append(own)
    let model = TrainedModel(
      preparation: prepared.preparation, classifier: classifier, calibration: .undefined(.notTuned),
      cutoff: .undefined(.notTuned))
    let flag = TrainingFlag.notTuned(events: table.events, nonEvents: table.nonEvents)
    let record = TrainingRecord(
      subjects: table.subjects, outcomes: table.outcomes, folds: nil, chosen: fallback, candidates: [],
      selected: model.columns, selectedInFolds: [], outOfFoldScores: nil,
      resubstitutionScores: try model.scores(table.features), flags: prepared.flags + [flag])
    return PipelineFit(model: model, record: record)
  }
}

/// `Result` with this module's error, which `Result(catching:)` infers only for typed closures.
private typealias Outcome<Value> = Result<Value, LearningError>

extension Result where Failure == LearningError {
  fileprivate init(_ body: () throws(LearningError) -> Success) {
    do { self = .success(try body()) } catch { self = .failure(error) }
  }
}
