import ArgumentParser
import Comparison
import Records

/// `--resamples` and `--seed`, as every command takes them that computes bootstrap intervals.
struct ResamplingOptions: ParsableArguments {
  @Option(help: "Bootstrap resamples.")
  var resamples = 2000

  @Option(help: "Seed of the bootstrap.")
  var seed: UInt64 = 1

  @Flag(
    inversion: .prefixedNo, help: "Resample within each class. Clusters are drawn whole, whatever this says.")
  var stratified = true

  func validate() throws {
    guard resamples >= 100 else { throw ValidationError("--resamples takes a whole number from 100.") }
  }
}

/// `--groups` and `--threshold`, as commands take them that judge probabilities.
struct ProbabilityOptions: ParsableArguments {
  @Option(help: "Groups of the Hosmer-Lemeshow test.")
  var groups = 10

  @Option(help: "A threshold probability whose net benefit is printed with its interval; repeatable.")
  var threshold: [Double] = []

  func validate() throws {
    guard groups > 2, groups <= 100 else { throw ValidationError("--groups takes a whole number from 3 to 100.") }
    guard threshold.allSatisfy({ $0 >= 0 && $0 < 1 }) else {
      throw ValidationError("--threshold takes a probability from 0, below 1.")
    }
  }

  func apply(to settings: inout PredictionSettings) {
    (settings.hosmerLemeshowGroups, settings.thresholds) = (groups, threshold)
  }
}

/// `--csv`, `--json` and `--html`, as commands take them whose result has a row per patient.
struct ResultFiles: ParsableArguments {
  @Option(help: "CSV file with one row per patient.", completion: .file())
  var csv: String?

  @Option(help: "JSON file with everything.", completion: .file())
  var json: String?

  @Option(help: "HTML page that opens offline.", completion: .file())
  var html: String?

  func validate() throws {
    let named = [csv, json, html].compactMap(\.self)
    guard Set(named).count == named.count else { throw ValidationError("--csv, --json and --html need a file each.") }
  }

  /// The files that were asked for, checked before the work: none is one of `inputs`, all can be written.
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
