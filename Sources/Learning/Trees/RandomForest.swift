import Execution

/// Breiman's random forest as `sklearn.ensemble.RandomForestClassifier`: bootstrap samples of the size of the table,
/// Gini impurity, exact splits among `⌊√p⌋` columns drawn at each node, trees grown until leaves are pure.
///
/// The probability of a subject is the mean share of events in its leaves. Each tree draws from its own stream.
/// Subjects are sorted by id first, so that their order in the table changes nothing.
/// - SeeAlso: Breiman 2001, doi 10.1023/A:1010933404324.
public struct RandomForest: Classifier {
  /// Key in files.
  public static let code: String? = "forest"

  /// Number of trees.
  public let trees: Int
  /// Fewest distinct subjects in a leaf.
  public let smallestLeaf: Int
  /// Most splits between root and leaf; `nil` is no limit.
  public let deepest: Int?
  /// Whether classes weigh the same instead of subjects.
  public let balancesClasses: Bool
  /// Seed of the trees' streams.
  public let seed: UInt64

  /// Settings; by default 100 trees grown to pure leaves.
  public init(
    trees: Int = 100, smallestLeaf: Int = 1, deepest: Int? = nil, balancesClasses: Bool = false, seed: UInt64 = 1
  ) {
    precondition(trees >= 1 && smallestLeaf >= 1 && deepest ?? 1 >= 1, "a forest has trees, and trees have splits")
    (self.trees, self.smallestLeaf, self.deepest) = (trees, smallestLeaf, deepest)
    (self.balancesClasses, self.seed) = (balancesClasses, seed)
  }

  /// Fits `table`, which has no missing value; scaling does not matter.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> ForestModel {
    try table.requireBothClasses()
    log.record(.classifier, subjects: table.subjects, setting: fitSetting)
    let sorted = table.sortedBySubject
    return train(DenseMatrix(sorted.features), outcomes: try sorted.classes(), columns: table.columns).model
  }

  /// Grows the trees on complete rows.
  public func train(_ matrix: DenseMatrix, outcomes: [Bool], columns: [String]) -> Trained<ForestModel> {
    let grown = grow(
      RankedMatrix(matrix), outcomes: outcomes, columns: Array(0..<matrix.columns), name: "random forest")
    return Trained(ForestModel(columns: columns, trees: grown.trees, importances: grown.importances))
  }

  /// Grows the trees on `columns` of a ranked matrix. Importances are by column of the matrix and sum to 1, or are all
  /// 0.
  package func grow(
    _ ranked: RankedMatrix, outcomes: [Bool], columns: [Int], name: String
  ) -> (trees: [DecisionTree], importances: [Double]) {
    let grower = GiniGrower(ranked, outcomes: outcomes, settings: self)
    var order = columns
    var total = [Double](repeating: 0, count: ranked.columns)
    let grown = (0..<trees).map { tree in
      var stream = RandomStream(seed: seed, name: "\(name) / tree \(tree)")
      var own = [Double](repeating: 0, count: ranked.columns)
      let result = grower.grow(columns: &order, stream: &stream, importances: &own)
      // Each tree counts the same, however impure its sample was.
      let sum = columns.reduce(0) { $0 + own[$1] }
      if sum > 0 { for column in columns { total[column] += own[column] / sum } }
      return result
    }
    let sum = columns.reduce(0) { $0 + total[$1] }
    return (grown, sum > 0 ? total.map { $0 / sum } : total)
  }

  func columnsPerSplit(of count: Int) -> Int { max(1, Int(Double(count).squareRoot())) }

  func classWeights(_ outcomes: [Bool]) -> (event: Double, other: Double) {
    guard balancesClasses else { return (1, 1) }
    let (all, events) = (Double(outcomes.count), Double(outcomes.count { $0 }))
    return (all / (2 * events), all / (2 * (all - events)))
  }
}

extension RandomForest {
  /// Such as `random forest, 100 trees`.
  public var setting: String {
    "random forest, \(trees) trees" + (smallestLeaf > 1 ? ", leaves of \(smallestLeaf)" : "")
      + (deepest.map { ", depth \($0)" } ?? "") + (balancesClasses ? ", classes balanced" : "")
  }

  /// Every option.
  public var fitSetting: FitSetting {
    var options: [String: FitSetting.Value] = [
      "trees": .count(trees), "smallestLeaf": .count(smallestLeaf), "balancesClasses": .flag(balancesClasses),
      "seed": .seed(seed),
    ]
    options["deepest"] = deepest.map { .count($0) }
    return FitSetting("forest", options)
  }
}

/// A fitted forest as data.
public struct ForestModel: TrainedClassifier {
  /// The columns it reads.
  public let columns: [String]
  /// The trees.
  public let trees: [DecisionTree]
  /// Mean decrease of impurity of each column, summing to 1 (0 everywhere if no tree has a split). Biased towards
  /// columns with many distinct values, as every impurity importance.
  public let importances: [Double]

  /// Mean share of events in the leaves of `row`, in [0, 1]; higher means event.
  public func decision(_ row: [Double]) -> Double {
    precondition(row.count == columns.count, "one value per column")
    return trees.reduce(0) { $0 + $1.value(row) } / Double(trees.count)
  }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? { trees.fault(columns: columns.count) }
}

extension LearningStep {
  static let forest = LearningStep.classifier(
    "forest", "random forest",
    [
      .grid("trees", .whole(1...10_000), ["100"], wide: ["100", "200"]),
      .grid("leaf", .whole(1...10_000), ["1", "2", "3", "5", "8", "12", "20"], wide: (1...20).map { "\($0)" }),
      .grid("depth", .whole(0...1000), ["0", "2", "4", "8"], wide: ["0", "2", "3", "4", "6", "8"]),
    ], scoresInSteps: true
  ) { choice, context in
    choice.spanning(choice.wholes("trees"), choice.wholes("leaf"), choice.wholes("depth")) { trees, leaf, depth in
      RandomForest(
        trees: trees, smallestLeaf: leaf, deepest: depth == 0 ? nil : depth, balancesClasses: context.balancesClasses,
        seed: context.seed)
    }
  }
}
