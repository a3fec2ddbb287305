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

extension FitLog.Entry {
  /// Ends the detail of a machine that libsvm gave up on.
  static let stopped = ", stopped at libsvm's limit of steps"

  /// The detail without what the fit came to: the same for every fit of a setting.
  package var setting: String { isStopped ? String(detail.dropLast(FitLog.Entry.stopped.count)) : detail }

  var isStopped: Bool { kind == .classifier && detail.hasSuffix(FitLog.Entry.stopped) }
}

extension TrainingFlag {
  /// The flag of machines that libsvm gave up on, among those of the log's purpose and its parts; `nil` where there is none.
  package init?(stoppedIn log: FitLog, chosen: String) {
    let stopped = log.entries.filter { entry in
      entry.isStopped
        && (log.purpose.isEmpty || entry.purpose == log.purpose || entry.purpose.hasPrefix(log.purpose + " / "))
    }
    guard !stopped.isEmpty else { return nil }
    self = .stoppedAtLimit(fits: stopped.count, hasChosen: stopped.contains { $0.setting == chosen })
  }
}
