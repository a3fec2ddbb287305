import Execution
import Statistics

/// The search and the refit of one pipeline on one table.
struct PipelineTrial: Sendable {
  let pipeline: Pipeline
  let table: TrainingTable
  let folds: Folds
  /// Prepared training sets of the folds, then of everybody.
  let prepared: [[PreparedTable]]
  let parts: [FitPurpose.Part]
  let flags: [TrainingFlag]
  /// What each fold holds out, by fold and member, as its preparation gives it.
  private let held: [[DenseMatrix]]

  init(
    pipeline: Pipeline, table: TrainingTable, folds: Folds, prepared: [[PreparedTable]], parts: [FitPurpose.Part],
    flags: [TrainingFlag]
  ) throws(LearningError) {
    (self.pipeline, self.table, self.folds) = (pipeline, table, folds)
    (self.prepared, self.parts, self.flags) = (prepared, parts, flags)
    var held: [[DenseMatrix]] = []
    for fold in 0..<folds.count {
      let rows = table.features.rows(folds.heldOut(fold))
      var own: [DenseMatrix] = []
      for member in prepared[fold] { own.append(DenseMatrix(try member.preparation.transform(rows))) }
      held.append(own)
    }
    self.held = held
  }

  /// A setting with its held-out scores by fold.
  struct Result: Sendable {
    let setting: Int
    let share: Double
    let scores: [[Double]]
    let record: PipelineRecord.Candidate
  }

  /// The results of the last round, and those of all rounds for the record.
  func search(log: inout FitLog, workers: Int) throws(LearningError) -> (last: [Result], all: [Result]) {
    var alive = pipeline.search.draw(from: pipeline.settings.count, seed: pipeline.seed)
    var (last, all) = ([Result](), [Result]())
    for round in pipeline.search.rounds(of: alive.count) {
      if !last.isEmpty {
        let order = last.sorted { (-$0.record.meanAUC, $0.setting) < (-$1.record.meanAUC, $1.setting) }
        alive = order.prefix(round.settings).map(\.setting).sorted()
      }
      last = try score(alive, share: round.share, log: &log, workers: workers)
      all += last
    }
    return (last, all)
  }

  private func score(
    _ settings: [Int], share: Double, log: inout FitLog, workers: Int
  ) throws(LearningError) -> [Result] {
    let trials = settings.flatMap { setting in (0..<folds.count).map { (setting: setting, fold: $0) } }
    let scores = try runAll(trials, trials.map { log.purpose.part(parts[$0.fold]) }, workers: workers, log: &log) {
      trial, own throws(LearningError) in try heldOutScores(trial.setting, trial.fold, share, log: &own)
    }
    return settings.indices.map { position in
      let own = Array(scores[(position * folds.count)..<((position + 1) * folds.count)])
      let aucs = (0..<folds.count).map { fold in
        table.outcomes.at(folds.heldOut(fold)).concordance(of: own[fold]).value
      }
      let defined = aucs.compactMap(\.self)
      let candidate = PipelineRecord.Candidate(
        settings: pipeline.settings[settings[position]], share: share, foldAUCs: aucs,
        meanAUC: defined.isEmpty ? 0.5 : mean(defined))
      return Result(setting: settings[position], share: share, scores: own, record: candidate)
    }
  }

  private func heldOutScores(
    _ setting: Int, _ fold: Int, _ share: Double, log: inout FitLog
  ) throws(LearningError) -> [Double] {
    var sums = [Double](repeating: 0, count: folds.heldOut(fold).count)
    for (member, rows) in zip(prepared[fold], held[fold]) {
      let training = share < 1 ? stratifiedShare(member.table, share, fold) : member.table
      let classifier = try pipeline.classifier(pipeline.settings[setting], training, log: &log)
      for row in 0..<rows.rows { sums[row] += classifier.decision(rows.row(row)) }
    }
    return sums.map { $0 / Double(prepared[fold].count) }
  }

  /// A share of each class, two subjects of it at least, the same for every setting of a round.
  private func stratifiedShare(_ table: TrainingTable, _ share: Double, _ fold: Int) -> TrainingTable {
    var stream = RandomStream(seed: pipeline.seed, name: "halving / fold \(fold)")
    let events = table.outcomes.events
    let positions = [true, false].flatMap { wanted -> [Int] in
      let members = events.indices.filter { events[$0] == wanted }
      let size = max(min(2, members.count), Int((share * Double(members.count)).rounded(.up)))
      return Array(members.shuffled(using: &stream).prefix(size))
    }
    return table.rows(positions.sorted())
  }

  /// Held-out scores of the folds in the order of the table.
  func outOfFold(_ scores: [[Double]]) -> [Double] {
    var result = [Double](repeating: 0, count: table.subjects.count)
    for fold in 0..<folds.count {
      for (position, score) in zip(folds.heldOut(fold), scores[fold]) { result[position] = score }
    }
    return result
  }
}
