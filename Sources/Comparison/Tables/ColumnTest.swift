import Records
import Statistics

/// A test of two columns of a table, as `apus test` runs it.
public enum ColumnTest: String, CaseIterable, Sendable {
  case fisher
  case chiSquare = "chi-square"
  case t
  case wilcoxon
  case mcNemar = "mcnemar"

  /// Options of the test.
  public struct Options: Sendable {
    /// Whether rows are pairs, so that both columns are numbers of the same subject.
    public var isPaired = false
    /// Whether Student's t test is used instead of Welch's.
    public var assumesEqualVariances = false
    /// Whether chi-square, McNemar's and the normal approximation of Wilcoxon are corrected for continuity, R's
    /// default.
    public var isCorrected = true
    /// Whether Wilcoxon's p-value comes from the permutation distribution, ties included; `nil` for R's rule.
    public var isExact: Bool?
    /// The alternative hypothesis for the first column, or for the lower group.
    public var alternative = TestAlternative.twoSided
    /// Confidence level of intervals.
    public var level = 0.95
    /// Column of the outcome, for McNemar's test of sensitivity and specificity.
    public var outcome: String?
    /// The value of the outcome that is the event.
    public var event = "1"
    /// Cells that count as missing in columns of numbers.
    public var cells = NumberCells()

    /// R's defaults.
    public init() {}
  }

  /// Runs the test on the rows in which both columns have a value.
  /// - Throws: `TableError` for a column that does not exist, ``ColumnTestError`` for values that the test cannot use.
  public func run(_ path: String, columns: (String, String), options: Options) throws -> [ResultRow] {
    let table = try CSVTable(reading: path)
    let cells = try [columns.0, columns.1].map { try table.cells(of: $0, file: path) }
    try options.cells.check(table, columns: numbers(of: columns, options: options), file: path)
    let kept = cells[0].indices.filter { !options.cells.isEmpty(cells[0][$0]) && !options.cells.isEmpty(cells[1][$0]) }
    let (a, b) = (kept.map { cells[0][$0] }, kept.map { cells[1][$0] })
    let input = Input(table: table, path: path, columns: columns, first: a, second: b)
    let subject = "\(columns.0), \(columns.1)"
    let rows: [ResultRow] =
      switch self {
      case .fisher: try input.fisher(subject, options: options)
      case .chiSquare: try input.chiSquare(subject, options: options)
      case .t: try input.t(subject, options: options)
      case .wilcoxon: try input.wilcoxon(subject, options: options)
      case .mcNemar:
        try input.mcNemar(
          subject, options: options,
          outcomes: try options.outcome.map { name in
            let all = try table.cells(of: name, file: path)
            return kept.map { all[$0] }
          })
      }
    let left = table.rows.count - kept.count
    let note = left == 0 ? "" : "\(left) rows without both values are left out"
    return [ResultRow(subject, "rows", .defined(Double(kept.count)), note: note)] + rows
  }

  /// The columns of numbers.
  private func numbers(of columns: (String, String), options: Options) -> [String] {
    switch self {
    case .fisher, .chiSquare, .mcNemar: []
    case .t, .wilcoxon: options.isPaired ? [columns.0, columns.1] : [columns.0]
    }
  }

  /// Options that are given but not used by this test, with their names on the command line.
  public func unread(_ options: Options) -> [String] {
    let isOfNumbers = self == .t || self == .wilcoxon
    return [
      (options.isPaired && !isOfNumbers, "--paired"),
      (options.assumesEqualVariances && (self != .t || options.isPaired), "--equal-variances"),
      (!options.isCorrected && (self == .fisher || self == .t), "--no-correction"),
      (options.isExact != nil && self != .wilcoxon, "--exact"),
      (options.outcome != nil && self != .mcNemar, "--outcome"),
    ].filter(\.0).map(\.1)
  }
}

/// The reason why columns cannot be tested.
public struct ColumnTestError: Error, CustomStringConvertible, Sendable {
  /// File, cause and what to do next.
  public let description: String
}

/// The rows used in the test.
private struct Input {
  let table: CSVTable
  let path: String
  let columns: (String, String)
  let first: [String]
  let second: [String]

  /// Rows by the level of the first column, columns by that of the second, levels sorted.
  private var counts: [[Int]] {
    let (rows, levels) = (sortedLevels(first), sortedLevels(second))
    var result = [[Int]](repeating: [Int](repeating: 0, count: levels.count), count: rows.count)
    for (a, b) in zip(first, second) {
      guard let row = rows.firstIndex(of: a), let column = levels.firstIndex(of: b) else { continue }
      result[row][column] += 1
    }
    return result
  }

