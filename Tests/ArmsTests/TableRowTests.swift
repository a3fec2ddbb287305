import Arms
import Cohorts
import Features
import Foundation
import Learning
import Results
import StudyFiles
import StudySupport
import Testing

private let quick = "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}}"

private func rows(
  _ cohort: AnalysisCohort, _ robustness: RobustnessFilter? = nil, deep: [DeepInputs] = []
) -> [any StudyRow] {
  StandingRows(of: cohort, robustness: robustness, deep: deep, plan: LearningPlan(of: cohort, reliability: [:])).all
}

private func task(
  _ cohort: AnalysisCohort, _ evaluation: EvaluationProtocol = .sound, seed: UInt64 = 1, scored: [Int]? = nil,
  dealing: FoldDealing? = nil
) -> RowTask {
  let pair = StudySplit(of: cohort).pairs[0]
  return RowTask(
    trainingSet: pair.set, training: pair.training, outcomes: cohort.outcomes.at(pair.training),
    scored: scored ?? pair.test, scoredOutcomes: nil, clinical: cohort.clinicalInput(evaluation),
    evaluation: evaluation, budget: TuningBudget(settings: 3, folds: 5, seed: seed, dealing: dealing), workers: 1)
}

/// The same task that scores others.
private func rescoring(_ task: RowTask, _ scoring: [Int]) -> RowTask {
  RowTask(
    trainingSet: task.trainingSet, training: task.training, outcomes: task.outcomes, scored: scoring,
    scoredOutcomes: nil, clinical: task.clinical, evaluation: task.evaluation, budget: task.budget, workers: 1)
}

private func fit(_ row: any StudyRow, _ task: RowTask) throws -> (fit: RowFit, log: FitLog) {
  var log = FitLog(purpose: FitPurpose(row.name))
  return (try row.fit(task, log: &log), log)
}

/// The rows of Table 2 that stand in every report.
@Suite struct StandingRowsTests {
  @Test func rowsStandInOneOrderAndOnlyWhereTheStudyKnowsWhatTheySee() throws {
    let ids = { (factors: [String], volumes: Bool, shuffled: Bool) throws in
      rows(AnalysisCohort.made(try StudyFile.made(factors: factors), volumes: volumes, shuffled: shuffled)).map(\.id)
    }
    #expect(try ids([], false, false) == ["hcr_mr"])
    #expect(try ids(["size"], true, true) == ["clinical", "hcr_mr", "hcr_mr_cf", "volume", "hcr_shuffled"])
    var study = try StudyFile.made(factors: ["size"])
    study.arms = [.deep]
    #expect(rows(AnalysisCohort.made(study, volumes: true)).map(\.id) == ["clinical", "volume"])
  }

  @Test func theControlLearnsFromTheShuffledLesionsAndTheArmFromTheOthers() throws {
    let cohort = AnalysisCohort.made(try StudyFile.made(), shuffled: true)
    let all = rows(cohort).compactMap { $0 as? TableRow }
    let (arm, control) = (
      try #require(all.first { $0.id == "hcr_mr" }), try #require(all.first { $0.id == "hcr_shuffled" })
    )
    #expect(arm.numbers == cohort.imageTable && control.numbers == cohort.shuffledTable)
    #expect(arm.numbers != control.numbers)
    #expect(control.family == arm.family && !control.usesFactors)
    #expect(control.variants.isEmpty && control.robustness == nil)
  }

  @Test func baselinesSeeWhatTheirNamesSay() throws {
    let cohort = AnalysisCohort.made(try StudyFile.made(factors: ["size"]), volumes: true)
    let all = rows(cohort).compactMap { $0 as? TableRow }
    let (clinical, volume) = (all[0], try #require(all.first { $0.id == "volume" }))
    #expect(clinical.numbers == nil && clinical.usesFactors && clinical.family == .baseline)
    #expect(volume.numbers == cohort.volumeTable && !volume.usesFactors && volume.family == .baseline)
    #expect(all.filter(\.usesFactors).map(\.id) == ["clinical", "hcr_mr_cf"])
  }
}

/// A row that learns from a table of numbers.
@Suite struct TableRowTests {
  private func cohort(_ factors: [String] = ["size", "stage"], _ more: String = quick) throws -> AnalysisCohort {
    AnalysisCohort.made(try StudyFile.made(factors: factors, more), volumes: true)
  }
  private func row(_ id: String, _ cohort: AnalysisCohort, _ robustness: RobustnessFilter? = nil) throws -> any StudyRow
  {
    try #require(rows(cohort, robustness).first { $0.id == id })
  }
  private static let ids = ["clinical", "hcr_mr", "hcr_mr_cf", "volume"]

