import Foundation

/// How far a submission is.
package struct SlurmState: Codable, Sendable {
  /// A task and where it stands.
  package struct Task: Codable, Hashable, Sendable {
    /// Where a task stands.
    package enum Standing: String, Codable, Sendable {
      case done, running, waiting
      /// It ended without its mark, or Slurm knows nothing of it any more.
      case failed
    }

    package let name: String
    package let standing: Standing
    /// The node on which it runs, or Slurm's word for why it waits or how it ended.
    package let detail: String
    /// The last line that a task that failed has written.
    package let lastWords: String?
  }

  /// A stage with its tasks.
  package struct Stage: Codable, Sendable {
    package let name: String
    package let job: String
    package let tasks: [Task]
  }

  package let stages: [Stage]

  /// Asks Slurm and looks at the marks.
  package init(of folder: SlurmFolder, in queue: SlurmQueue) throws {
    guard let jobs = try folder.jobs() else { throw SlurmError.noSubmission(folder: folder.path) }
    let entries = try queue.entries(of: jobs.numbers)
    stages = zip(jobs.plan.stages, jobs.numbers).map { stage, job in
      let own = entries.filter { $0.job == job }
      let tasks = stage.taskNames.enumerated().map { at, name in
        Task(name, own.filter { $0.task == nil || $0.task == at + 1 }, folder)
      }
      return Stage(name: stage.name, job: job, tasks: tasks)
    }
  }

  private var tasks: [Task] { stages.flatMap(\.tasks) }

  /// Whether every task is done.
  package var isComplete: Bool { tasks.allSatisfy { $0.standing == .done } }

  /// Whether a task has failed.
  package var hasFailed: Bool { tasks.contains { $0.standing == .failed } }

  /// A line for each stage, and one for each task that has failed.
  package var text: String {
    stages.map { stage in
      let counts = [Task.Standing.done, .running, .waiting, .failed].compactMap { standing -> String? in
        let own = stage.tasks.filter { $0.standing == standing }
        guard !own.isEmpty else { return nil }
        let details = standing == .running || standing == .waiting ? Set(own.map(\.detail)).subtracting([""]) : []
        let places = details.isEmpty ? "" : " (\(details.sorted().joined(separator: ", ")))"
        return "\(own.count) \(standing.rawValue)\(places)"
      }
      let failures = stage.tasks.filter { $0.standing == .failed }.map { task in
        "\n    \(task.name): \(task.detail)" + (task.lastWords.map { "; its last words: \($0)" } ?? "")
      }
      return "\(stage.name), job \(stage.job): \(counts.joined(separator: ", "))\(failures.joined())"
    }.joined(separator: "\n")
  }
}

extension SlurmState.Task {
  /// - Parameter entries: what Slurm lists of it.
  init(_ name: String, _ entries: [SlurmQueue.Entry], _ folder: SlurmFolder) {
    self.name = name
    if folder.isDone(name) {
      (standing, detail, lastWords) = (.done, "", nil)
    } else if let running = entries.first(where: { ["RUNNING", "COMPLETING", "CONFIGURING"].contains($0.state) }) {
      (standing, detail, lastWords) = (.running, running.node, nil)
    } else if let waiting = entries.first(where: \.isOpen) {
      (standing, detail, lastWords) = (.waiting, waiting.reason, nil)
    } else {
      standing = .failed
      detail = entries.last?.state.lowercased() ?? "Slurm knows nothing of it any more"
      lastWords = folder.lastWords(name)
    }
  }
}
