import ArgumentParser
import Records
import Study

extension StudyCommand {
  /// `apus study check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Find everything that can fail in a study, for all patients at once, before any feature is computed.",
      discussion: """
        Reads the study file and its tables, opens every image and draws every contour as `apus study run` does, and \
        lists all that it finds: what would stop the study, which patients would be left out and why, and what should \
        be looked at. Nothing is written but the index of an export.
        Exit codes: 0 nothing would fail; 65 something would; 64 usage.

        Examples:
          apus study check study.yaml
          apus study check study.yaml --json check.json -j 2
        """)

    @OptionGroup var source: Source
    @OptionGroup var log: LogOptions

    @Option(help: "JSON file for the findings.", completion: .file())
    var json: String?

    @OptionGroup var threads: JobsOption

    func run() throws {
      let jobs = try threads.withMemory()
      let (study, decisions) = (try source.read(), try source.decisions())
      let (logger, bar) = log.start("apus.study")
      defer { bar.finish() }
      try orExit(logger) {
        let target = try json.map { try OutputTarget($0, inputs: [source.study]) }
        let check = StudyChecker(of: study, honouring: decisions, workers: jobs) { bar.show($0) }.check()
        bar.finish()
        try target?.write(json: check)
        print(StudyCheckText(check).lines.joined(separator: "\n"))
        guard check.isComplete else { throw ExitCode.badInput }
      }
    }
  }
}
