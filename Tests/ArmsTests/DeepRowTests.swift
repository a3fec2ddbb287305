import Arms
import Cohorts
import DeepRadiomics
import Execution
import Foundation
import Learning
import Results
import StudyFiles
import StudySupport
import Testing

/// Features of a network for twenty-four patients, the first of which tells the outcome.
private func inputs(
  _ cohort: AnalysisCohort, _ table: FeatureTable? = nil, _ seen: SeenLesions = .unknown
) throws -> DeepInputs {
  let deep = try #require(cohort.study.deep)
  let split = StudySplit(of: cohort)
  var fits: [DeepInputs.FitKey: DeepInputs.Fit] = [:]
  for evaluation in EvaluationProtocol.Name.allCases {
    for pair in split.attempts(patients: cohort.ids.count) {
      fits[.init(evaluation: evaluation, set: pair.set)] = DeepInputs.Fit(
        way: deep.way(in: evaluation), fit: InputFit(depth: 1, crop: CropFit(side: 50, depth: nil)),
        subjects: pair.training.map { cohort.ids[$0] })
    }
  }
  let facts = DeepFacts(network: "", weights: "", input: "", size: "")
  var made = DeepInputs.Features(table: table ?? cohort.imageTable, facts: facts, seen: seen)
  if deep.poolings != [.mean] { made.slices = slices(of: made.table, poolings: deep.poolings) }
  return DeepInputs(
    deep: deep, fits: fits, subjects: cohort.ids,
    features: Dictionary(fits.values.map { ($0.input, made) }, uniquingKeysWith: { first, _ in first }))
}

/// Three slices for each patient, of which the table has the means: one below them, one like them, one above.
private func slices(of table: FeatureTable, poolings: [SlicePooling]) -> PatientSlices {
  let patients = table.subjects.indices.map { row -> SliceFeatures in
    let means = table.columns.indices.map { table.value(row: row, column: $0) ?? 0 }
    let steps = [-1.0, 0, 1].map { step in means.enumerated().map { $1 + step * Double((row + $0) % 3) } }
    return SliceFeatures([SliceBag(steps, areas: [1, 5, 3])])
  }
  return PatientSlices(subjects: table.subjects, patients, poolings: poolings) { pooling in
    pooling == .mean ? table.columns : table.columns.map { "\(pooling.rawValue)_\($0)" }
  }
}

private func cohort(
  _ more: String = "", _ split: String = "{train: 0.6}", svm: Bool = false
) throws -> AnalysisCohort {
  var study = try StudyFile.ofImages(
    split: split,
    "arms: [dlr]\ndeep: {network: efficientnet-lite0, ensemble: 2, beyond: \(svm ? "svm" : "none")\(more)}")
  study.models.factors = ["size"]
  return AnalysisCohort.made(study, Patient.made(24), columns: 4)
}

private func row(
  _ cohort: AnalysisCohort, _ id: String = "dlr_mr", _ table: FeatureTable? = nil, _ seen: SeenLesions = .unknown
) throws -> any StudyRow {
  try #require(
    StandingRows(of: cohort, robustness: nil, deep: [try inputs(cohort, table, seen)]).all.first { $0.id == id })
}

private func fit(
  _ row: any StudyRow, _ cohort: AnalysisCohort, _ evaluation: EvaluationProtocol, outcomes: ((Int) -> Bool)? = nil,
  seed: UInt64 = 1, scored: [Int]? = nil, settings: Int = 2, dealing: FoldDealing? = nil
) throws -> (fit: RowFit, log: FitLog, task: RowTask) {
  let pair = StudySplit(of: cohort).pairs[0]
  let test = scored ?? pair.test
  let task = RowTask(
    trainingSet: pair.set, training: pair.training, outcomes: pair.training.map { cohort.outcomes[$0] },
    scored: test, scoredOutcomes: outcomes.map { test.map($0) }, clinical: cohort.clinicalInput(evaluation),
    evaluation: evaluation, budget: TuningBudget(settings: settings, folds: 2, seed: seed, dealing: dealing),
    workers: 1)
  var log = FitLog(purpose: FitPurpose(row.name))
  return (try row.fit(task, log: &log), log, task)
}