  @Test(arguments: ids) func everyFitSawTrainingPatientsAndNobodyElse(_ id: String) throws {
    let cohort = try cohort()
    let task = task(cohort)
    let (_, log) = try fit(try row(id, cohort), task)
    let training = Set(task.training.map { cohort.ids[$0] })
    #expect(!log.entries.isEmpty && log.entries.allSatisfy { Set(log.subjects(of: $0)).isSubset(of: training) })
    #expect(log.heldOut.count == 5 && log.heldOut.allSatisfy { Set(log.subjects(of: $0)).isSubset(of: training) })
    // In every fold, nobody whom it holds out.
    for held in log.heldOut {
      let out = Set(log.subjects(of: held))
      #expect(
        log.entries.filter { $0.purpose == held.purpose }.allSatisfy { out.isDisjoint(with: log.subjects(of: $0)) })
    }
  }

  /// The model does not move with whom it scores: not with their features, their factors or their number.
  @Test(arguments: ids) func whomARowScoresDoesNotChangeItsModel(_ id: String) throws {
    let cohort = try cohort()
    let task = task(cohort)
    let before = try fit(try row(id, cohort), task).fit
    var other = cohort
    for at in task.scored { other = other.giving(at, cohort.features[at].values.map { 5 - ($0.number ?? 0) }) }
    let after = try fit(try row(id, other), task).fit
    #expect(before.resubstitutionScores == after.resubstitutionScores && before.cutoff == after.cutoff)
    #expect(before.selected == after.selected && before.calibration == after.calibration)
    let few = try fit(try row(id, cohort), rescoring(task, Array(task.scored.prefix(3)))).fit
    #expect(few.resubstitutionScores == before.resubstitutionScores && few.scores == Array(before.scores.prefix(3)))
    if id.hasPrefix("hcr") { #expect(before.scores != after.scores) }
  }

  @Test(arguments: ids) func cutoffAndCalibrationAreOfScoresHeldOut(_ id: String) throws {
    let cohort = try cohort()
    let task = task(cohort)
    let own = try fit(try row(id, cohort), task).fit
    let held = try #require(own.outOfFoldScores)
    #expect(held != own.resubstitutionScores && held.count == task.training.count)
    #expect(own.cutoff == ScoreCutoff(youdenOf: held, outcomes: task.outcomes.events))
    var log = FitLog()
    let sigmoid = PlattCalibration(isMonotone: true).fit(
      scores: held, outcomes: task.outcomes.events, subjects: task.training.map { cohort.ids[$0] }, log: &log)
    #expect(own.calibration == .sigmoid(sigmoid))
  }

  @Test func theSeedDealsTheInnerFoldsAndEveryRowHasTheSame() throws {
    let cohort = try cohort()
    let held = { (id: String, seed: UInt64) in
      let (_, log) = try fit(try row(id, cohort), task(cohort, seed: seed))
      return log.heldOut.map { log.subjects(of: $0) }
    }
    #expect(try held("hcr_mr", 1) == held("hcr_mr_cf", 1))
    #expect(try held("hcr_mr", 1) == held("volume", 1))
    #expect(try held("hcr_mr", 1) != held("hcr_mr", 2))
    #expect(try held("volume", 1) != held("volume", 2))
  }

  @Test(arguments: ids) func rowsOfOnePatientAreInOneInnerFold(_ id: String) throws {
    let cohort = try cohort()
    let groups = Dictionary(uniqueKeysWithValues: cohort.ids.enumerated().map { ($1, "G\($0 / 2)") })
    let (_, log) = try fit(try row(id, cohort), task(cohort, dealing: .grouped(groups)))
    for held in log.heldOut {
      let out = Set(log.subjects(of: held).map { groups[$0] })
      let inside = log.entries.filter { $0.purpose == held.purpose }.flatMap { log.subjects(of: $0) }
      #expect(!inside.isEmpty && out.isDisjoint(with: inside.map { groups[$0] }))
    }
  }

  /// The study's own selection and SVM, where the study file names no steps.
  @Test func theStudysOwnPipelineKeepsFactorsAndRowsOfOnePatientTogether() throws {
    let cohort = try cohort(["size", "stage"], "")
    let groups = Dictionary(uniqueKeysWithValues: cohort.ids.enumerated().map { ($1, "G\($0 / 2)") })
    let (own, log) = try fit(try row("hcr_mr_cf", cohort), task(cohort, dealing: .grouped(groups)))
    #expect(Set(own.selected).isSuperset(of: ["size", "stage=high", "stage=low"]), "\(own.selected)")
    #expect(!log.heldOut.isEmpty && own.settingsTried == 28)
    for held in log.heldOut {
      let out = Set(log.subjects(of: held).map { groups[$0] })
      let inside = log.entries.filter { $0.purpose == held.purpose }.flatMap { log.subjects(of: $0) }
      #expect(!inside.isEmpty && out.isDisjoint(with: inside.map { groups[$0] }))
    }
  }

  @Test func inThePublishedProtocolSelectionComesBeforeTheFolds() throws {
    let cohort = try cohort()
    let purposes = { (evaluation: EvaluationProtocol) in
      let (_, log) = try fit(try row("hcr_mr", cohort), task(cohort, evaluation))
      return log.entries.filter { $0.kind == .selection }.map { "\($0.purpose)" }
    }
    #expect(try purposes(.sound).count == 6)
    #expect(try purposes(.asPublished) == ["HCR (MR) / all training"])
  }

  /// Features that were taken after a fit on the images of one training set belong to it alone.
  @Test func aRowReadsTheFeaturesOfItsOwnTrainingSet() throws {
    let cohort = try cohort()
    var own = try #require(try row("hcr_mr", cohort) as? TableRow)
    let plain = try fit(own, task(cohort)).fit
    let other = AnalysisCohort.made(cohort.study, seed: 99).imageTable
    own.variants = [.draw(1): other]
    #expect(try fit(own, task(cohort)).fit.scores == plain.scores)
    own.variants = [.split: other]
    #expect(try fit(own, task(cohort)).fit.scores != plain.scores)
  }

  /// Whoever is scored has the features of that training set too, not those of another fit on images.
  @Test func whoIsScoredHasTheFeaturesOfTheSameTrainingSet() throws {
    let cohort = try cohort()
    var own = try #require(try row("hcr_mr", cohort) as? TableRow)
    let plain = try fit(own, task(cohort)).fit
    let scored = Set(task(cohort).scored)
    let image = cohort.imageTable
    let other = FeatureTable(
      subjects: image.subjects, columns: image.columns,
      rows: cohort.ids.indices.map { at in
        cohort.features[at].values.map { value in value.number.map { scored.contains(at) ? 3 - $0 : $0 } }
      })
    own.variants = [.split: other]
    let moved = try fit(own, task(cohort)).fit
    #expect(moved.resubstitutionScores == plain.resubstitutionScores && moved.scores != plain.scores)
  }

  @Test func featuresThatAreNotRobustEnterNoSelection() throws {
    let cohort = try cohort()
    let training = task(cohort).training.map { cohort.ids[$0] }
    // f0 and f1 are drawn anew in the second version, the others stay as they are.
    let again = AnalysisCohort.made(cohort.study, seed: 99)
    let repeats = Dictionary(
      uniqueKeysWithValues: cohort.ids.indices.map { at in
        let (a, b) = (cohort.features[at].values.map(\.number), again.features[at].values.map(\.number))
        return (cohort.ids[at], [a, a.indices.map { $0 < 2 ? b[($0 + 5) % 12] : a[$0] }])
      })
    let rule = try #require(
      try StudyFile.made(features: "{table: features.csv, id: id, robustness: {table: again.csv}}").robustness)
    let filter = RobustnessFilter(
      rule: rule, columns: cohort.columns, subjects: repeats, members: Set(cohort.ids), versions: [])
    for id in ["hcr_mr", "hcr_mr_cf"] {
      let (own, log) = try fit(try row(id, cohort, filter), task(cohort))
      #expect(Set(own.selected).isDisjoint(with: ["f0", "f1"]), "\(own.selected)")
      let entry = try #require(log.entries.first { $0.kind == .robustness })
      #expect(Set(log.subjects(of: entry)) == Set(training))
    }
    #expect(try Set(fit(try row("hcr_mr", cohort), task(cohort)).fit.selected).contains("f0"))
  }

