import Foundation
import Records

/// Why Slurm does not do what is asked.
package enum SlurmError: Error, Sendable, CustomStringConvertible {
  case programMissing(String)
  case refused(program: String, code: Int32, words: String)
  case damaged(file: String)
  case noSubmission(folder: String)
  case atWork(folder: String, tasks: Int)

  package var description: String {
    switch self {
    case .programMissing(let name):
      "\(name): this program of Slurm is not on PATH. Run the command on a machine that submits jobs to the cluster."
    case .refused(let program, let code, let words):
      "\(program) ended with code \(code): \(words.isEmpty ? "it said nothing" : words)"
    case .damaged(let file): "\(file): cannot be read. Submit again."
    case .noSubmission(let folder): "\(folder): nothing was submitted for this result. `apus slurm submit` does."
    case .atWork(let folder, let tasks):
      "\(folder): \(tasks) tasks of an earlier submission are still in Slurm's queue. Wait for them, or end them with "
        + "`apus slurm cancel`."
    }
  }

  /// Whether a program is missing.
  package var isUnavailable: Bool { if case .programMissing = self { true } else { false } }
}

/// Slurm's own commands.
package struct SlurmQueue: Sendable {
  /// A task as Slurm lists it.
  package struct Entry: Hashable, Sendable {
    /// Slurm's number of the job, without that of the task.
    package let job: String
    /// Number of the task; `nil` for a job that is none of an array.
    package let task: Int?
    /// Slurm's word, such as `RUNNING`.
    package let state: String
    package let node: String
    package let reason: String
  }

  /// The commands on PATH.
  package init() {}

  /// Submits the stages, each after the one before, and writes their numbers.
  /// - Returns: the numbers, in the order of the stages.
  package func submit(_ plan: SlurmPlan, in folder: SlurmFolder) throws -> [String] {
    let busy = try folder.jobs().map { try entries(of: $0.numbers).count { $0.isOpen } } ?? 0
    guard busy == 0 else { throw SlurmError.atWork(folder: folder.path, tasks: busy) }
    try folder.prepare()
    var jobs = SlurmFolder.Jobs(plan: plan, numbers: [])
    for stage in plan.stages {
      let script = SlurmScript(plan: plan, stage: stage, folder: folder)
      try AtomicFile.write(script.text, to: script.path)
      do {
        let words = try run("sbatch", script.arguments(after: jobs.numbers.last))
        // A cluster's name may follow.
        jobs.numbers.append(words.split(separator: ";").first.map { String($0).trimmed } ?? "")
      } catch {
        // Stages that wait for nothing would run, so they are taken back.
        if !jobs.numbers.isEmpty { _ = try? run("scancel", jobs.numbers) }
        throw error
      }
      try folder.write(jobs)
    }
    return jobs.numbers
  }

  /// Takes the tasks that have not ended out of the queue.
  package func cancel(_ folder: SlurmFolder) throws -> Int {
    guard let jobs = try folder.jobs() else { throw SlurmError.noSubmission(folder: folder.path) }
    let open = try entries(of: jobs.numbers).count { $0.isOpen }
    if open > 0 { _ = try run("scancel", jobs.numbers) }
    return open
  }

  /// What Slurm still knows of jobs; it forgets those that have ended some minutes ago.
  func entries(of jobs: [String]) throws(SlurmError) -> [Entry] {
    guard !jobs.isEmpty else { return [] }
    do {
      // All states: a task that has failed says more than one that is gone.
      let words = try run(
        "squeue",
        ["--noheader", "--array", "--states=all", "--jobs=" + jobs.joined(separator: ","), "--format=%i|%T|%N|%r"])
      return words.split(separator: "\n").compactMap { Entry(line: String($0)) }
    } catch .refused(_, _, let words) where words.contains("Invalid job id") {
      return []
    }
  }

  private func run(_ program: String, _ arguments: [String]) throws(SlurmError) -> String {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    (process.standardInput, process.standardOutput, process.standardError) = (FileHandle.nullDevice, output, errors)
    do { try process.run() } catch { throw .programMissing(program) }
    // Slurm's errors are a few lines, which a pipe holds until they are read.
    let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).trimmed
    process.waitUntilExit()
    switch process.terminationStatus {
    case 0: return words
    case 127: throw .programMissing(program)
    case let code: throw .refused(program: program, code: code, words: complaint)
    }
  }
}

extension SlurmQueue.Entry {
  /// A line of `squeue` in the format of ``SlurmQueue/entries(of:)``.
  package init?(line: String) {
    let parts = line.split(separator: "|", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard parts.count == 4 else { return nil }
    let number = parts[0].split(separator: "_", maxSplits: 1).map(String.init)
    guard let job = number.first else { return nil }
    (self.job, state, node, reason) = (job, parts[1], parts[2], parts[3])
    task = number.count > 1 ? Int(number[1]) : nil
  }

  /// Whether the task has not ended for good.
  package var isOpen: Bool {
    [
      "PENDING", "RUNNING", "SUSPENDED", "COMPLETING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED",
      "RESIZING", "SIGNALING", "STAGE_OUT", "STOPPED", "SPECIAL_EXIT",
    ].contains(state)
  }
}
