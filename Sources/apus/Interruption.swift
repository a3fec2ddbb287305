import Foundation
import Glibc
import Synchronization

/// What is said when somebody stops the command, by Ctrl-C (SIGINT) or by asking it to end (SIGTERM).
enum Interruption {
  private static let advice = Mutex("Files that were there before are as they were.")

  /// Says what is kept, and how to go on, for the rest of the command.
  static func keeps(_ sentence: String) { advice.withLock { $0 = sentence } }

  /// From here on a signal ends the process with a sentence and the exit code 130 or 143. Called before any other
  /// thread begins, and not by servers, which end in order.
  ///
  /// A thread waits for the signals, since a handler of them may do next to nothing.
  static func watch() {
    var (signals, before) = (sigset_t(), sigset_t())
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] where !isIgnored(number) { sigaddset(&signals, number) }
    guard pthread_sigmask(SIG_BLOCK, &signals, &before) == 0 else { return }
    let watched = signals
    Thread.detachNewThread {
      var (watched, number): (sigset_t, Int32) = (watched, 0)
      while sigwait(&watched, &number) != 0 {}
      complain("stopped\(number == SIGINT ? "" : " by signal \(number)"). \(advice.withLock { $0 })")
      _exit(128 + number)
    }
  }

  /// A caller that runs a command in the background has it ignore Ctrl-C.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
