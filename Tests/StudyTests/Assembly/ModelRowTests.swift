import Arms
import Cohorts
import Execution
import Learning
import Results
import SavedModels
import Statistics
import Study
import StudyFiles
import StudySupport
import Testing

private func cohort(_ split: String = "{train: 0.6}", factors: [String] = []) throws -> AnalysisCohort {
  AnalysisCohort.made(try StudyFile.made(split: split, factors: factors), columns: 2)
}

private func result(
  _ row: some StudyRow, _ cohort: AnalysisCohort, _ evaluation: EvaluationProtocol = .sound
) -> ModelResult {
  let split = StudySplit(of: cohort)
  return ModelRow(fitted: FittedModel(row, of: cohort, evaluation), split: split, cohort: cohort).result()
}

/// One row of Table 2 from its fits.
@Suite struct ModelRowTests {
  @Test func thePerformanceOfUnseenPatientsIsOfTheirOwnScores() throws {
    let cohort = try cohort()
    let row = MadeRow("row", "Row", cohort)
    let (found, test) = (result(row, cohort), StudySplit(of: cohort).pairs[0].test)
    #expect(found.predictions.map(\.subject) == test.map { cohort.ids[$0] })
    let expected = auc(test.map(row.score), outcomes: test.map { cohort.outcomes[$0].hadEvent }).value
    #expect(found.test.auc.value.number == expected && found.test.patients.total == 15)
  }

  @Test func figuresOfTrainingPatientsAreOfTrainingScores() throws {
    let cohort = try cohort()
    let row = MadeRow("row", "Row", cohort)
    let (found, pair) = (result(row, cohort), StudySplit(of: cohort).pairs[0])
    let own = auc(pair.training.map(row.score), outcomes: pair.training.map { cohort.outcomes[$0].hadEvent }).value
    #expect(found.training?.auc.value.number == own && found.outOfFold?.auc.value.number == own)
    #expect(found.training?.patients.total == 25)
    // Resubstitution scores are twice as large, so more patients lie beyond the cutoff.
    #expect(found.training?.confusion?.truePositives != nil)
    #expect(found.outOfFold?.auc.lower == nil && found.training?.auc.lower != nil)
  }

  /// Held-out scores that rank the other way round have the AUC of the other way round; resubstitution keeps its own.
  @Test func figuresOfHeldOutTrainingPatientsAreOfHeldOutScores() throws {
    let cohort = try cohort()
    let turned = Turned(inner: MadeRow("row", "Row", cohort))
    let (plain, found) = (result(turned.inner, cohort), result(turned, cohort))
    let own = try #require(plain.outOfFold?.auc.value.number)
    let other = try #require(found.outOfFold?.auc.value.number)
    #expect(own > 0.6 && abs(own + other - 1) < 1e-12)
    #expect(found.training?.auc.value.number == plain.training?.auc.value.number)
  }

  @Test func whereEverybodyIsTestedThereIsNoTrainingBesideIt() throws {
    let cohort = try cohort("{nested: 3}")
    let found = result(MadeRow("row", "Row", cohort), cohort)
    #expect(found.training == nil && found.outOfFold == nil && found.predictions.count == 40)
  }

  @Test func overFoldsTheAUCIsTheirMean() throws {
    let cohort = try cohort("{nested: 3}")
    let row = MadeRow("row", "Row", cohort)
    let found = result(row, cohort)
    let areas = StudySplit(of: cohort).pairs.compactMap { pair in
      auc(pair.test.map(row.score), outcomes: pair.test.map { cohort.outcomes[$0].hadEvent }).value
    }
    #expect(found.foldAUCs?.compactMap(\.number) == areas && areas.count == 3)
    #expect(abs(try #require(found.test.auc.value.number) - areas.reduce(0, +) / 3) < 1e-12)
    #expect(found.test.auc.lower == CorrectedResampledTest(areas, testToTraining: 0.5).interval?.lower)
  }

  @Test func whatIsShownIsOfTheFitThatIsKept() throws {
    let cohort = try cohort()
    let found = result(MadeRow("row", "Row", cohort), cohort)
    #expect(found.tuning == ModelResult.Tuning(settings: 3, auc: 0.75) && found.setting == "a setting")
    #expect(found.selectedColumns == ["f0", "f1"] && found.cutoff != nil)
    #expect(result(MadeRow("row", "Row", cohort), cohort, .asPublished).id == "as_published_hcr_mr")
  }

