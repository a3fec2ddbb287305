import Execution

/// A C-SVM, trained by libsvm.
///
/// Never with libsvm's own probabilities: they come from random inner folds. See ``PlattCalibration`` instead.
public struct SupportVectorClassifier: Classifier {
  /// Key in files.
  public static let code: String? = "supportVector"

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
    try LinearAlgebra.load()
    // One that has no other way learns from some of many.
    let isMany = mostSubjects.map { table.subjects.count > $0 } ?? false
    let seen = isMany ? table.rows(SupportVectorClassifier.draw(try table.classes())) : table
    let trained = train(DenseMatrix(seen.features), outcomes: try seen.classes(), columns: table.columns)
    log.record(.classifier, subjects: seen.subjects, setting: fitSetting, fact: trained.fact)
    return trained.model
  }

  /// Trains on complete rows, all of them.
  public func train(_ matrix: DenseMatrix, outcomes: [Bool], columns: [String]) -> Trained<SupportVectorModel> {
    if kernel == .linear, outcomes.count > SupportVectorClassifier.largestForLinearPairs {
      return Trained(trainLinear(matrix, outcomes, columns))
    }
    let (model, isComplete) = LibSVM.train(self, matrix, outcomes: outcomes, columns: columns)
    return Trained(model, fact: isComplete ? nil : .stoppedAtLimit)
  }

  /// Above ``largestForPairs`` a curved kernel learns from so many, drawn by class.
  public var mostSubjects: Int? { kernel == .linear ? nil : SupportVectorClassifier.largestForPairs }

  /// libsvm's solution follows the order of subjects within its tolerance; that of the table is the one scikit-learn
  /// would see.
  public var keepsTableOrder: Bool { true }
}

// More subjects than an algorithm over pairs of them can take.
extension SupportVectorClassifier {
  /// Training subjects up to which libsvm sees them all.
  ///
  /// Its cost is at least the square of their number: 28 settings on 5 folds of 11,000 subjects take hours. Above, a
  /// machine with another kernel than the linear one learns from this many subjects, drawn by class.
  public static let largestForPairs = 1000
  /// The same of a linear machine, which is solved in the space of columns above: the same optimum, `O(n)`.
  ///
  /// Without a margin that parts the classes libsvm needs more steps than its limit of ten million allows, at a high
  /// price and from some hundred subjects on: ten seconds a fit for a machine that is not the optimum.
  public static let largestForLinearPairs = 500

  private func trainLinear(_ matrix: DenseMatrix, _ outcomes: [Bool], _ columns: [String]) -> SupportVectorModel {
    let regression = LogisticRegression(inverseRegularisation: cost, balancesClasses: balancesClasses)
    let solution = LinearMarginSolver(matrix, outcomes: outcomes, bounds: regression.weights(outcomes)).solve()
    // One vector says what thousands of support vectors would.
    return SupportVectorModel(
      columns: columns, kernel: .linear, supportVectors: [solution.coefficients], coefficients: [1],
      intercept: solution.intercept)
  }

  /// Positions of ``largestForPairs`` subjects, of each class its share and one at least, ascending; the same for every
  /// setting, so that settings are compared on the same subjects.
  private static func draw(_ outcomes: [Bool]) -> [Int] {
    var stream = RandomStream(seed: 0, name: "support vector sample")
    return [true, false].flatMap { wanted -> [Int] in
      let members = outcomes.indices.filter { outcomes[$0] == wanted }
      let share = Double(largestForPairs) * Double(members.count) / Double(outcomes.count)
      return Array(members.shuffled(using: &stream).prefix(max(1, Int(share.rounded()))))
    }.sorted()
  }
}

extension SupportVectorClassifier {
  /// Such as `SVM rbf, C = 1000, gamma = 0.001`.
  public var setting: String { kernelDescription + (balancesClasses ? ", classes balanced" : "") }

  private var kernelDescription: String {
    switch kernel {
    case .linear: "SVM linear, C = \(cost)"
    case .radial(let gamma): "SVM rbf, C = \(cost), gamma = \(gamma)"
    case .sigmoid(let gamma): "SVM sigmoid, C = \(cost), gamma = \(gamma)"
    }
  }

  /// Every option.
  public var fitSetting: FitSetting {
    var options: [String: FitSetting.Value] = [
      "kernel": .word(kernel.key), "cost": .number(cost), "tolerance": .number(tolerance),
      "balancesClasses": .flag(balancesClasses),
    ]
    options["gamma"] = kernel.gamma.map { .number($0) }
    return FitSetting("supportVector", options)
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
public struct SupportVectorModel: TrainedClassifier {
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

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    guard coefficients.count == supportVectors.count else { return "coefficients are not those of its support vectors" }
    return supportVectors.allSatisfy { $0.count == columns.count } ? nil : "support vectors are not of its columns"
  }
}
