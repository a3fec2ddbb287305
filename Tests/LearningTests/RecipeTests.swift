import Execution
import Foundation
import Learning
import Statistics
import Testing

private let someSettings: [AnyClassifier] = [
  AnyClassifier(LogisticRegression()), AnyClassifier(SupportVectorClassifier(kernel: .linear, cost: 1)),
  AnyClassifier(GaussianNaiveBayes()), AnyClassifier(NearestNeighbours()),
]

/// With the study's steps the general recipe is the handcrafted pipeline: same folds, same choice, same scores.
@Test(arguments: 0..<3 as Range<UInt64>)
func theHandcraftedArmIsARecipe(seed: UInt64) throws {
  let table = synthetic(seed)
  var log = FitLog()
  let special = try Pipeline.handcrafted(keptFeatures: 6, grid: smallGrid, seed: 11).fit(table, log: &log)
  let recipe = Pipeline(
    selector: RecursiveElimination(kept: 6), settings: smallGrid.map { AnyClassifier($0) }, seed: 11)
  let general = try recipe.fit(table, log: &log)
  #expect(general.record.folds == special.record.folds)
  #expect(general.record.selected == special.record.selected)
  #expect(general.record.selectedInFolds == special.record.selectedInFolds)
  #expect(distance(general.record.candidates.map(\.meanAUC), special.record.candidates.map(\.meanAUC)) < 1e-12)
}

/// Nobody a fold holds out is in any fit of that fold: imputation, filters, selection, oversampling, classifier.
@Test
func noFitOfARecipeSeesWhomItsFoldHoldsOut() throws {
  let table = withHoles(synthetic(5, subjects: 60))
  let recipe = Pipeline(
    preparation: Preparation(
      imputation: MultipleImputation(factors: ["f0", "f1", "f2"], completions: 3),
      filters: [ColumnFilter.falseDiscoveryRate(.mannWhitney, below: 0.9)]),
    selector: RedundancySelection(kept: 4), alwaysKept: ["f39"], oversampling: .synthetic,
    settings: someSettings, search: .random(budget: 3), seed: 4)
  var log = FitLog(purpose: "arm")
  let fit = try recipe.fit(table, log: &log)
  let folds = try #require(fit.record.folds)
  #expect(fit.record.settingsTried == 3 && fit.model.members.count == 3)
  #expect(fit.record.selected.allSatisfy { $0.last == "f39" })
  for fold in 0..<folds.count {
    let held = Set(folds.heldOut(fold).map { table.subjects[$0] })
    let own = log.entries.filter { $0.purpose == .row("arm").part(.fold(fold + 1, of: folds.count)) }
    let kinds: Set<FitKind> = [
      .imputation, .constantColumns, .filter, .scaling, .selection, .oversampling, .classifier,
    ]
    #expect(Set(own.map(\.kind)) == kinds)
    #expect(own.allSatisfy { held.isDisjoint(with: log.subjects(of: $0)) })
  }
  // Someone with missing values is scored, alone or in company, with the same result.
  let all = try fit.model.scores(table.features)
  #expect(try fit.model.scores(table.features.rows([3])) == [all[3]])
  #expect(all.allSatisfy { $0.isFinite })
}

/// Outcomes of those who are scored do not reach their imputed values: imputing without the outcome is imputing with
/// any outcome.
@Test
func theOutcomeNeverImputes() throws {
  let table = withHoles(synthetic(6))
  let flipped = TrainingTable(features: table.features, outcomes: table.outcomes.events.map { !$0 })
  let settings = MultipleImputation(factors: ["f0", "f1", "f2"], completions: 2)
  var log = FitLog()
  #expect(try settings.fit(table, log: &log) == (try settings.fit(flipped, log: &log)))
}

/// Values missing at random: `y` depends on `x`, and is missing where `x` is large. Those who have it give a mean of
/// about 0.2 too little; imputation from `x` gives it back, and completions differ, since what is missing is not known.
@Test
func multipleImputationCorrectsWhatIsMissingAtRandom() throws {
  var stream = RandomStream(seed: 3, name: "missing at random")
  let pairs = (0..<600).map { _ -> (Double, Double) in
    let x = stream.normal()
    return (x, x + 0.5 * stream.normal())
  }
  let isMissing = pairs.map { $0.0 > 0.3 && stream.uniform() < 0.8 }
  let table = TrainingTable(
    subjects: (0..<600).map { "S\($0)" }, columns: ["x", "y"],
    rows: zip(pairs, isMissing).map { [$0.0, $1 ? nil : $0.1] }, outcomes: (0..<600).map { $0 % 2 == 0 })
  var log = FitLog()
  let imputer = try MultipleImputation(factors: ["x", "y"], completions: 20).fit(table, log: &log)
  let means = (0..<20).map { completion in
    mean(rows(imputer.transform(table.features, completion: completion)).map { $0[1] })
  }
  let truth = mean(pairs.map(\.1))
  let complete = mean(zip(pairs, isMissing).filter { !$0.1 }.map(\.0.1))
  print("mean \(truth), complete cases \(complete), imputed \(mean(means))")
  #expect(truth - complete > 0.2)
  #expect(abs(mean(means) - truth) < 0.06)
  #expect(Set(means).count > 15)
}

