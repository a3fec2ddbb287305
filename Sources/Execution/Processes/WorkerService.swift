import Glibc

/// What a process of a ``WorkerPool`` does: it reads a request a line from standard input and writes an answer a line
/// to what was its standard output.
package enum WorkerService {
  /// Answers until standard input ends, and does not return.
  /// - Parameter answer: makes the answer to a request, in one line.
  package static func serve(_ answer: (String) -> String) -> Never {
    let output = ownOutput()
    endWithCaller()
    while let request = readLine() {
      let bytes = Array((answer(request) + "\n").utf8)
      guard isWritten(bytes, to: output) else { break }
    }
    exit(0)
  }

  /// A library may print to standard output, which would be taken for an answer; so it prints to standard error.
  private static func ownOutput() -> Int32 {
    let own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    return own
  }

  /// Memory that a process has before it has read anything: libraries, and a heap that grows in large steps.
  private static let usual = 512 << 20

  /// Limits the memory that this process may have for data to so many bytes besides ``usual``. The limit counts what
  /// was asked for, whether it was touched or not.
  package static func limitMemory(_ bytes: Int) {
    let (sum, overflows) = bytes.addingReportingOverflow(usual)
    guard !overflows else { return }
    let most = rlim_t(sum)
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(most, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
  }

  /// Ends this process when the one that asks has ended, even in the middle of work that nobody waits for any more.
  private static func endWithCaller() {
    let caller = getppid()
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { caller in
        while Int(getppid()) == Int(bitPattern: caller) { sleep(1) }
        // The group of this process: programs that it started end with it.
        kill(0, SIGKILL)
        return nil
      }, UnsafeMutableRawPointer(bitPattern: Int(caller)))
  }

  private static func isWritten(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { all in
      var done = 0
      while done < all.count {
        // Invariant: the rest of the buffer begins at `done` and ends with it.
        let count = write(descriptor, all.baseAddress?.advanced(by: done), all.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// Whether the last words of a process say that there was no memory: those of Swift, of C++ and of a C library.
  static func tellsOfMemory(_ words: String) -> Bool {
    let words = words.lowercased()
    return ["bad_alloc", "out of memory", "cannot allocate memory", "could not allocate", "failed to allocate"]
      .contains { words.contains($0) }
  }
}
