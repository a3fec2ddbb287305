import Glibc
import Synchronization

/// Processes that do work which may crash, hang or take all memory: such an end is an error of that piece of work, and
/// another process takes the place of the one that ended.
///
/// A process is used again for the next piece, since starting one costs some tens of milliseconds.
package final class WorkerPool: Sendable {
  private let program: String
  private let arguments: [String]
  private let waiting = Mutex<[Worker]>([])

  /// A pool without a process yet; each starts when there is work for it.
  /// - Parameters:
  ///   - program: path of the program, which answers as ``WorkerService`` does.
  ///   - arguments: without the name of the program.
  package init(_ program: String, _ arguments: [String]) { (self.program, self.arguments) = (program, arguments) }

  /// Ends the processes that wait for work. Those at work end with this process.
  deinit { for worker in waiting.withLock({ $0 }) { worker.end() } }

  /// Has a piece of work done, and waits for the answer.
  ///
  /// A process that has worked before may have been damaged by that work, or by somebody while it waited. So only the
  /// end of a new process is that of its work.
  /// - Parameter seconds: how long it may take; `nil` for any time.
  package func answer(to request: some Collection<UInt8>, within seconds: Double?) throws(WorkerFailure) -> String {
    if let used = waiting.withLock({ $0.popLast() }) {
      do {
        return try answer(to: request, by: used, within: seconds)
      } catch .tookTooLong(let seconds) {
        throw .tookTooLong(seconds: seconds)
      } catch {}
    }
    return try answer(to: request, by: started(), within: seconds)
  }

  private func answer(
    to request: some Collection<UInt8>, by worker: Worker, within seconds: Double?
  ) throws(WorkerFailure) -> String {
    let answer = try worker.answer(to: request, before: seconds.map { .now + .seconds($0) }, seconds: seconds ?? 0)
    waiting.withLock { $0.append(worker) }
    return answer
  }

  private func started() throws(WorkerFailure) -> Worker {
    do throws(ProcessStartError) {
      return Worker(try ChildProcess(program, arguments, input: .pipe, output: .own, errors: .kept))
    } catch {
      throw .notStarted(error)
    }
  }
}

/// Why a piece of work has no answer.
package enum WorkerFailure: Error, Hashable, Sendable {
  case notStarted(ProcessStartError)
  /// Its process ended by a signal, such as that of a fault of memory.
  case crashed(signal: Int32, lastWords: String)
  /// Its process asked for more memory than it may have.
  case tookTooMuchMemory(peak: Int)
  /// Its process was ended after so many seconds.
  case tookTooLong(seconds: Double)
  /// Its process ended by itself without an answer.
  case ended(code: Int32, lastWords: String)
}

/// One process of a pool, which one thread at a time asks.
private final class Worker: Sendable {
  private let child: ChildProcess
  private let lines: Mutex<LineReading>

  init(_ child: ChildProcess) {
    self.child = child
    lines = Mutex(child.lines)
  }

  func answer(
    to request: some Collection<UInt8>, before time: ContinuousClock.Instant?, seconds: Double
  ) throws(WorkerFailure) -> String {
    guard child.write(request) else { throw failure() }
    switch lines.withLock({ $0.next(before: time) }) {
    case .line(let line): return line
    case .end: throw failure()
    case .late:
      child.send(SIGKILL)
      _ = child.wait()
      throw .tookTooLong(seconds: seconds)
    }
  }

  /// How it ended.
  private func failure() -> WorkerFailure {
    let (end, words) = (child.wait(), child.lastWords)
    if WorkerService.tellsOfMemory(words) { return .tookTooMuchMemory(peak: child.peakMemory) }
    switch end {
    case .code(let code): return .ended(code: code, lastWords: words)
    case .signal(let signal): return .crashed(signal: signal, lastWords: words)
    }
  }

  func end() {
    child.send(SIGTERM)
    _ = child.wait()
  }
}