/// A head on the features of a frozen network.
@Suite struct FusionHeadRowTests {
  @Test(arguments: ["dlr_mr", "dlr_mr_cf"]) func inSoundNoFitSawWhomTheRowScores(_ id: String) throws {
    let cohort = try cohort()
    let (own, log, task) = try fit(try row(cohort, id), cohort, .sound)
    let training = Set(task.training.map { cohort.ids[$0] })
    #expect(log.entries.allSatisfy { Set(log.subjects(of: $0)).isSubset(of: training) })
    #expect(log.heldOut.count == 2)
    for held in log.heldOut {
      let out = Set(log.subjects(of: held))
      #expect(
        log.entries.filter { $0.purpose == held.purpose }.allSatisfy { out.isDisjoint(with: log.subjects(of: $0)) })
    }
    #expect(own.settingsTried == 2 && own.outOfFoldScores?.count == task.training.count)
    #expect(log.entries.contains { $0.kind == .encoding } == (id == "dlr_mr_cf"))
  }

  @Test func inSoundTheCutoffIsOfScoresHeldOutEvenWhereOutcomesAreGiven() throws {
    let cohort = try cohort()
    let own = try row(cohort)
    let (plain, _, task) = try fit(own, cohort, .sound)
    let held = try #require(plain.outOfFoldScores)
    #expect(plain.cutoff == ScoreCutoff(youdenOf: held, outcomes: task.outcomes))
    let (given, log, _) = try fit(own, cohort, .sound) { cohort.outcomes[$0] }
    #expect(given.cutoff == plain.cutoff && given.scores == plain.scores)
    #expect(!log.entries.contains { $0.kind == .threshold && $0.detail == "Youden, test scores" })
  }

  @Test func inSoundProbabilitiesAreOfScoresHeldOut() throws {
    let cohort = try cohort()
    let (own, _, task) = try fit(try row(cohort), cohort, .sound)
    let held = try #require(own.outOfFoldScores)
    var log = FitLog()
    let sigmoid = PlattCalibration(isMonotone: true).fit(
      scores: held, outcomes: task.outcomes, subjects: task.training.map { cohort.ids[$0] }, log: &log)
    #expect(held != own.resubstitutionScores && own.calibration == .sigmoid(sigmoid))
  }

  /// The choice of factors is a fit like any other.
  @Test func noFoldsChoiceOfFactorsSawWhomItHoldsOut() throws {
    let cohort = try cohort(", factors: lasso")
    let (_, log, _) = try fit(try row(cohort, "dlr_mr_cf"), cohort, .sound)
    #expect(log.entries.count { $0.kind == .selection } == 3 && log.heldOut.count == 2)
    for held in log.heldOut {
      let out = Set(log.subjects(of: held))
      let own = log.entries.filter { $0.purpose == held.purpose && $0.kind == .selection }
      #expect(own.count == 1 && own.allSatisfy { out.isDisjoint(with: log.subjects(of: $0)) })
    }
  }

  /// Neither an inner fold nor the share that stops a head parts the rows of one patient.
  @Test func rowsOfOnePatientAreHeldOutAndStopTogether() throws {
    let cohort = try cohort()
    let groups = Dictionary(uniqueKeysWithValues: cohort.ids.enumerated().map { ($1, "G\($0 / 2)") })
    let (_, log, task) = try fit(try row(cohort), cohort, .sound, dealing: .grouped(groups))
    let training = Set(task.training.map { cohort.ids[$0] })
    let isWhole = { (some: [String]) in
      let own = Set(some.map { groups[$0] })
      return Set(some) == training.filter { own.contains(groups[$0]) }
    }
    #expect(log.heldOut.count == 2 && log.heldOut.allSatisfy { isWhole(log.subjects(of: $0)) })
    let stopped = log.entries.filter { $0.kind == .earlyStopping && $0.purpose.parts == [.allTraining] }
    #expect(!stopped.isEmpty && stopped.allSatisfy { isWhole(log.subjects(of: $0)) })
  }

  /// Settings are drawn one after the other, so a larger budget tries those of a smaller one too, and keeps the best.
  @Test func moreSettingsNeverChooseALowerAUC() throws {
    let made = try cohort()
    var stream = RandomStream(seed: 5, name: "weak features")
    let weak = FeatureTable(
      subjects: made.ids, columns: ["f0", "f1"],
      rows: made.ids.indices.map { at in [stream.normal() + (made.outcomes[at] ? 0.7 : 0), stream.normal()] })
    let own = try row(made, "dlr_mr", weak)
    let chosen = try (1...4).map { try #require(try fit(own, made, .sound, settings: $0).fit.tuningAUC) }
    #expect(chosen == chosen.sorted() && Set(chosen).count > 1, "\(chosen)")
  }

  @Test func whomTheRowScoresDoesNotChangeItsHeads() throws {
    let cohort = try cohort()
    let (before, _, task) = try fit(try row(cohort), cohort, .sound)
    var other = cohort
    for at in task.scored { other = other.giving(at, cohort.features[at].values.map { 3 - ($0.number ?? 0) }) }
    let (after, _, _) = try fit(try row(cohort, "dlr_mr", other.imageTable), cohort, .sound)
    #expect(before.resubstitutionScores == after.resubstitutionScores && before.scores != after.scores)
  }

  @Test func thePublishedWayStopsChoosesAndCutsByTheTestPatientsAndSaysSo() throws {
    let cohort = try cohort()
    let own = try row(cohort)
    let (found, log, task) = try fit(own, cohort, .asPublished) { cohort.outcomes[$0] }
    let (training, test) = (task.training.map { cohort.ids[$0] }, task.scored.map { cohort.ids[$0] })
    let saw = { (kind: FitKind) in log.entries.filter { $0.kind == kind }.map { log.subjects(of: $0) } }
    #expect(saw(.earlyStopping) == [test] && saw(.tuning) == [test] && saw(.threshold) == [test])
    #expect(saw(.classifier) == [training, training] && log.heldOut.isEmpty)
    let scores = found.scores.compactMap(\.self)
    #expect(found.cutoff == ScoreCutoff(youdenOf: scores, outcomes: task.scored.map { cohort.outcomes[$0] }))
    #expect(found.tuningAUC == nil && found.deep?.stoppedBy == "the test patients")
  }

  /// A last fit on everybody has nobody to stop by; it must not take an empty list for a test set.
  @Test func thePublishedWayWithoutTestPatientsStopsByAShareOfTraining() throws {
    let cohort = try cohort()
    let (found, log, task) = try fit(try row(cohort), cohort, .asPublished, outcomes: { _ in true }, scored: [])
    let training = Set(task.training.map { cohort.ids[$0] })
    #expect(log.entries.allSatisfy { Set(log.subjects(of: $0)).isSubset(of: training) })
    #expect(found.scores.isEmpty && found.cutoff.threshold == nil)
    #expect(!log.entries.contains { $0.kind == .threshold })
    let stopped = try #require(log.entries.first { $0.kind == .earlyStopping })
    #expect((1..<8).contains(log.subjects(of: stopped).count))
  }

  /// Contributions of the ensemble are the means of those of its heads, and have places, a direction and a spread; with
  /// one head, as published, there is no spread.
  @Test func contributionsHaveTheValuesOfTheFactorAndASpreadOverHeads() throws {
    let cohort = try cohort()
    let (found, _, task) = try fit(try row(cohort, "dlr_mr_cf"), cohort, .sound)
    let own = try #require(found.deep?.contributions.first)
    let places = try #require(own.places)
    #expect(places.count == task.scored.count && own.values.count == task.scored.count)
    #expect(places.compactMap(\.self).allSatisfy { (0...1).contains($0) } && places.contains { $0 != nil })
    let sum = own.values.map(abs).reduce(0, +) / Double(own.values.count)
    #expect(own.meanAbsolute == sum && own.deviation.map { $0 >= 0 && $0.isFinite } == true)
    let (published, _, _) = try fit(try row(cohort, "dlr_mr_cf"), cohort, .asPublished) { cohort.outcomes[$0] }
    #expect(published.deep?.contributions.first?.deviation == nil)
    #expect(published.deep?.curves.count == 1 && found.deep?.curves.count == 2)
  }

  @Test func theSeedDrawsSettingsFoldsAndHeads() throws {
    let cohort = try cohort()
    let own = try row(cohort)
    let (one, first, _) = try fit(own, cohort, .sound, seed: 1)
    let (again, _, _) = try fit(own, cohort, .sound, seed: 1)
    let (two, second, _) = try fit(own, cohort, .sound, seed: 2)
    #expect(one.scores == again.scores && one.scores != two.scores)
    #expect(first.heldOut.map { first.subjects(of: $0) } != second.heldOut.map { second.subjects(of: $0) })
    // The settings tried in the first fold.
    let tried = { (log: FitLog) in
      log.entries.filter { $0.kind == .classifier && $0.purpose.parts == [.fold(1, of: 2)] }.map(\.setting)
    }
    #expect(tried(first).count == 2 && tried(first) != tried(second), "\(tried(first))")
  }

  @Test func aNetworkThatSeesTheSameInEveryTrainingPatientIsFlagged() throws {
    let cohort = try cohort()
    #expect(!(try fit(try row(cohort), cohort, .sound).fit.flags.contains(.networkSeesNothing)))
    let training = Set(StudySplit(of: cohort).pairs[0].training)
    // Those who are scored differ all the same.
    let blind = FeatureTable(
      subjects: cohort.ids, columns: ["f0", "f1"],
      rows: cohort.ids.indices.map { [training.contains($0) ? 1 : Double($0), 2] })
    #expect(try fit(try row(cohort, "dlr_mr", blind), cohort, .sound).fit.flags.contains(.networkSeesNothing))
  }

  /// What the network sees of each patient: of those in `blind` no voxel of the lesion, of everybody another image.
  private func sights(_ cohort: AnalysisCohort, blind: Set<Int> = [], images: (Int) -> Int = { $0 }) -> SeenLesions {
    SeenLesions(
      cohort.ids.indices.map { at in
        SeenLesions.Patient(
          subject: cohort.ids[at],
          sights: [
            LesionSight(
              voxels: 9, seenVoxels: blind.contains(at) ? 0 : 9, slices: 3, seenSlices: blind.contains(at) ? 0 : 3,
              pixels: 40, share: 0.1)
          ], images: "image \(images(at))")
      })
  }

  /// One odd patient hides nobody: those whose lesion is not seen, and those who look alike, are counted and named.
  @Test func patientsWhomTheNetworkDoesNotSeeAreNamed() throws {
    let cohort = try cohort()
    let blind: Set<Int> = [2, 5, 7]
    let seen = sights(cohort, blind: blind)
    let flags = try fit(try row(cohort, "dlr_mr", nil, seen), cohort, .sound).fit.flags
    #expect(flags.contains(.lesionUnseen(patients: blind.sorted().map { cohort.ids[$0] }, of: 24)))
    #expect(!flags.contains { if case .sameFeatures = $0 { true } else { false } })
    #expect(
      !(try fit(try row(cohort, "dlr_mr", nil, sights(cohort)), cohort, .sound).fit.flags.contains {
        if case .lesionUnseen = $0 { true } else { false }
      }))
  }

  @Test(arguments: ["dlr_mr", "dlr_svm"]) func equalFeaturesOfDifferentImagesAreNamed(_ id: String) throws {
    let cohort = try cohort("", svm: true)
    let equal: Set<Int> = [1, 4, 11]
    let table = FeatureTable(
      subjects: cohort.ids, columns: ["f0", "f1"],
      rows: cohort.ids.indices.map { equal.contains($0) ? [1.5, 2] : [Double($0), Double($0 % 5)] })
    let flags = try fit(try row(cohort, id, table, sights(cohort)), cohort, .sound).fit.flags
    #expect(flags.contains(.sameFeatures(patients: equal.sorted().map { cohort.ids[$0] }, of: 24)), "\(flags)")
    #expect(!flags.contains(.networkSeesNothing))
    // The same image twice has the same features by right.
    let copies = sights(cohort) { equal.contains($0) ? 0 : $0 }
    let again = try fit(try row(cohort, id, table, copies), cohort, .sound).fit.flags
    #expect(!again.contains { if case .sameFeatures = $0 { true } else { false } })
  }

  @Test func oneOddPatientDoesNotSwitchOffTheFlagOfABlindNetwork() throws {
    let cohort = try cohort()
    let odd = StudySplit(of: cohort).pairs[0].training[0]
    let blind = FeatureTable(
      subjects: cohort.ids, columns: ["f0", "f1"], rows: cohort.ids.indices.map { [$0 == odd ? 3 : 1, 2] })
    #expect(try fit(try row(cohort, "dlr_mr", blind), cohort, .sound).fit.flags.contains(.networkSeesNothing))
  }

  @Test func theLesionsInWordsNameWhomOnlyAPartIsSeenOf() throws {
    let cohort = try cohort()
    #expect(sights(cohort).words.contains("every voxel and slice of every lesion reaches the features"))
    let words = sights(cohort, blind: [3]).words
    #expect(
      words.contains("of 1 of 24 patients") && words.contains("\(cohort.ids[3]) 0 of 3 slices, 0 % of the voxels"))
  }

  @Test func theCropOfItsTrainingSetIsRecorded() throws {
    let cohort = try cohort()
    let (_, log, task) = try fit(try row(cohort), cohort, .sound)
    let crop = try #require(log.entries.first { $0.kind == .inputCrop })
    #expect(crop.detail.contains("crop of 50.0 mm"))
    #expect(log.subjects(of: crop) == task.training.map { cohort.ids[$0] })
  }
}

