import ArgumentParser
import Cohorts
import Extraction
import Foundation
import Records
import Slurm
import Study
import StudyFiles

extension SlurmCommand {
  /// `apus slurm submit`.
  struct Submit: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "submit", abstract: "Submit a study, or the extraction of a cohort file, to Slurm.",
      usage: """
        apus slurm submit STUDY.yaml -o DIR [options] [-- OPTIONS OF apus study run]
        apus slurm submit COHORT.csv -o OUT.csv [options] [-- OPTIONS OF apus extract]
        """,
      discussion: """
        What stops the study is told before anything is submitted. Scripts, logs and the state of the tasks lie in \
        DIR.slurm. A task that failed is started again up to three times if its node was lost or could not write; \
        submitting again does only what is not done.
        Exit codes: 0 submitted; 64 usage; 65 bad input, or Slurm refuses; 69 Slurm is missing.

        Examples:
          apus slurm submit study.yaml -o results --tasks 32 --cpus 4 --sbatch=--partition=long
          apus slurm submit cohort.csv -o features.csv -- -p params.yaml
        """)

    @Argument(help: "Study file, or cohort file of an extraction.", completion: .file())
    var input: String

    @Option(name: .shortAndLong, help: "Folder or CSV file for the result, as for the command itself.")
    var output: String

    @Option(help: "Most tasks of a stage.")
    var tasks = 16

    @Option(help: "Processors of a task.")
    var cpus = 1

    @Option(
      name: .customLong("sbatch"), parsing: .unconditionalSingleValue,
      help: "An option of sbatch for every task, such as --sbatch=--partition=long; may be repeated.")
    var options: [String] = []

    @Option(help: "Path of this program on the nodes, if it is another one there.")
    var program: String?

    @Argument(parsing: .postTerminator, help: "Options of the command itself.")
    var further: [String] = []

    func validate() throws {
      guard (1...1000).contains(tasks) else { throw ValidationError("--tasks takes a number from 1 to 1000.") }
      guard (1...1024).contains(cpus) else { throw ValidationError("--cpus takes a number from 1 to 1024.") }
    }

    func run() throws {
      try orExit {
        let folder = SlurmFolder(besides: target)
        let stages = isTable ? try extraction() : try study(folder)
        let plan = SlurmPlan(
          program: program ?? OwnProgram.resolved, workingFolder: FileManager.default.currentDirectoryPath,
          stages: stages, options: ["--cpus-per-task=\(cpus)"] + options)
        let numbers = try SlurmQueue().submit(plan, in: folder)
        for (stage, number) in zip(stages, numbers) {
          let count = stage.tasks.map { ", \($0) \($0 == 1 ? "task" : "tasks")" } ?? ""
          print("\(stage.name): job \(number)\(count)")
        }
        complain("`apus slurm status \(output)` shows how far it is")
      }
    }

    private var isTable: Bool { [".csv", ".csv.gz"].contains { input.lowercased().hasSuffix($0) } }

    private var target: String { URL(filePath: output).standardizedFileURL.path }

    private var common: [String] {
      [URL(filePath: input).standardizedFileURL.path, "-o", target, "-j", "\(cpus)"] + further
    }

    private func extraction() throws -> [SlurmPlan.Stage] {
      let cases = try ExtractionTable(reading: input).cases.count
      let count = max(1, min(tasks, cases))
      let command = ["extract"] + common
      return [
        SlurmPlan.Stage("rows", command + ["--shares", "\(count)", "--share"], tasks: count),
        SlurmPlan.Stage("table", command),
      ]
    }

    private func study(_ folder: SlurmFolder) throws -> [SlurmPlan.Stage] {
      let command = try StudyCommand.Run.parse(Array(common))
      let shares = try command.prepared { try $0.shares(atMost: tasks) }
      let file = "\(folder.path)/shares.json"
      try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
      try shares.write(to: file)
      return shares.stages.map { stage in
        let work = stage[0].work.rawValue
        return SlurmPlan.Stage(
          work, ["study", "run"] + common + ["--shares", file, "--work", work, "--share"], tasks: stage.count)
      } + [SlurmPlan.Stage("run", ["study", "run"] + common)]
    }
  }
}

extension StudyCommand.Run {
  /// What a run says of itself before anything is computed.
  fileprivate func prepared<Value>(_ body: (StudyRun) throws -> Value) throws -> Value {
    let (study, decisions) = (try source.read(), try source.decisions())
    let (logger, bar) = log.start("apus.study")
    defer { bar.finish() }
    let folder = try RunFolder(output, for: study, replacing: replace)
    try folder.open()
    let run = StudyRun(
      study: study, honouring: decisions, folder: folder, workers: threads.jobs, logger: logger
    ) { bar.show($0) }
    return try body(run)
  }
}
