/// The settings of any classifier.
public enum AnyClassifier: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Support vector machine.
  case supportVector(SupportVectorClassifier)
  /// L2 logistic regression.
  case logistic(LogisticRegression)
  /// L1 or elastic net logistic regression.
  case elasticNet(ElasticNet)
  /// Random forest.
  case forest(RandomForest)
  /// Gradient boosting.
  case boosting(GradientBoosting)
  /// Naive Bayes.
  case naiveBayes(GaussianNaiveBayes)
  /// Nearest neighbours.
  case nearestNeighbours(NearestNeighbours)

  /// The settings in words.
  public var description: String {
    switch self {
    case .supportVector(let settings): settings.description
    case .logistic(let settings):
      "logistic regression, C = \(settings.inverseRegularisation)"
        + (settings.penalisesIntercept ? ", intercept penalised" : "")
        + (settings.balancesClasses ? ", classes balanced" : "")
    case .elasticNet(let settings):
      if case .fixed(let penalty) = settings.penalty {
        "\(settings.description), lambda = \(penalty)"
      } else {
        settings.description
      }
    case .forest(let settings): settings.description
    case .boosting(let settings): settings.description
    case .naiveBayes(let settings): settings.description
    case .nearestNeighbours(let settings): settings.description
    }
  }

  /// Fits `table`, oversampled first if asked for, except where a penalty is chosen by cross-validation; the log names the subjects
  /// of `table`.
  func fit(
    _ table: TrainingTable, oversampling: Oversampling, seed: UInt64, log: inout FitLog
  ) throws(LearningError) -> AnyTrainedClassifier {
    try table.requireBothClasses()
    // Without a column there is no kernel and no split; what is left is the intercept, the prevalence.
    guard !table.columns.isEmpty else {
      log.record(.classifier, subjects: table.subjects, detail: "\(description): no column, prevalence only")
      let solution = LogisticRegression().solve(DenseMatrix(table.features), outcomes: table.outcomes)
      return .logistic(
        LogisticModel(columns: [], coefficients: solution.coefficients, intercept: solution.intercept))
    }
    // Choosing a penalty by cross-validation is itself logged, with subjects who have ids, so it sees the table as it is.
    if case .elasticNet(let settings) = self, case .fixed = settings.penalty {
    } else if case .elasticNet(let settings) = self {
      return .elasticNet(try settings.fit(table, log: &log))
    }
    // libsvm's solution follows the order of subjects within its tolerance; that of the table is the one scikit-learn would see.
    if case .supportVector(let settings) = self, oversampling == .none {
      return .supportVector(try settings.fit(table, log: &log))
    }
    let sorted = table.sortedBySubject
    let sample = oversampling.apply(
      DenseMatrix(sorted.features), sorted.outcomes, subjects: table.subjects, seed: seed, log: &log)
    let (model, fact) = train(sample.matrix, sample.outcomes, table.columns)
    log.record(.classifier, subjects: table.subjects, detail: description, fact: fact)
    return model
  }

  /// The classifier, and what a log has to say of it.
  private func train(
    _ matrix: DenseMatrix, _ outcomes: [Bool], _ columns: [String]
  ) -> (model: AnyTrainedClassifier, fact: FitFact?) {
    switch self {
    case .supportVector(let settings):
      let (model, fact) = settings.train(matrix, outcomes, columns)
      return (.supportVector(model), fact)
    case .logistic(let settings):
      let solution = settings.solve(matrix, outcomes: outcomes)
      let model = LogisticModel(
        columns: columns, coefficients: solution.coefficients, intercept: solution.intercept)
      return (.logistic(model), nil)
    case .elasticNet(let settings):
      guard case .fixed(let penalty) = settings.penalty else { preconditionFailure("a penalty was chosen before") }
      return (.elasticNet(settings.model(matrix, outcomes, columns: columns, penalty: penalty)), nil)
    case .forest(let settings): return (.forest(settings.train(matrix, outcomes: outcomes, columns: columns)), nil)
    case .boosting(let settings): return (.boosting(settings.train(matrix, outcomes: outcomes, columns: columns)), nil)
    case .naiveBayes(let settings):
      return (.naiveBayes(settings.train(matrix, outcomes: outcomes, columns: columns)), nil)
    case .nearestNeighbours(let settings):
      return (.nearestNeighbours(settings.train(matrix, outcomes: outcomes, columns: columns)), nil)
    }
  }
}

/// Any fitted classifier, as data.
public enum AnyTrainedClassifier: Hashable, Codable, Sendable {
  /// Support vector machine.
  case supportVector(SupportVectorModel)
  /// L2 logistic regression.
  case logistic(LogisticModel)
  /// L1 or elastic net logistic regression.
  case elasticNet(ElasticNetModel)
  /// Random forest.
  case forest(ForestModel)
  /// Gradient boosting.
  case boosting(BoostingModel)
  /// Naive Bayes.
  case naiveBayes(GaussianNaiveBayesModel)
  /// Nearest neighbours.
  case nearestNeighbours(NearestNeighboursModel)

  /// The decision value of a prepared row; higher means event.
  public func decision(_ row: [Double]) -> Double {
    switch self {
    case .supportVector(let model): model.decision(row)
    case .logistic(let model): model.decision(row)
    case .elasticNet(let model): model.decision(row)
    case .forest(let model): model.decision(row)
    case .boosting(let model): model.decision(row)
    case .naiveBayes(let model): model.decision(row)
    case .nearestNeighbours(let model): model.decision(row)
    }
  }
}
