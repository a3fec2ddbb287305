import Foundation
import Glibc
import Synchronization

/// A command that runs beside the server: if it crashes, the server goes on, and stopping it stops all that it started.
final class ChildProcess: Sendable {
  /// How it ended.
  enum End: Hashable, Sendable {
    case code(Int32)
    /// A signal, such as the one of a crash.
    case signal(Int32)
  }

  /// What its standard input is.
  enum Input {
    case none
    /// An open file or folder.
    case descriptor(Int32)
    /// A pipe whose end the server has: it ends with the server, however that ends, and a child that reads it notices.
    case pipe
  }

  /// Where its standard output goes.
  enum Output {
    case dropped
    /// To ``follow(_:)``, among the lines of standard error.
    case followed
    /// To ``line()``.
    case own
  }

  private enum State {
    case running(pid_t)
    case ended(End)
  }

  private let state: Mutex<State>
  /// Ends of pipes in this process; -1 where there is none.
  private let ends: Ends

  fileprivate struct Ends {
    /// To read of the child's standard error and output.
    var errors: Int32 = -1
    var output: Int32 = -1
    /// To write into its standard input.
    var input: Int32 = -1
  }

  /// Starts a program.
  /// - Parameter arguments: without the name of the program.
  init(
    _ program: String, _ arguments: [String], input: Input = .none, output: Output = .dropped
  ) throws(ServeError) {
    let started = Self.starting.withLock { _ in Self.start(program, arguments, input: input, output: output) }
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
    _ program: String, _ arguments: [String], input: Input, output: Output
  ) -> Result<(pid_t, Ends), ServeError> {
    var (own, theirs) = (Ends(), Ends())
    var opened: [Int32] = []
    func pipe() -> (read: Int32, write: Int32) {
      var ends: [Int32] = [-1, -1]
      guard Glibc.pipe(&ends) == 0 else { return (-1, -1) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }
    (own.errors, theirs.errors) = pipe()
    guard own.errors >= 0 else {
      return .failure(.cannotStart(program: program, cause: String(cString: strerror(errno))))
    }
    opened.append(theirs.errors)
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
      return .failure(.cannotStart(program: program, cause: String(cString: strerror(result))))
    }
    return .success((process, own))
  }

  deinit { ends.close() }

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
    // A group of its own, so that a signal reaches the programs that the child starts too. What the server ignores or
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
  func follow(_ line: (String) -> Void) -> End {
    var reading = LineReading(ends.errors, longest: Self.longestLine)
    while let next = reading.next() { line(next) }
    return wait()
  }

  /// A line without an end is no line of ours; its beginning tells enough.
  private static let longestLine = 1 << 16

  /// The lines of standard output, if it is followed by itself.
  var lines: LineReading { LineReading(ends.output, longest: 64 << 20) }

  /// Writes a line to standard input.
  /// - Returns: whether it arrived; not if the child has ended.
  func write(_ line: Data) -> Bool {
    // A child that has ended would otherwise end the server too.
    signal(SIGPIPE, SIG_IGN)
    return (line + [UInt8(ascii: "\n")]).withUnsafeBytes { bytes in
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

  private func wait() -> End {
    guard case .running(let process) = state.withLock({ $0 }) else { preconditionFailure("followed once") }
    var facts = siginfo_t()
    // It is left as a zombie until nobody can send it a signal: its number could belong to another process afterwards.
    while waitid(P_PID, id_t(process), &facts, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    return state.withLock { state in
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7f
      let end: End = signal == 0 ? .code((status >> 8) & 0xff) : .signal(signal)
      state = .ended(end)
      return end
    }
  }

  /// Sends a signal to the child and all that it started; nothing if it has ended.
  func send(_ signal: Int32) {
    state.withLock { state in
      if case .running(let process) = state { kill(-process, signal) }
    }
  }
}

extension ChildProcess.Ends {
  fileprivate func close() { for end in [errors, output, input] where end >= 0 { Glibc.close(end) } }
}

/// The lines that come through a pipe.
struct LineReading {
  private let descriptor: Int32
  private let longest: Int
  private var (buffer, rest) = ([UInt8](repeating: 0, count: 1 << 16), [UInt8]())

  init(_ descriptor: Int32, longest: Int) { (self.descriptor, self.longest) = (descriptor, longest) }

  /// The next line; `nil` when the other end is closed.
  mutating func next() -> String? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        defer { rest.removeSubrange(...end) }
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        defer { rest = [] }
        return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
      }
      rest += buffer[..<count]
      // What has an end stays, since the lines behind it are whole.
      if rest.count > longest, !rest.contains(UInt8(ascii: "\n")) { rest.removeSubrange(longest...) }
    }
  }
}
