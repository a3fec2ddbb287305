import Arms
import Cohorts
import DeepRadiomics
import Execution
import Foundation
import Learning
import Results
import Statistics
import StudyFiles
import StudySupport
import Testing

/// Rows whose heads are trained together with a small block, for thirty-two patients made by a generator.
private struct TunedStudy {
  let cohort: AnalysisCohort
  let inputs: DeepInputs
  let block: TrainableBlock

  /// - Parameter lastBlock: `nil` for a frozen network with the same features.
  init(_ evaluationKeys: String = "", lastBlock: Bool = true, seed: UInt64 = 1) throws {
    var study = try StudyFile.ofImages(
      split: "{train: 0.6}",
      "arms: [dlr]\n\(evaluationKeys)deep: {network: resnet18, ensemble: 2, beyond: none"
        + "\(lastBlock ? ", train: {part: last-block, despite: few-events}" : "")}")
    study.models.factors = ["size"]
    let cohort = AnalysisCohort.made(study, Patient.made(32), columns: 4)
    self.cohort = cohort
    let deep = try #require(study.deep)
    let layers = LastBlock(blocks: 1, isBottleneck: false, width: 1, depth: nil, rows: 4, columns: 4)
    var stream = RandomStream(seed: seed, name: "tuned study")
    let start = (0..<layers.parameterCount).map { _ in Float(0.3 * stream.normal()) }
    let outcomes = cohort.outcomes
    let maps = cohort.ids.enumerated().map { at, id in
      let values = (0..<(2 * layers.entranceCount)).map { place in
        // The first channel is larger in events.
        Float(1 + 0.4 * stream.normal() + (outcomes[at].hadEvent && place % layers.entranceCount < 16 ? 0.5 : 0))
      }
      return (id, EntranceMaps(branches: [values]))
    }
    block = TrainableBlock(block: layers, start: start, maps: Dictionary(uniqueKeysWithValues: maps))
    let rows = try BlockFeatures(layers, start).features(of: maps.map(\.1))
    let table = FeatureTable(
      subjects: cohort.ids, columns: rows[0].indices.map { "deep_\($0)" }, rows: rows)
    var fits: [DeepInputs.FitKey: DeepInputs.Fit] = [:]
    for evaluation in EvaluationProtocol.Name.allCases {
      for pair in StudySplit(of: cohort).attempts(patients: cohort.ids.count) {
        fits[.init(evaluation: evaluation, set: pair.set)] = DeepInputs.Fit(
          way: deep.way(in: evaluation), fit: InputFit(depth: 1, crop: CropFit(side: 50, depth: nil)),
          subjects: pair.training.map { cohort.ids[$0] })
      }
    }
    let made = DeepInputs.Features(
      table: table, facts: DeepFacts(network: "", weights: "", input: "", size: ""), block: block)
    var inputs = DeepInputs(
      deep: deep, fits: fits, subjects: cohort.ids,
      features: Dictionary(fits.values.map { ($0.input, made) }, uniquingKeysWith: { first, _ in first }))
    inputs.budget = BlockBudget(network: "resnet18", events: 16, nonEvents: 16, parameters: layers.parameterCount)
    self.inputs = inputs
  }

  var pair: StudySplit.Pair { StudySplit(of: cohort).pairs[0] }

  func fit(
    _ id: String = "dlr_mr", _ evaluation: EvaluationProtocol = .sound, workers: Int = 1
  ) throws -> (fit: RowFit, log: FitLog) {
    let row = try #require(StandingRows(of: cohort, robustness: nil, deep: [inputs]).all.first { $0.id == id })
    let isPublished = evaluation.name == .asPublished
    let task = RowTask(
      trainingSet: pair.set, training: pair.training, outcomes: cohort.outcomes.at(pair.training),
      scored: pair.test, scoredOutcomes: isPublished ? cohort.outcomes.at(pair.test) : nil,
      clinical: cohort.clinicalInput(evaluation), evaluation: evaluation,
      budget: TuningBudget(settings: 2, folds: 2, seed: 1), workers: workers)
    var log = FitLog(purpose: FitPurpose(row.name))
    return (try row.fit(task, log: &log), log)
  }
}

