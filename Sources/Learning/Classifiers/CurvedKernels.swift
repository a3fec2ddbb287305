extension TrainingFlag {
  /// The flag of so many training subjects for settings that see `most` of them; `nil` where they are few enough.
  init?(_ subjects: Int, moreThan most: Int?) {
    guard let most, subjects > most else { return nil }
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
