import Arms
import Cohorts
import DeepRadiomics
import Learning
import Results
import Statistics
import StudyFiles
import StudySupport
import Testing

/// Cutoff and calibration of a deep row are applied to an ensemble, so they come from ensembles that were held out.
@Suite struct HeadFoldTests {
  private static let columns = ["f0", "f1", "f2"]

  private struct Fitted {
    let cohort: AnalysisCohort
    let table: FeatureTable
    let fit: RowFit
    let log: FitLog
    let task: RowTask

    var ids: [String] { task.training.map { cohort.ids[$0] } }

    init(ensemble: Int, seed: UInt64 = 3) throws {
      let study = try StudyFile.ofImages(
        "arms: [dlr]\ndeep: {network: efficientnet-lite0, ensemble: \(ensemble), beyond: none}")
      let cohort = AnalysisCohort.made(study, Patient.made(40), columns: 3, seed: seed)
      let deep = try #require(study.deep)
      let pair = StudySplit(of: cohort).pairs[0]
      let input = DeepInputs.Fit(
        way: deep.way(in: .sound), fit: InputFit(depth: 1, crop: CropFit(side: 50, depth: nil)),
        subjects: pair.training.map { cohort.ids[$0] })
      let facts = DeepFacts(network: "", weights: "", input: "", size: "")
      let inputs = DeepInputs(
        deep: deep, fits: [.init(evaluation: .sound, set: pair.set): input], subjects: cohort.ids,
        features: [input.input: DeepInputs.Features(table: cohort.imageTable, facts: facts)])
      let row = try #require(StandingRows(of: cohort, robustness: nil, deep: [inputs]).all.first { $0.id == "dlr_mr" })
      task = RowTask(
        trainingSet: pair.set, training: pair.training, outcomes: cohort.outcomes.at(pair.training),
        scored: pair.test, scoredOutcomes: nil, clinical: nil, evaluation: .sound,
        budget: TuningBudget(settings: 2, folds: 3, seed: seed), workers: 2)
      var log = FitLog(purpose: FitPurpose(row.name))
      fit = try row.fit(task, log: &log)
      (self.cohort, table, self.log) = (cohort, cohort.imageTable, log)
    }

    /// The vectors of patients by their ids.
    func heads(of ids: [String]) -> HeadCohort {
      let places = ids.compactMap { cohort.ids.firstIndex(of: $0) }
      return HeadCohort(
        subjects: ids,
        features: places.map { row in table.columns.indices.map { table.value(row: row, column: $0) ?? 0 } },
        factors: nil, events: places.map { cohort.outcomes[$0].hadEvent })
    }
  }

  /// Made again from the vectors alone: the chosen setting, five seeds, the patients that a fold leaves, the same share
  /// for early stopping.
  @Test(arguments: [1, 2, 5]) func heldOutScoresAreThoseOfAnEnsembleThatNeverSawThePatient(_ ensemble: Int) throws {
    let own = try Fitted(ensemble: ensemble)
    let model = try #require(own.fit.data as? FusionHeadRow.Model)
    let chosen = model.heads[0].settings
    let found = Dictionary(uniqueKeysWithValues: zip(own.ids, try #require(own.fit.outOfFoldScores)))
    #expect(own.log.heldOut.count == 3 && model.heads.count == ensemble)
    for fold in own.log.heldOut {
      let out = own.log.subjects(of: fold)
      let left = own.ids.filter { !out.contains($0) }
      let made = try HeadEnsemble.fit(
        chosen, seeds: model.heads.map(\.settings.seed), on: own.heads(of: left),
        stopping: .shareOfTraining(0.2, seed: 3), workers: 1)
      let again = made.probabilities(of: own.heads(of: out)).map { heldLogit($0.mean) }
      #expect(out.map { found[$0] } == again)
    }
    #expect(model.heldOut?.scores == own.fit.outOfFoldScores && model.heldOut?.subjects == own.ids)
  }

  @Test func everyHeadOfAFoldIsRecordedWithWhomItSaw() throws {
    let own = try Fitted(ensemble: 4)
    let model = try #require(own.fit.data as? FusionHeadRow.Model)
    for fold in own.log.heldOut {
      let out = Set(own.log.subjects(of: fold))
      let further = own.log.entries.filter {
        $0.purpose == fold.purpose.part(.allTraining) && $0.kind == .classifier
      }
      #expect(further.map(\.setting) == model.heads.dropFirst().map(\.settings.fitSetting))
      let inside = own.log.entries.filter { fold.purpose.contains($0.purpose) }
      #expect(inside.allSatisfy { out.isDisjoint(with: own.log.subjects(of: $0)) })
    }
  }

  /// Heads of one seed would be one head, several times.
  @Test func theHeadsOfAnEnsembleDifferInTheirSeed() throws {
    let model = try #require(try Fitted(ensemble: 5).fit.data as? FusionHeadRow.Model)
    #expect(Set(model.heads.map(\.settings.seed)).count == 5 && Set(model.heads).count == 5)
  }

  /// The first head of each fold was chosen by these very patients' AUC; the tuning AUC stays that of single heads.
  @Test func theTuningLooksAtSingleHeads() throws {
    let (one, five) = (try Fitted(ensemble: 1), try Fitted(ensemble: 5))
    #expect(one.fit.tuningAUC == five.fit.tuningAUC && one.fit.outOfFoldScores != five.fit.outOfFoldScores)
  }

  @Test func spreadsAreTheDeviationsOfTheHeadsOfEachScoredPatient() throws {
    let own = try Fitted(ensemble: 3)
    let model = try #require(own.fit.data as? FusionHeadRow.Model)
    let scored = own.heads(of: own.task.scored.map { own.cohort.ids[$0] })
    let single = model.heads.map { $0.probabilities(of: scored) }
    let spreads = try #require(own.fit.spreads)
    for patient in spreads.indices {
      let values = single.map { $0[patient] }
      let centre = values.reduce(0, +) / 3
      let deviation = (values.map { ($0 - centre) * ($0 - centre) }.reduce(0, +) / 2).squareRoot()
      #expect(abs(spreads[patient] - deviation) < 1e-14)
    }
    let whole = try #require(own.fit.deep?.spread)
    #expect(abs(whole - spreads.reduce(0, +) / Double(spreads.count)) < 1e-14)
    #expect(try Fitted(ensemble: 1).fit.spreads == nil)
  }
}
