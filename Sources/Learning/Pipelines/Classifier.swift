/// A fitted classifier of either kind.
public enum TrainedClassifier: Hashable, Codable, Sendable {
  /// A support vector machine.
  case supportVector(SupportVectorModel)
  /// A logistic regression.
  case logistic(LogisticModel)

  /// The decision value of a prepared row; higher means event.
  func decision(_ row: [Double]) -> Double {
    switch self {
    case .supportVector(let model): model.decision(row)
    case .logistic(let model): model.decision(row)
    }
  }
}

/// The settings of a classifier of either kind.
public enum ClassifierSettings: Hashable, Codable, Sendable, CustomStringConvertible {
  /// A support vector machine.
  case supportVector(SupportVectorClassifier)
  /// A logistic regression.
  case logistic(LogisticRegression)

  /// The settings in words.
  public var description: String {
    switch self {
    case .supportVector(let settings): settings.description
    case .logistic(let settings): "logistic regression, C = \(settings.inverseRegularisation)"
    }
  }

  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> TrainedClassifier {
    // Without a column there is no kernel; what is left is the intercept, the prevalence.
    if table.columns.isEmpty { return .logistic(try LogisticRegression().fit(table, log: &log)) }
    switch self {
    case .supportVector(let settings): return .supportVector(try settings.fit(table, log: &log))
    case .logistic(let settings): return .logistic(try settings.fit(table, log: &log))
    }
  }
}
