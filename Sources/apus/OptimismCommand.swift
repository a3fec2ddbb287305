import ArgumentParser
import Comparison
import Records

/// `apus optimism`: internal validation of a logistic model of a table's columns.
struct OptimismCommand: SaysReading {
  static let configuration = CommandConfiguration(
    commandName: "optimism",
    abstract: "Performance of a logistic model on columns of a table, corrected for optimism by the bootstrap.",
    usage: "apus optimism TABLE.csv --outcome y --columns age size grade [options]",
    discussion: """
      Fits an unpenalised logistic regression on all rows and on every bootstrap sample, as rms::validate does. \
      Reports discrimination, R2, Brier score, and the calibration intercept and slope expected in new patients. Rows \
      with a missing cell are left out and counted.
      Exit codes: 0 complete; 64 usage; 65 bad input; 69 a library is missing.

      Example:
        apus optimism clinical.csv --outcome recurrence --columns age size grade
      """)

  @Argument(help: "CSV file.", completion: .file())
  var table: String

  @Option(help: "Column of the outcome.")
  var outcome: String

  @Option(
    parsing: .unconditional, help: "Value of the outcome that is the event (default: 1, if the other is 0).")
  var event: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: "A code for \"missing\" in a column, such as -999; repeatable.")
  var missing: [String] = []

  @Flag(help: "Accept values that look like codes for \"missing\" as numbers.")
  var keepCodes = false

  @Option(parsing: .upToNextOption, help: "Columns of the model; all must be numeric.")
  var columns: [String]

  @Option(help: "Number of bootstrap samples.")
  var resamples = 500

  @Option(help: "Seed of the bootstrap.")
  var seed: UInt64 = 1

  @Option(help: "CSV file for the result.", completion: .file())
  var csv: String?

  @Option(help: "JSON file for the result.", completion: .file())
  var json: String?

  func validate() throws {
    guard !columns.isEmpty, Set(columns + [outcome]).count == columns.count + 1 else {
      throw ValidationError("--columns takes the names of the model's columns, each only once and without the outcome.")
    }
    guard (10...100_000).contains(resamples) else { throw ValidationError("--resamples takes 10 to 100000.") }
  }

  func run() throws {
    try orExit {
      let targets = try [csv, json].map { path in try path.map { try OutputTarget($0, inputs: [table]) } }
      var cells = NumberCells()
      (cells.missing, cells.keepsCodes) = (missing, keepCodes)
      let result = try OptimismTable(
        reading: table, outcome: outcome, event: event, columns: columns, resamples: resamples, seed: seed, cells: cells
      )
      try targets[0]?.write(result.csv)
      try targets[1]?.write(result.json())
      print(result.text, terminator: "")
    }
  }
}
