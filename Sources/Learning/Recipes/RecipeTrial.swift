import Execution
import Statistics

/// The search and the refit of one recipe on one table.
struct RecipeTrial: Sendable {
  let recipe: PipelineRecipe
  let table: TrainingTable
  let folds: Folds
  /// Prepared training sets of the folds, then of everybody.
  let prepared: [[RecipeMember]]
  let parts: [FitPurpose.Part]
  let flags: [TrainingFlag]
  /// What each fold holds out, by fold and member, as its preparation gives it.
  private let held: [[DenseMatrix]]

  init(
    recipe: PipelineRecipe, table: TrainingTable, folds: Folds, prepared: [[RecipeMember]], parts: [FitPurpose.Part],
    flags: [TrainingFlag]
  ) throws(LearningError) {
    (self.recipe, self.table, self.folds) = (recipe, table, folds)
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
    let record: RecipeRecord.Candidate
  }

  /// The results of the last round, and what is recorded of all.
  func search(log: inout FitLog, workers: Int) throws(LearningError) -> (last: [Result], all: [Result]) {
    var alive = recipe.search.draw(from: recipe.settings.count, seed: recipe.seed)
    var (last, all) = ([Result](), [Result]())
    for round in recipe.search.rounds(of: alive.count) {
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
        auc(own[fold], outcomes: folds.heldOut(fold).map { table.outcomes[$0] }).value
      }
      let defined = aucs.compactMap(\.self)
      let candidate = RecipeRecord.Candidate(
        settings: recipe.settings[settings[position]], share: share, foldAUCs: aucs,
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
      let classifier = try recipe.settings[setting].fit(
        training, oversampling: recipe.oversampling, seed: recipe.seed, log: &log)
      for row in 0..<rows.rows { sums[row] += classifier.decision(rows.row(row)) }
    }
    return sums.map { $0 / Double(prepared[fold].count) }
  }

  /// A share of each class, two subjects of it at least, the same for every setting of a round.
  private func stratifiedShare(_ table: TrainingTable, _ share: Double, _ fold: Int) -> TrainingTable {
    var stream = RandomStream(seed: recipe.seed, name: "halving / fold \(fold)")
    let positions = [true, false].flatMap { wanted -> [Int] in
      let members = table.outcomes.indices.filter { table.outcomes[$0] == wanted }
      let size = max(min(2, members.count), Int((share * Double(members.count)).rounded(.up)))
      return Array(members.shuffled(using: &stream).prefix(size))
    }
    return table.rows(positions.sorted())
  }

  /// Refits the best setting on everybody; probabilities and cutoff come from held-out scores.
  func finish(_ results: (last: [Result], all: [Result]), log: inout FitLog) throws(LearningError) -> RecipeFit {
    var best = results.last[0]
    for result in results.last where result.record.meanAUC > best.record.meanAUC { best = result }
    let tried = Set(results.all.map(\.setting)).count
    log.record(.tuning, subjects: table.subjects, detail: "chose \(best.record.settings) of \(tried)")
    var own = log.branch(.allTraining)
    var members: [RecipeModel.Member] = []
    for member in prepared[folds.count] {
      let classifier = try best.record.settings.fit(
        member.table, oversampling: recipe.oversampling, seed: recipe.seed, log: &own)
      members.append(RecipeModel.Member(preparation: member.preparation, classifier: classifier))
    }
    log.append(own)
    let held = outOfFold(best.scores)
    let sigmoid = PlattCalibration(isMonotone: true).fit(
      scores: held, outcomes: table.outcomes, subjects: table.subjects, log: &log)
    log.record(.threshold, subjects: table.subjects, detail: "Youden, held-out scores")
    let cutoff: TrainedModel.Cutoff =
      switch YoudenCutoff.find(scores: held, outcomes: table.outcomes) {
      case .success(let found): .youden(found)
      case .failure(let undefined): .undefined(undefined.reason)
      }
    let model = RecipeModel(members: members, calibration: sigmoid, cutoff: cutoff)
    var flags = flags
    if sigmoid.slope == 0 { flags.append(.calibrationIsConstant) }
    if recipe.settings.contains(where: \.isCurved), recipe.oversampling == .none,
      let flag = TrainingFlag(kernelsOver: table.subjects.count)
    {
      flags.append(flag)
    }
    if let flag = TrainingFlag(stoppedIn: log, chosen: "\(best.record.settings)") { flags.append(flag) }
    if members.contains(where: { $0.preparation.columns.isEmpty }) { flags.append(.noColumnLeft) }
    let record = RecipeRecord(
      subjects: table.subjects, outcomes: table.outcomes, folds: folds, chosen: best.record.settings,
      candidates: results.all.map(\.record), settingsTried: tried, selected: members.map(\.preparation.columns),
      selectedInFolds: prepared.dropLast().map { $0.map(\.preparation.columns) }, outOfFoldScores: held,
      resubstitutionScores: try model.scores(table.features),
      fitsInFold: results.all.count * recipe.preparation.imputation.completions, flags: flags)
    return RecipeFit(model: model, record: record)
  }

  private func outOfFold(_ scores: [[Double]]) -> [Double] {
    var result = [Double](repeating: 0, count: table.subjects.count)
    for fold in 0..<folds.count {
      for (position, score) in zip(folds.heldOut(fold), scores[fold]) { result[position] = score }
    }
    return result
  }
}
