import Execution
import Learning
import Statistics
import TestSupport
import Testing

/// A forest is random, so what is compared with scikit-learn is a distribution: figures of its
/// `RandomForestClassifier(random_state=s)` (1.9.1, run here for s = 0...49) on the training rows of a set, AUC on the
/// test rows.
private struct ForestFigures {
  let name: String
  /// Mean and standard deviation over seeds of the AUC, and of the mean number of nodes of a tree.
  let auc: (mean: Double, spread: Double)
  let nodes: (mean: Double, spread: Double)
  /// Columns of the largest mean importances, with mean and standard deviation over seeds.
  let importances: [(column: Int, mean: Double, spread: Double)]
}

private let figures: [ForestFigures] = [
  ForestFigures(
    name: "wdbc", auc: (0.995697, 0.000786), nodes: (32.764, 0.533),
    importances: [
      (22, 0.133576, 0.023873), (20, 0.131202, 0.02589), (23, 0.126946, 0.024845), (27, 0.116526, 0.024435),
      (7, 0.079932, 0.019451), (3, 0.047108, 0.014367),
    ]),
  ForestFigures(
    name: "radiomics167x400", auc: (0.594913, 0.032473), nodes: (20.343, 0.310),
    importances: [
      (56, 0.02362, 0.007295), (136, 0.018245, 0.006391), (336, 0.015763, 0.005302), (30, 0.013115, 0.00592),
      (13, 0.012566, 0.005077), (61, 0.012005, 0.0046),
    ]),
]

@Suite("Forests as scikit-learn", .enabled(if: ReferenceData.isPresent, "skipped: Forests need oracles/"))
struct ForestReferenceTests {
  /// Welch's statistic between 50 seeds of ours and 50 of scikit-learn's, |t| < 4.5: a false alarm once in 70,000
  /// comparisons, and a difference of one standard deviation is found with a chance of 0.7.
  @Test(arguments: 0..<2)
  func agreesInDistribution(set: Int) throws {
    let expected = figures[set]
    let data = try ScikitLearn(expected.name)
    let sorted = data.training
    let matrix = RankedMatrix(DenseMatrix(sorted.features))
    let (test, unseen) = (rows(data.test.features), data.test.outcomes.events)
    let runs = parallelMap(Array(0..<50 as Range<UInt64>), workers: 2) { seed in
      let forest = RandomForest(seed: seed + 1)
      let grown = forest.grow(
        matrix, outcomes: sorted.outcomes.events, columns: Array(sorted.columns.indices), name: "test")
      let scores = test.map { row in grown.trees.reduce(0) { $0 + $1.value(row) } }
      let nodes = mean(grown.trees.map { Double($0.nodes.count) })
      return (auc(scores, outcomes: unseen).value ?? 0, nodes, grown.importances)
    }
    func differs(_ values: [Double], _ mean: Double, _ spread: Double) -> Double {
      let own = Statistics.mean(values)
      let variance = sampleVariance(values).value ?? 0
      return (own - mean) / ((variance + spread * spread) / 50).squareRoot()
    }
    let ofAUC = differs(runs.map(\.0), expected.auc.mean, expected.auc.spread)
    let ofNodes = differs(runs.map(\.1), expected.nodes.mean, expected.nodes.spread)
    print("forest \(expected.name): t of AUC \(ofAUC), of nodes \(ofNodes), mean AUC \(mean(runs.map(\.0)))")
    #expect(abs(ofAUC) < 4.5)
    #expect(abs(ofNodes) < 4.5)
    for entry in expected.importances {
      #expect(abs(differs(runs.map { $0.2[entry.column] }, entry.mean, entry.spread)) < 4.5, "column \(entry.column)")
    }
  }

  @Test(arguments: ScikitLearn.names)
  func shuffledFoldsAreThoseOfScikitLearn(name: String) throws {
    let data = try ScikitLearn(name)
    let folds = FoldPlan.numPyShuffled(5, seed: 10).assign(outcomes: data.training.outcomes.events, seed: 99)
    #expect(folds == data.folds)
  }

  /// `RFECV(LogisticRegression())` with the same folds: sizes, mean AUCs, ranks and choice.
  @Test(arguments: [("wdbc", 1), ("radiomics167x400", 20)])
  func crossValidatedEliminationIsThatOfScikitLearn(name: String, step: Int) throws {
    let data = try ScikitLearn(name)
    let reference = data.dictionary("rfecv")
    let settings = CrossValidatedElimination(
      estimator: .logistic(LogisticRegression()), step: step, folds: .numPyShuffled(5, seed: 10))
    var log = FitLog()
    let result = try settings.fit(data.scaled.training, log: &log, workers: 2)
    #expect(result.sizes == reference["cv_n_features"] as? [Int])
    #expect(distance(result.meanAUCs, reference["cv_mean"] as? [Double]) < 1e-9)
    #expect(result.selectedPositions == reference["support_idx"] as? [Int])
    #expect(result.ranking == reference["ranking"] as? [Int])
  }
}

