import Arms
import Execution
import Foundation
import Learning
import Results
import StudySupport
import Testing

/// A head on the features of a frozen network.
@Suite struct FusionHeadRowTests {
  @Test(arguments: ["dlr_mr", "dlr_mr_cf"]) func inSoundNoFitSawWhomTheRowScores(_ id: String) throws {
    let cohort = try DeepPaper.cohort()
    let (own, log, task) = try DeepPaper.fit(try DeepPaper.row(cohort, id), cohort, .sound)
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
    let cohort = try DeepPaper.cohort()
    let own = try DeepPaper.row(cohort)
    let (plain, _, task) = try DeepPaper.fit(own, cohort, .sound)
    let held = try #require(plain.outOfFoldScores)
    #expect(plain.cutoff == ScoreCutoff(youdenOf: held, outcomes: task.outcomes.events))
    let (given, log, _) = try DeepPaper.fit(own, cohort, .sound) { cohort.outcomes[$0].hadEvent }
    #expect(given.cutoff == plain.cutoff && given.scores == plain.scores)
    #expect(!log.entries.contains { $0.kind == .threshold && $0.detail == "Youden, test scores" })
  }

  @Test func inSoundProbabilitiesAreOfScoresHeldOut() throws {
    let cohort = try DeepPaper.cohort()
    let (own, _, task) = try DeepPaper.fit(try DeepPaper.row(cohort), cohort, .sound)
    let held = try #require(own.outOfFoldScores)
    var log = FitLog()
    let sigmoid = PlattCalibration(isMonotone: true).fit(
      scores: held, outcomes: task.outcomes.events, subjects: task.training.map { cohort.ids[$0] }, log: &log)
    #expect(held != own.resubstitutionScores && own.calibration == .sigmoid(sigmoid))
  }

  /// The choice of factors is a fit like any other.
  @Test func noFoldsChoiceOfFactorsSawWhomItHoldsOut() throws {
    let cohort = try DeepPaper.cohort(", factors: lasso")
    let (_, log, _) = try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr_cf"), cohort, .sound)
    #expect(log.entries.count { $0.kind == .selection } == 3 && log.heldOut.count == 2)
    for held in log.heldOut {
      let out = Set(log.subjects(of: held))
      let own = log.entries.filter { $0.purpose == held.purpose && $0.kind == .selection }
      #expect(own.count == 1 && own.allSatisfy { out.isDisjoint(with: log.subjects(of: $0)) })
    }
  }