  func fisher(_ subject: String, options: ColumnTest.Options) throws(ColumnTestError) -> [ResultRow] {
    let counts = counts
    let isTwoByTwo = counts.count == 2 && counts[0].count == 2
    if !isTwoByTwo { try refuseSides(options, of: "Fisher's test of a table larger than 2 x 2") }
    let ratio = isTwoByTwo ? ConditionalOddsRatio(counts, alternative: options.alternative, level: options.level) : nil
    let value: Statistic =
      switch (options.alternative, ratio) {
      case (.less, let ratio?): .defined(min(1, ratio.pValueLess))
      case (.greater, let ratio?): .defined(min(1, ratio.pValueGreater))
      default: fisherExactTest(counts)
      }
    let p = ResultRow(
      subject, "Fisher's exact test, p", value, note: "\(options.alternative.rawValue), as R's fisher.test")
    guard let ratio else { return [p] }
    let limits = ratio.limits.compactMap(\.value)
    let interval =
      limits.count == 2 ? ConfidenceInterval(lower: limits[0], upper: limits[1], level: options.level) : nil
    return [
      p,
      ResultRow(
        subject, "odds ratio", ratio.estimate, interval, note: "conditional maximum likelihood, exact interval"),
    ]
  }

  private func refuseSides(_ options: ColumnTest.Options, of test: String) throws(ColumnTestError) {
    guard options.alternative != .twoSided else { return }
    throw ColumnTestError(
      description: "\(path): \(test) has no one-sided version. Leave --alternative "
        + "out, or use fisher on a 2 x 2 table.")
  }

  func chiSquare(_ subject: String, options: ColumnTest.Options) throws(ColumnTestError) -> [ResultRow] {
    try refuseSides(options, of: "the chi-square test")
    let counts = counts
    let isCorrected = options.isCorrected && counts.count == 2 && counts[0].count == 2
    let test = chiSquareTest(counts, isCorrected: isCorrected)
    let small = expectedCounts(counts).joined().contains { $0 < 5 }
    return [
      ResultRow(subject, "chi-square", test.statistic, note: isCorrected ? "Yates' correction" : ""),
      ResultRow(subject, "degrees of freedom", test.degreesOfFreedom.map { .defined($0) } ?? .undefined(.emptyMargin)),
      ResultRow(
        subject, "p", test.pValue,
        note: small
          ? "an expected count is below 5, so the approximation may be wrong" : ""),
    ]
  }

  func t(_ subject: String, options: ColumnTest.Options) throws(ColumnTestError) -> [ResultRow] {
    let (a, b, words) = try samples(options)
    let test =
      options.isPaired
      ? pairedTTest(a, b, alternative: options.alternative, level: options.level)
      : options.assumesEqualVariances
        ? studentTest(a, b, alternative: options.alternative, level: options.level)
        : welchTest(a, b, alternative: options.alternative, level: options.level)
    let name = options.isPaired ? "paired" : options.assumesEqualVariances ? "Student, equal variances" : "Welch"
    return [
      ResultRow(subject, "difference of means", test.difference, test.interval, note: words),
      ResultRow(subject, "t", test.statistic, note: name),
      ResultRow(subject, "degrees of freedom", test.degreesOfFreedom),
      ResultRow(subject, "p", test.pValue, note: options.alternative.rawValue),
    ]
  }

  func wilcoxon(_ subject: String, options: ColumnTest.Options) throws(ColumnTestError) -> [ResultRow] {
    let (a, b, words) = try samples(options)
    if options.isPaired {
      let test = signedRankTest(
        a, b, alternative: options.alternative, isExact: options.isExact, isCorrected: options.isCorrected)
      return [
        ResultRow(subject, "V", .defined(test.statistic), note: "\(words); \(test.pairs) pairs differ"),
        ResultRow(subject, "p", test.pValue, note: Self.words(options, isExact: test.isExact)),
      ]
    }
    let test = mannWhitneyTest(
      a, b, alternative: options.alternative, isExact: options.isExact, isCorrected: options.isCorrected)
    return [
      ResultRow(subject, "W", .defined(test.statistic), note: words),
      ResultRow(subject, "p", test.pValue, note: Self.words(options, isExact: test.isExact)),
    ]
  }

  private static func words(_ options: ColumnTest.Options, isExact: Bool) -> String {
    let way =
      isExact ? "exact" : "normal approximation, \(options.isCorrected ? "" : "not ")corrected for continuity"
    return "\(options.alternative.rawValue), \(way)"
  }