/// scikit-learn 1.9.1, `StratifiedKFold(5)` on 17 subjects whose first is an event: folds of each position, obtained
/// here.
@Test
func foldsInOrderAreThoseOfScikitLearn() {
  let outcomes = "10010000101100010".map { $0 == "1" }
  #expect(
    FoldPlan.stratifiedInOrder(5).assign(outcomes: outcomes, seed: 0).assignment == [
      0, 0, 0, 0, 1, 1, 1, 2, 1, 2, 2, 3, 3, 3, 4, 4, 4,
    ])
  let other = outcomes.map { !$0 }
  #expect(
    FoldPlan.stratifiedInOrder(4).assign(outcomes: other, seed: 0).assignment == [
      0, 0, 0, 0, 0, 1, 1, 2, 1, 2, 1, 2, 2, 3, 3, 3, 3,
    ])
}

/// Whatever the seed: a forest of pure leaves separates what it was trained on, up to subjects a bootstrap left out.
@Test(arguments: 0..<5 as Range<UInt64>)
func aForestLearnsAStep(seed: UInt64) throws {
  var stream = RandomStream(seed: seed, name: "step")
  let values = (0..<80).map { _ in [stream.uniform(), stream.uniform()] }
  let table = TrainingTable(
    subjects: (0..<80).map { "S\($0)" }, columns: ["x", "noise"], rows: values.map { $0.map(Optional.init) },
    outcomes: values.map { $0[0] > 0.5 })
  var log = FitLog()
  let model = try RandomForest(seed: seed).fit(table, log: &log)
  #expect(model.decision([0.9, 0.5]) > 0.8 && model.decision([0.1, 0.5]) < 0.2)
  #expect(model.importances[0] > model.importances[1])
  #expect(abs(model.importances.reduce(0, +) - 1) < 1e-12)
  #expect(model.trees.allSatisfy { $0.nodes.count % 2 == 1 })
  let rotated = table.rows(Array(table.subjects.indices.reversed()))
  #expect(try RandomForest(seed: seed).fit(rotated, log: &log) == model)
}

@Test
func limitsOfATreeAreKept() throws {
  var log = FitLog()
  let table = synthetic(3)
  let stumps = try RandomForest(trees: 20, deepest: 1).fit(table, log: &log)
  #expect(stumps.trees.allSatisfy { $0.nodes.count <= 3 })
  let coarse = try RandomForest(trees: 20, smallestLeaf: 15).fit(table, log: &log)
  #expect(coarse.trees.allSatisfy { $0.nodes.count <= 5 })
}

/// The eliminations of folds see their training subjects, and the choice is the same for any number of workers.
@Test
func eliminationByForestDoesNotDependOnWorkers() throws {
  let table = synthetic(2, subjects: 50, columns: 12)
  let settings = CrossValidatedElimination(estimator: .forest(RandomForest(trees: 30)))
  var (one, two) = (FitLog(), FitLog())
  let alone = try settings.fit(table, log: &one, workers: 1)
  #expect(try settings.fit(table, log: &two, workers: 3) == alone)
  #expect(one == two && one.entries.count == 6)
  #expect(alone.sizes == Array(1...12))
  #expect(!Set(alone.selected).isDisjoint(with: ["f0", "f1", "f2"]))
}

/// The published protocol at its size: the time is printed, not judged.
@Test(.enabled(if: Benchmark.isWanted("rfecv"), "skipped: APUS_BENCHMARK is not set"))
func eliminationByForestAtTheStudysSize() throws {
  let table = synthetic(1, subjects: 167, columns: 1890, informative: 20, eventShare: 38 / 167.0)
  var log = FitLog()
  let clock = ContinuousClock()
  print("forest 167 x 1890:", try clock.measure { _ = try RandomForest().fit(table, log: &log) })
  let entered = TrainingTable(features: table.features.columns(at: Array(0..<60)), outcomes: table.outcomes.events)
  for workers in [1, 2] {
    print(
      "RFECV 167 x 60, \(workers) workers:",
      try clock.measure { _ = try CrossValidatedElimination().fit(entered, log: &log, workers: workers) })
  }
  let narrow = TrainingTable(features: table.features.columns(at: Array(0..<200)), outcomes: table.outcomes.events)
  print(
    "RFECV 167 x 200, 2 workers:",
    try clock.measure { _ = try CrossValidatedElimination().fit(narrow, log: &log, workers: 2) })
  var result: CrossValidatedEliminationResult?
  print(
    "RFECV 167 x 1890, 2 workers:",
    try clock.measure { result = try CrossValidatedElimination().fit(table, log: &log, workers: 2) })
  print("kept", result?.selected.count ?? 0)
}
