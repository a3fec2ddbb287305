internal import COneDNN

/// Threads for oneDNN such that their number changes no bit.
///
/// oneDNN chooses the blocking of a convolution, and with it the order of its sums, by the number of threads it is
/// compiled for; compiled for four, the average-inflated ResNet-50 of 12 slices differs in the last bits from one, two
/// and eight. So a network of whole volumes is compiled for ``most`` threads, whatever the caller asked for, and runs
/// in a team that is allowed fewer: work is then shared among those present, in the same blocks. A network of single
/// slices is compiled for one thread and runs in one (``single``); other slices go through other copies of it.
struct ThreadTeam {
  /// Threads that operations on whole volumes are compiled for, and the most that a run uses.
  static let most = 8
  /// The team of one.
  static let single = ThreadTeam(count: 1, compiled: 1)
  /// Threads of a run.
  let count: Int
  private let compiled: Int

  init(count: Int) {
    precondition(count > 0, "at least one thread")
    self.init(count: min(count, Self.most), compiled: Self.most)
  }

  private init(count: Int, compiled: Int) { (self.count, self.compiled) = (count, compiled) }

  /// Calls `body` to compile operations; in the team ``single`` it may run them as well.
  ///
  /// The gradient of a convolution by its kernel is a sum that oneDNN divides among the threads that it is compiled
  /// for; a smaller team would leave parts of it out. So training compiles and runs in ``single``, and other threads
  /// train other heads.
  func compile<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    omp_set_num_threads(Int32(compiled))
    return try body()
  }

  /// Calls `body` to run operations; OpenMP gives its parallel regions at most ``count`` threads.
  func run(_ body: () -> Void) {
    omp_set_num_threads(Int32(count))
    withoutActuallyEscaping(body) { body in
      var body = body
      withUnsafeMutablePointer(to: &body) { context in
        // Invariant: the team calls back once, before it returns, while `context` is valid.
        GOMP_teams_reg({ $0?.assumingMemoryBound(to: (() -> Void).self).pointee() }, context, 1, UInt32(count), 0)
      }
    }
  }

  /// The same where that many numbers are worth the wake-up of other threads; else everything in this one.
  static func share(_ count: Int, numbers: Int, _ body: @Sendable (Range<Int>) -> Void) {
    if numbers < 1 << 14 { body(0..<count) } else { share(count, body) }
  }

  /// Splits `0..<count` into one range a thread and calls `body` with each, inside ``run(_:)`` only.
  ///
  /// For the few steps between oneDNN's own. `body` must write to different places for different ranges; then no bit
  /// depends on the number of threads.
  static func share(_ count: Int, _ body: @Sendable (Range<Int>) -> Void) {
    withoutActuallyEscaping(body) { body in
      var body = { (thread: Int, threads: Int) in body((count * thread / threads)..<(count * (thread + 1) / threads)) }
      withUnsafeMutablePointer(to: &body) { context in
        // Invariant: every thread of the team calls back before the region ends, while `context` is valid, and only
        // reads it.
        GOMP_parallel(
          {
            let body = $0?.assumingMemoryBound(to: ((Int, Int) -> Void).self).pointee
            body?(Int(omp_get_thread_num()), Int(omp_get_num_threads()))
          }, context, 0, 0)
      }
    }
  }
}