  @Test func choicesOfTheProtocolStandWithTheRowTheyBearUpon() throws {
    let cohort = try cohort()
    let choices = { (family: ModelFamily) in result(MadeRow("row", "Row", cohort, family), cohort, .asPublished).choices
    }
    #expect(choices(.handcrafted).contains(.labelAUC) && !choices(.deep).contains(.labelAUC))
    #expect(choices(.deep).contains(.deepStoppingOnTest) && !choices(.baseline).contains(.selectionBeforeFolds))
    #expect(result(MadeRow("row", "Row", cohort), cohort).choices.isEmpty)
  }

  /// Folds that lack a class are dealt by class, so the published choice was not made.
  @Test func aChoiceThatCouldNotBeMadeIsNotClaimed() throws {
    let cohort = try cohort()
    let row = Flagged(MadeRow("row", "Row", cohort)) { _, fit in
      fit.flags = [.training(.plainFoldsLackAClass)]
    }
    #expect(!result(row, cohort, .asPublished).choices.contains(.unstratifiedFolds))
    #expect(result(MadeRow("row", "Row", cohort), cohort, .asPublished).choices.contains(.unstratifiedFolds))
  }

  @Test func flagsOfTheModelsBehindTheScoresAreCounted() throws {
    let cohort = try cohort("{nested: 3}")
    let (one, every, last): (RowFlag, RowFlag, RowFlag) = (
      .noFactorChosen, .notFinite(patients: ["P"]), .training(.noColumnLeft)
    )
    let row = Flagged(MadeRow("row", "Row", cohort)) { task, fit in
      if task.trainingSet == .fold(1, repetition: 1) { fit.flags = [one] }
      if task.trainingSet != .allPatients { fit.remarks = [every] } else { fit.flags = [last] }
    }
    #expect(
      result(row, cohort).flags
        == [
          "model on all patients: \(last.explanation)", "in 3 of 3 models: \(every.explanation)",
          "in 1 of 3 models: \(one.explanation)",
        ])
  }

  @Test func aRowThatCouldNotBeFittedSaysWhyAndScoresNobody() throws {
    let cohort = try cohort()
    struct Odd: Error {}
    let found = result(Flagged(MadeRow("row", "Row", cohort)) { _, _ in throw Odd() }, cohort)
    #expect(found.flags == ["no model, Row / split: Odd()"] && found.predictions.allSatisfy { $0.score == nil })
    #expect(found.tuning == nil && found.setting == "no model" && found.training == nil && found.cutoff == nil)
  }
}

/// A made row whose fit is changed.
private struct Flagged: StudyRow {
  let inner: MadeRow
  let change: @Sendable (RowTask, inout RowFit) throws -> Void
  init(_ inner: MadeRow, _ change: @escaping @Sendable (RowTask, inout RowFit) throws -> Void) {
    (self.inner, self.change) = (inner, change)
  }
  var role: RowRole { inner.role }
  var name: String { inner.name }
  var summary: String { inner.summary }
  var family: ModelFamily { inner.family }
  var usesFactors: Bool { inner.usesFactors }
  func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    var fit = try inner.fit(task, log: &log)
    try change(task, &fit)
    return fit
  }
}

/// A made row whose held-out scores have the other sign.
private struct Turned: StudyRow {
  let inner: MadeRow
  var role: RowRole { inner.role }
  var name: String { inner.name }
  var summary: String { inner.summary }
  var family: ModelFamily { inner.family }
  var usesFactors: Bool { inner.usesFactors }
  func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
    let fit = try inner.fit(task, log: &log)
    return RowFit(
      scores: fit.scores, calibration: fit.calibration, cutoff: fit.cutoff,
      outOfFoldScores: fit.outOfFoldScores?.map { -$0 }, resubstitutionScores: fit.resubstitutionScores,
      tuningAUC: fit.tuningAUC, settingsTried: fit.settingsTried, selected: fit.selected, setting: fit.setting,
      flags: [], unseenLevels: [], data: "a model")
  }
}

/// Outcomes dealt at random, where there is nothing to find.
@Suite struct PermutationControlTests {
  /// Scores by the outcomes that it was trained with: right on training patients, whatever the truth.
  private struct Memory: StudyRow {
    let inner: MadeRow
    let name = "HCR (MR)", summary = "", family = ModelFamily.handcrafted, usesFactors = false
    var role: RowRole { inner.role }
    let told: @Sendable (RowTask) -> Void
    func fit(_ task: RowTask, log: inout FitLog) throws -> RowFit {
      told(task)
      return try inner.fit(task, log: &log)
    }
  }

