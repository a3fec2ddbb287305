internal import CLibSVM
import Glibc
import Synchronization

/// What libsvm says while it trains: where it stopped is kept, nothing is printed.
///
/// Progress goes through a function that can be set, and its last line has the number of steps. The warning at the
/// limit of steps goes straight to C's standard error stream, where it would name no row of a study. glibc lets a
/// program put a stream of its own there. While a training runs, that stream takes what the training threads write and
/// hands on everything else; afterwards the program has its own stream again.
enum LibSVMSpeech {
  /// libsvm's limit of steps for fewer than 100,000 subjects (`Solver::Solve` in svm.cpp).
  static let limit = 10_000_000

  /// Whether a training on this thread reached the limit.
  private struct Ear { var isStopped = false }

  /// The ear of the thread that trains, for as long as it trains.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  private static var own: UnsafeMutablePointer<Ear>? {
    pthread_getspecific(key)?.assumingMemoryBound(to: Ear.self)
  }

  /// Runs `train` and listens.
  static func heard<Result>(_ train: () -> Result) -> (result: Result, isStopped: Bool) {
    progress
    stream.start()
    defer { stream.end() }
    var ear = Ear()
    return withUnsafeMutablePointer(to: &ear) { ear in
      pthread_setspecific(key, ear)
      defer { pthread_setspecific(key, nil) }
      let result = train()
      return (result, ear.pointee.isStopped)
    }
  }

  /// Set once, before the first training.
  private static let progress: Void = svm_set_print_string_function { text in
    guard let text, let found = strstr(text, "#iter = ") else { return }
    if atol(found + 8) >= LibSVMSpeech.limit { LibSVMSpeech.own?.pointee.isStopped = true }
  }

  private static let stream = QuietStream { _, bytes, count in
    LibSVMSpeech.own == nil ? write(STDERR_FILENO, bytes, count) : count
  }
}

/// A stream in the place of C's standard error stream while anybody needs it.
///
/// It is made once and never closed, so a thread that took it just before the program's own stream came back still
/// writes to a stream that is open.
private final class QuietStream: Sendable {
  #if canImport(Glibc)
    private struct State {
      var users = 0
      var quiet, original: UnsafeMutablePointer<FILE>?
    }
    private let state: Mutex<State>
  #endif

  init(_ write: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, Int) -> Int) {
    #if canImport(Glibc)
      state = Mutex(State(quiet: clibsvm_make_stream(write)))
    #endif
  }

  /// Puts the stream in its place for the first of its users.
  func start() {
    #if canImport(Glibc)
      state.withLock { state in
        if state.users == 0, let quiet = state.quiet { state.original = clibsvm_exchange_stderr(quiet) }
        state.users += 1
      }
    #endif
  }

  /// Puts the program's own stream back after the last of its users.
  func end() {
    #if canImport(Glibc)
      state.withLock { state in
        state.users -= 1
        if state.users == 0, let original = state.original { _ = clibsvm_exchange_stderr(original) }
      }
    #endif
  }
}
