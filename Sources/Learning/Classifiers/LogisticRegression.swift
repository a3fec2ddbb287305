import Glibc

/// Logistic regression with an L2 penalty: minimises `½‖w‖² + C Σ sᵢ log(1 + exp(−yᵢ(w·xᵢ + b)))`.
///
/// Solved to its optimum (gradient 1e-10 or less), so results do not depend on a solver's tolerance: in the space of
/// subjects when there are more columns than subjects, else in the space of columns.
public struct LogisticRegression: Classifier {
  /// Key in files.
  public static let code: String? = "logistic"

  /// `C`, the weight of the data against the penalty.
  public let inverseRegularisation: Double
  /// Whether `b` is penalised like a coefficient: `false` is the optimum that lbfgs and Newton solvers seek, `true`
  /// liblinear's.
  public let penalisesIntercept: Bool
  /// Whether classes weigh the same, `s = n / (2 n_class)`, instead of subjects.
  public let balancesClasses: Bool

  /// Settings; `inverseRegularisation` is positive.
  public init(inverseRegularisation: Double = 1, penalisesIntercept: Bool = false, balancesClasses: Bool = false) {
    precondition(inverseRegularisation > 0, "the inverse of a penalty is positive")
    self.inverseRegularisation = inverseRegularisation
    (self.penalisesIntercept, self.balancesClasses) = (penalisesIntercept, balancesClasses)
  }

  /// Fits `table`, which has no missing value.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> LogisticModel {
    try table.requireBothClasses()
    try LinearAlgebra.load()
    log.record(.classifier, subjects: table.subjects, setting: fitSetting)
    return train(DenseMatrix(table.features), outcomes: try table.classes(), columns: table.columns).model
  }

  /// Solves the problem of complete rows.
  public func train(_ matrix: DenseMatrix, outcomes: [Bool], columns: [String]) -> Trained<LogisticModel> {
    let solution = solve(matrix, outcomes: outcomes)
    return Trained(
      LogisticModel(columns: columns, coefficients: solution.coefficients, intercept: solution.intercept))
  }

  /// Such as `logistic regression, C = 1.0`.
  public var setting: String {
    "logistic regression, C = \(inverseRegularisation)" + (penalisesIntercept ? ", intercept penalised" : "")
      + (balancesClasses ? ", classes balanced" : "")
  }

  /// Every option.
  public var fitSetting: FitSetting {
    FitSetting(
      "logistic",
      [
        "inverseRegularisation": .number(inverseRegularisation), "penalisesIntercept": .flag(penalisesIntercept),
        "balancesClasses": .flag(balancesClasses),
      ])
  }

  func solve(_ matrix: DenseMatrix, outcomes: [Bool]) -> LinearSolution {
    if matrix.columns >= matrix.rows {
      let solver = DualLogisticSolver(matrix, weights: weights(outcomes), outcomes, penalisesIntercept)
      solver.solve()
      return LinearSolution(coefficients: solver.coefficients, intercept: solver.intercept)
    }
    var solver = PrimalLogisticSolver(matrix, weights: weights(outcomes), outcomes, penalisesIntercept)
    solver.solve()
    return LinearSolution(coefficients: solver.coefficients, intercept: solver.intercept)
  }

  /// `C sᵢ` of each subject.
  func weights(_ outcomes: [Bool]) -> [Double] {
    guard balancesClasses else { return outcomes.map { _ in inverseRegularisation } }
    let events = outcomes.count { $0 }
    let half = Double(outcomes.count) / 2
    return outcomes.map { inverseRegularisation * half / Double($0 ? events : outcomes.count - events) }
  }
}

/// A fitted logistic regression.
public struct LogisticModel: TrainedClassifier {
  /// The columns it reads.
  public let columns: [String]
  /// One coefficient per column.
  public let coefficients: [Double]
  /// The intercept.
  public let intercept: Double

  /// `w·x + b`; higher means event.
  public func decision(_ row: [Double]) -> Double {
    precondition(row.count == coefficients.count, "one value per column")
    var sum = intercept
    for (value, coefficient) in zip(row, coefficients) { sum += value * coefficient }
    return sum
  }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    coefficients.count == columns.count ? nil : "coefficients are not those of its columns"
  }
}

extension LearningStep {
  static let logistic = LearningStep.classifier(
    "logistic", "L2 logistic regression", [.inversePenalties], rowOrder: .rounding
  ) { choice, context in
    choice.numbers("inverse-penalty").map {
      LogisticRegression(inverseRegularisation: $0, balancesClasses: context.balancesClasses)
    }
  }

  static let logisticBalanced = LearningStep.classifier(
    "logistic-balanced", "the same, classes balanced, intercept penalised", [.inversePenalties], rowOrder: .rounding
  ) { choice, _ in
    choice.numbers("inverse-penalty").map {
      LogisticRegression(inverseRegularisation: $0, penalisesIntercept: true, balancesClasses: true)
    }
  }
}
