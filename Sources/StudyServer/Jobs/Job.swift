import Execution
import Foundation
import Glibc
import Synchronization

/// What a job does.
package enum JobKind: String, Codable, Sendable {
  case check, run
}

/// A check or a run of a study, at work or ended.
package final class Job: Sendable {
  package let kind: JobKind
  private let start = ContinuousClock.now
  private let child: ChildProcess

  private struct State {
    var progress = JobProgress()
    var wasStopped = false
    var end: (outcome: JobOutcome, seconds: Double)?
  }

  private let state = Mutex(State())

  /// Starts it.
  /// - Parameter ended: called when it has ended, from another thread.
  init(
    _ kind: JobKind, _ program: String, _ arguments: [String], lock: consuming JobLock,
    ended: @escaping @Sendable () -> Void
  ) throws(ServeError) {
    self.kind = kind
    // The child has the lock from here on; that of the server ends with this function.
    child = try ChildProcess.started(program, arguments, input: .descriptor(lock.descriptor))
    Thread.detachNewThread { [self] in
      let end = child.follow { line in state.withLock { $0.progress.read(line) } }
      state.withLock { state in
        state.end = (JobOutcome(kind, end, wasStopped: state.wasStopped), (ContinuousClock.now - start) / .seconds(1))
      }
      ended()
    }
  }

  package var isRunning: Bool { state.withLock { $0.end == nil } }

  /// Asks it to end, and makes it end if it does not.
  package func stop() {
    state.withLock { $0.wasStopped = true }
    child.send(SIGTERM)
    Thread.detachNewThread { [self] in
      sleep(5)
      child.send(SIGKILL)
    }
  }

  /// What a page shows of it.
  package var report: JobReport {
    state.withLock { state in
      JobReport(
        kind: kind, outcome: state.end?.outcome,
        seconds: state.end?.seconds ?? (ContinuousClock.now - start) / .seconds(1),
        progress: state.progress)
    }
  }
}

/// A job as a page shows it.
package struct JobReport: Codable, Sendable {
  package let kind: JobKind
  /// `nil` while it is at work.
  package let outcome: JobOutcome?
  package let seconds: Double
  package let progress: JobProgress
}

/// How a job ended.
package enum JobOutcome: String, Codable, Sendable {
  case complete
  /// Complete, but some patients were left out for a fault.
  case someFailed
  /// A check found what would fail.
  case problems
  /// Nothing usable came out; the remarks say why.
  case failed
  case stopped
  /// The program crashed or was killed.
  case crashed

  init(_ kind: JobKind, _ end: ChildProcess.End, wasStopped: Bool) {
    switch (kind, end) {
    case (_, .code(0)): self = .complete
    case _ where wasStopped: self = .stopped
    // Another server stopped it, or somebody in a terminal: by a signal, or by one that the command answered.
    case (_, .signal(SIGTERM)), (_, .signal(SIGINT)), (_, .code(128 + SIGTERM)), (_, .code(128 + SIGINT)):
      self = .stopped
    case (_, .signal): self = .crashed
    case (.run, .code(2)): self = .someFailed
    case (.check, .code(65)): self = .problems
    default: self = .failed
    }
  }
}
