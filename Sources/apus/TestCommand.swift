import ArgumentParser
import Comparison
import Records
import Statistics

/// `apus test`: the tests of a paper's tables on two columns of a CSV file.
struct TestCommand: SaysReading {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Fisher, chi-square, t, Wilcoxon and McNemar tests on two columns of a table, as computed by R.",
    usage: "apus test fisher | chi-square | t | wilcoxon | mcnemar TABLE.csv --columns A B [options]",
    discussion: """
      fisher and chi-square compare two columns of levels. t and wilcoxon take a column of numbers and one of two \
      groups, or with --paired two columns of numbers. mcnemar takes two columns of predicted classes (0 and 1), and \
      with --outcome gives separate results for sensitivity and specificity.
      Exit codes: 0 complete; 64 usage; 65 bad input.

      Examples:
        apus test wilcoxon clinical.csv --columns age response
        apus test fisher clinical.csv --columns hpv response
      """)

  @Argument(help: "Name of the test.")
  var test: ColumnTest

  @Argument(help: "CSV file.", completion: .file())
  var table: String

  @Option(parsing: .upToNextOption, help: "The two columns.")
  var columns: [String]

  @Flag(help: "Paired test: each row is a pair of numbers.")
  var paired = false

  @Flag(help: "Use Student's t test instead of Welch's.")
  var equalVariances = false

  @Flag(
    inversion: .prefixedNo,
    help: "Use a continuity correction for chi-square, McNemar and the normal approximation of Wilcoxon.")
  var correction = true

  @Flag(
    inversion: .prefixedNo,
    help:
      "Use the permutation distribution for Wilcoxon, ties included (default: below 50 values without ties, as in R).")
  var exact: Bool?

  @Option(help: "Alternative hypothesis: two-sided, less or greater, for the first column or the lower group.")
  var alternative = TestAlternative.twoSided

  @Option(help: "Confidence level of intervals.")
  var level = 0.95

  @Option(help: "Column of the outcome, for mcnemar.")
  var outcome: String?

  @Option(parsing: .unconditional, help: "Value of the outcome that is the event.")
  var event = "1"

  @Option(
    parsing: .unconditionalSingleValue,
    help: "A code for \"missing\" in a column of numbers, such as -999; repeatable.")
  var missing: [String] = []

  @Flag(help: "Accept values that look like codes for \"missing\" as numbers.")
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
        "\(test.rawValue) does not take \(unread.joined(separator: ", ")). Leave it out, "
          + "or choose a test that takes it (see apus test --help)."
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
