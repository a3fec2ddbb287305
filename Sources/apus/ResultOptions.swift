import ArgumentParser
import Comparison
import Records

/// The options `--resamples` and `--seed` of commands that compute bootstrap intervals.
struct ResamplingOptions: ParsableArguments {
  @Option(help: "Number of bootstrap samples.")
  var resamples = 2000

  @Option(help: "Seed of the bootstrap.")
  var seed: UInt64 = 1

  @Flag(
    inversion: .prefixedNo, help: "Resample within each class. With clusters, whole clusters are drawn instead.")
  var stratified = true

  func validate() throws {
    guard resamples >= 100 else { throw ValidationError("--resamples takes a whole number of at least 100.") }
  }
}

/// The options `--groups` and `--threshold` of commands that evaluate probabilities.
struct ProbabilityOptions: ParsableArguments {
  @Option(help: "Number of groups of the Hosmer-Lemeshow test.")
  var groups = 10

  @Option(help: "A threshold probability at which net benefit is printed with its interval; repeatable.")
  var threshold: [Double] = []

  func validate() throws {
    guard groups > 2, groups <= 100 else { throw ValidationError("--groups takes a whole number from 3 to 100.") }
    guard threshold.allSatisfy({ $0 >= 0 && $0 < 1 }) else {
      throw ValidationError("--threshold takes a probability of at least 0 and below 1.")
    }
  }

  func apply(to settings: inout PredictionSettings) {
    (settings.hosmerLemeshowGroups, settings.thresholds) = (groups, threshold)
  }
}

/// The options `--csv`, `--json` and `--html` of commands whose result has a row per patient.
struct ResultFiles: ParsableArguments {
  @Option(help: "CSV file for the results, with one row per patient.", completion: .file())
  var csv: String?

  @Option(help: "JSON file for all results.", completion: .file())
  var json: String?

  @Option(help: "HTML file for a page of results that opens offline.", completion: .file())
  var html: String?

  func validate() throws {
    let named = [csv, json, html].compactMap(\.self)
    guard Set(named).count == named.count else {
      throw ValidationError(
        "--csv, --json and --html need different files.")
    }
  }

  /// The requested files, checked before the work: none is one of `inputs`, and all can be written.
  func targets(inputs: [String]) throws -> Targets {
    try orExit {
      Targets(
        csv: try csv.map { try OutputTarget($0, inputs: inputs) },
        json: try json.map { try OutputTarget($0, inputs: inputs) },
        html: try html.map { try OutputTarget($0, inputs: inputs) })
    }
  }

  struct Targets {
    fileprivate let csv: OutputTarget?
    fileprivate let json: OutputTarget?
    fileprivate let html: OutputTarget?

    func write(
      csv table: @autoclosure () -> String, json document: @autoclosure () throws -> String,
      html page: @autoclosure () -> String
    ) throws {
      try orExit {
        try csv?.write(table())
        try json?.write(document())
        try html?.write(page())
      }
    }
  }
}