@Test
func searchesKeepTheirBudget() throws {
  let table = synthetic(9, subjects: 80)
  let space = SupportVectorClassifier.space(40, seed: 2).map { AnyClassifier($0) }
  var log = FitLog()
  for search in [SettingsSearch.random(budget: 12), .successiveHalving(budget: 12, factor: 3)] {
    let recipe = Pipeline(
      selector: RedundancySelection(kept: 5), settings: space, search: search, seed: 3)
    let fit = try recipe.fit(table, log: &log, workers: 2)
    #expect(fit.record.settingsTried == 12)
    #expect(try recipe.fit(table, log: &log, workers: 1) == fit)
    let shares = fit.record.candidates.map(\.share)
    if case .random = search {
      #expect(shares.allSatisfy { $0 == 1 })
    } else {
      // 12 on a ninth, 4 on a third, 2 on everybody.
      let expected: [(share: Double, count: Int)] = [(1.0 / 9, 12), (1.0 / 3, 4), (1, 2)]
      for (share, count) in expected { #expect(shares.count { abs($0 - share) < 1e-12 } == count) }
    }
  }
}

@Test
func oversamplingEvensTheClassesInsideTheFoldOnly() throws {
  let table = synthetic(1, subjects: 50, eventShare: 0.2)
  for oversampling in [Oversampling.random, .synthetic] {
    let recipe = Pipeline(
      selector: nil, oversampling: oversampling, settings: [AnyClassifier(LogisticRegression())], seed: 2)
    var log = FitLog()
    let even = try recipe.fit(table, log: &log)
    #expect(log.entries.count { $0.kind == .oversampling } == 6)
    #expect(Set(log.cohorts.joined()).isSubset(of: table.subjects))
    let plain = try Pipeline(selector: nil, settings: [AnyClassifier(LogisticRegression())], seed: 2)
      .fit(table, log: &log)
    #expect(mean(even.record.outOfFoldScores ?? []) > mean(plain.record.outOfFoldScores ?? []))
  }
}

/// Selectors find the three columns that matter among forty.
@Test(arguments: 0..<5)
func selectorsFindWhatMatters(position: Int) throws {
  let selectors: [any ColumnSelector] = [
    RedundancySelection(kept: 6), ElasticNet(), StabilitySelection(entering: 5), ShadowSelection(rounds: 50),
    RecursiveElimination(kept: 6),
  ]
  let table = synthetic(2, subjects: 120)
  let recipe = Pipeline(selector: selectors[position], settings: [AnyClassifier(LogisticRegression())], seed: 1)
  var log = FitLog()
  let fit = try recipe.fit(table, log: &log, workers: 2)
  #expect(Set(["f0", "f1", "f2"]).isSubset(of: fit.record.selected[0]))
  #expect(fit.record.selected[0].count < 25)
}

/// On noise stability selection keeps its bound on average, and shuffled copies confirm about nothing.
@Test
func selectorsKeepQuietOnNoise() throws {
  var (stable, confirmed, bound) = (0, 0, 0.0)
  for seed in 0..<10 as Range<UInt64> {
    let table = synthetic(seed + 50, subjects: 80, columns: 60, informative: 0)
    var log = FitLog()
    let result = try StabilitySelection(entering: 8, threshold: 0.75, pairs: 20).fit(table, log: &log)
    stable += result.columns.count
    bound += result.expectedFalse
    confirmed += try ShadowSelection(forest: RandomForest(trees: 50), rounds: 30).fit(table, log: &log).columns.count
  }
  print("noise: stability kept \(stable), bound \(bound); shadows confirmed \(confirmed) of 600")
  #expect(Double(stable) <= bound)
  #expect(confirmed <= 6)
}

func withHoles(_ table: TrainingTable) -> TrainingTable {
  let holed = table.subjects.indices.map { row in
    table.columns.indices.map { column -> Double? in
      column < 3 && (row * 7 + column) % 5 == 0 ? nil : table.features.value(row: row, column: column)
    }
  }
  return TrainingTable(subjects: table.subjects, columns: table.columns, rows: holed, outcomes: table.outcomes.events)
}

/// The log names fits that happened: with no column there is nothing to sample for.
@Test
func oversamplingThatDoesNotHappenIsNotLogged() throws {
  let table = synthetic(1, subjects: 50, columns: 1, eventShare: 0.2)
  let empty = TrainingTable(features: table.features.columns(at: []), outcomes: table.outcomes.events)
  let recipe = Pipeline(
    selector: nil, oversampling: .random, settings: [AnyClassifier(LogisticRegression())], seed: 2)
  var log = FitLog()
  _ = try recipe.fit(empty, log: &log)
  #expect(!log.entries.contains { $0.kind == .oversampling } && log.entries.contains { $0.kind == .classifier })
}

/// One subject a fold has no AUC, so no penalty is better than another.
@Test
func aPenaltyThatNoFoldCanJudgeIsRefused() {
  let table = synthetic(1, subjects: 30, columns: 4)
  let folds = Folds(assignment: Array(0..<30))
  #expect(throws: LearningError.tooFewToHoldOut(events: table.events, nonEvents: table.nonEvents)) {
    try ElasticNet().crossValidate(
      DenseMatrix(table.features), table.outcomes.events, folds: folds, search: PenaltySearch(measure: .auc))
  }
}
