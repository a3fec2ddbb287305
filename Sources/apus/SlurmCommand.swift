import ArgumentParser
import Cohorts
import Foundation
import Records
import Slurm
import Study
import StudyFiles

/// `apus slurm submit | status | cancel`.
struct SlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm",
    abstract: "Run a study or an extraction on a cluster under Slurm, with the values of one machine.",
    discussion: """
      Patients, fits and the run itself become tasks that follow each other in Slurm's queue. Tasks share nothing but \
      the file system; what they make is kept beside the result, under a hash of everything that it was made from. \
      Documentation/slurm.md describes it.

      Examples:
        apus slurm submit study.yaml -o results
        apus slurm status results
      """,
    subcommands: [Submit.self, Status.self, Cancel.self])

  /// The result of a submission.
  struct Result: ParsableArguments {
    @Argument(help: "The folder or file that was given to submit with -o.")
    var output: String

    var folder: SlurmFolder { SlurmFolder(besides: URL(filePath: output).standardizedFileURL.path) }
  }

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "Show how far a submission is, and why tasks failed.",
      discussion: """
        Exit codes: 0 every task is done; 75 tasks wait or run; 2 a task failed; 65 nothing was submitted; 69 Slurm is \
        missing.

        Example:
          apus slurm status results
        """)

    @OptionGroup var result: Result

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let state = try orExit { try SlurmState(of: result.folder, in: SlurmQueue()) }
      print(json ? String(decoding: try JSONEncoder.stable.encode(state), as: UTF8.self) : state.text)
      if state.hasFailed { throw ExitCode.someFailed }
      if !state.isComplete { throw ExitCode.atWork }
    }
  }

  struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Take the tasks of a submission out of the queue; what they have made is kept.",
      discussion: """
        Example:
          apus slurm cancel results
        """)

    @OptionGroup var result: Result

    func run() throws {
      let ended = try orExit { try SlurmQueue().cancel(result.folder) }
      print("\(ended) \(ended == 1 ? "task was" : "tasks were") taken out of the queue")
    }
  }
}
