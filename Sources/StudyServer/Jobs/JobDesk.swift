import Foundation
import Synchronization

/// Starts and stops the jobs of studies: at most one in the folder of a study.
package final class JobDesk: Sendable {
  /// The program of which jobs are commands.
  private let program: String
  /// Threads of each job.
  private let workers: Int
  private let jobs = Mutex<[String: Job]>([:])
  private let changed: @Sendable () -> Void

  /// - Parameter changed: called when a job has ended.
  package init(program: String, workers: Int, changed: @escaping @Sendable () -> Void) {
    (self.program, self.workers, self.changed) = (program, workers, changed)
  }

  /// The last job of a study; `nil` if there was none since the server began.
  package func job(of study: Listing.Study) -> Job? { jobs.withLock { $0[study.path] } }

  /// Whether somebody is at work in the folder of a study: this server, or another program.
  package func isBusy(_ study: Listing.Study) -> Bool {
    job(of: study)?.isRunning ?? false || JobLock.isHeld(study.home)
  }

  /// What another server started in the folder of a study and is at work there.
  package func stray(of study: Listing.Study) -> StrayJob? {
    guard !(job(of: study)?.isRunning ?? false), JobLock.isHeld(study.home) else { return nil }
    return StrayJob(in: study.home)
  }

  /// Checks a study.
  package func check(_ study: Listing.Study) throws(ServeError) {
    // What an earlier check found is no answer any more.
    try start(.check, study, ["study", "check", study.path, "--json", study.checkFile]) {
      try? FileManager.default.removeItem(atPath: study.checkFile)
    }
  }

  /// Runs a study into a folder.
  /// - Parameter replacing: whether the results of another state of the study may be replaced there.
  package func run(_ study: Listing.Study, into folder: String, replacing: Bool = false) throws(ServeError) {
    try start(.run, study, ["study", "run", study.path, "-o", folder] + (replacing ? ["--replace"] : []))
  }

  private func start(
    _ kind: JobKind, _ study: Listing.Study, _ arguments: [String], before: () -> Void = {}
  ) throws(ServeError) {
    let lock = try JobLock(study.home)
    before()
    let job = try Job(
      kind, program, arguments + ["--json-log", "-j", "\(workers)"], lock: lock, ended: changed)
    jobs.withLock { $0[study.path] = job }
  }

  /// Stops the job of a study, also of a server that was killed.
  package func stop(_ study: Listing.Study) throws(ServeError) {
    if let job = job(of: study), job.isRunning { return job.stop() }
    guard let stray = stray(of: study) else { throw .noJob }
    stray.stop()
  }

  /// Stops everything, before the server ends.
  package func stopAll() {
    let running = jobs.withLock { $0.values.filter(\.isRunning) }
    for job in running { job.stop() }
    // The time of a child that ends at once; what is still there gets the second signal.
    for _ in 0..<60 where running.contains(where: \.isRunning) { usleep(100_000) }
  }
}
