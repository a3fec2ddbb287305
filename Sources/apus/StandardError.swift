import ArgumentParser
import Foundation
import Glibc
import Records

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

  /// Ends the command with an error where what it printed did not arrive: standard output was closed, or its disk is full.
  ///
  /// A reader that has seen enough, as `head` has, is no fault of the command: it ends without a word, with the code that a shell
  /// gives to a program that a broken pipe ends.
  static func finish() throws {
    guard hasLost else { return }
    if readerHasGone { throw ExitCode.brokenPipe }
    complain("\(StoreError.lostOutput)")
    throw ExitCode.badInput
  }

  /// Whether something that was printed could not be written, now or before.
  private static var hasLost: Bool {
    let isFlushed = fflush(nil) == 0
    // By name: as a global variable of C it counts as unsafe to name in Swift.
    guard let symbol = dlsym(nil, "stdout"),
      let stream = symbol.assumingMemoryBound(to: UnsafeMutablePointer<FILE>?.self).pointee
    else { return !isFlushed }
    return !isFlushed || ferror(stream) != 0
  }

  /// Whether standard output was closed before the command began.
  static var outputIsClosed: Bool { fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE == O_RDONLY }

  /// Whether standard output is a pipe that nobody reads any more.
  static var readerHasGone: Bool {
    var place = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&place, 1, 0) > 0 && place.revents & Int16(POLLERR) != 0
  }
}
