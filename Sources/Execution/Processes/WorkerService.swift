import Glibc
import Synchronization

/// What a process of a ``WorkerPool`` does: it reads a request a line from standard input and writes an answer a line to
/// what was its standard output.
package enum WorkerService {
  /// Exit code of a process that noticed that there is no more memory for it.
  static let outOfMemory: Int32 = 71

  /// Answers until standard input ends, and does not return.
  /// - Parameters:
  ///   - memory: bytes that this process may have for data; `nil` for as many as there are.
  ///   - answer: makes the answer to a request, in one line.
  package static func serve(memory: Int?, _ answer: (String) -> String) -> Never {
    if let memory { limitMemory(memory) }
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

  /// Memory for data: the limit counts what was asked for, whether it was touched or not.
  private static func limitMemory(_ bytes: Int) {
    let most = rlim_t(bytes + usual)
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(most, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
  }

  /// Ends this process when the one that asks has ended, even in the middle of work that nobody waits for any more.
  private static func endWithCaller() {
    let caller = getppid()
    var thread = pthread_t()
    let copy = UnsafeMutableRawPointer(bitPattern: Int(caller))
    pthread_create(
      &thread, nil,
      { argument in
        let caller = Int32(Int(bitPattern: argument))
        while getppid() == caller { sleep(1) }
        kill(0, SIGKILL)
        return nil
      }, copy)
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
