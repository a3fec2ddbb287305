import ArgumentParser
import Study

/// `apus test`: the tests of a paper's tables on two columns of a CSV file.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Fisher, chi-square, t, Wilcoxon and McNemar on two columns of a table, as R computes them.",
    usage: "apus test fisher | chi-square | t | wilcoxon | mcnemar TABLE.csv --columns A B [options]",
    discussion: """
      fisher and chi-square take two columns of levels; t and wilcoxon a column of numbers and one of two groups, or with --paired two \
      columns of numbers; mcnemar two columns of calls (0 and 1), with --outcome for sensitivity and specificity apart.
      Exit codes: 0 done; 64 usage; 65 bad input.
      """)

  @Argument(help: "The test.")
  var test: ColumnTest

  @Argument(help: "CSV file.", completion: .file())
  var table: String

  @Option(parsing: .upToNextOption, help: "The two columns.")
  var columns: [String]

  @Flag(help: "Rows are pairs of numbers.")
  var paired = false

  @Flag(help: "Student's t test instead of Welch's.")
  var equalVariances = false

  @Flag(inversion: .prefixedNo, help: "Continuity correction of chi-square and of Wilcoxon's normal approximation.")
  var correction = true

  @Option(help: "Column of the outcome, for mcnemar.")
  var outcome: String?

  @Option(help: "The outcome that is the event.")
  var event = "1"

  @Option(help: "CSV file for the result.", completion: .file())
  var csv: String?

  func validate() throws {
    guard columns.count == 2 else { throw ValidationError("--columns takes two names; \(columns.count) were given.") }
  }

  func run() throws {
    var options = ColumnTest.Options()
    (options.isPaired, options.assumesEqualVariances, options.isCorrected) = (paired, equalVariances, correction)
    (options.outcome, options.event) = (outcome, event)
    try orExit {
      let target = try csv.map { try OutputTarget($0, inputs: [table]) }
      let rows = try test.run(table, columns: (columns[0], columns[1]), options: options)
      try target?.write(ResultRow.csv(rows))
      print(ResultRow.text(rows), terminator: "")
    }
  }
}

extension ColumnTest: ExpressibleByArgument {}
