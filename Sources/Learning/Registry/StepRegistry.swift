/// Everything that learns by name: the only list. A new step is its file and one line here.
///
/// A study file's section `learning:` offers these names, files of models are read by their types' codes, and one
/// contract test runs over all.
public enum StepRegistry {
  /// All steps, place by place, in the order in which messages list them.
  public static let all: [LearningStep] = [
    // Missing values.
    .median, .constantMedian, .mode, .category, .neighbours, .multiple, .medians,
    // Scales.
    .standard, .robust, .range, .quantile, .normal, .standardScores,
    // Batches.
    .combat,
    // Filters.
    .constantColumns, .variance, .correlation, .reliability, .welch, .student, .mannWhitney, .falseDiscovery, .auc,
    // Selectors.
    .elimination, .crossValidatedLogistic, .crossValidatedForest, .redundancy, .lassoSelection, .elasticNetSelection,
    .stability, .shadows,
    // Classifiers.
    .supportVectors, .linearSupportVectors, .radialSupportVectors, .sigmoidSupportVectors, .logistic,
    .logisticBalanced, .lasso, .elasticNet, .forest, .boosting, .naiveBayes, .nearestNeighbours,
  ]

  /// The steps of one place that a study file can name.
  public static func steps(_ place: LearningStep.Place) -> [LearningStep] {
    all.filter { $0.place == place && $0.isNamed }
  }

  /// The step that a study file calls `name` at a place.
  public static func step(_ name: String, _ place: LearningStep.Place) -> LearningStep? {
    all.first { $0.place == place && $0.isNamed && $0.name == name }
  }
}
