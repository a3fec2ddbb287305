// Recursive elimination as steps; `C` and intercept are those of the logistic regression that ranks columns.

extension LearningStep {
  private static let ranking = [
    StepOption("inverse-penalty", .positive, "1.0"),
    StepOption("intercept", .words(["free", "penalised"]), "free"),
  ]

  static let elimination = LearningStep.selector(
    "rfe", "recursive elimination by logistic regression", [.keep] + ranking
  ) { choice, _ in RecursiveElimination(kept: choice.whole("keep"), regression: choice.ranking) }

  static let crossValidatedLogistic = LearningStep.selector(
    "rfecv-logistic", "recursive elimination by logistic regression, size by cross-validation",
    [
      StepOption("step", .counts, "1"), StepOption("folds", .words(["stratified", "in-order"]), "stratified"),
    ] + ranking, rowOrder: .folds, choosesByFolds: .size
  ) { choice, context in
    CrossValidatedElimination(
      estimator: .logistic(choice.ranking), step: choice.whole("step"),
      folds: choice.word("folds") == "in-order" ? .stratifiedInOrder(5) : .stratified(5), seed: context.seed,
      groups: context.groups)
  }

  static let crossValidatedForest = LearningStep.selector(
    "rfecv-forest", "recursive elimination by a random forest, size by cross-validation",
    [StepOption("trees", .counts, "100"), StepOption("step", .counts, "1")], rowOrder: .folds, choosesByFolds: .size
  ) { choice, context in
    CrossValidatedElimination(
      estimator: .forest(RandomForest(trees: choice.whole("trees"), seed: context.seed)), step: choice.whole("step"),
      seed: context.seed, groups: context.groups)
  }
}

extension StepChoice {
  fileprivate var ranking: LogisticRegression {
    LogisticRegression(
      inverseRegularisation: number("inverse-penalty"), penalisesIntercept: word("intercept") == "penalised")
  }
}

extension RecursiveElimination: ColumnSelector {
  /// The columns left, in the order of the table.
  public func keep(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [String] {
    try fit(table, log: &log).selected
  }
}

extension CrossValidatedElimination: ColumnSelector {
  /// The columns left, in the order of the table.
  public func keep(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [String] {
    try fit(table, log: &log, workers: workers).selected
  }
}

/// The published study's selection: logistic elimination down to `entering` columns, then a random forest's down to the
/// number that five stratified folds in the order of the table choose. The logistic step is not in the published code.
///
/// Cross-validation inside the forest's elimination needs two subjects of each class; with fewer, logistic elimination
/// goes down to
/// `kept` and is all there is.
public struct PublishedElimination: ColumnSelector {
  /// Columns that the forest gets.
  public let entering: Int
  /// Columns kept where a class has one subject.
  public let kept: Int
  /// Seed of the forest.
  public let seed: UInt64
  /// What rows of one patient share, by subject.
  public let groups: [String: String]

  /// All parts, as they are.
  public init(entering: Int, kept: Int, seed: UInt64, groups: [String: String] = [:]) {
    (self.entering, self.kept, self.seed, self.groups) = (entering, kept, seed, groups)
  }

  /// The columns left, in the order of the table.
  public func keep(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [String] {
    guard min(table.events, table.nonEvents) >= 2 else {
      return try RecursiveElimination(kept: kept).keep(table, log: &log, workers: workers)
    }
    let forest = CrossValidatedElimination(
      estimator: .forest(RandomForest(seed: seed)), seed: seed, groups: groups)
    let entered = try RecursiveElimination(kept: entering).keep(table, log: &log, workers: workers)
    return try forest.keep(try table.columns(named: entered), log: &log, workers: workers)
  }
}
