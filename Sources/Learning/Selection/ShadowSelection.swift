import Execution
import Statistics

/// Boruta's idea: a column is relevant if a forest finds it more important than the best of its shuffled copies, more
/// often than chance would.
///
/// In every round each column still undecided gets a shuffled copy (at least five copies in all); a hit is an
/// importance above every copy's. A column is confirmed or rejected when its hits are too many or too few for a fair
/// coin at `level`, Bonferroni over the columns.
/// - SeeAlso: Kursa and Rudnicki 2010, doi 10.18637/jss.v036.i11. Boruta uses permutation importance; this is impurity
///   importance, as BorutaPy.
public struct ShadowSelection: Fitting, Codable {
  /// The forest of each round.
  public let forest: RandomForest
  /// Most rounds.
  public let rounds: Int
  /// Level of the tests.
  public let level: Double

  /// Settings; by default 100 rounds at 0.05.
  public init(forest: RandomForest = RandomForest(balancesClasses: true), rounds: Int = 100, level: Double = 0.05) {
    precondition(rounds >= 1 && level > 0 && level < 1, "a test has rounds and a level")
    (self.forest, self.rounds, self.level) = (forest, rounds, level)
  }

  /// Decides on the columns of `table`, which has no missing value.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> ShadowSelectionResult {
    try table.requireBothClasses()
    let sorted = table.sortedBySubject
    let (matrix, classes) = (DenseMatrix(sorted.features), try sorted.classes())
    var (hits, decisions) = ([Int](repeating: 0, count: matrix.columns), [Bool?](repeating: nil, count: matrix.columns))
    var played = 0
    while played < rounds, decisions.contains(nil) {
      let inPlay = decisions.indices.filter { decisions[$0] != false }
      for column in winners(matrix, classes, inPlay, round: played) { hits[column] += 1 }
      played += 1
      let coin = BinomialDistribution(trials: played, probability: 0.5)
      let limit = level / Double(matrix.columns)
      for column in inPlay where decisions[column] == nil {
        if coin.upperTail(hits[column] - 1) < limit { decisions[column] = true }
        if coin.lowerTail(hits[column]) < limit { decisions[column] = false }
      }
    }
    let kept = decisions.indices.filter { decisions[$0] == true }
    log.record(.selection, subjects: table.subjects, detail: "\(kept.count) confirmed in \(played) rounds")
    return ShadowSelectionResult(
      columns: kept.map { table.columns[$0] },
      tentative: decisions.indices.filter { decisions[$0] == nil }.map { table.columns[$0] }, rounds: played)
  }

  private func winners(_ matrix: DenseMatrix, _ outcomes: [Bool], _ inPlay: [Int], round: Int) -> [Int] {
    var stream = RandomStream(seed: forest.seed, name: "shadows / round \(round)")
    let sources = inPlay.count >= 5 || inPlay.isEmpty ? inPlay : (0..<5).map { inPlay[$0 % inPlay.count] }
    let shadows = sources.flatMap { matrix.column($0).shuffled(using: &stream) }
    let values = inPlay.flatMap { matrix.column($0) } + shadows
    let joined = DenseMatrix(rows: matrix.rows, columns: inPlay.count + sources.count, values: values)
    let grown = forest.grow(
      RankedMatrix(joined), outcomes: outcomes, columns: Array(0..<joined.columns), name: "shadows / round \(round)")
    let best = grown.importances.suffix(sources.count).max() ?? 0
    return inPlay.indices.filter { grown.importances[$0] > best }.map { inPlay[$0] }
  }
}

/// The decisions of the rounds.
public struct ShadowSelectionResult: Hashable, Codable, Sendable {
  /// Confirmed columns, in the order of the table.
  public let columns: [String]
  /// Columns that were undecided at the end; not kept.
  public let tentative: [String]
  /// Rounds played.
  public let rounds: Int
}

extension ShadowSelection: ColumnSelector {
  /// The confirmed columns, in the order of the table.
  public func keep(_ table: TrainingTable, log: inout FitLog, workers: Int) throws(LearningError) -> [String] {
    try fit(table, log: &log).columns
  }
}

extension LearningStep {
  static let shadows = LearningStep.selector(
    "boruta", "better than shuffled copies in a forest",
    [
      StepOption("trees", .counts, "100"), StepOption("rounds", .whole(1...10_000), "100"),
      StepOption("level", .number(1e-12...0.5), "0.05"),
    ]
  ) { choice, context in
    ShadowSelection(
      forest: RandomForest(trees: choice.whole("trees"), balancesClasses: true, seed: context.seed),
      rounds: choice.whole("rounds"), level: choice.number("level"))
  }
}
