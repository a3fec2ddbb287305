import ArgumentParser
import Cohorts
import Foundation
import Logging
import Report
import Study
import StudyFiles

/// `apus study init | check | run | paper | show | index | size | checklists | export`.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Propose, check, run or show a study file, write up a run, index an export, or compute a sample size.",
    discussion: """
      Examples:
        apus study init export clinical.xlsx
        apus study run study.yaml -o results
      """,
    subcommands: [
      Init.self, Check.self, Run.self, Paper.self, Show.self, Index.self, Size.self, FillLists.self, Export.self,
    ])

  /// The study file and its root, as both subcommands take them.
  struct Source: ParsableArguments {
    @Argument(help: "Study file (YAML); Documentation/study-file.md describes it.")
    var study: String

    @Option(help: "Folder that paths in the study file are relative to; replaces its `root:`.")
    var root: String?

    func read() throws -> StudyFile {
      do {
        return try StudyFile(reading: study, root: root)
      } catch {
        complain("\(error)")
        throw ExitCode.badInput
      }
    }

    /// The file of the decisions of a review.
    var decisionFile: String { ReviewDecisions.path(beside: study) }

    /// The decisions of a review of this study; none if nobody made any.
    func decisions() throws -> ReviewDecisions { try orExit { try ReviewDecisions(reading: decisionFile) } }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "From images and clinical table to features, models, statistics and report.",
      discussion: """
        Writes report.html, results.json, features.csv, deep_features.csv (with a network), predictions.csv, \
        patients.csv, exclusions.csv, training.json, fits.json, audit.json, models/ (for `apus predict` and `apus validate`) and figures/ into DIR. \
        Patients whom `apus review` excluded (STUDY.review.csv beside the study file) are left out. Results of an \
        earlier run are replaced when the new ones are whole; if they are of other settings or other inputs, only with \
        --replace.
        Exit codes: 0 complete; 2 complete, but some patients failed; 1 nothing usable; 64 usage; 65 bad input; 69 a \
        tool is missing.

        Examples:
          apus study run study.yaml -o results
          apus study run Examples/sts/study.yaml --root /data/sts -o results -j 4
        """)

    @OptionGroup var source: Source
    @OptionGroup var log: LogOptions

    @Option(
      name: .shortAndLong,
      help: "Folder for the results: a new one, an empty one, or that of an earlier run of this study.")
    var output: String

    @Flag(help: "Replace results of other settings, other inputs or another study in DIR, when the new ones are whole.")
    var replace = false

    @OptionGroup var threads: JobsOption

    @OptionGroup var limits: CaseLimitOptions

    @OptionGroup var share: ShareOptions

    func run() throws {
      // This comes before the study file is read, because its parser ends the process if there is no memory.
      let jobs = try threads.withMemory()
      let (study, decisions) = (try source.read(), try source.decisions())
      let (logger, bar) = log.start("apus.study")
      defer { bar.finish() }
      if study.looksAtImages { requireSleepingThreads() }
      try orExit(logger) {
        let folder = try RunFolder(output, for: study, replacing: replace)
        Interruption.keeps(
          "Earlier results are as they were, and features of finished patients are kept in \(folder.file("cache")). The "
            + "same command goes on from there.")
        let clock = StageClock()
        let run = StudyRun(
          study: study, honouring: decisions, folder: folder, workers: jobs, logger: logger, clock: clock,
          processes: limits.asWorker ? nil : limits.program
        ) { bar.show($0) }
        if limits.asWorker { return try run.serveImages() }
        if let part = try share.chosen() { return try run.execute(part, scratch: share.scratch(beside: output)) }
        let results = try run.execute { results, draft in
          try clock.measure("report") { try StudyReport(results).write(to: draft) }
        }
        tell(clock.costs, logger)
        bar.finish()
        // The results are already in their folder, so nothing is lost if the path cannot be printed.
        if !StandardStreams.outputIsClosed { print(folder.file(.report)) }
        guard results.holdsScores else {
          throw ExitCode.nothingUsable
        }
        if results.flow.exclusions.contains(where: \.isFailure) { throw ExitCode.someFailed }
      }
    }

    /// Time and memory of the stages: one line for people, one object per stage for programs.
    private func tell(_ costs: [StageCost], _ logger: Logger) {
      guard log.jsonLog else {
        let longest = costs.filter { $0.wall >= 0.5 }.map { "\($0.stage) \(seconds($0.wall))" }
        if !longest.isEmpty { logger.info("seconds: \(longest.joined(separator: ", "))") }
        return
      }
      for cost in costs {
        logger.info(
          "stage done",
          metadata: [
            "stage": "\(cost.stage)", "seconds": "\(seconds(cost.wall))", "processor": "\(seconds(cost.processor))",
            "peakMemory": "\(Int(cost.peakMemory)) MB",
          ])
      }
    }

    private func seconds(_ value: Double) -> String { String(format: "%.2f", value) }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Print the study file with presets and defaults resolved, as it is stored with a run.",
      discussion: """
        Examples:
          apus study show study.yaml
          apus study show study.yaml > resolved.yaml
        """)

    @OptionGroup var source: Source

    func run() throws { print(try source.read().resolvedText, terminator: "") }
  }
}
