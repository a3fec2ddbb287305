import Execution
import Foundation
import Learning
import Statistics
import Testing

private let pipeline = Pipeline.handcrafted(keptFeatures: 6, grid: smallGrid, seed: 11)

/// The subjects a fold holds out are in no fit of that fold, and every fit saw training subjects only.
@Test(arguments: 0..<3 as Range<UInt64>)
func noFitSeesWhomItsFoldHoldsOut(seed: UInt64) throws {
  let table = synthetic(seed)
  var log = FitLog(purpose: "HCR")
  let fit = try pipeline.fit(table, log: &log)
  let folds = try #require(fit.record.folds)
  for fold in 0..<folds.count {
    let held = Set(folds.heldOut(fold).map { table.subjects[$0] })
    let own = log.entries.filter { $0.purpose == .row("HCR").part(.fold(fold + 1, of: folds.count)) }
    #expect(Set(own.map(\.kind)) == [.imputation, .constantColumns, .scaling, .selection, .classifier])
    #expect(own.allSatisfy { held.isDisjoint(with: log.subjects(of: $0)) })
  }
  #expect(log.entries(seeing: ["someone else"]).isEmpty)
  #expect(Set(log.cohorts.joined()) == Set(table.subjects))
}

/// A held-out subject's own features do not move its out-of-fold score's model: change them, and only its score
/// changes.
@Test
func aHeldOutSubjectDoesNotMoveItsModel() throws {
  let table = synthetic(4)
  // One setting, so that the choice among settings, which does see everybody, cannot differ.
  let pipeline = Pipeline.handcrafted(keptFeatures: 6, grid: [smallGrid[0]], seed: 11)
  var log = FitLog()
  let before = try pipeline.fit(table, log: &log).record
  let folds = try #require(before.folds)
  var changed = rows(table.features).map { $0.map { Optional($0) } }
  changed[0] = changed[0].map { $0.map { $0 * 3 + 7 } }
  let moved = TrainingTable(
    subjects: table.subjects, columns: table.columns, rows: changed, outcomes: table.outcomes.events)
  let after = try pipeline.fit(moved, log: &log).record
  #expect(after.folds == folds)
  for position in folds.heldOut(folds.assignment[0]) where position != 0 {
    #expect(before.outOfFoldScores?[position] == after.outOfFoldScores?[position])
  }
}

@Test
func resultDoesNotDependOnWorkers() throws {
  let table = synthetic(2)
  var (one, three) = (FitLog(), FitLog())
  let alone = try pipeline.fit(table, log: &one, workers: 1)
  let together = try pipeline.fit(table, log: &three, workers: 3)
  #expect(alone == together)
  #expect(one == three)
}

@Test(arguments: 0..<3 as Range<UInt64>)
func orderOfColumnsDoesNotMatter(seed: UInt64) throws {
  let table = synthetic(seed)
  var stream = RandomStream(seed: seed, name: "columns")
  let order = table.columns.indices.shuffled(using: &stream)
  let shuffled = TrainingTable(features: table.features.columns(at: order), outcomes: table.outcomes.events)
  var log = FitLog()
  let (a, b) = (try pipeline.fit(table, log: &log), try pipeline.fit(shuffled, log: &log))
  #expect(Set(a.model.columns) == Set(b.model.columns))
  #expect(distance(a.record.outOfFoldScores ?? [], b.record.outOfFoldScores) < 1e-6)
}

@Test
func cutoffAndCalibrationComeFromHeldOutScores() throws {
  let table = synthetic(9)
  var log = FitLog()
  let fit = try pipeline.fit(table, log: &log)
  let held = try #require(fit.record.outOfFoldScores)
  let cutoff = try YoudenCutoff.find(scores: held, outcomes: table.outcomes.events).get()
  #expect(fit.model.cutoff == .youden(cutoff))
  let sigmoid = PlattCalibration(isMonotone: true).fit(
    scores: held, outcomes: table.outcomes.events, subjects: table.subjects, log: &log)
  #expect(fit.model.calibration == .sigmoid(sigmoid))
  #expect(held != fit.record.resubstitutionScores)
  let best = fit.record.candidates.map(\.meanAUC).max()
  #expect(fit.record.candidates.first { $0.meanAUC == best }?.settings == fit.record.chosen)
}

