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

extension TrainingFlag {
  /// The flag of machines that libsvm gave up on, among those of the log's purpose and its parts; `nil` where there is none.
  /// - Parameter chosen: words of the setting that was chosen.
  package init?(stoppedIn log: FitLog, chosen: String) {
    let stopped = log.entries.filter { $0.fact == .stoppedAtLimit && log.purpose.contains($0.purpose) }
    guard !stopped.isEmpty else { return nil }
    self = .stoppedAtLimit(fits: stopped.count, hasChosen: stopped.contains { $0.detail == chosen })
  }
}
