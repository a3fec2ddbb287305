import Synchronization

/// How far a run is.
public struct StudyProgress: Sendable, Hashable {
  /// What is being done, e.g. "Extracting features".
  public let stage: String
  /// Steps done.
  public let done: Int
  /// Steps in all.
  public let total: Int

  /// All parts, as they are.
  package init(stage: String, done: Int, total: Int) {
    self.stage = stage
    self.done = done
    self.total = total
  }
}

/// Counts steps of a stage from any thread.
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