/// Heads that join slices in several ways.
@Suite struct SlicePoolingRowTests {
  /// The budget is shared, every trial says how it joined slices, and no fold saw whom it holds out.
  @Test func theBudgetChoosesAmongThePoolingsInsideTheFolds() throws {
    let cohort = try cohort(", slice-pooling: [mean, max, area, attention]")
    let (own, log, task) = try fit(try row(cohort), cohort, .sound, settings: 8)
    let training = Set(task.training.map { cohort.ids[$0] })
    #expect(log.entries.allSatisfy { Set(log.subjects(of: $0)).isSubset(of: training) } && log.heldOut.count == 2)
    for held in log.heldOut {
      let (out, mine) = (
        Set(log.subjects(of: held)), log.entries.filter { $0.purpose == held.purpose && $0.kind == .classifier }
      )
      let named = mine.map { $0.setting?.options["slicePooling"] }
      #expect(
        named == [
          nil, .word("max"), .word("area"), .word("attention"), nil, .word("max"), .word("area"), .word("attention"),
        ])
      #expect(mine.allSatisfy { out.isDisjoint(with: log.subjects(of: $0)) })
    }
    let data = try #require(own.data as? FusionHeadRow.Model)
    let pooling = data.heads[0].settings.pooling
    #expect(data.heads.allSatisfy { $0.settings.pooling == pooling && $0.fault == nil })
    #expect(own.setting.contains("slices joined by") == (pooling != .mean))
  }

  /// The mean in a list is the mean without one: the same trial has the same scores.
  @Test(arguments: ["dlr_mr", "dlr_mr_cf"]) func theMeanInAListIsTheMean(_ id: String) throws {
    let (plain, listed) = (try cohort(), try cohort(", slice-pooling: [mean, attention]"))
    let found = try [plain, listed].map { try fit(try row($0, id), $0, .sound, settings: 1).fit }
    #expect(found[0].scores == found[1].scores && found[0].setting == found[1].setting)
    let encoder = { (fit: RowFit) in
      try (fit.data as? FusionHeadRow.Model).map { try JSONEncoder().encode($0.heads).count }
    }
    #expect(try encoder(found[0]) == encoder(found[1]))
  }

  /// A head of each pooling gives every patient a score, and rows of tables read the first vector.
  @Test(arguments: SlicePooling.allCases) func everyPoolingScoresEveryPatient(pooling: SlicePooling) throws {
    let cohort = try cohort(", slice-pooling: \(pooling.rawValue)", svm: true)
    for id in ["dlr_mr", "dlr_mr_cf", "dlr_svm"] {
      let (own, _, task) = try fit(try row(cohort, id), cohort, .sound)
      #expect(own.scores.count == task.scored.count && own.scores.allSatisfy { $0?.isFinite == true })
      let (again, _, _) = try fit(try row(cohort, id), cohort, .sound)
      #expect(again.scores == own.scores)
      if id == "dlr_svm" {
        let isNamed = own.selected.allSatisfy { $0.hasPrefix("\(pooling.rawValue)_") }
        #expect(isNamed == (pooling == .max || pooling == .area), "\(own.selected)")
      } else {
        let data = try #require(own.data as? FusionHeadRow.Model)
        #expect(data.heads.allSatisfy { $0.settings.pooling == pooling })
      }
    }
  }
}

