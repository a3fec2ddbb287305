import Arms
import Cohorts
import Learning
import Results
import Statistics
import StudyFiles
import StudySupport
import Synchronization
import Testing

private func cohort(_ split: String = "{train: 0.6}") throws -> AnalysisCohort {
  AnalysisCohort.made(try StudyFile.made(split: split), columns: 2)
}

/// The tasks that a row was given, by training set.
private final class Tasks: Sendable {
  private let all = Mutex<[String: RowTask]>([:])
  func keep(_ task: RowTask) { all.withLock { $0["\(task.trainingSet)"] = task } }
  subscript(_ name: String) -> RowTask? { all.withLock { $0[name] } }
}

private func tasks(
  _ cohort: AnalysisCohort, _ family: ModelFamily, _ evaluation: EvaluationProtocol
) -> (Tasks, FittedModel) {
  let tasks = Tasks()
  let row = MadeRow("row", "Row", cohort, family).with { $0.seen = { tasks.keep($0) } }
  return (tasks, FittedModel(row, of: cohort, evaluation))
}

/// What a row is given for a fit.
@Suite struct RowTaskTests {
  @Test(arguments: ModelFamily.allCases, ["{train: 0.6}", "{nested: 3}"])
  func inSoundNoRowIsGivenTheOutcomesOfThoseItScores(family: ModelFamily, split: String) throws {
    let cohort = try cohort(split)
    let (tasks, _) = tasks(cohort, family, .sound)
    for pair in StudySplit(of: cohort).attempts(patients: 40) {
      let task = try #require(tasks["\(pair.set)"])
      #expect(task.scoredOutcomes == nil)
      #expect(task.outcomes.count == task.training.count)
    }
  }

  @Test func inThePublishedProtocolTheDeepArmAloneIsGivenThem() throws {
    let cohort = try cohort()
    let pair = try #require(StudySplit(of: cohort).testPair)
    for family in ModelFamily.allCases {
      let task = try #require(tasks(cohort, family, .asPublished).0["split"])
      #expect(task.scoredOutcomes == (family == .deep ? cohort.outcomes.at(pair.test) : nil), "\(family)")
    }
  }

  /// A protocol that chooses either of the two on the test set needs the outcomes, one that chooses neither must not
  /// have them.
  @Test(arguments: PublishedChoice.allCases) func onlyAChoiceOnTheTestSetGivesOutcomesAway(_ choice: PublishedChoice)
    throws
  {
    let cohort = try cohort()
    let evaluation = EvaluationProtocol(name: .asPublished, choices: [choice])
    let task = try #require(tasks(cohort, .deep, evaluation).0["split"])
    #expect((task.scoredOutcomes != nil) == [.deepCutoffOnTest, .deepStoppingOnTest].contains(choice))
  }

  @Test(arguments: ["{train: 0.6}", "{nested: 3}", "{leave-one-out: true}"])
  func patientsAreThoseOfThePairAndOutcomesTheirs(split: String) throws {
    let cohort = try cohort(split)
    let (tasks, _) = tasks(cohort, .handcrafted, .sound)
    for pair in StudySplit(of: cohort).attempts(patients: 40) {
      let task = try #require(tasks["\(pair.set)"])
      #expect(task.training == pair.training && task.scored == pair.test)
      #expect(task.outcomes == cohort.outcomes.at(pair.training))
      #expect(task.evaluation == .sound && task.budget.seed == cohort.study.seed && task.budget.folds == 5)
    }
  }

  @Test func foldsAndScopeAreThoseOfTheProtocol() throws {
    let cohort = try cohort()
    let sound = try #require(tasks(cohort, .handcrafted, .sound).0["split"])
    #expect(sound.dealing == .stratified && sound.scope == .everyFold)
    let published = try #require(tasks(cohort, .handcrafted, .asPublished).0["split"])
    #expect(published.dealing == .plain(seed: 10) && published.scope == .onceBeforeFolds)
    let own = RowTask(
      trainingSet: .split, training: [], outcomes: .binary([]), scored: [], scoredOutcomes: nil, clinical: nil,
      evaluation: .asPublished, budget: TuningBudget(settings: 1, folds: 5, seed: 1, dealing: .inOrder), workers: 1)
    #expect(own.dealing == .inOrder, "the study file's folds go before the protocol's")
  }
}

/// A row over every pair of a split.
@Suite struct FittedModelTests {
  private struct Odd: Error {}

