internal import CLibSVM
import Execution
import Glibc

/// The kernel of a support vector machine.
public enum SupportVectorKernel: Hashable, Codable, Sendable {
  /// `u·v`.
  case linear
  /// `exp(−γ ‖u − v‖²)`.
  case radial(gamma: Double)
  /// `tanh(γ u·v)`.
  case sigmoid(gamma: Double)

  /// The kernel's value.
  func value(_ u: [Double], _ v: [Double]) -> Double {
    var sum = 0.0
    switch self {
    case .linear:
      for i in u.indices { sum += u[i] * v[i] }
      return sum
    case .radial(let gamma):
      for i in u.indices { sum += (u[i] - v[i]) * (u[i] - v[i]) }
      return exp(-gamma * sum)
    case .sigmoid(let gamma):
      for i in u.indices { sum += u[i] * v[i] }
      return tanh(gamma * sum)
    }
  }
}

/// A C-SVM, trained by libsvm.
///
/// Never with libsvm's own probabilities: they come from random inner folds. See ``PlattCalibration`` instead.
public struct SupportVectorClassifier: Fitting, Codable {
  /// The kernel.
  public let kernel: SupportVectorKernel
  /// The price of a margin violation, `C`.
  public let cost: Double
  /// libsvm's stopping tolerance; 1e-3 is its default and scikit-learn's.
  public let tolerance: Double
  /// Whether classes weigh the same, `C · n / (2 n_class)`, instead of subjects.
  public let balancesClasses: Bool

  /// Settings; `cost` and `tolerance` are positive.
  public init(kernel: SupportVectorKernel, cost: Double, tolerance: Double = 1e-3, balancesClasses: Bool = false) {
    precondition(cost > 0 && tolerance > 0, "cost and tolerance are positive")
    (self.kernel, self.cost, self.tolerance) = (kernel, cost, tolerance)
    self.balancesClasses = balancesClasses
  }

  /// Fits `table`, which is scaled and has no missing value.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> SupportVectorModel {
    try table.requireBothClasses()
    // One that has no other way learns from some of many.
    let isMany = kernel != .linear && table.subjects.count > SupportVectorClassifier.largestForPairs
    let seen = isMany ? table.rows(SupportVectorClassifier.draw(table.outcomes)) : table
    let (model, fact) = train(DenseMatrix(seen.features), seen.outcomes, table.columns)
    log.record(.classifier, subjects: seen.subjects, detail: description, fact: fact)
    return model
  }

  /// The machine, and what a log has to say of it.
  func train(
    _ matrix: DenseMatrix, _ outcomes: [Bool], _ columns: [String]
  ) -> (model: SupportVectorModel, fact: FitFact?) {
    if kernel == .linear, outcomes.count > SupportVectorClassifier.largestForLinearPairs {
      return (trainLinear(matrix, outcomes, columns), nil)
    }
    let (model, isComplete) = LibSVM.train(self, matrix, outcomes: outcomes, columns: columns)
    return (model, isComplete ? nil : .stoppedAtLimit)
  }
}

// More subjects than an algorithm over pairs of them can take.
extension SupportVectorClassifier {
  /// Training subjects up to which libsvm sees them all.
  ///
  /// Its cost is at least the square of their number: 28 settings on 5 folds of 11,000 subjects take hours. Above, a machine with another kernel
  /// than the linear one learns from this many subjects, drawn by class.
  public static let largestForPairs = 1000
  /// The same of a linear machine, which is solved in the space of columns above: the same optimum, `O(n)`.
  ///
  /// Without a margin that parts the classes libsvm needs more steps than its limit of ten million allows, at a high price and from some hundred
  /// subjects on: ten seconds a fit for a machine that is not the optimum.
  public static let largestForLinearPairs = 500

  private func trainLinear(_ matrix: DenseMatrix, _ outcomes: [Bool], _ columns: [String]) -> SupportVectorModel {
    let regression = LogisticRegression(inverseRegularisation: cost, balancesClasses: balancesClasses)
    let solution = LinearMarginSolver(matrix, outcomes: outcomes, bounds: regression.weights(outcomes)).solve()
    // One vector says what thousands of support vectors would.
    return SupportVectorModel(
      columns: columns, kernel: .linear, supportVectors: [solution.coefficients], coefficients: [1],
      intercept: solution.intercept)
  }

  /// Positions of ``largestForPairs`` subjects, of each class its share and one at least, ascending; the same for every setting, so that
  /// settings are compared on the same subjects.
  private static func draw(_ outcomes: [Bool]) -> [Int] {
    var stream = RandomStream(seed: 0, name: "support vector sample")
    return [true, false].flatMap { wanted -> [Int] in
      let members = outcomes.indices.filter { outcomes[$0] == wanted }
      let share = Double(largestForPairs) * Double(members.count) / Double(outcomes.count)
      return Array(members.shuffled(using: &stream).prefix(max(1, Int(share.rounded()))))
    }.sorted()
  }
}

extension SupportVectorClassifier: CustomStringConvertible {
  /// Such as `SVM rbf, C = 1000, gamma = 0.001`.
  public var description: String { kernelDescription + (balancesClasses ? ", classes balanced" : "") }

  private var kernelDescription: String {
    switch kernel {
    case .linear: "SVM linear, C = \(cost)"
    case .radial(let gamma): "SVM rbf, C = \(cost), gamma = \(gamma)"
    case .sigmoid(let gamma): "SVM sigmoid, C = \(cost), gamma = \(gamma)"
    }
  }

  /// The 28 settings of the study in its order: linear, rbf, sigmoid; C 1 to 1000; gamma 0.01 to 0.0001.
  public static let studyGrid: [SupportVectorClassifier] = {
    let costs = [1.0, 10, 100, 1000]
    let gammas = [0.01, 0.001, 0.0001]
    func all(_ kernel: (Double) -> SupportVectorKernel) -> [SupportVectorClassifier] {
      costs.flatMap { cost in gammas.map { SupportVectorClassifier(kernel: kernel($0), cost: cost) } }
    }
    return costs.map { SupportVectorClassifier(kernel: .linear, cost: $0) } + all { .radial(gamma: $0) }
      + all { .sigmoid(gamma: $0) }
  }()
}

/// A fitted support vector machine as data: it predicts without libsvm.
public struct SupportVectorModel: Hashable, Codable, Sendable {
  /// The columns it reads.
  public let columns: [String]
  /// The kernel.
  public let kernel: SupportVectorKernel
  /// The support vectors, one row each: those of non-events first.
  public let supportVectors: [[Double]]
  /// Their coefficients, negative for non-events.
  public let coefficients: [Double]
  /// The constant of the decision function.
  public let intercept: Double

  /// `Σ αⱼ k(x, svⱼ) + b`; higher means event.
  public func decision(_ row: [Double]) -> Double {
    precondition(row.count == columns.count, "one value per column")
    var sum = 0.0
    for (vector, coefficient) in zip(supportVectors, coefficients) { sum += coefficient * kernel.value(row, vector) }
    return sum + intercept
  }
}
