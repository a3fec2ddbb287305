import Synchronization

/// The progress of a run.
package struct StudyProgress: Sendable, Hashable {
  /// The current work, e.g. "Extracting features".
  package let stage: String
  /// Number of steps done.
  package let done: Int
  /// Number of all steps.
  package let total: Int

  /// Takes every part as given.
  package init(stage: String, done: Int, total: Int) {
    self.stage = stage
    self.done = done
    self.total = total
  }
}

/// Counts the steps of a stage; any thread may call it.
package final class Meter: Sendable {
  private let stage: String
  private let total: Int
  private let done = Mutex(0)
  private let report: @Sendable (StudyProgress) -> Void

  package init(_ stage: String, total: Int, report: @escaping @Sendable (StudyProgress) -> Void) {
    self.stage = stage
    self.total = total
    self.report = report
    report(StudyProgress(stage: stage, done: 0, total: total))
  }

  package func advance() {
    done.withLock { done in
      done += 1
      report(StudyProgress(stage: stage, done: done, total: total))
    }
  }
}
