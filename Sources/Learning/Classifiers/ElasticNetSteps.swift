import Mathematics

// LASSO and elastic net twice: as classifiers at given penalties, and as selectors at one that folds choose.

extension LearningStep {
  /// 28 penalties down from 0.3; the largest penalty that matters is 0.5 for scaled columns.
  private static let penalties = (0..<28).map { "\((0.3 * power(0.774, $0) * 1e6).rounded() / 1e6)" }
  private static let finePenalties = (0..<84).map { "\((0.3 * power(0.918, $0) * 1e7).rounded() / 1e7)" }

  static let lasso = LearningStep.classifier(
    "lasso", "L1 logistic regression", [.grid("penalty", .positive, penalties, wide: finePenalties)]
  ) { choice, context in
    choice.numbers("penalty").map { ElasticNet(penalty: .fixed($0), balancesClasses: context.balancesClasses) }
  }

  static let elasticNet = LearningStep.classifier(
    "elastic-net", "logistic regression with an elastic net penalty",
    [
      .grid("mixing", .shares, ["0.1", "0.25", "0.5", "0.75"]),
      .grid(
        "penalty", .positive, ["0.3", "0.1", "0.03", "0.01", "0.003", "0.001", "0.0003"], wide: penalties),
    ]
  ) { choice, context in
    choice.spanning(choice.numbers("mixing"), choice.numbers("penalty")) { mixing, penalty in
      ElasticNet(mixing: mixing, penalty: .fixed(penalty), balancesClasses: context.balancesClasses)
    }
  }
}

extension LearningStep {
  private static let chosenPenalty = StepOption("penalty", .words(["best", "one-standard-error"]), "best")

  static let lassoSelection = LearningStep.selector(
    "lasso", "columns to which the LASSO gives a coefficient", [chosenPenalty], choosesByFolds: .penalty
  ) { choice, context in ElasticNet(penalty: choice.chosenPenalty(context)) }

  static let elasticNetSelection = LearningStep.selector(
    "elastic-net", "columns to which an elastic net gives a coefficient",
    [StepOption("mixing", .shares, "0.5"), chosenPenalty], choosesByFolds: .penalty
  ) { choice, context in ElasticNet(mixing: choice.number("mixing"), penalty: choice.chosenPenalty(context)) }
}

extension StepChoice {
  fileprivate func chosenPenalty(_ context: StepContext) -> ElasticNet.Penalty {
    let search = PenaltySearch(seed: context.seed, groups: context.groups)
    return word("penalty") == "best" ? .best(search) : .oneStandardError(search)
  }
}

extension ElasticNet: ColumnSelector {
  /// The columns with a coefficient. The regression is here a means of selection: a fold has one classifier a setting,
  /// and no other.
  public func keep(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [String] {
    var own = FitLog(purpose: log.purpose)
    let model = try fit(table, log: &own)
    for entry in own.entries where entry.kind != .classifier {
      log.record(
        entry.kind, subjects: own.subjects(of: entry), detail: "\(name): \(entry.detail)", setting: entry.setting,
        fact: entry.fact)
    }
    log.record(.selection, subjects: table.subjects, detail: "kept \(model.selected.joined(separator: ", "))")
    return model.selected
  }
}