@Suite struct TunedHeadRowTests {
  /// The log proves it: in each fold and in the whole, the block saw the patients of its own training set.
  @Test(arguments: ["dlr_mr", "dlr_mr_cf"]) func noBlockSawWhomItsFoldOrTheRowHoldsOut(_ id: String) throws {
    let study = try TunedStudy()
    let (own, log) = try study.fit(id)
    let training = study.pair.training.map { study.cohort.ids[$0] }
    let test = Set(study.pair.test.map { study.cohort.ids[$0] })
    #expect(log.entries.allSatisfy { test.isDisjoint(with: log.subjects(of: $0)) })
    let blocks = log.entries.filter { $0.kind == .fineTuning }
    #expect(blocks.count == 2 * 2 + 2, "two heads in each of two folds, and two of the model")
    for held in log.heldOut {
      let out = Set(log.subjects(of: held))
      let seen = blocks.filter { $0.purpose == held.purpose }.map { Set(log.subjects(of: $0)) }
      #expect(seen == Array(repeating: Set(training).subtracting(out), count: 2))
    }
    let last = blocks.filter { $0.purpose.parts == [.allTraining] }
    #expect(last.count == 2 && last.allSatisfy { log.subjects(of: $0) == training })
    #expect(own.outOfFoldScores?.count == training.count && own.settingsTried == 2)
    #expect(own.deep?.block?.budget.parameters == study.block.block.parameterCount)
  }

  /// Whoever is scored changes no trained number: with other maps of the test patients, training scores stay.
  @Test func whomTheRowScoresDoesNotChangeItsBlocks() throws {
    let study = try TunedStudy()
    let (one, _) = try study.fit()
    let other = try TunedStudy(seed: 1)
    var maps = other.block.maps
    for at in study.pair.test {
      maps[study.cohort.ids[at]] = EntranceMaps(
        branches: [[Float](repeating: 3, count: 2 * other.block.block.entranceCount)])
    }
    let (again, _) = try other.replacing(maps).fit()
    #expect(one.resubstitutionScores == again.resubstitutionScores && one.outOfFoldScores == again.outOfFoldScores)
    #expect(one.scores != again.scores)
  }