  @Test func factorsAreInTheModelsThatSayTheyAre() throws {
    let cohort = try cohort()
    let selected = { (id: String) in Set(try fit(try row(id, cohort), task(cohort)).fit.selected) }
    let factors: Set<String> = ["size", "stage=high", "stage=low"]
    #expect(try selected("clinical").isSuperset(of: factors))
    #expect(try selected("hcr_mr_cf").isSuperset(of: factors))
    #expect(try selected("hcr_mr").isDisjoint(with: factors))
    #expect(try selected("volume") == ["lesion_volume_ml"])
  }

  /// Levels are learned from training patients: one that only a scored patient has is said, and is unknown to the
  /// model.
  @Test func aLevelThatOnlyScoredPatientsHaveIsUnknownAndSaid() throws {
    let plain = try cohort()
    let scored = task(plain).scored
    let patients = plain.patients.enumerated().map { at, one in
      Patient(
        id: one.id, outcome: one.outcome,
        factors: [one.factors[0], .level(at == scored[0] ? "extreme" : "low")], side: one.side)
    }
    let other = AnalysisCohort(
      study: plain.study, patients: patients, columns: plain.columns, features: plain.features)
    let (own, _) = try fit(try row("clinical", other), task(other))
    #expect(own.unseenLevels == [.unseenLevels(UnseenLevels(factor: "stage", levels: ["extreme"]))])
    #expect(!own.selected.contains("stage=extreme"))
  }