  @Test func theFitOfEveryPairHoldsOutItsTestPatients() throws {
    let cohort = try cohort("{nested: 3}")
    let model = FittedModel(MadeRow("row", "Row", cohort), of: cohort)
    for pair in StudySplit(of: cohort).pairs {
      let held = model.log.heldOut.filter { "\($0.purpose)" == "Row / \(pair.set)" }
      #expect(held.map { model.log.subjects(of: $0) } == [pair.test.map { cohort.ids[$0] }])
    }
    #expect(!model.log.heldOut.contains { $0.purpose == "Row / all patients" }, "nobody is held out of the last fit")
    let published = FittedModel(MadeRow("row", "Row", cohort), of: cohort, .asPublished)
    #expect(published.log.entries.allSatisfy { "\($0.purpose)".hasPrefix("as-published / Row / ") })
    #expect(published.id == "as_published_hcr_mr" && model.id == "hcr_mr")
  }

  @Test func theModelThatIsKeptIsTheOneThatWasTestedOrOneOfEverybody() throws {
    let held = try cohort()
    let one = FittedModel(MadeRow("row", "Row", held), of: held)
    #expect(one.trials.count == 1 && one.kept?.resubstitutionScores.count == 25)
    let folds = try cohort("{nested: 3}")
    let last = FittedModel(MadeRow("row", "Row", folds), of: folds)
    #expect(last.trials.count == 3 && last.kept?.resubstitutionScores.count == 40)
    #expect(last.trials.allSatisfy { $0?.scores.count == 13 || $0?.scores.count == 14 })
  }

  @Test func everyPatientHasTheScoreOfTheModelThatDidNotTrainOnThem() throws {
    let cohort = try cohort("{leave-one-out: true}")
    let row = MadeRow("row", "Row", cohort)
    let predictions = FittedModel(row, of: cohort).predictions(over: StudySplit(of: cohort), of: cohort)
    #expect(predictions.map(\.subject) == cohort.ids && predictions.map(\.outcome) == cohort.outcomes.all)
    #expect(predictions.map(\.score) == cohort.ids.indices.map { row.score($0) })
  }

  /// The spread of the row's heads stands at the patient whom it is of, and nowhere without a score.
  @Test func everyPatientHasTheSpreadOfTheirOwnScore() throws {
    let cohort = try cohort("{nested: 3}")
    let model = FittedModel(
      Failing(MadeRow("row", "Row", cohort)) { task, fit in
        var fit = fit
        fit.spreads = task.scored.map { Double($0) }
        if !fit.scores.isEmpty { fit.scores[1] = nil }
        return fit
      }, of: cohort)
    let split = StudySplit(of: cohort)
    for (pair, predictions) in zip(split.pairs, model.foldPredictions(over: split, of: cohort)) {
      #expect(predictions.map(\.spread) == pair.test.enumerated().map { $0 == 1 ? nil : Double($1) })
    }
  }

  /// Where each is left out in turn, probabilities run against the outcome: neither they nor what is made of them is
  /// written anywhere.
  @Test func whereAHandfulIsTestedAtATimeNobodyHasAProbability() throws {
    for (text, isBare) in [("{leave-one-out: true}", true), ("{nested: 3}", false)] {
      let cohort = try cohort(text)
      let split = StudySplit(of: cohort)
      var context = FittedModel.Context.made(cohort)
      context.conformal = .standard
      let row = Failing(MadeRow("row", "Row", cohort)) { task, fit in
        var fit = fit
        fit.spreads = task.scored.map { _ in 0.1 }
        return fit
      }
      let found = FittedModel(row, split: split, context: context, workers: 1) {}.predictions(over: split, of: cohort)
      #expect(found.allSatisfy { $0.score != nil && $0.isCalledEvent != nil })
      #expect(found.allSatisfy { ($0.probability == nil) == isBare }, "\(text)")
      #expect(found.allSatisfy { ($0.spread == nil) == isBare && ($0.set == nil) == isBare }, "\(text)")
    }
  }

  @Test func theFlagsOfEveryFitAreThoseOfTheRow() throws {
    let cohort = try cohort("{nested: 3}")
    let model = FittedModel(
      Failing(MadeRow("row", "Row", cohort)) { task, fit in
        var fit = fit
        if task.trainingSet == .fold(2, repetition: 1) { fit.flags = [.networkSeesNothing] }
        if task.trainingSet == .allPatients { fit.flags = [.noFactorChosen] }
        return fit
      }, of: cohort)
    #expect(model.flags == [.networkSeesNothing, .noFactorChosen])
  }

