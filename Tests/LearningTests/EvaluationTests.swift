import Execution
import Learning
import Statistics
import Testing

/// Five AUCs on 20 of 100 subjects: by hand `(1/5 + 20/80) s²` and `t₀.₉₇₅,₄ = 2.7764451`.
@Test
func intervalsKnowThatTrainingSetsOverlap() throws {
  let values = [0.70, 0.80, 0.75, 0.65, 0.85]
  let folds = values.map { ResampledAUC.Fold(name: "", training: 80, heldOut: 20, auc: .defined($0)) }
  let result = ResampledAUC(
    folds: folds + [.init(name: "one class", training: 80, heldOut: 20, auc: .undefined(.noEvents))])
  #expect(abs((result.mean.value ?? 0) - 0.75) < 1e-12)
  #expect(abs((result.variance.value ?? 0) - 0.45 * 0.00625) < 1e-12)
  let interval = try #require(result.interval())
  #expect(abs(interval.lower - (0.75 - 2.7764451 * (0.45 * 0.00625).squareRoot())) < 1e-7)
}

/// Efron and Tibshirani's limits: no overfitting is .632, no information left is the left-out error alone.
@Test
func pointSixThreeTwoPlusHasItsLimits() {
  #expect(abs(pointSixThreeTwoPlus(apparent: 0.2, leftOut: 0.2, noInformation: 0.5) - 0.2) < 1e-12)
  #expect(abs(pointSixThreeTwoPlus(apparent: 0, leftOut: 0.5, noInformation: 0.5) - 0.5) < 1e-12)
  // R = 0.5, so w = .632 / (1 - .184) = 0.7745098.
  let middle = pointSixThreeTwoPlus(apparent: 0.1, leftOut: 0.3, noInformation: 0.5)
  #expect(abs(middle - (0.1 + 0.632 / 0.816 * 0.2)) < 1e-12)
  #expect(abs(pointSixThreeTwoPlus(apparent: 0.1, leftOut: 0.7, noInformation: 0.5) - 0.5) < 1e-12)
}

private let quick = Pipeline(
  selector: RedundancySelection(kept: 4),
  settings: [AnyClassifier(LogisticRegression()), AnyClassifier(GaussianNaiveBayes())], seed: 5)

/// Held-out subjects of every outer fold are in no fit of that fold, inner ones included; and workers change nothing.
@Test
func nestedCrossValidationHidesItsHeldOutSubjects() throws {
  let table = synthetic(3)
  let plan = Resampling.repeatedFolds(4, repeats: 2, seed: 8)
  var (one, two) = (FitLog(), FitLog())
  let result = try plan.evaluate(quick, table, log: &one, workers: 1)
  #expect(try plan.evaluate(quick, table, log: &two, workers: 2) == result)
  #expect(one == two)
  #expect(result.folds.count == 8 && result.folds.allSatisfy { $0.training + $0.heldOut == 60 })
  for fold in result.folds {
    let own = one.entries.filter { $0.purpose.trainingSet?.description == fold.name }
    let seen = Set(own.flatMap { one.subjects(of: $0) })
    #expect(seen.count == fold.training)
  }
}

@Test
func everySiteIsHeldOutOnce() throws {
  let table = synthetic(3)
  let sites = Dictionary(uniqueKeysWithValues: table.subjects.enumerated().map { ($1, "site\($0 % 3)") })
  var log = FitLog()
  let result = try Resampling.leaveOneSiteOut(sites).evaluate(quick, table, log: &log)
  #expect(result.folds.map(\.name) == ["site site0", "site site1", "site site2"])
  #expect(result.folds.allSatisfy { $0.heldOut == 20 })
  #expect(throws: LearningError.noBatch(subjects: ["S1"])) {
    try Resampling.leaveOneSiteOut(sites.filter { $0.key != "S1" }).evaluate(quick, table, log: &log)
  }
}

/// Without any signal the whole pipeline fits its own subjects well and others not at all; both resamplings say so on
/// average over data sets. An AUC of 28 events and 52 others has a standard error of .068 without signal (Hanley and
/// McNeil), a mean of sixteen .017; cross-validated ones a little more, as folds share subjects: four such errors are
/// allowed.
@Test
func resamplingSeesThroughNoise() throws {
  var (apparent, nested, corrected): ([Double], [Double], [Double]) = ([], [], [])
  for seed in 17..<33 as Range<UInt64> {
    let table = synthetic(seed, subjects: 80, columns: 100, informative: 0)
    var log = FitLog()
    let folds = try Resampling.repeatedFolds(5, repeats: 1, seed: 1).evaluate(quick, table, log: &log, workers: 2)
    let bootstrap = try PipelineBootstrap(draws: 10).evaluate(quick, table, log: &log, workers: 2)
    apparent.append(bootstrap.apparent)
    nested.append(try #require(folds.mean.value))
    corrected.append(try #require(bootstrap.estimate.value))
    #expect(Set(log.cohorts.joined()).isSubset(of: table.subjects))
  }
  print("noise, seeds 17 to 32: apparent \(mean(apparent)), nested \(mean(nested)), .632+ \(mean(corrected))")
  #expect(mean(apparent) > 0.75)
  #expect(abs(mean(nested) - 0.5) < 4 * 0.017)
  #expect(mean(corrected) < mean(apparent) - 0.1)
}

/// Target: nested cross-validation at the study's size, 5 x 5 folds, 28 settings, with and without clinical factors, in
/// 90 s.
@Test(.enabled(if: Benchmark.isWanted("nested"), "skipped: APUS_BENCHMARK is not set"))
func nestedCrossValidationAtTheStudysSize() throws {
  let table = synthetic(1, subjects: 252, columns: 1890, informative: 20, eventShare: 57 / 252.0)
  let clock = ContinuousClock()
  for clinical in [[], ["f1887", "f1888", "f1889"]] {
    var log = FitLog()
    var result: ResampledAUC?
    let time = try clock.measure {
      result = try Resampling.repeatedFolds(5, repeats: 1, seed: 1).evaluate(
        Pipeline.handcrafted(seed: 1, alwaysKept: clinical), table, log: &log, workers: 2)
    }
    print(
      "nested 252 x 1890, 5 x 5, 28 settings, \(clinical.count) factors, 2 workers:", time,
      result.map { "\($0.mean)" } ?? "none")
  }
}
