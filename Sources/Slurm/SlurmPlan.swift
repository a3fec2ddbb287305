import Foundation
import Records

/// Work for a cluster under Slurm: stages that follow each other, each with tasks that run beside each other.
///
/// A task is a command. Slurm starts it again when its node is lost or it is preempted, and its script asks for that
/// when it was ended by a signal or could not write. So a task must do only what it had not done, which is its
/// command's part.
package struct SlurmPlan: Codable, Sendable {
  /// Commands that differ in the last argument, the number of the task from 1.
  package struct Stage: Codable, Hashable, Sendable {
    /// A short name, for files and for Slurm's lists.
    package let name: String
    /// The arguments of the command, without the number.
    package let arguments: [String]
    /// Number of tasks; `nil` for one command without a number.
    package let tasks: Int?

    /// Takes every part as given.
    package init(_ name: String, _ arguments: [String], tasks: Int? = nil) {
      (self.name, self.arguments, self.tasks) = (name, arguments, tasks)
    }

    /// The names of its tasks, in order.
    package var taskNames: [String] { tasks.map { count in (1...count).map { "\(name)-\($0)" } } ?? [name] }
  }

  /// Absolute path of the program, as the nodes see it.
  package let program: String
  /// Folder in which commands run.
  package let workingFolder: String
  package let stages: [Stage]
  /// Options of `sbatch` for every task, such as `--partition=long`.
  package let options: [String]

  /// Takes every part as given.
  package init(program: String, workingFolder: String, stages: [Stage], options: [String]) {
    (self.program, self.workingFolder, self.stages, self.options) = (program, workingFolder, stages, options)
  }
}

/// The folder of the files of a submission: its scripts, logs, job numbers, and a mark for each task that has ended.
package struct SlurmFolder: Sendable {
  package let path: String

  /// The folder beside the result of a command.
  package init(besides result: String) { path = result + ".slurm" }

  /// A folder by its path.
  package init(at path: String) { self.path = path }

  /// The jobs of a submission, by stage.
  package struct Jobs: Codable, Sendable {
    package let plan: SlurmPlan
    /// Slurm's number of each stage that was submitted.
    package var numbers: [String]
  }

  private var jobsFile: String { "\(path)/jobs.json" }

  /// The jobs that were submitted; `nil` where there are none.
  package func jobs() throws(SlurmError) -> Jobs? {
    guard let data = FileManager.default.contents(atPath: jobsFile) else { return nil }
    do {
      return try JSONDecoder().decode(Jobs.self, from: data)
    } catch {
      throw .damaged(file: jobsFile)
    }
  }

  func write(_ jobs: Jobs) throws(StoreError) { try AtomicFile.write(json: jobs, to: jobsFile) }

  /// Makes the folder, without marks and logs of an earlier submission.
  package func prepare() throws(StoreError) {
    for name in ["done", "logs"] {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
      do {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
      } catch {
        throw .cannotWrite(path: "\(path)/\(name)", cause: WriteFailure(error))
      }
    }
  }

  /// Whether a task has left its mark.
  package func isDone(_ task: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/done/\(task)") }

  /// The last line that a task has written.
  func lastWords(_ task: String) -> String? {
    let text = String(
      decoding: FileManager.default.contents(atPath: "\(path)/logs/\(task).log") ?? Data(), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).last.map(String.init)
  }
}
