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

  private enum State {
    case running(pid_t)
    case ended(End)
  }

  private let state: Mutex<State>
  /// The end to read of the child's standard error.
  private let errors: Int32

  /// Starts a program.
  /// - Parameters:
  ///   - arguments: without the name of the program.
  ///   - input: becomes the standard input; `nil` for an empty one.
  ///   - tellsOutput: whether the lines of standard output are followed too.
  init(
    _ program: String, _ arguments: [String], input: Int32? = nil, tellsOutput: Bool = false
  ) throws(ServeError) {
    let (result, process, end) = Self.starting.withLock { _ in
      Self.start(program, arguments, input: input, tellsOutput: tellsOutput)
    }
    guard result == 0 else { throw .cannotStart(program: program, cause: String(cString: strerror(result))) }
    errors = end
    state = Mutex(.running(process))
  }

  /// Only one child starts at a time: another one that starts between the two calls that make a pipe would inherit it,
  /// and this child would seem to live as long as that one.
  private static let starting = Mutex(())

  private static func start(
    _ program: String, _ arguments: [String], input: Int32?, tellsOutput: Bool
  ) -> (result: Int32, process: pid_t, end: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return (errno, 0, -1) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (result, process) = spawn(program, arguments, input: input, errors: ends[1], tellsOutput: tellsOutput)
    close(ends[1])
    if result != 0 { close(ends[0]) }
    return (result, process, ends[0])
  }

  deinit { close(errors) }

  private static func spawn(
    _ program: String, _ arguments: [String], input: Int32?, errors: Int32, tellsOutput: Bool
  ) -> (result: Int32, process: pid_t) {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    if tellsOutput {
      posix_spawn_file_actions_adddup2(&actions, errors, STDOUT_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
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
    var (buffer, rest) = ([UInt8](repeating: 0, count: 1 << 16), [UInt8]())
    while true {
      let count = read(errors, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      rest += buffer[..<count]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line(String(decoding: rest[..<end], as: UTF8.self))
        rest.removeSubrange(...end)
      }
      // A line without an end is no line of ours; its beginning tells enough.
      if rest.count > Self.longestLine { rest.removeSubrange(Self.longestLine...) }
    }
    if !rest.isEmpty { line(String(decoding: rest, as: UTF8.self)) }
    return wait()
  }

  private static let longestLine = 1 << 16

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
