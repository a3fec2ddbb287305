import Execution
import Glibc
import Mathematics

/// Gradient boosting of trees on the log-odds, as `sklearn.ensemble.GradientBoostingClassifier`.
///
/// Every tree is fitted to `y − p` by exact splits on all columns, its leaves take one Newton step, and `rate` of it is
/// added. With `share` below 1 each tree sees that share of the subjects, drawn without replacement; else nothing is
/// random.
/// - SeeAlso: Friedman 2001, doi 10.1214/aos/1013203451.
public struct GradientBoosting: Classifier {
  /// Key in files.
  public static let code: String? = "boosting"

  /// Number of trees.
  public let trees: Int
  /// How much of each step is taken, in (0, 1].
  public let rate: Double
  /// Most splits between root and leaf.
  public let deepest: Int
  /// Fewest subjects in a leaf.
  public let smallestLeaf: Int
  /// Share of subjects each tree sees, in (0, 1].
  public let share: Double
  /// Whether classes weigh the same instead of subjects.
  public let balancesClasses: Bool
  /// Seed of the draws.
  public let seed: UInt64

  /// Settings; the defaults are scikit-learn's.
  public init(
    trees: Int = 100, rate: Double = 0.1, deepest: Int = 3, smallestLeaf: Int = 1, share: Double = 1,
    balancesClasses: Bool = false, seed: UInt64 = 1
  ) {
    precondition(trees >= 1 && deepest >= 1 && smallestLeaf >= 1, "boosting has trees, and trees have splits")
    precondition(rate > 0 && rate <= 1 && share > 0 && share <= 1, "rate and share lie in (0, 1]")
    (self.trees, self.rate, self.deepest, self.smallestLeaf) = (trees, rate, deepest, smallestLeaf)
    (self.share, self.balancesClasses, self.seed) = (share, balancesClasses, seed)
  }

  /// Fits `table`, which has no missing value; scaling does not matter.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)``.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> BoostingModel {
    try table.requireBothClasses()
    log.record(.classifier, subjects: table.subjects, setting: fitSetting)
    let sorted = table.sortedBySubject
    return train(DenseMatrix(sorted.features), outcomes: try sorted.classes(), columns: table.columns).model
  }

  /// Grows the trees on complete rows.
  public func train(_ matrix: DenseMatrix, outcomes: [Bool], columns: [String]) -> Trained<BoostingModel> {
    let grower = RegressionGrower(RankedMatrix(matrix), deepest: deepest, smallestLeaf: smallestLeaf)
    let events = Double(outcomes.count { $0 })
    let count = Double(outcomes.count)
    let weights = outcomes.map { balancesClasses ? count / (2 * ($0 ? events : count - events)) : 1 }
    let prevalence = balancesClasses ? 0.5 : events / count
    let start = log(prevalence / (1 - prevalence))
    var scores = [Double](repeating: start, count: outcomes.count)
    let grown = (0..<trees).map { turn in
      let p = scores.map { logistic($0) }
      let tree = grower.grow(
        targets: zip(outcomes, p).map { ($0 ? 1 : 0) - $1 }, weights: drawn(weights, turn),
        curvatures: p.map { $0 * (1 - $0) })
      for row in scores.indices { scores[row] += rate * tree.value(matrix, row: row) }
      return tree
    }
    return Trained(BoostingModel(columns: columns, start: start, rate: rate, trees: grown))
  }

  /// The weights, 0 for subjects the tree does not see.
  private func drawn(_ weights: [Double], _ turn: Int) -> [Double] {
    guard share < 1 else { return weights }
    var stream = RandomStream(seed: seed, name: "boosting / tree \(turn)")
    let wanted = max(2, Int(share * Double(weights.count)))
    let seen = Set(weights.indices.shuffled(using: &stream).prefix(wanted))
    return weights.indices.map { seen.contains($0) ? weights[$0] : 0 }
  }
}

extension GradientBoosting {
  /// Such as `boosting, 100 trees of depth 3, rate 0.1`.
  public var setting: String {
    "boosting, \(trees) trees of depth \(deepest), rate \(rate)" + (share < 1 ? ", share \(share)" : "")
      + (balancesClasses ? ", classes balanced" : "")
  }

  /// Every option.
  public var fitSetting: FitSetting {
    FitSetting(
      "boosting",
      [
        "trees": .count(trees), "rate": .number(rate), "deepest": .count(deepest),
        "smallestLeaf": .count(smallestLeaf), "share": .number(share), "balancesClasses": .flag(balancesClasses),
        "seed": .seed(seed),
      ])
  }
}

/// Fitted boosting as data.
public struct BoostingModel: TrainedClassifier {
  /// The columns it reads.
  public let columns: [String]
  /// Log-odds before the first tree.
  public let start: Double
  /// How much of each tree's answer is added.
  public let rate: Double
  /// The trees.
  public let trees: [DecisionTree]

  /// Log-odds of the event; higher means event.
  public func decision(_ row: [Double]) -> Double {
    precondition(row.count == columns.count, "one value per column")
    return trees.reduce(start) { $0 + rate * $1.value(row) }
  }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? { trees.fault(columns: columns.count) }
}

extension LearningStep {
  static let boosting = LearningStep.classifier(
    "boosting", "gradient boosting of trees",
    [
      .grid("trees", .whole(1...10_000), ["100"], wide: ["50", "100", "200"]),
      .grid("rate", .number(1e-6...1), ["0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.5"]),
      .grid("depth", .whole(1...100), ["1", "2", "3", "4"]),
      .grid("share", .number(0.01...1), ["1.0"], wide: ["0.5", "0.75", "1.0"]),
    ], scoresInSteps: true
  ) { choice, context in
    choice.wholes("trees").flatMap { trees in
      choice.spanning(choice.numbers("rate"), choice.wholes("depth"), choice.numbers("share")) { rate, depth, share in
        GradientBoosting(
          trees: trees, rate: rate, deepest: depth, share: share, balancesClasses: context.balancesClasses,
          seed: context.seed)
      }
    }
  }
}
