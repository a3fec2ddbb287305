/// Something that learns from a table, with its default settings.
public struct Learner: Sendable {
  /// What the order of subjects in the table changes in the model.
  public enum RowOrder: String, Hashable, Sendable {
    /// Nothing at all.
    case nothing
    /// The last digits, because sums run in another order.
    case rounding
    /// Which subjects share a fold, or which of equally good solutions is found.
    case folds
  }

  /// The name in study files and reports.
  public let name: String
  /// What it learns.
  public let kind: FitKind
  /// What it does, in a line.
  public let summary: String
  /// What the order of subjects changes.
  public let rowOrder: RowOrder
  /// The default settings. Settings that speak of subjects (batches) or columns (factors) take those of the table.
  public let settings: @Sendable (TrainingTable) -> any Fitting

  init(
    _ name: String, _ kind: FitKind, _ rowOrder: RowOrder, _ summary: String,
    _ settings: @escaping @Sendable (TrainingTable) -> any Fitting
  ) {
    (self.name, self.kind, self.rowOrder, self.summary, self.settings) = (name, kind, rowOrder, summary, settings)
  }
}

/// The only list of everything that learns; the contract test runs over it.
public enum LearnerRegistry {
  /// All learners: preparation, filters, selectors, classifiers, pipelines.
  public static let all = preparations + filters + selectors + classifiers + pipelines

  private static let preparations: [Learner] = [
    Learner("median", .imputation, .nothing, "training medians") { _ in MedianImputation() },
    Learner("constant-median", .imputation, .nothing, "training medians") { _ in ConstantImputation(.median) },
    Learner("mode", .imputation, .nothing, "most frequent values") { _ in ConstantImputation(.mode) },
    Learner("category", .imputation, .nothing, "medians, and a column that says what was missing") { _ in
      ConstantImputation(.category)
    },
    Learner("neighbours", .imputation, .nothing, "mean of the 5 nearest subjects") { _ in NeighbourImputation() },
    Learner("multiple", .imputation, .nothing, "10 completions by chained equations, without the outcome") { table in
      MultipleImputation(factors: Array(table.columns.prefix(3)))
    },
    Learner("combat", .harmonisation, .rounding, "location and scale of batches by empirical Bayes") { table in
      // Batches are facts about subjects, so there is no default; this deals them out by the last character of their ids.
      let labels = table.subjects.map { ($0, "\((Int($0.suffix(1)) ?? 0) % 2)") }
      return ComBat(batches: Dictionary(uniqueKeysWithValues: labels))
    },
    Learner("constant-columns", .constantColumns, .nothing, "drops columns with one value") { _ in
      ConstantColumnFilter()
    },
    Learner("standard", .scaling, .rounding, "mean 0, standard deviation 1") { _ in StandardScaling() },
    Learner("robust", .scaling, .nothing, "median 0, interquartile range 1") { _ in ColumnScaling(.robust) },
    Learner("range", .scaling, .nothing, "minimum 0, maximum 1") { _ in ColumnScaling(.range) },
    Learner("quantile", .scaling, .nothing, "share of training subjects below") { _ in ColumnScaling(.quantile) },
    Learner("normal", .scaling, .nothing, "normal quantile of that share") { _ in ColumnScaling(.normal) },
  ]

  private static let filters: [Learner] = [
    Learner("variance", .filter, .nothing, "drops small variances") { _ in ColumnFilter.variance(atMost: 0.01) },
    Learner("correlation", .filter, .nothing, "drops copies of columns further left") { _ in
      ColumnFilter.correlation(above: 0.9)
    },
    Learner("reliability", .filter, .nothing, "keeps columns with a given intraclass correlation") { table in
      ColumnFilter.reliability(Dictionary(uniqueKeysWithValues: table.columns.map { ($0, 0.8) }), atLeast: 0.75)
    },
    Learner("welch", .filter, .nothing, "keeps p < 0.05 by Welch's t test") { _ in
      ColumnFilter.pValue(.welch, below: 0.05)
    },
    Learner("student", .filter, .nothing, "keeps p < 0.05 by Student's t test") { _ in
      ColumnFilter.pValue(.student, below: 0.05)
    },
    Learner("mann-whitney", .filter, .nothing, "keeps the 20 smallest p-values") { _ in
      ColumnFilter.best(20, by: .mannWhitney)
    },
    Learner("false-discovery", .filter, .nothing, "keeps Benjamini-Hochberg p < 0.05") { _ in
      ColumnFilter.falseDiscoveryRate(.mannWhitney, below: 0.05)
    },
    Learner("auc", .filter, .nothing, "keeps AUC of 0.6 or more either way") { _ in ColumnFilter.auc(atLeast: 0.6) },
  ]