  @Test func aPairWithoutAModelIsNamedAndTheOthersGoOn() throws {
    let cohort = try cohort("{nested: 3}")
    let row = Failing(MadeRow("row", "Row", cohort)) { task, fit in
      if task.trainingSet == .fold(2, repetition: 1) { throw Odd() }
      return fit
    }
    let (model, split) = (FittedModel(row, of: cohort), StudySplit(of: cohort))
    #expect(model.trials.map { $0 == nil } == [false, true, false] && model.kept != nil)
    #expect(model.failures == ["Row / repetition 1, fold 2: Odd()"])
    let predictions = model.predictions(over: split, of: cohort)
    let unscored = Set(predictions.filter { $0.score == nil }.map(\.subject))
    #expect(unscored == Set(split.pairs[1].test.map { cohort.ids[$0] }))
    #expect(predictions.allSatisfy { $0.score != nil || ($0.probability == nil && $0.isCalledEvent == nil) })
  }

  @Test func withoutALastFitNothingIsKept() throws {
    let cohort = try cohort("{nested: 3}")
    let model = FittedModel(
      Failing(MadeRow("row", "Row", cohort)) { task, fit in
        if task.trainingSet == .allPatients { throw Odd() }
        return fit
      }, of: cohort)
    #expect(model.kept == nil && model.trials.allSatisfy { $0 != nil })
  }

  @Test func anotherNumberOfScoresThanWasAskedForIsAFault() throws {
    let cohort = try cohort()
    let model = FittedModel(
      Failing(MadeRow("row", "Row", cohort)) { _, fit in
        var fit = fit
        fit.scores.removeLast()
        return fit
      }, of: cohort)
    #expect(model.trials.map { $0 == nil } == [true])
    #expect(model.failures[0].contains("the row returned 14 scores for 15 patients"))
  }

  @Test func aScoreThatIsNotANumberIsNoneAndItsPatientIsNamed() throws {
    let cohort = try cohort()
    let model = FittedModel(
      Failing(MadeRow("row", "Row", cohort)) { _, fit in
        var fit = fit
        (fit.scores[2], fit.scores[4], fit.scores[5]) = (.infinity, .nan, nil)
        return fit
      }, of: cohort)
    let (fit, test) = (try #require(model.trials[0]), StudySplit(of: cohort).pairs[0].test)
    #expect(fit.scores[2] == nil && fit.scores[4] == nil && fit.scores[0] != nil)
    #expect(fit.remarks == [.notFinite(patients: [cohort.ids[test[2]], cohort.ids[test[4]]])])
  }

  @Test func noResultDependsOnTheNumberOfThreads() throws {
    let cohort = try cohort("{nested: 3}")
    let fit = { (workers: Int) in
      FittedModel(
        MadeRow("row", "Row", cohort), split: StudySplit(of: cohort), context: .made(cohort), workers: workers, step: {}
      )
    }
    let (one, three) = (fit(1), fit(3))
    #expect(one.log == three.log)
    let split = StudySplit(of: cohort)
    #expect(one.predictions(over: split, of: cohort) == three.predictions(over: split, of: cohort))
  }
}

/// A made row whose fit is changed.
private struct Failing: StudyRow {
  let inner: MadeRow
  let change: @Sendable (RowTask, RowFit) throws -> RowFit
  init(_ inner: MadeRow, _ change: @escaping @Sendable (RowTask, RowFit) throws -> RowFit) {
    (self.inner, self.change) = (inner, change)
  }
  var role: RowRole { inner.role }
  var name: String { inner.name }
  var summary: String { inner.summary }
  var family: ModelFamily { inner.family }
  var usesFactors: Bool { inner.usesFactors }
  func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit { try change(task, inner.fit(task, log: &log)) }
}

/// One prediction of a patient whom several repetitions scored.
@Suite struct MergingTests {
  private let patient = Patient(id: "P1", outcome: .binary(true), factors: [], side: .notGiven)

  private func merged(_ all: [(Double?, Double?, Bool?)]) -> Prediction {
    Prediction(
      merging: all.map {
        Prediction(subject: "P1", outcome: true, score: $0.0, probability: $0.1, isCalledEvent: $0.2)
      }, of: patient)
  }

