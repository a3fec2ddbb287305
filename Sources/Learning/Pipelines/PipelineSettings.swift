/// How clinical columns enter a handcrafted model.
public enum ClinicalUse: String, Hashable, Codable, Sendable {
  /// Appended to the selected features, as the study's code: they are in every model.
  case appendedAfterSelection
  /// Compete with the features in the selection, and may lose.
  case throughSelection
}

/// Where imputation, scaling and selection are fitted.
public enum PreparationScope: String, Hashable, Codable, Sendable {
  /// In every fold anew, on the subjects that train there, and once more on all training subjects.
  case everyFold
  /// Once on all training subjects, before the folds: what a fold holds out has then helped to choose its columns, and
  /// cross-validated scores flatter. The published study's way.
  case onceBeforeFolds
}

/// How features are eliminated.
public enum FeatureElimination: Hashable, Codable, Sendable {
  /// By logistic regression down to the number to keep.
  case logistic
  /// By logistic regression down to `entering` columns, then by a random forest (100 trees, step 1) down to the number that five
  /// stratified folds in the order of the table choose: the published code, whose logistic step is not in it.
  case logisticThenForest(entering: Int)
}

/// The handcrafted arm: scaling, elimination by logistic regression, SVM by grid search.
///
/// Imputation, scaling and selection are fitted inside every fold and once more on all training subjects; the setting with the
/// largest mean AUC over the folds is refitted; probabilities and cutoff come from the scores that subjects got while held out.
public struct HandcraftedPipeline: Hashable, Codable, Sendable {
  /// Features to keep, clinical ones not counted unless they go through the selection.
  public let keptFeatures: Int
  /// The settings to choose from; of equal ones the first wins.
  public let grid: [SupportVectorClassifier]
  /// Folds for tuning; fewer where a class has fewer subjects.
  public let folds: Int
  /// Seed of the folds; pipelines with the same seed and subjects share their folds.
  public let seed: UInt64
  /// Columns of the table that are clinical.
  public let clinicalColumns: [String]
  /// How they are used.
  public let clinicalUse: ClinicalUse
  /// Where the preparation is fitted.
  public let scope: PreparationScope
  /// How features are eliminated.
  public let elimination: FeatureElimination
  /// How subjects are dealt into the folds; without regard to the outcome only where every fold still has both classes.
  public let dealing: FoldDealing

  /// Settings; the default is the study's grid in the `sound` way: 20 features, 28 settings, 5 folds.
  public init(
    keptFeatures: Int = 20, grid: [SupportVectorClassifier] = SupportVectorClassifier.studyGrid, folds: Int = 5,
    seed: UInt64, clinicalColumns: [String] = [], clinicalUse: ClinicalUse = .appendedAfterSelection,
    scope: PreparationScope = .everyFold, dealing: FoldDealing = .stratified,
    elimination: FeatureElimination = .logistic
  ) {
    (self.scope, self.dealing, self.elimination) = (scope, dealing, elimination)
    precondition(keptFeatures >= 1 && folds >= 2 && !grid.isEmpty, "a pipeline keeps a feature, has folds and a grid")
    (self.keptFeatures, self.grid, self.folds, self.seed) = (keptFeatures, grid, folds, seed)
    (self.clinicalColumns, self.clinicalUse) = (clinicalColumns, clinicalUse)
  }

  /// Fits the pipeline to `table` on up to `workers` threads; the result does not depend on their number.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``, or ``LearningError/missingColumns(_:)`` when a clinical column is
  ///   not in the table.
  public func fit(
    _ table: TrainingTable, log: inout FitLog, workers: Int = 1
  ) throws(LearningError) -> PipelineFit {
    _ = try table.columns(named: clinicalColumns)
    let selection = Selection(
      kept: keptFeatures, clinicalColumns: clinicalColumns, clinicalUse: clinicalUse, elimination: elimination,
      seed: seed, groups: dealing.groups)
    let tuning = PipelineTuning(
      selection: selection, candidates: grid.map { .supportVector($0) },
      fallback: .supportVector(SupportVectorClassifier(kernel: .linear, cost: 1)), folds: folds, seed: seed,
      scope: scope, dealing: dealing)
    return try tuning.fit(table, log: &log, workers: workers)
  }
}

/// Scaled L2 logistic regression on all columns: the standing rows "clinical only" and "lesion volume only".
///
/// No selection and nothing to tune, but the same folds, calibration and cutoff as ``HandcraftedPipeline``, so that the models
/// of a table are compared like with like.
public struct LogisticPipeline: Hashable, Codable, Sendable {
  /// The regression.
  public let regression: LogisticRegression
  /// Folds for held-out scores; fewer where a class has fewer subjects.
  public let folds: Int
  /// Seed of the folds.
  public let seed: UInt64
  /// How subjects are dealt into the folds.
  public let dealing: FoldDealing

  /// Settings, by default `C = 1` and 5 folds.
  public init(
    regression: LogisticRegression = LogisticRegression(), folds: Int = 5, seed: UInt64,
    dealing: FoldDealing = .stratified
  ) {
    self.dealing = dealing
    precondition(folds >= 2, "cross-validation needs two folds")
    (self.regression, self.folds, self.seed) = (regression, folds, seed)
  }

  /// Fits the pipeline to `table` on up to `workers` threads; the result does not depend on their number.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(
    _ table: TrainingTable, log: inout FitLog, workers: Int = 1
  ) throws(LearningError) -> PipelineFit {
    let tuning = PipelineTuning(
      selection: nil, candidates: [.logistic(regression)], fallback: .logistic(regression), folds: folds, seed: seed,
      scope: .everyFold, dealing: dealing)
    return try tuning.fit(table, log: &log, workers: workers)
  }
}

extension HandcraftedPipeline: Fitting {
  /// Fits on the caller's thread.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> PipelineFit {
    try fit(table, log: &log, workers: 1)
  }
}

extension LogisticPipeline: Fitting {
  /// Fits on the caller's thread.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> PipelineFit {
    try fit(table, log: &log, workers: 1)
  }
}