@Test
func alwaysKeptColumnsAreInEveryModel() throws {
  let table = synthetic(1)
  let clinical = ["f38", "f39"]
  var log = FitLog()
  let settings = Pipeline.handcrafted(keptFeatures: 6, grid: smallGrid, seed: 11, alwaysKept: clinical)
  let fit = try settings.fit(table, log: &log)
  #expect(fit.model.columns.count == 8 && fit.model.columns.suffix(2) == clinical)
  #expect(fit.record.selectedInFolds.allSatisfy { $0.allSatisfy { $0.suffix(2) == clinical } })
  // Columns that are not always kept compete.
  let through = Pipeline.handcrafted(keptFeatures: 6, grid: smallGrid, seed: 11)
  #expect(try through.fit(table, log: &log).model.columns.count == 6)
  #expect(throws: LearningError.missingColumns(["HPV"])) {
    try Pipeline.handcrafted(seed: 1, alwaysKept: ["HPV"]).fit(table, log: &log)
  }
}

@Test
func pipelinesOfOneSeedShareTheirFolds() throws {
  let table = synthetic(3)
  var log = FitLog()
  let volume = try Pipeline.logistic(seed: 11).fit(table.columns(named: ["f0"]), log: &log)
  #expect(volume.record.folds == (try pipeline.fit(table, log: &log).record.folds))
  #expect(volume.model.columns == ["f0"])
}

@Test
func aModelIsData() throws {
  let table = synthetic(6)
  var log = FitLog()
  for fit in [try pipeline.fit(table, log: &log), try Pipeline.logistic(seed: 1).fit(table, log: &log)] {
    let copy = try JSONDecoder().decode(PipelineFit.self, from: JSONEncoder().encode(fit))
    #expect(copy == fit)
    #expect(try copy.model.scores(table.features) == fit.record.resubstitutionScores)
  }
  #expect(try JSONDecoder().decode(FitLog.self, from: JSONEncoder().encode(log)) == log)
}

/// One event: nothing can be held out, so nothing is tuned, and neither probability nor cutoff is made up.
@Test
func oneEventIsFittedUntunedAndFlagged() throws {
  let table = synthetic(8, subjects: 20).rows(Array(0..<20))
  let lonely = TrainingTable(features: table.features, outcomes: (0..<20).map { $0 == 4 })
  var log = FitLog()
  let fit = try pipeline.fit(lonely, log: &log)
  #expect(fit.record.flags == [.notTuned(events: 1, nonEvents: 19)])
  #expect(fit.record.chosen == AnyClassifier(SupportVectorClassifier(kernel: .linear, cost: 1)))
  #expect(fit.model.calibration.probability(0) == .undefined(.notTuned))
  #expect(fit.model.call(0) == nil && fit.record.outOfFoldScores == nil)
}

@Test
func fewEventsMakeFewerFolds() throws {
  let table = synthetic(8, subjects: 20)
  let few = TrainingTable(features: table.features, outcomes: (0..<20).map { $0 < 3 })
  var log = FitLog()
  let fit = try pipeline.fit(few, log: &log)
  #expect(fit.record.folds?.count == 3)
  #expect(fit.record.flags.contains(.fewerFolds(asked: 5, used: 3)))
}

@Test
func aTableWithoutVariationGivesOneScore() throws {
  let table = TrainingTable(
    subjects: (0..<12).map { "S\($0)" }, columns: ["x"], rows: (0..<12).map { _ in [4] },
    outcomes: (0..<12).map { $0 < 5 })
  var log = FitLog()
  let fit = try Pipeline.logistic(seed: 2).fit(table, log: &log)
  #expect(Set(fit.record.resubstitutionScores).count == 1)
  #expect(fit.record.flags.contains(.noVaryingColumn))
  let handcrafted = try pipeline.fit(table, log: &log)
  #expect(handcrafted.record.flags.contains(.noVaryingColumn))
}

@Test
func missingValuesAreImputedWhenScored() throws {
  let table = synthetic(12)
  var log = FitLog()
  let model = try pipeline.fit(table, log: &log).model
  let medians = try table.features.columns(named: model.inputs)
  let values = medians.columns.indices.map { column in
    median(medians.subjects.indices.compactMap { medians.value(row: $0, column: column) })
  }
  func scored(_ row: [Double?]) throws -> [Double] {
    try model.scores(FeatureTable(subjects: ["new"], columns: model.inputs, rows: [row]))
  }
  #expect(try scored(values.map { _ in nil }) == (try scored(values)))
}
