// The study's own pipelines: what its rows are fitted by where the study file names no steps.

extension Pipeline {
  /// How features are eliminated.
  public enum Elimination: Hashable, Codable, Sendable {
    /// By logistic regression down to the number to keep.
    case logistic
    /// By logistic regression down to `entering` columns, then by a random forest: see ``PublishedElimination``.
    case logisticThenForest(entering: Int)
  }

  /// The handcrafted arm: medians, z-scores, elimination by logistic regression, SVM by grid search.
  ///
  /// The default is the study's grid in the `sound` way: 20 features, 28 settings, 5 folds. Pipelines with the same
  /// seed and subjects share their folds. Folds that are dealt without regard to the outcome are used where each has
  /// both classes.
  /// - Parameters:
  ///   - keptFeatures: features to keep; columns that are always kept are not counted.
  ///   - grid: the settings to choose from; of equal ones the first wins.
  ///   - folds: for tuning; fewer where a class has fewer subjects.
  ///   - alwaysKept: columns that are appended to those selected, as clinical factors are by the study's code.
  public static func handcrafted(
    keptFeatures: Int = 20, grid: [SupportVectorClassifier] = SupportVectorClassifier.studyGrid, folds: Int = 5,
    seed: UInt64, alwaysKept: [String] = [], scope: PreparationScope = .everyFold,
    dealing: FoldDealing = .stratified, elimination: Elimination = .logistic
  ) -> Pipeline {
    let selector: any ColumnSelector =
      switch elimination {
      case .logistic: RecursiveElimination(kept: keptFeatures)
      case .logisticThenForest(let entering):
        PublishedElimination(entering: entering, kept: keptFeatures, seed: seed, groups: dealing.groups)
      }
    let fallback = AnyClassifier(SupportVectorClassifier(kernel: .linear, cost: 1))
    return Pipeline(
      preparation: study, selector: selector, alwaysKept: alwaysKept, settings: grid.map { AnyClassifier($0) },
      folds: .stratified(folds), seed: seed, dealing: dealing, scope: scope
    ).of(.study(fallback: fallback))
  }

  /// Scaled L2 logistic regression on all columns: the standing rows "clinical only" and "lesion volume only".
  ///
  /// No selection and nothing to tune, but the same folds, calibration and cutoff as the handcrafted arm's,
  /// so that the models of a table are compared like with like.
  public static func logistic(
    _ regression: LogisticRegression = LogisticRegression(), folds: Int = 5, seed: UInt64,
    dealing: FoldDealing = .stratified
  ) -> Pipeline {
    let setting = AnyClassifier(regression)
    return Pipeline(
      preparation: study, selector: nil, settings: [setting], folds: .stratified(folds), seed: seed, dealing: dealing
    ).of(.study(fallback: setting))
  }

  private static let study = Preparation(imputation: MedianImputation(), scaling: StandardScaling())
}
