import ArgumentParser
import Execution
import Foundation
import Glibc
import Records

/// Prints a line to standard error, which is used for progress and problems.
func complain(_ text: String) { printToStandardError("apus: \(text.controlsWrittenOut)\n") }

/// Writes text unchanged to standard error. A failure is ignored (it may be closed, its disk full, or its reader gone),
/// because it is no reason to stop the work.
func printToStandardError(_ text: String) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return }
    bytes = bytes.dropFirst(written)
  }
}

/// Preparation of the standard streams, before all other work.
enum StandardStreams {
  /// Prevents files from getting the numbers of the standard streams, and the process from ending when a reader has
  /// gone.
  ///
  /// The first file opened while standard error is closed would become standard error, and messages would be written
  /// into it. A closed standard output is opened for reading, so that a result that goes there is an error and not lost
  /// in silence.
  static func secure() {
    signal(SIGPIPE, SIG_IGN)
    // A limit on the size of files then is an error of the file that is written, with its name.
    signal(SIGXFSZ, SIG_IGN)
    for (descriptor, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
      // A new file gets the lowest free number, which is that of the closed stream.
      _ = open("/dev/null", mode)
    }
  }

  /// Ends the command with an error if its output could not be written: standard output was closed, or its disk is
  /// full.
  ///
  /// A reader that stops early, such as `head`, is not an error of the command. The command then ends without a
  /// message, with the exit code that a shell reports for a broken pipe.
  static func finish() throws {
    guard hasLost else { return }
    if readerHasGone { throw ExitCode.brokenPipe }
    complain("\(StoreError.lostOutput)")
    throw ExitCode.disk
  }

  /// Whether some output could not be written, now or earlier.
  private static var hasLost: Bool {
    let isFlushed = fflush(nil) == 0
    // The stream is looked up by name, because Swift treats a global variable of C as unsafe.
    guard let symbol = dlsym(nil, "stdout"),
      let stream = symbol.assumingMemoryBound(to: UnsafeMutablePointer<FILE>?.self).pointee
    else { return !isFlushed }
    return !isFlushed || ferror(stream) != 0
  }

  /// Whether standard output was closed before the command began.
  static var outputIsClosed: Bool { fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE == O_RDONLY }

  /// Whether standard output is a pipe whose reader has closed it.
  static var readerHasGone: Bool {
    var place = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&place, 1, 0) > 0 && place.revents & Int16(POLLERR) != 0
  }
}
