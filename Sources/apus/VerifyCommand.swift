import ArgumentParser
import Foundation
import Records
import Study

/// `apus verify DIR`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Derive the results of a run again from its inputs, and list the differences.",
    discussion: """
      Runs the study.yaml of DIR again, with the decisions of its review, on the inputs as they are now, and compares \
      every table, fit, model and result with those of DIR. Nothing is taken from the cache, and nothing in DIR is \
      changed.
      Exit codes: 0 everything is identical; 2 something differs; 1 nothing usable; 64 usage; 65 DIR holds no finished \
      run, or an input is missing; 69 a tool is missing.

      Examples:
        apus verify results
        apus verify results --root /data/cohort --json differences.json
      """)

  @Argument(help: "Folder written by apus study run.", completion: .directory)
  var folder: String

  @Option(help: "Folder of the inputs, if they are elsewhere now; replaces the `root:` of the study file.")
  var root: String?

  @Option(help: "JSON file for the comparison of every file.", completion: .file())
  var json: String?

  @OptionGroup var log: LogOptions

  @OptionGroup var threads: JobsOption

  func run() throws {
    let jobs = try threads.withMemory()
    let (logger, bar) = log.start("apus.verify")
    defer { bar.finish() }
    let found = try orExit(logger) {
      let target = try json.map { try OutputTarget($0, inputs: []) }
      let verifier = try RunVerifier(folder: folder, root: root)
      if verifier.looksAtImages { requireSleepingThreads() }
      let found = try verifier.run(
        in: FileManager.default.temporaryDirectory.path, workers: jobs, logger: logger
      ) { bar.show($0) }
      try target?.write(json: found)
      return found
    }
    bar.finish()
    print(found.text, terminator: "")
    if !found.isIdentical { throw ExitCode.someFailed }
  }
}