  /// Without steps in the study file the handcrafted rows are the study's: selection, SVM, 28 settings.
  @Test func withoutStepsTheBaselinesAreOneLogisticRegression() throws {
    let cohort = try cohort(["size"], "")
    for id in ["clinical", "volume"] {
      let (own, log) = try fit(try row(id, cohort), task(cohort))
      #expect(own.settingsTried == 1 && own.setting.hasPrefix("logistic regression"), "\(own.setting)")
      #expect(!log.entries.contains { $0.kind == .selection })
    }
  }
}

/// Steps of the study file, and who can be scored.
@Suite struct LearningPlanTests {
  @Test func protectedCovariatesHaveNoColumnThatFollowsFromTheOthers() {
    let levels = LevelColumns(column: "stage", levels: ["high", "low", "unknown"])
    let columns = LearningPlan.Columns(clinical: ["size"], covariates: ["size", "stage"], levels: [levels])
    #expect(columns.protected == ["size", "stage=low", "stage=unknown"])
    #expect(columns.auxiliary == ["stage"] && columns.spread == ["size"])
  }

  private func scored(_ unseen: String, batches: @escaping (Int) -> String, patients: Int = 60) throws -> (
    fit: RowFit, log: FitLog, task: RowTask, cohort: AnalysisCohort
  ) {
    let text =
      "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}, "
      + "harmonise: {batch: scanner, unseen: \(unseen)}}"
    let study = try StudyFile.made(split: "{column: side}", text)
    let people = Patient.made(patients, side: { $0 < 36 ? .training : .test }, batch: batches)
    let cohort = AnalysisCohort.made(study, people)
    let row = try #require(rows(cohort).first { $0.id == "hcr_mr" })
    let task = task(cohort)
    let (fit, log) = try fit(row, task)
    return (fit, log, task, cohort)
  }

