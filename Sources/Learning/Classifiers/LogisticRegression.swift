import Glibc

/// Logistic regression with an L2 penalty: minimises `½‖w‖² + C Σ sᵢ log(1 + exp(−yᵢ(w·xᵢ + b)))`.
///
/// Solved to its optimum (gradient 1e-10 or less), so results do not depend on a solver's tolerance: in the space of subjects
/// when there are more columns than subjects, else in the space of columns.
public struct LogisticRegression: Fitting, Codable {
  /// `C`, the weight of the data against the penalty.
  public let inverseRegularisation: Double
  /// Whether `b` is penalised like a coefficient: `false` is the optimum that lbfgs and Newton solvers seek, `true` liblinear's.
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
    log.record(.classifier, subjects: table.subjects, detail: "logistic, C = \(inverseRegularisation)")
    let solution = solve(DenseMatrix(table.features), outcomes: table.outcomes)
    return LogisticModel(columns: table.columns, coefficients: solution.coefficients, intercept: solution.intercept)
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

struct LinearSolution {
  var coefficients: [Double]
  var intercept: Double
}

/// A fitted logistic regression.
public struct LogisticModel: Hashable, Codable, Sendable {
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
}