  /// The same of inner folds, without a look at the log: with another map of one training patient, the others of that
  /// patient's fold keep their scores to the last bit, and those of the other fold do not.
  @Test(arguments: ["dlr_mr", "dlr_mr_cf"]) func noHeldOutScoreDependsOnAnotherWhomTheFoldHoldsOut(_ id: String) throws
  {
    let study = try TunedStudy()
    let (one, log) = try study.fit(id)
    let folds = log.heldOut.map { log.subjects(of: $0) }
    let moved = try #require(folds.first?.first)
    var maps = study.block.maps
    maps[moved] = EntranceMaps(branches: [[Float](repeating: 3, count: 2 * study.block.block.entranceCount)])
    let (other, _) = try study.replacing(maps).fit(id)
    let ids = study.pair.training.map { study.cohort.ids[$0] }
    let scores = { (fit: RowFit) in Dictionary(uniqueKeysWithValues: zip(ids, try #require(fit.outOfFoldScores))) }
    let (before, after) = (try scores(one), try scores(other))
    for patient in folds[0] where patient != moved { #expect(before[patient] == after[patient], "\(patient)") }
    #expect(before[moved] != after[moved] && folds[1].contains { before[$0] != after[$0] })
  }

  /// The AUC that is shown of the tuning is that of the heads with their blocks, not that of the frozen ones.
  @Test func theAUCOfItsTuningIsOfItsHeldOutScores() throws {
    let study = try TunedStudy()
    let (own, log) = try study.fit()
    let (ids, held) = (study.pair.training.map { study.cohort.ids[$0] }, try #require(own.outOfFoldScores))
    let areas = try log.heldOut.map { fold in
      let places = ids.indices.filter { log.subjects(of: fold).contains(ids[$0]) }
      let events = places.map { study.cohort.outcomes[study.pair.training[$0]].hadEvent }
      return try #require(auc(places.map { held[$0] }, outcomes: events).value)
    }
    #expect(try abs(#require(own.tuningAUC) - areas.reduce(0, +) / Double(areas.count)) < 1e-12)
  }

  @Test func thePublishedProtocolStaysFrozen() throws {
    let (published, log) = try TunedStudy("protocol: both\n").fit("dlr_mr", .asPublished)
    #expect(!log.entries.contains { $0.kind == .fineTuning } && published.deep?.block == nil)
    let (frozen, own) = try TunedStudy(lastBlock: false).fit()
    #expect(!own.entries.contains { $0.kind == .fineTuning } && frozen.deep?.block == nil)
  }

  @Test(arguments: [2, 8]) func noBitDependsOnTheNumberOfThreads(workers: Int) throws {
    let study = try TunedStudy()
    let (one, log) = try study.fit()
    let (several, other) = try study.fit(workers: workers)
    #expect(one.scores == several.scores && one.outOfFoldScores == several.outOfFoldScores && log == other)
  }

  /// The settings are those of the frozen row, so that the two rows differ in the block alone.
  @Test func theBudgetIsThatOfTheFrozenRow() throws {
    let (tuned, log) = try TunedStudy().fit()
    let (frozen, other) = try TunedStudy(lastBlock: false).fit()
    // The frozen row has two heads for the scores of each fold; here the heads with their blocks give these scores.
    let isForScores = { (fit: FitLog.Entry) in fit.purpose.parts.count == 2 }
    let tried = { (log: FitLog) in log.entries.filter { $0.kind == .classifier && !isForScores($0) }.map(\.setting) }
    #expect(log.entries.count(where: isForScores) == 0 && other.entries.contains(where: isForScores))
    #expect(tried(log) == tried(other) && tuned.settingsTried == frozen.settingsTried)
    #expect(log.heldOut.map { log.subjects(of: $0) } == other.heldOut.map { other.subjects(of: $0) })
  }
}

extension TunedStudy {
  /// The same study with other maps.
  fileprivate func replacing(_ maps: [String: EntranceMaps]) -> TunedStudy {
    let other = TrainableBlock(block: block.block, start: block.start, maps: maps)
    let features = inputs.features.mapValues {
      DeepInputs.Features(table: $0.table, facts: $0.facts, block: other)
    }
    var changed = DeepInputs(deep: inputs.deep, fits: inputs.fits, subjects: inputs.subjects, features: features)
    changed.budget = inputs.budget
    return TunedStudy(cohort: cohort, inputs: changed, block: other)
  }

  private init(cohort: AnalysisCohort, inputs: DeepInputs, block: TrainableBlock) {
    (self.cohort, self.inputs, self.block) = (cohort, inputs, block)
  }
}

/// The rule by which training a block is refused.
@Suite struct BlockBudgetTests {
  /// Ten events for each number, by hand: 8,391,168 numbers need 83,911,680 of the smaller class.
  @Test func tenEventsForEachNumberAreAskedFor() {
    let budget = { (events: Int, others: Int) in
      BlockBudget(network: "resnet18", events: events, nonEvents: others, parameters: 8_391_168)
    }
    #expect(budget(14, 40).isTooSmall && budget(83_911_679, 90_000_000).isTooSmall)
    #expect(!budget(83_911_680, 90_000_000).isTooSmall && budget(90_000_000, 83_911_679).isTooSmall)
    #expect(budget(14, 40).words.contains("14 patients of the smaller class for 8,391,168 trained parameters"))
    #expect(budget(14, 40).words.contains("one for 599,369"))
    let error = StudyRunError.fewEvents(budget(14, 40))
    #expect(error.isInput && error.description.contains("despite: few-events"))
  }
}

/// Heads and their blocks in a file.
@Suite struct StoredHeadTests {
  @Test(arguments: [true, false]) func headsAndBlocksAreTheSame(lastBlock: Bool) throws {
    let fit = try TunedStudy(lastBlock: lastBlock).fit().fit
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let stored = try encoder.encode(fit)
    let read = try JSONDecoder().decode(RowFit.self, from: stored)
    #expect(try encoder.encode(read) == stored)
    let (one, other) = (try #require(fit.data as? FusionHeadRow.Model), try #require(read.data as? FusionHeadRow.Model))
    #expect((one.blocks != nil) == lastBlock && one.heads == other.heads && one.heldOut == other.heldOut)
    #expect(one.blocks?.map { $0.map(\.bitPattern) } == other.blocks?.map { $0.map(\.bitPattern) })
    #expect(read.scores == fit.scores && read.spreads == fit.spreads && read.deep == fit.deep)
  }
}