/// What a reader is told of lesions in the frame of a crop.
@Suite struct DeepFindingsTests {
  private func findings(_ pixels: (Int) -> Double, larger: Set<Int> = []) throws -> [Finding] {
    let cohort = try cohort()
    let patients = cohort.ids.indices.map { at in
      SeenLesions.Patient(
        subject: cohort.ids[at],
        sights: [
          LesionSight(
            voxels: 9, seenVoxels: 9, slices: 3, seenSlices: 3, pixels: pixels(at), share: 0.1,
            note: larger.contains(at) ? "the lesion is larger" : nil)
        ], images: "image \(at)")
    }
    return try inputs(cohort, nil, SeenLesions(patients)).findings
  }

  @Test func lesionsThatFillTheCropNeedNoWord() throws {
    #expect(try findings { _ in 150 }.isEmpty)
  }

  @Test func aLesionLargerThanTheCropIsNamed() throws {
    let found = try findings({ $0 == 3 ? 224 : 150 }, larger: [3])
    #expect(found.count == 1 && found[0].title.contains("The lesion of 1 of 24 patients is larger than the crop"))
    let name = try cohort().ids[3]
    #expect(found[0].title.contains(name) && found[0].detail.contains("Nothing of it is cut off"))
  }

  @Test func aLesionThatSetsTheCropForAllIsNamed() throws {
    let (found, name) = (try findings { $0 == 7 ? 200 : 30 }, try cohort().ids[7])
    #expect(found.count == 1 && found[0].title.contains("that of \(name) is the largest"))
  }
}

/// Names and rows of the networks of a study.
@Suite struct DeepRowsTests {
  @Test func rowsBeyondThePublishedOnesAreThereWhereTheStudyAsks() throws {
    var study = try StudyFile.ofImages("arms: [hcr, dlr]\ndeep: {network: efficientnet-lite0, beyond: [svm, fusion]}")
    let ids = { (study: StudyFile) in
      let cohort = AnalysisCohort.made(study, Patient.made(24), columns: 4)
      return StandingRows(of: cohort, robustness: nil, deep: [try inputs(cohort)]).all.map(\.id)
    }
    #expect(try ids(study) == ["hcr_mr", "dlr_mr", "dlr_svm", "fusion"])
    study.models.factors = ["size"]
    #expect(
      try ids(study) == ["clinical", "hcr_mr", "hcr_mr_cf", "dlr_mr", "dlr_mr_cf", "dlr_svm", "fusion"])
    study.arms = [.deep]
    #expect(try ids(study) == ["clinical", "dlr_mr", "dlr_mr_cf", "dlr_svm"])
  }
}
