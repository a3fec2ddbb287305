import Foundation
import Glibc

/// Prints a line to standard error, where progress and problems go.
func complain(_ text: String) { printToStandardError("apus: \(text)\n") }

/// Text as it is to standard error. Nobody may be listening (it is closed, a full disk, a reader that has gone): no reason to stop the work.
func printToStandardError(_ text: String) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return }
    bytes = bytes.dropFirst(written)
  }
}

/// What the command does about its standard streams before anything else.
enum StandardStreams {
  /// Keeps their numbers from files, and a reader that has gone from ending the process.
  ///
  /// The first file opened while standard error is closed would become standard error, and messages would be written into it. A closed
  /// standard output is opened for reading, so that a result that goes there is an error and not lost in silence.
  static func secure() {
    signal(SIGPIPE, SIG_IGN)
    for (descriptor, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is the one that is closed.
      _ = open("/dev/null", mode)
    }
  }
}
