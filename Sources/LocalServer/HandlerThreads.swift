internal import NIOPosix

/// The threads on which requests are answered. Answers read files and compute, so they block; Swift's own threads are
/// as many as the processor has, and must never wait.
final class HandlerThreads: TaskExecutor {
  private let pool: NIOThreadPool

  init(count: Int) {
    pool = NIOThreadPool(numberOfThreads: count)
    pool.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    pool.submit { _ in job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// Ends the threads when they have nothing left to do.
  func stop() { pool.shutdownGracefully { _ in } }
}
