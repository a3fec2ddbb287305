extension ClassifierSettings {
  /// Whether it is a support vector machine with another kernel than the linear one, which learns from a sample of many subjects.
  var isCurved: Bool {
    guard case .supportVector(let settings) = self else { return false }
    return settings.kernel != .linear
  }
}

extension AnyClassifier {
  /// As ``ClassifierSettings/isCurved``.
  var isCurved: Bool {
    guard case .supportVector(let settings) = self else { return false }
    return settings.kernel != .linear
  }
}

extension TrainingFlag {
  /// The flag of so many training subjects; `nil` where they are few enough for every kernel.
  init?(kernelsOver subjects: Int) {
    let most = SupportVectorClassifier.largestForPairs
    guard subjects > most else { return nil }
    self = .sampledForKernels(of: subjects, used: most)
  }
}
