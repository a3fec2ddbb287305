import Execution

/// Stability selection with the LASSO: columns that enter the path early in most random halves of the subjects.
///
/// Each half is stratified; in it the LASSO's path is followed until `entering` columns are in. With threshold `π` the
/// expected number of columns kept without any relation to the outcome is at most `entering² / ((2π − 1) p)`, if
/// columns are exchangeable.
/// - SeeAlso: Meinshausen and Bühlmann 2010, doi 10.1111/j.1467-9868.2010.00740.x; Shah and Samworth 2013
///   (complementary halves), doi 10.1111/j.1467-9868.2011.01034.x.
public struct StabilitySelection: Fitting, Codable {
  /// Columns that enter in each half.
  public let entering: Int
  /// Share of the halves a column must enter in, above 0.5.
  public let threshold: Double
  /// Pairs of complementary halves.
  public let pairs: Int
  /// Seed of the halves.
  public let seed: UInt64
  /// What rows of one patient share, by subject, so that no half parts them; of a fit, not of the model, and never
  /// written.
  public var groups: [String: String] = [:]

  private enum CodingKeys: String, CodingKey { case entering, threshold, pairs, seed }

  /// Settings; by default 50 pairs, 20 columns each, 60 % of them.
  public init(
    entering: Int = 20, threshold: Double = 0.6, pairs: Int = 50, seed: UInt64 = 1, groups: [String: String] = [:]
  ) {
    precondition(entering >= 1 && pairs >= 1 && threshold > 0.5 && threshold <= 1, "a threshold lies in (0.5, 1]")
    (self.entering, self.threshold, self.pairs, self.seed) = (entering, threshold, pairs, seed)
    self.groups = groups
  }

  /// Selects from `table`, which has no missing value and two subjects of each class at least.
  /// - Throws: ``LearningError/tooFewToHoldOut(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> StableColumns {
    guard table.events >= 2, table.nonEvents >= 2 else {
      throw .tooFewToHoldOut(events: table.events, nonEvents: table.nonEvents)
    }
    try LinearAlgebra.load()
    let sorted = table.sortedBySubject
    let (matrix, classes) = (DenseMatrix(sorted.features), try sorted.classes())
    var counts = [Int](repeating: 0, count: matrix.columns)
    for pair in 0..<pairs {
      for half in halves(sorted.subjects, classes, pair) where Set(half.map { classes[$0] }).count == 2 {
        for column in early(matrix.selecting(rows: half), half.map { classes[$0] }) { counts[column] += 1 }
      }
    }
    let shares = counts.map { Double($0) / Double(2 * pairs) }
    let kept = shares.indices.filter { shares[$0] >= threshold }
    log.record(.selection, subjects: table.subjects, detail: "stable: \(kept.count) columns")
    return StableColumns(
      allColumns: table.columns, shares: shares, columns: kept.map { table.columns[$0] },
      expectedFalse: Double(entering * entering) / ((2 * threshold - 1) * Double(max(1, matrix.columns))))
  }

  /// Positions of the two halves of a pair, ascending; patients are dealt, each an event where one row is.
  package func halves(_ subjects: [String], _ outcomes: [Bool], _ pair: Int) -> [[Int]] {
    var stream = RandomStream(seed: seed, name: "stability / pair \(pair)")
    let units = RowUnits(subjects, groups)
    let dealt = units.outcomes(outcomes)
    var sides = [Int](repeating: 0, count: units.count)
    for wanted in [true, false] {
      let order = dealt.indices.filter { dealt[$0] == wanted }.shuffled(using: &stream)
      for (turn, unit) in order.enumerated() { sides[unit] = turn % 2 }
    }
    let rows = units.spread(sides)
    return [0, 1].map { side in rows.indices.filter { rows[$0] == side } }
  }

  private func early(_ matrix: DenseMatrix, _ outcomes: [Bool]) -> [Int] {
    let lasso = ElasticNet()
    let penalties = lasso.penalties(matrix, outcomes, count: 50, smallestRatio: 0.05)
    return lasso.firstColumns(matrix, outcomes, penalties: penalties, wanted: entering)
  }
}

/// What stability selection found.
public struct StableColumns: Hashable, Codable, Sendable {
  /// The columns that were tried.
  public let allColumns: [String]
  /// Share of the halves each entered in.
  public let shares: [Double]
  /// The columns that are kept, in the order of the table.
  public let columns: [String]
  /// Bound on the expected number of kept columns that have no relation to the outcome.
  public let expectedFalse: Double
}

extension StabilitySelection: ColumnSelector {
  /// The stable columns, in the order of the table.
  public func keep(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [String] {
    try fit(table, log: &log).columns
  }
}

extension LearningStep {
  static let stability = LearningStep.selector(
    "stability", "LASSO in random halves",
    [
      StepOption("entering", .counts, "20"), StepOption("threshold", .number(0.501...1), "0.6"),
      StepOption("pairs", .whole(1...10_000), "50"),
    ]
  ) { choice, context in
    StabilitySelection(
      entering: choice.whole("entering"), threshold: choice.number("threshold"), pairs: choice.whole("pairs"),
      seed: context.seed, groups: context.groups)
  }
}
