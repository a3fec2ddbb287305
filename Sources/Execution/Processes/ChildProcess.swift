import Glibc
import Synchronization

/// A command that runs beside this process: if it crashes, this process goes on, and stopping it stops all that it
/// started.
package final class ChildProcess: Sendable {
  /// How it ended.
  package enum End: Hashable, Sendable {
    case code(Int32)
    /// A signal, such as the one of a crash.
    case signal(Int32)
  }

  /// What its standard input is.
  package enum StandardInput {
    case none
    /// An open file or folder.
    case descriptor(Int32)
    /// A pipe whose end this process has: it ends with this process, however that ends, and a child that reads it
    /// notices.
    case pipe
  }

  /// Where its standard output goes.
  package enum Output {
    case dropped
    /// To ``follow(_:)``, among the lines of standard error.
    case followed
    /// To ``lines``.
    case own
  }

  /// Where its standard error goes.
  package enum Errors {
    /// To ``follow(_:)``.
    case followed
    /// Into a file without a name, which ``lastWords`` reads.
    case kept
  }

  private enum State {
    case running(pid_t)
    case ended(End)
  }

  private let state: Mutex<State>
  /// Ends of pipes in this process; -1 where there is none.
  private let ends: Ends
  /// Most memory that the child has had, in bytes; known when it has ended.
  private let peak = Mutex(0)

  fileprivate struct Ends {
    /// To read of the child's standard error and output.
    var errors: Int32 = -1
    var output: Int32 = -1
    /// To write into its standard input.
    var input: Int32 = -1
  }

  /// Starts a program.
  /// - Parameter arguments: without the name of the program.
  package init(
    _ program: String, _ arguments: [String], input: StandardInput = .none, output: Output = .dropped,
    errors: Errors = .followed
  ) throws(ProcessStartError) {
    let started = Self.starting.withLock { _ in
      Self.start(program, arguments, input: input, output: output, errors: errors)
    }
    switch started {
    case .success(let (process, own)):
      state = Mutex(.running(process))
      ends = own
    case .failure(let error): throw error
    }
  }

  /// Only one child starts at a time: another one that starts between the two calls that make a pipe would inherit it,
  /// and this child would seem to live as long as that one.
  private static let starting = Mutex(())

  private static func start(
    _ program: String, _ arguments: [String], input: StandardInput, output: Output, errors: Errors
  ) -> Result<(pid_t, Ends), ProcessStartError> {
    var (own, theirs) = (Ends(), Ends())
    var opened: [Int32] = []
    func pipe() -> (read: Int32, write: Int32) {
      var ends: [Int32] = [-1, -1]
      guard Glibc.pipe(&ends) == 0 else { return (-1, -1) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }
    switch errors {
    case .followed:
      (own.errors, theirs.errors) = pipe()
      opened.append(theirs.errors)
    case .kept:
      own.errors = namelessFile()
      theirs.errors = own.errors
    }
    guard own.errors >= 0 else { return .failure(ProcessStartError(program: program, number: errno)) }
    if case .own = output {
      (own.output, theirs.output) = pipe()
      opened.append(theirs.output)
    } else if case .followed = output {
      theirs.output = theirs.errors
    }
    switch input {
    case .none: break
    case .descriptor(let descriptor): theirs.input = descriptor
    case .pipe:
      (theirs.input, own.input) = pipe()
      opened.append(theirs.input)
    }
    let (result, process) = spawn(program, arguments, theirs)
    for end in opened { close(end) }
    guard result == 0 else {
      own.close()
      return .failure(ProcessStartError(program: program, number: result))
    }
    return .success((process, own))
  }

  deinit { ends.close() }

  /// A file that goes when nobody has it open any more; negative if there is no place for one.
  private static func namelessFile() -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array("\(folder)/apus-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { return open("/dev/null", O_RDWR | O_CLOEXEC) }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ ends: Ends
  ) -> (result: Int32, process: pid_t) {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (end, own, flags) in [(ends.input, STDIN_FILENO, O_RDONLY), (ends.output, STDOUT_FILENO, O_WRONLY)] {
      if end >= 0 {
        posix_spawn_file_actions_adddup2(&actions, end, own)
      } else {
        posix_spawn_file_actions_addopen(&actions, own, "/dev/null", flags, 0)
      }
    }
    posix_spawn_file_actions_adddup2(&actions, ends.errors, STDERR_FILENO)
    // A group of its own, so that a signal reaches the programs that the child starts too. What this process ignores or
    // blocks, its child must not: it would not end when it is asked to.
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    posix_spawnattr_setpgroup(&attributes, 0)
    var (usual, blocked) = (sigset_t(), sigset_t())
    sigemptyset(&blocked)
    sigfillset(&usual)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    let words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    return (posix_spawn(&process, program, &actions, &attributes, words, environ), process)
  }

  /// Reads what the child writes to standard error, line by line, until it ends. Called once.
  /// - Returns: how it ended.
  package func follow(_ line: (String) -> Void) -> End {
    var reading = LineReading(ends.errors, longest: Self.longestLine)
    while let next = reading.next() { line(next) }
    return wait()
  }

  /// A line without an end is no line of ours; its beginning tells enough.
  private static let longestLine = 1 << 16

  /// The lines of standard output, if it is followed by itself.
  package var lines: LineReading { LineReading(ends.output, longest: 64 << 20) }

  /// The end of what the child wrote to a standard error that is kept, at most 4 kB.
  package var lastWords: String {
    var facts = stat()
    guard fstat(ends.errors, &facts) == 0 else { return "" }
    let start = max(0, Int(facts.st_size) - 4096)
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = max(0, pread(ends.errors, buffer.baseAddress, buffer.count, start))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Most memory that the child has had at one time, in bytes; 0 until it has ended.
  package var peakMemory: Int { peak.withLock { $0 } }

  /// Writes a line to standard input.
  /// - Returns: whether it arrived; not if the child has ended.
  package func write(_ line: some Collection<UInt8>) -> Bool {
    // A child that has ended would otherwise end this process too.
    signal(SIGPIPE, SIG_IGN)
    return (Array(line) + [UInt8(ascii: "\n")]).withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        // Invariant: the rest of the buffer begins at `done` and ends with it.
        let count = Glibc.write(ends.input, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// Waits until the child has ended. Called once, and not where ``follow(_:)`` is.
  package func wait() -> End {
    guard case .running(let process) = state.withLock({ $0 }) else { preconditionFailure("waited for once") }
    var facts = siginfo_t()
    // It is left as a zombie until nobody can send it a signal: its number could belong to another process afterwards.
    while waitid(P_PID, id_t(process), &facts, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    return state.withLock { state in
      var (status, usage): (Int32, rusage) = (0, rusage())
      while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
      peak.withLock { $0 = usage.ru_maxrss << 10 }
      let signal = status & 0x7f
      let end: End = signal == 0 ? .code((status >> 8) & 0xff) : .signal(signal)
      state = .ended(end)
      return end
    }
  }

  /// Sends a signal to the child and all that it started; nothing if it has ended.
  package func send(_ signal: Int32) {
    state.withLock { state in
      if case .running(let process) = state { kill(-process, signal) }
    }
  }
}

extension ChildProcess.Ends {
  fileprivate func close() { for end in [errors, output, input] where end >= 0 { Glibc.close(end) } }
}

/// A program that could not be started.
package struct ProcessStartError: Error, Hashable, Sendable, CustomStringConvertible {
  package let program: String
  /// What the system says.
  package let cause: String

  init(program: String, number: Int32) {
    self.program = program
    cause = String(cString: strerror(number))
  }

  /// The program, the cause and what to do next.
  package var description: String { "\(program): cannot be started: \(cause)." }
}
