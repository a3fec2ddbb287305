import Execution
import Glibc

// Support vector machines by kernel, and `svm`: the study's three kernels at once.

extension LearningStep {
  private static let wideCosts = [
    "1.0", "1.8", "3.2", "5.6", "10.0", "18.0", "32.0", "56.0", "100.0", "180.0", "320.0", "560.0", "1000.0",
  ]
  private static let wideGammas = [
    "0.01", "0.0056", "0.0032", "0.0018", "0.001", "0.00056", "0.00032", "0.00018", "0.0001",
  ]
  /// Seven costs and four gammas are 28 settings for one kernel.
  private static let ofOneKernel = [
    StepOption.grid(
      "cost", .positive, ["0.1", "1.0", "3.2", "10.0", "32.0", "100.0", "1000.0"], wide: wideCosts),
    StepOption.grid("gamma", .positive, ["0.1", "0.01", "0.001", "0.0001"], wide: wideGammas),
  ]

  static let supportVectors = LearningStep.classifier(
    "svm", "SVM by the study's grid of kernels",
    [
      .grid("kernel", .words(["linear", "rbf", "sigmoid"]), ["linear", "rbf", "sigmoid"]),
      .grid("cost", .positive, ["1.0", "10.0", "100.0", "1000.0"], wide: wideCosts),
      .grid("gamma", .positive, ["0.01", "0.001", "0.0001"], wide: wideGammas),
    ], rowOrder: .folds
  ) { choice, context in
    choice.values("kernel").flatMap { choice.supportVectors($0, context) }
  }

  static let linearSupportVectors = LearningStep.classifier(
    "svm-linear", "linear SVM",
    [.grid("cost", .positive, StepOption.inversePenalties.standard, wide: StepOption.inversePenalties.wide)],
    rowOrder: .folds
  ) { choice, context in choice.supportVectors("linear", context) }

  static let radialSupportVectors = LearningStep.classifier(
    "svm-rbf", "radial SVM", ofOneKernel, rowOrder: .folds
  ) { choice, context in choice.supportVectors("rbf", context) }

  static let sigmoidSupportVectors = LearningStep.classifier(
    "svm-sigmoid", "sigmoid SVM", ofOneKernel, rowOrder: .folds
  ) { choice, context in choice.supportVectors("sigmoid", context) }
}

extension StepChoice {
  /// In the order of the study's grid.
  fileprivate func supportVectors(_ kernel: String, _ context: StepContext) -> [SupportVectorClassifier] {
    spanning(numbers("cost"), kernel == "linear" ? [1] : numbers("gamma")) { cost, gamma in
      let kind: SupportVectorKernel =
        kernel == "linear" ? .linear : kernel == "rbf" ? .radial(gamma: gamma) : .sigmoid(gamma: gamma)
      return SupportVectorClassifier(kernel: kind, cost: cost, balancesClasses: context.balancesClasses)
    }
  }
}

extension SupportVectorClassifier {
  /// `count` machines with kernel, cost in [1, 1000] and gamma in [1e-4, 1e-2] drawn at random, the latter two evenly
  /// in logarithm: the study's grid as a space.
  public static func space(_ count: Int, seed: UInt64) -> [SupportVectorClassifier] {
    var stream = RandomStream(seed: seed, name: "support vector space")
    return (0..<count).map { _ in
      let cost = pow(10, 3 * stream.uniform())
      let gamma = pow(10, -4 + 2 * stream.uniform())
      let kernels: [SupportVectorKernel] = [.linear, .radial(gamma: gamma), .sigmoid(gamma: gamma)]
      return SupportVectorClassifier(kernel: kernels[stream.index(below: 3)], cost: cost)
    }
  }
}