  @Test func asManyCallsOfAnEventAsOfNoneAreAnEvent() {
    #expect(merged([(1, 0.5, true), (0, 0.5, false)]).isCalledEvent == true)
    #expect(merged([(1, 0.5, true), (0, 0.5, false), (0, 0.5, false), (0, 0.5, true)]).isCalledEvent == true)
  }

  @Test func theCallOfMostRepetitionsIsThatOfThePatient() {
    #expect(merged([(1, 0.5, true), (0, 0.5, false), (0, 0.5, false)]).isCalledEvent == false)
    #expect(merged([(1, 0.5, true), (0, 0.5, false), (0, 0.5, true)]).isCalledEvent == true)
  }

  @Test func scoresAndProbabilitiesAreMeans() {
    let found = merged([(1, 0.5, true), (2, 0.25, false), (6, 0.75, true)])
    #expect(found.score == 3 && found.probability == 0.5 && found.subject == "P1" && found.outcome.hadEvent)
  }

  @Test func spreadsAreMeansAndSetsThoseOfMostRepetitions() {
    let one = { (spread: Double?, set: PredictionSet?) in
      Prediction(
        subject: "P1", outcome: true, score: 1, probability: 0.5, isCalledEvent: true, spread: spread, set: set)
    }
    let found = Prediction(merging: [one(0.1, .both), one(0.4, .event), one(0.1, .event)], of: patient)
    #expect(abs((found.spread ?? 0) - 0.2) < 1e-12 && found.set == .event)
    let some = Prediction(merging: [one(nil, nil), one(0.4, .event)], of: patient)
    #expect(some.spread == nil && some.set == nil)
  }

  /// A mean over fewer repetitions would not be that of the others.
  @Test func aPatientWhomOneRepetitionDidNotScoreHasNone() {
    let found = merged([(1, 0.5, true), (nil, nil, nil)])
    #expect(found.score == nil && found.probability == nil && found.isCalledEvent == nil)
    #expect(merged([(1, 0.5, nil), (2, 0.5, true)]).isCalledEvent == nil)
    #expect(merged([]).score == nil && merged([]).isCalledEvent == nil)
  }
}

/// What a score means for a patient.
@Suite struct RowFitTests {
  /// Scores of the patients who are trained on are better than those of others, and their limits too narrow.
  @Test func limitsOfPredictionSetsAreOfScoresHeldOut() throws {
    let cohort = try cohort()
    var context = FittedModel.Context.made(cohort)
    context.conformal = ConformalRule(coverage: 0.7)
    let split = StudySplit(of: cohort)
    let fit = try #require(
      FittedModel(MadeRow("row", "Row", cohort), split: split, context: context, workers: 1) {}.kept)
    let held = try #require(fit.outOfFoldScores)
    let outcomes = cohort.outcomes.at(split.pairs[0].training).events
    let limits = { (scores: [Double]) in
      ConformalLimits(
        probabilities: scores.map { PlattSigmoid.ofLogits.probability($0) }, outcomes: outcomes,
        rule: ConformalRule(coverage: 0.7))
    }
    #expect(fit.limits == limits(held) && fit.limits != limits(fit.resubstitutionScores))
  }

  @Test func aScoreAtTheCutoffIsAnEvent() throws {
    let cohort = try cohort()
    let fit = try #require(FittedModel(MadeRow("row", "Row", cohort), of: cohort).kept)
    let cutoff = try #require(fit.cutoff.threshold)
    let call = { (score: Double?) in fit.prediction(id: "P", outcome: .binary(false), score: score) }
    #expect(call(cutoff).isCalledEvent == true && call(cutoff.nextDown).isCalledEvent == false)
    #expect(call(0).probability == 0.5 && call(nil).probability == nil && call(nil).isCalledEvent == nil)
  }

  @Test func choicesOfARowAreThoseThatBearUponIt() throws {
    let cohort = try cohort()
    let row = MadeRow("row", "Row", cohort)
    #expect(row.choices(in: .sound).isEmpty)
    #expect(row.choices(in: .asPublished).contains(.labelAUC))
    #expect(!row.choices(in: .asPublished).contains(.unknownAsMiddle))
    #expect(row.with { $0.usesFactors = true }.choices(in: .asPublished).contains(.unknownAsMiddle))
    #expect(!row.choices(in: .asPublished).contains(.deepStoppingOnTest))
  }
}
