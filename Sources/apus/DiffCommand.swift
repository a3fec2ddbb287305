import ArgumentParser
import Records
import Study

/// `apus diff A B`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say why two runs differ: settings, inputs, versions, patients, models and results.",
    discussion: """
      Reads the folders of two runs. Settings are compared as values of the study files, inputs by their hashes, results \
      to the last bit. apus compare tests the models of both on the patients whom both scored.
      Exit codes: 0 the results are identical; 2 they differ; 64 usage; 65 a folder holds no finished run.

      Examples:
        apus diff results results-2
        apus diff results results-2 --json why.json
      """)

  @Argument(help: "Folder of a run.", completion: .directory)
  var first: String

  @Argument(help: "Folder of another run.", completion: .directory)
  var second: String

  @Option(
    help: "JSON file for all differences; - writes JSON to standard output instead of the text.",
    completion: .file())
  var json: String?

  func run() throws {
    let comparison = try orExit {
      let target = try json.map { try OutputTarget($0 == "-" ? nil : $0, inputs: []) }
      let comparison = RunComparison(try ComparedRun(folder: first), try ComparedRun(folder: second))
      try target?.write(json: comparison)
      return comparison
    }
    if json != "-" { print(comparison.text((first, second)), terminator: "") }
    if !comparison.areResultsEqual { throw ExitCode.someFailed }
  }
}