  /// A row of the image features of sixty patients from two scanners, by the steps of a study file.
  private func made(_ steps: String, seed: UInt64 = 1) throws -> (fit: RowFit, log: FitLog) {
    let study = try StudyFile.made(factors: ["size", "stage"], "learning: {\(steps)}")
    let people = Patient.made(60, batch: { $0 % 3 == 0 ? "A" : "B" })
    let cohort = AnalysisCohort.made(study, people)
    return try fit(try #require(rows(cohort).first { $0.id == "hcr_mr" }), task(cohort, seed: seed))
  }

  /// A step that is fitted for the model is fitted anew in every fold.
  @Test(arguments: [
    ("filters: [{name: welch}]", FitKind.filter), ("oversample: random", .oversampling),
    ("oversample: synthetic", .oversampling), ("harmonise: {batch: scanner}", .harmonisation),
  ])
  func everyStepOfTheStudyFileIsFittedInEveryFoldAndForTheModel(_ step: String, _ kind: FitKind) throws {
    let (_, log) = try made("\(step), select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}")
    let parts = Set(log.entries.filter { $0.kind == kind }.map(\.purpose))
    #expect(parts.isSuperset(of: log.heldOut.map(\.purpose)) && log.heldOut.count == 5, "\(parts)")
    #expect(parts.contains { $0.parts == [.allTraining] })
  }

  /// What covariates explain is no effect of a scanner, so they change what is left of it.
  @Test func theHarmonisationIsThatOfTheStudyFile() throws {
    let found = try ["", ", covariates: [size]"].map { more in
      try made("harmonise: {batch: scanner\(more)}, select: none, classifier: {name: naive-bayes}").fit
    }
    #expect(found[0].scores != found[1].scores)
    #expect(found.allSatisfy { !$0.selected.contains("size") }, "no model uses a covariate")
  }

  /// The budget of a random search is that of the study file, and every setting is tried once.
  @Test func theSearchIsThatOfTheStudyFile() throws {
    let penalties = "classifier: {name: logistic, inverse-penalty: [0.01, 0.1, 1, 10]}, select: [{name: mrmr, keep: 3}]"
    let tried = try ["", "search: random, settings: 2, ", "weights: balanced, "].map { more in
      let (own, log) = try made(more + penalties)
      let settings = log.entries.filter { $0.kind == .classifier && $0.purpose.parts == [.fold(1, of: 5)] }
        .compactMap(\.setting)
      #expect(own.settingsTried == settings.count && Set(settings).count == settings.count)
      return Set(settings)
    }
    #expect(tried.map(\.count) == [4, 2, 4] && tried[1].isSubset(of: tried[0]))
    #expect(tried[0].isDisjoint(with: tried[2]), "classes of equal weight are another setting")
  }

  @Test func patientsOfABatchOutsideTrainingGetNoScoreAndAreNamed() throws {
    let found = try scored("refuse") { $0 >= 55 ? "C" : $0 % 2 == 0 ? "A" : "B" }
    let without = found.task.scored.indices.filter { found.fit.scores[$0] == nil }.map { found.task.scored[$0] }
    #expect(without == [55, 56, 57, 58, 59])
    #expect(found.fit.remarks == [.unknownBatch("C", patients: (55..<60).map { "P\($0)" }, fewest: nil)])
    #expect(!found.log.entries.contains { $0.fact == .unseenBatch("C") })
  }

  /// Whom a model scores is nothing that it keeps.
  @Test func aModelKeepsTheBatchesOfItsTrainingPatientsAlone() throws {
    let found = try scored("refuse") { $0 % 2 == 0 ? "A" : "B" }
    let model = try #require(found.fit.data as? TableRow.Model)
    let text = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
    let named = { (positions: [Int]) in positions.filter { text.contains("\"\(found.cohort.ids[$0])\"") } }
    #expect(named(found.task.training) == found.task.training && named(found.task.scored) == [])
  }

  @Test func scoresStandAtTheirOwnPatients() throws {
    let all = try scored("refuse") { $0 % 2 == 0 ? "A" : "B" }
    let some = try scored("refuse") { $0 == 40 ? "C" : $0 % 2 == 0 ? "A" : "B" }
    #expect(some.fit.scores[4] == nil)
    for at in all.fit.scores.indices where at != 4 { #expect(some.fit.scores[at] == all.fit.scores[at]) }
  }

  @Test func twentyOfABatchAreEnoughToEstimateItWhereTheStudyFileAsks() throws {
    let twenty = try scored("estimate") { $0 >= 40 ? "C" : $0 % 2 == 0 ? "A" : "B" }
    #expect(twenty.fit.scores.allSatisfy { $0 != nil })
    let entry = try #require(twenty.log.entries.first { $0.fact == .unseenBatch("C") })
    #expect(twenty.log.subjects(of: entry) == (40..<60).map { "P\($0)" })
    let fewer = try scored("estimate") { $0 >= 41 ? "C" : $0 % 2 == 0 ? "A" : "B" }
    #expect(fewer.fit.scores.count { $0 == nil } == 19)
    #expect(fewer.fit.remarks == [.unknownBatch("C", patients: (41..<60).map { "P\($0)" }, fewest: 20)])
    #expect(try scored("refuse") { $0 >= 40 ? "C" : $0 % 2 == 0 ? "A" : "B" }.fit.scores.count { $0 == nil } == 20)
  }
}