  func mcNemar(
    _ subject: String, options: ColumnTest.Options, outcomes: [String]?
  ) throws(ColumnTestError) -> [ResultRow] {
    let (a, b) = (try calls(first, of: columns.0), try calls(second, of: columns.1))
    guard let outcomes else { return rows(subject, name: "", test: McNemarResult(a, b), options: options) }
    let events = outcomes.map { $0 == options.event || Double($0) != nil && Double($0) == Double(options.event) }
    guard events.contains(true) else {
      let found = Set(outcomes).sorted().prefix(6).joined(separator: ", ")
      throw ColumnTestError(
        description: "\(path): no outcome is \"\(options.event)\"; found: \(found). Name the event with --event.")
    }
    let (with, without) = (a.indices.filter { events[$0] }, a.indices.filter { !events[$0] })
    return rows(
      subject, name: "sensitivity, ", test: McNemarResult(with.map { a[$0] }, with.map { b[$0] }), options: options)
      + rows(
        subject, name: "specificity, ", test: McNemarResult(without.map { a[$0] }, without.map { b[$0] }),
        options: options)
  }

  private func rows(
    _ subject: String, name: String, test: McNemarResult, options: ColumnTest.Options
  ) -> [ResultRow] {
    let chiSquare = options.isCorrected ? test.corrected : test.plain
    return [
      ResultRow(
        subject, "\(name)McNemar chi-square", chiSquare.statistic,
        note: "\(options.isCorrected ? "" : "not ")corrected; \(test.onlyFirst) positive only by the first, "
          + "\(test.onlySecond) only by the second"),
      ResultRow(subject, "\(name)McNemar p", chiSquare.pValue, note: "two-sided"),
      ResultRow(
        subject, "\(name)McNemar exact p", test.exactPValue(options.alternative),
        note: "\(options.alternative.rawValue), binomial"),
    ]
  }

  /// Predicted classes as 0 and 1.
  private func calls(_ cells: [String], of column: String) throws(ColumnTestError) -> [Bool] {
    let numbers = cells.map(table.number)
    guard numbers.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw ColumnTestError(
        description:
          "\(path): the column \"\(column)\" has values other than 0 and 1. McNemar's test compares predicted "
          + "classes. Apply a cutoff to the scores first."
      )
    }
    return numbers.map { $0 == 1 }
  }

  /// Two samples: both columns if rows are pairs, otherwise the first column split by the two levels of the second.
  private func samples(_ options: ColumnTest.Options) throws(ColumnTestError) -> ([Double], [Double], String) {
    let a = try numbers(first, of: columns.0)
    if options.isPaired { return (a, try numbers(second, of: columns.1), "\(columns.0) minus \(columns.1)") }
    let levels = sortedLevels(second)
    guard levels.count == 2 else {
      throw ColumnTestError(
        description:
          "\(path): the column \"\(columns.1)\" has \(levels.count) different values, but the test compares two "
          + "groups. Name a column with two values, or give --paired if both columns are numbers of the same subject.")
    }
    func values(_ level: String) -> [Double] { zip(a, second).filter { $0.1 == level }.map(\.0) }
    return (
      values(levels[0]), values(levels[1]),
      "\(columns.0) where \(columns.1) is \(levels[0]) minus where it is \(levels[1])"
    )
  }

  private func numbers(_ cells: [String], of column: String) throws(ColumnTestError) -> [Double] {
    let values = cells.map(table.number)
    if let at = values.firstIndex(where: { $0 == nil }) {
      throw ColumnTestError(
        description:
          "\(path): the column \"\(column)\" has the value \"\(cells[at])\", which is "
          + "not a number. Correct it, or name another column."
      )
    }
    return values.compactMap(\.self)
  }
}

extension ResultRow {
  /// Rows of one subject as text, a line each.
  public static func text(_ rows: [ResultRow]) -> String {
    ((rows.first.map { [$0.subject] } ?? []) + aligned(rows)).joined(separator: "\n") + "\n"
  }

  /// Rows as a table, numbers in full.
  public static func csv(_ rows: [ResultRow]) -> String {
    CSVWriter.text(
      columns: ["subject", "statistic", "value", "lower", "upper", "note"],
      rows: rows.map { row in
        [row.subject, row.statistic]
          + [row.value.value, row.interval?.lower, row.interval?.upper].map {
            $0.map(CSVWriter.number) ?? ""
          } + [row.note]
      })
  }
}