  private static let selectors: [Learner] = [
    Learner("rfe", .selection, .nothing, "recursive elimination by logistic regression to 20") { _ in
      RecursiveElimination(kept: 20)
    },
    Learner("rfecv-logistic", .selection, .folds, "recursive elimination, size by cross-validation") { _ in
      CrossValidatedElimination(estimator: .logistic(LogisticRegression()), folds: .stratified(5))
    },
    Learner("rfecv-forest", .selection, .folds, "the study's published elimination") { _ in
      CrossValidatedElimination(estimator: .forest(RandomForest(trees: 25)))
    },
    Learner("mrmr", .selection, .nothing, "minimum redundancy, maximum relevance: 20") { _ in RedundancySelection() },
    Learner("stability", .selection, .nothing, "LASSO in random halves") { _ in StabilitySelection(entering: 5) },
    Learner("boruta", .selection, .nothing, "better than shuffled copies in a forest") { _ in
      ShadowSelection(forest: RandomForest(trees: 50), rounds: 30)
    },
  ]

  private static let classifiers: [Learner] = [
    Learner("logistic", .classifier, .rounding, "L2 logistic regression") { _ in LogisticRegression() },
    Learner("logistic-balanced", .classifier, .rounding, "the same, classes balanced, intercept penalised") { _ in
      LogisticRegression(penalisesIntercept: true, balancesClasses: true)
    },
    Learner("lasso", .classifier, .nothing, "L1 logistic regression at lambda.min") { _ in ElasticNet() },
    Learner("elastic-net", .classifier, .nothing, "half L1, half L2, at lambda.1se") { _ in
      ElasticNet(mixing: 0.5, penalty: .oneStandardError(PenaltySearch()))
    },
    Learner("svm-linear", .classifier, .folds, "linear SVM") { _ in SupportVectorClassifier(kernel: .linear, cost: 1) },
    Learner("svm-rbf", .classifier, .folds, "radial SVM, classes balanced") { _ in
      SupportVectorClassifier(kernel: .radial(gamma: 0.01), cost: 10, balancesClasses: true)
    },
    Learner("svm-sigmoid", .classifier, .folds, "sigmoid SVM") { _ in
      SupportVectorClassifier(kernel: .sigmoid(gamma: 0.01), cost: 10)
    },
    Learner("forest", .classifier, .nothing, "random forest") { _ in RandomForest() },
    Learner("boosting", .classifier, .nothing, "gradient boosting of trees") { _ in GradientBoosting() },
    Learner("naive-bayes", .classifier, .rounding, "normal densities") { _ in GaussianNaiveBayes() },
    Learner("nearest-neighbours", .classifier, .nothing, "5 nearest subjects") { _ in NearestNeighbours() },
  ]

  private static let pipelines: [Learner] = [
    Learner("handcrafted", .tuning, .folds, "the study's handcrafted arm, sound protocol") { _ in
      HandcraftedPipeline(keptFeatures: 5, grid: Array(SupportVectorClassifier.studyGrid[4..<6]), seed: 1)
    },
    Learner("clinical", .tuning, .folds, "logistic regression on all columns") { _ in LogisticPipeline(seed: 1) },
    Learner("recipe", .tuning, .folds, "imputation, filters, selection, oversampling and search") { table in
      PipelineRecipe(
        preparation: PreparationRecipe(
          imputation: .multiple(MultipleImputation(factors: Array(table.columns.prefix(2)), completions: 2)),
          filters: [.correlation(above: 0.95)], scaling: .robust),
        selector: .redundancy(RedundancySelection(kept: 6)), oversampling: .synthetic,
        settings: [
          .logistic(LogisticRegression()), .forest(RandomForest(trees: 20)), .naiveBayes(GaussianNaiveBayes()),
          .nearestNeighbours(NearestNeighbours()), .elasticNet(ElasticNet(penalty: .fixed(0.05))),
        ], search: .successiveHalving(budget: 5, factor: 2), seed: 1)
    },
  ]
}
