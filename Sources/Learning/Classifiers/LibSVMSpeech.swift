internal import CLibSVM
import Glibc

/// What libsvm says while it trains: where it stopped is kept, nothing is printed.
///
/// Progress goes through a function that can be set, and its last line has the number of steps. The warning at the
/// limit of steps goes straight to C's standard error stream, where it would name no row of a study; glibc lets a
/// program put a stream of its own there, which takes what a training thread writes and hands on everything else.
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
    listening
    var ear = Ear()
    return withUnsafeMutablePointer(to: &ear) { ear in
      pthread_setspecific(key, ear)
      defer { pthread_setspecific(key, nil) }
      let result = train()
      return (result, ear.pointee.isStopped)
    }
  }

  /// Set once, before the first training.
  private static let listening: Void = {
    svm_set_print_string_function { text in
      guard let text, let found = strstr(text, "#iter = ") else { return }
      if atol(found + 8) >= LibSVMSpeech.limit { LibSVMSpeech.own?.pointee.isStopped = true }
    }
    #if canImport(Glibc)
      clibsvm_replace_stderr { _, bytes, count in
        LibSVMSpeech.own == nil ? write(STDERR_FILENO, bytes, count) : count
      }
    #endif
  }()
}
