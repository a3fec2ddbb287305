import Execution
import Foundation
import Proposals
import Synchronization

/// A look at a folder in a process of its own, which is asked with answers afterwards. If a reader of images crashes,
/// the server goes on and says so.
final class Interviewer: Sendable {
  /// How far it is.
  enum State: Sendable {
    case looking(since: ContinuousClock.Instant)
    case ready
    case failed(String)
  }

  private let child: ChildProcess
  private let state = Mutex(State.looking(since: .now))
  private let lines: Mutex<LineReading>
  /// The last things that the process said of itself.
  private let remarks = Mutex(JobProgress())

  /// Begins to look.
  init(_ program: String, _ arguments: [String]) throws(ServeError) {
    child = try ChildProcess.started(program, arguments, input: .pipe, output: .own)
    lines = Mutex(child.lines)
    let first = DispatchGroup()
    first.enter()
    Thread.detachNewThread { [self] in
      let end = child.follow { line in remarks.withLock { $0.read(line) } }
      // What it said before it ended is the better reason.
      first.wait()
      state.withLock { state in
        if case .failed = state { return }
        state = .failed(words(of: end))
      }
    }
    Thread.detachNewThread { [self] in
      switch lines.withLock({ Self.reply($0.next()) }) {
      case .failed(let cause)?: state.withLock { $0 = .failed(cause) }
      case nil: break
      case .form?, .refused?, .written?: state.withLock { $0 = .ready }
      }
      first.leave()
    }
  }

  /// Ends the process, whose memory holds all that it has found.
  func end() { child.send(SIGTERM) }

  var now: State { state.withLock { $0 } }

  /// Asks, and waits for the reply.
  func ask(_ question: InterviewQuestion) throws(ServeError) -> InterviewReply {
    let data = (try? JSONEncoder().encode(question)) ?? Data()
    let reply = lines.withLock { lines in child.write(data) ? Self.reply(lines.next()) : nil }
    guard let reply else {
      // How it ended is known a moment later.
      for _ in 0..<100 {
        if case .failed(let cause) = now { throw .unreadable(cause) }
        usleep(10_000)
      }
      throw .unreadable("The look at the images has ended. Load the page again.")
    }
    return reply
  }

  private static func reply(_ line: String?) -> InterviewReply? {
    line.flatMap { try? JSONDecoder().decode(InterviewReply.self, from: Data($0.utf8)) }
  }

  private func words(of end: ChildProcess.End) -> String {
    let last = remarks.withLock { $0.remarks.last?.text }.map { " Its last words: \($0)" } ?? ""
    switch end {
    case .signal:
      return "The look at the images crashed. This is a fault of Apus; please report it, and try again.\(last)"
    case .code: return "The look at the images has ended. Load the page again.\(last)"
    }
  }
}