  private func run(_ cohort: AnalysisCohort, _ count: Int, told: @escaping @Sendable (RowTask) -> Void = { _ in })
    -> ControlResult
  {
    PermutationControl(
      row: Memory(inner: MadeRow("row", "Row", cohort), told: told), split: StudySplit(of: cohort),
      context: .made(cohort), count: count
    ).result(workers: 1) {}
  }

  @Test func outcomesAreDealtAnewInsideTrainingAndInsideTest() throws {
    let cohort = try cohort()
    let tasks = TaskList()
    let found = run(cohort, 4) { tasks.keep($0.outcomes.events) }
    let own = StudySplit(of: cohort).pairs[0].training.map { cohort.outcomes[$0].hadEvent }
    let dealt = tasks.all
    #expect(dealt.count == 4 && Set(dealt).count == 4 && !dealt.contains(own), "every turn deals its own")
    #expect(dealt.allSatisfy { $0.count { $0 } == own.count { $0 } }, "both sides keep their events")
    #expect(found.permutations == 4 && found.test.values.count == 4 && found.tuning.values == [0.75, 0.75, 0.75, 0.75])
  }

  /// Rows of one patient are dealt together: their number of independent outcomes is that of patients.
  @Test(arguments: [false, true]) func outcomesAreDealtToPatientsNotToRows(unequal: Bool) throws {
    var study = try StudyFile.made(split: "{train: 0.6}")
    study.cohort.group = "person"
    let owner = { (at: Int) in unequal ? "G\(at < 10 ? at / 5 : at / 2 + 10)" : "G\(at / 2)" }
    let patients = (0..<40).map { at in
      Patient(
        id: "P\(at)", outcome: .binary((unequal && at < 10 ? at / 5 : at / 2) % 2 == 0), factors: [.unknown, .unknown],
        side: .notGiven, group: owner(at))
    }
    let cohort = AnalysisCohort.made(study, patients, columns: 2)
    let tasks = TaskList()
    _ = run(cohort, 6) { tasks.keep($0.outcomes.events) }
    let training = StudySplit(of: cohort).pairs[0].training
    for dealt in tasks.all {
      let byPatient = Dictionary(grouping: zip(training, dealt)) { owner($0.0) }.mapValues { Set($0.map(\.1)) }
      #expect(byPatient.values.allSatisfy { $0.count == 1 })
      let events = byPatient.values.count { $0 == [true] }
      #expect(
        events == Set(training.filter { cohort.outcomes[$0].hadEvent }.map(owner)).count, "patients keep their events")
    }
    #expect(Set(tasks.all).count > 3)
  }

  /// Scores that tell the true outcome tell nothing of outcomes dealt at random: they are judged by those.
  @Test(arguments: ["{train: 0.6}", "{leave-one-out: true}", "{nested: 3}"])
  func scoresAreJudgedByTheOutcomesDealt(split: String) throws {
    let cohort = try cohort(split)
    let found = run(cohort, 30)
    let truth = result(MadeRow("row", "Row", cohort), cohort).test.auc.value.number ?? 0
    let centre = try #require(found.test.mean.number)
    #expect(truth > 0.75 && abs(centre - 0.5) < 0.1, "\(truth), \(centre)")
  }

  @Test func theSeedOfTheStudyDealsThem() throws {
    var other = try cohort().study
    other.seed += 1
    let one = run(try cohort(), 3)
    #expect(one == run(try cohort(), 3))
    let patients = try cohort()
    // The same split by a column, so that nothing but the permutation hangs on the seed.
    let sides = { (study: StudyFile) in
      var study = study
      study.split = .column("side", training: ["train"], test: ["test"])
      return AnalysisCohort.made(study, Patient.made(40, side: { $0 % 3 == 0 ? .test : .training }), columns: 2)
    }
    #expect(run(sides(patients.study), 3).test.values != run(sides(other), 3).test.values)
  }
}

import Synchronization

private final class TaskList: Sendable {
  private let list = Mutex<[[Bool]]>([])
  func keep(_ outcomes: [Bool]) { list.withLock { $0.append(outcomes) } }
  var all: [[Bool]] { list.withLock { $0 } }
}