  /// Neither an inner fold nor the share that stops a head parts the rows of one patient.
  @Test func rowsOfOnePatientAreHeldOutAndStopTogether() throws {
    let cohort = try DeepPaper.cohort()
    let groups = Dictionary(uniqueKeysWithValues: cohort.ids.enumerated().map { ($1, "G\($0 / 2)") })
    let (_, log, task) = try DeepPaper.fit(try DeepPaper.row(cohort), cohort, .sound, dealing: .grouped(groups))
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
    let made = try DeepPaper.cohort()
    var stream = RandomStream(seed: 5, name: "weak features")
    let weak = FeatureTable(
      subjects: made.ids, columns: ["f0", "f1"],
      rows: made.ids.indices.map { at in [stream.normal() + (made.outcomes[at].hadEvent ? 0.7 : 0), stream.normal()] })
    let own = try DeepPaper.row(made, "dlr_mr", weak)
    let chosen = try (1...4).map { try #require(try DeepPaper.fit(own, made, .sound, settings: $0).fit.tuningAUC) }
    #expect(chosen == chosen.sorted() && Set(chosen).count > 1, "\(chosen)")
  }

  @Test func whomTheRowScoresDoesNotChangeItsHeads() throws {
    let cohort = try DeepPaper.cohort()
    let (before, _, task) = try DeepPaper.fit(try DeepPaper.row(cohort), cohort, .sound)
    var other = cohort
    for at in task.scored { other = other.giving(at, cohort.features[at].values.map { 3 - ($0.number ?? 0) }) }
    let (after, _, _) = try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr", other.imageTable), cohort, .sound)
    #expect(before.resubstitutionScores == after.resubstitutionScores && before.scores != after.scores)
  }

  @Test func thePublishedWayStopsChoosesAndCutsByTheTestPatientsAndSaysSo() throws {
    let cohort = try DeepPaper.cohort()
    let own = try DeepPaper.row(cohort)
    let (found, log, task) = try DeepPaper.fit(own, cohort, .asPublished) { cohort.outcomes[$0].hadEvent }
    let (training, test) = (task.training.map { cohort.ids[$0] }, task.scored.map { cohort.ids[$0] })
    let saw = { (kind: FitKind) in log.entries.filter { $0.kind == kind }.map { log.subjects(of: $0) } }
    #expect(saw(.earlyStopping) == [test] && saw(.tuning) == [test] && saw(.threshold) == [test])
    #expect(saw(.classifier) == [training, training] && log.heldOut.isEmpty)
    let scores = found.scores.compactMap(\.self)
    #expect(found.cutoff == ScoreCutoff(youdenOf: scores, outcomes: task.scored.map { cohort.outcomes[$0].hadEvent }))
    #expect(found.tuningAUC == nil && found.deep?.stoppedBy == "the test patients")
  }

  /// A last fit on everybody has nobody to stop by; it must not take an empty list for a test set.
  @Test func thePublishedWayWithoutTestPatientsStopsByAShareOfTraining() throws {
    let cohort = try DeepPaper.cohort()
    let (found, log, task) = try DeepPaper.fit(
      try DeepPaper.row(cohort), cohort, .asPublished, outcomes: { _ in true }, scored: [])
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
    let cohort = try DeepPaper.cohort()
    let (found, _, task) = try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr_cf"), cohort, .sound)
    let own = try #require(found.deep?.contributions.first)
    let places = try #require(own.places)
    #expect(places.count == task.scored.count && own.values.count == task.scored.count)
    #expect(places.compactMap(\.self).allSatisfy { (0...1).contains($0) } && places.contains { $0 != nil })
    let sum = own.values.map(abs).reduce(0, +) / Double(own.values.count)
    #expect(own.meanAbsolute == sum && own.deviation.map { $0 >= 0 && $0.isFinite } == true)
    let (published, _, _) = try DeepPaper.fit(try DeepPaper.row(cohort, "dlr_mr_cf"), cohort, .asPublished) {
      cohort.outcomes[$0].hadEvent
    }
    #expect(published.deep?.contributions.first?.deviation == nil)
    #expect(published.deep?.curves.count == 1 && found.deep?.curves.count == 2)
  }

  /// What a factor contributes to a patient's probability is measured against training patients: it does not depend on
  /// who else is scored.
  @Test func theContributionsOfAPatientDoNotDependOnWhoElseIsScored() throws {
    let cohort = try DeepPaper.cohort()
    let row = try DeepPaper.row(cohort, "dlr_mr_cf")
    let (all, _, task) = try DeepPaper.fit(row, cohort, .sound)
    let (few, _, _) = try DeepPaper.fit(row, cohort, .sound, scored: Array(task.scored.prefix(3)))
    let (whole, part) = (try #require(all.deep?.contributions.first), try #require(few.deep?.contributions.first))
    #expect(Array(whole.values.prefix(3)) == part.values && all.deep?.background == task.training.count)
  }

  @Test func theSeedDrawsSettingsFoldsAndHeads() throws {
    let cohort = try DeepPaper.cohort()
    let own = try DeepPaper.row(cohort)
    let (one, first, _) = try DeepPaper.fit(own, cohort, .sound, seed: 1)
    let (again, _, _) = try DeepPaper.fit(own, cohort, .sound, seed: 1)
    let (two, second, _) = try DeepPaper.fit(own, cohort, .sound, seed: 2)
    #expect(one.scores == again.scores && one.scores != two.scores)
    #expect(first.heldOut.map { first.subjects(of: $0) } != second.heldOut.map { second.subjects(of: $0) })
    // The settings tried in the first fold.
    let tried = { (log: FitLog) in
      log.entries.filter { $0.kind == .classifier && $0.purpose.parts == [.fold(1, of: 2)] }.map(\.setting)
    }
    #expect(tried(first).count == 2 && tried(first) != tried(second), "\(tried(first))")
  }

  @Test func theCropOfItsTrainingSetIsRecorded() throws {
    let cohort = try DeepPaper.cohort()
    let (_, log, task) = try DeepPaper.fit(try DeepPaper.row(cohort), cohort, .sound)
    let crop = try #require(log.entries.first { $0.kind == .inputCrop })
    #expect(crop.detail.contains("crop of 50.0 mm"))
    #expect(log.subjects(of: crop) == task.training.map { cohort.ids[$0] })
  }
}
