extension TrainingFlag {
  /// The flag of so many training subjects for settings that see `most` of them; `nil` where they are few enough.
  init?(_ subjects: Int, moreThan most: Int?) {
    guard let most, subjects > most else { return nil }
    self = .sampledForKernels(of: subjects, used: most)
  }
}

extension TrainingFlag {
  /// The flag of machines that libsvm gave up on, among those of the log's purpose and its parts; `nil` where there is
  /// none.
  /// - Parameter chosen: the setting that was chosen.
  package init?(stoppedIn log: FitLog, chosen: FitSetting) {
    let stopped = log.entries.filter { $0.fact == .stoppedAtLimit && log.purpose.contains($0.purpose) }
    guard !stopped.isEmpty else { return nil }
    self = .stoppedAtLimit(fits: stopped.count, hasChosen: stopped.contains { $0.setting == chosen })
  }
}
