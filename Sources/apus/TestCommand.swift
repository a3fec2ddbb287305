import ArgumentParser
import Comparison
import Records
import Statistics

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

  @Flag(
    inversion: .prefixedNo, help: "Continuity correction of chi-square, McNemar's and Wilcoxon's normal approximation.")
  var correction = true

  @Flag(
    inversion: .prefixedNo,
    help: "Wilcoxon by the permutation distribution, ties included (default: below 50 values without ties, as R).")
  var exact: Bool?

  @Option(help: "two-sided, less or greater: what is looked for in the first column, or in the lower group.")
  var alternative = TestAlternative.twoSided

  @Option(help: "Level of intervals.")
  var level = 0.95

  @Option(help: "Column of the outcome, for mcnemar.")
  var outcome: String?

  @Option(help: "The outcome that is the event.")
  var event = "1"

  @Option(help: "A value that says \"missing\" in a column of numbers, such as -999 (repeatable).")
  var missing: [String] = []

  @Flag(help: "Values that look like codes for \"missing\" are numbers.")
  var keepCodes = false

  @Option(help: "CSV file for the result.", completion: .file())
  var csv: String?

  func validate() throws {
    guard columns.count == 2 else {
      throw ValidationError("--columns takes two names; \(columns.count) \(columns.count == 1 ? "was" : "were") given.")
    }
    guard level > 0, level < 1 else { throw ValidationError("--level takes a share between 0 and 1, such as 0.95.") }
    let unread = test.unread(options)
    guard unread.isEmpty else {
      throw ValidationError(
        "\(test.rawValue) does not take \(unread.joined(separator: ", ")). Leave it out, or name the test that does; see apus test --help."
      )
    }
  }

  private var options: ColumnTest.Options {
    var options = ColumnTest.Options()
    (options.isPaired, options.assumesEqualVariances, options.isCorrected) = (paired, equalVariances, correction)
    (options.isExact, options.alternative, options.level) = (exact, alternative, level)
    (options.outcome, options.event) = (outcome, event)
    (options.cells.missing, options.cells.keepsCodes) = (missing, keepCodes)
    return options
  }

  func run() throws {
    try orExit {
      let target = try csv.map { try OutputTarget($0, inputs: [table]) }
      let rows = try test.run(table, columns: (columns[0], columns[1]), options: options)
      try target?.write(ResultRow.csv(rows))
      print(ResultRow.text(rows), terminator: "")
    }
  }
}

extension ColumnTest: ExpressibleByArgument {}
extension TestAlternative: ExpressibleByArgument {}
