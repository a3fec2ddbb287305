import DeepRadiomics
import Execution
import Foundation
import Testing

/// A made-up cohort whose outcome follows from a few directions of the features and from the first factor.
func syntheticCohort(patients: Int, features: Int, factors: Int = 0, seed: UInt64) -> HeadCohort {
  var stream = RandomStream(seed: seed, name: "cohort")
  let rows = (0..<patients).map { _ in (0..<features).map { _ in abs(stream.normal()) } }
  let clinical = (0..<patients).map { _ in (0..<factors).map { _ in Double(stream.index(below: 3)) } }
  let events = rows.indices.map { row in
    rows[row][0] - rows[row][1] + (factors > 0 ? clinical[row][0] - 1 : 0) + 0.3 * stream.normal() > 0.5
  }
  return HeadCohort(
    subjects: (0..<patients).map { "P\($0)" }, features: rows, factors: factors == 0 ? nil : clinical, events: events)
}

@Suite struct HeadTrainingTests {
  /// Published: 525,570 without and 546,370 with the three clinical factors.
  @Test func thePublishedHeadsHaveThePublishedSizes() throws {
    #expect(HeadSettings.published.parameterCount(features: 2048, clinicalFactors: 0) == 525_570)
    #expect(HeadSettings.published.parameterCount(features: 2048, clinicalFactors: 3) == 546_370)
    var short = HeadSettings.published
    short.epochs = 1
    let cohort = syntheticCohort(patients: 24, features: 2048, factors: 3, seed: 1)
    let head = try TrainedHead.fit(short, on: cohort, stopping: .shareOfTraining(0.25, seed: 1))
    #expect(head.parameterCount == 546_370)
  }

  @Test func aLastBatchOfOneJoinsTheOneBefore() {
    #expect(HeadTraining.batches(Array(0..<17), size: 8) == [Array(0..<8), Array(8..<17)])
    #expect(HeadTraining.batches(Array(0..<18), size: 8) == [Array(0..<8), Array(8..<16), [16, 17]])
    #expect(HeadTraining.batches([4], size: 8) == [[4]])
  }

  /// The rotation is exact in exact arithmetic; 1e-9 is what rounding leaves after some hundred steps.
  @Test(arguments: [
    HeadOptimiser.momentum(rate: 1e-3, momentum: 0.9), .sharpnessAware(rate: 1e-3, momentum: 0.9, radius: 0.05),
  ])
  func trainingInTheSpanOfThePatientsIsTrainingAllWeights(optimiser: HeadOptimiser) throws {
    var settings = HeadSettings()
    (settings.optimiser, settings.hiddenUnits, settings.epochs, settings.dropout) = (optimiser, 16, 8, 0.2)
    let cohort = syntheticCohort(patients: 50, features: 120, factors: 3, seed: 3)
    let others = syntheticCohort(patients: 20, features: 120, factors: 3, seed: 4)
    let prepared = try PreparedCohort(cohort, .shareOfTraining(0.2, seed: 1))
    let heads = try [true, false].map { reduced in
      var training = try HeadTraining(settings, prepared, reduced: reduced)
      return try training.run()
    }
    #expect(heads[0].curve.best == heads[1].curve.best)
    for (a, b) in zip(heads[0].probabilities(of: others), heads[1].probabilities(of: others)) {
      #expect(abs(a - b) < 1e-9)
    }
  }

  @Test(arguments: [HeadOptimiser.sharpnessAware(rate: 1e-2, momentum: 0.9, radius: 0.05), .adam(rate: 3e-3)])
  func whatCanBeLearnedIsLearned(optimiser: HeadOptimiser) throws {
    var settings = HeadSettings.sound
    (settings.optimiser, settings.hiddenUnits) = (optimiser, 32)
    let head = try TrainedHead.fit(
      settings, on: syntheticCohort(patients: 300, features: 20, factors: 2, seed: 5),
      stopping: .shareOfTraining(0.2, seed: 2))
    let test = syntheticCohort(patients: 300, features: 20, factors: 2, seed: 6)
    let right = zip(head.probabilities(of: test), test.events).count { ($0 > 0.5) == $1 }
    #expect(Double(right) / 300 > 0.8)
    #expect(head.stoppingLoss <= (head.curve.stopping.first ?? 0))
  }

  @Test func patientsWhoStopTheTrainingAreNotTrainedOn() throws {
    let cohort = syntheticCohort(patients: 60, features: 10, seed: 7)
    let prepared = try PreparedCohort(cohort, .shareOfTraining(0.25, seed: 3))
    #expect(Set(prepared.training.subjects).isDisjoint(with: prepared.stopping.subjects))
    #expect(prepared.training.count + prepared.stopping.count == 60)
    let events = cohort.events.count { $0 }
    let stopping = prepared.stopping.events.count { $0 }
    #expect(stopping == Int((0.25 * Double(events)).rounded()))
  }

  @Test func trainingIsTheSameEveryTime() throws {
    let cohort = syntheticCohort(patients: 40, features: 30, factors: 3, seed: 8)
    let first = try TrainedHead.fit(.published, on: cohort, stopping: .shareOfTraining(0.2, seed: 1))
    #expect(try TrainedHead.fit(.published, on: cohort, stopping: .shareOfTraining(0.2, seed: 1)) == first)
    let stored = try JSONDecoder().decode(TrainedHead.self, from: JSONEncoder().encode(first))
    #expect(stored.probabilities(of: cohort) == first.probabilities(of: cohort))
  }

  @Test func whatCannotBeTrainedIsRefusedWithItsReason() {
    let cohort = syntheticCohort(patients: 40, features: 5, seed: 9)
    let quiet = cohort.selecting(cohort.events.indices.filter { !cohort.events[$0] })
    #expect(throws: HeadError.tooFewPatients(events: 0, nonEvents: quiet.count)) {
      try TrainedHead.fit(.published, on: quiet, stopping: .others(cohort))
    }
    var settings = HeadSettings()
    settings.batchSize = 1
    #expect(throws: HeadError.settings("a batch of one has no variance")) {
      try TrainedHead.fit(settings, on: cohort, stopping: .others(cohort))
    }
  }

  @Test func attributionsOfClinicalFactorsAddUp() throws {
    let cohort = syntheticCohort(patients: 60, features: 12, factors: 3, seed: 10)
    let head = try TrainedHead.fit(.published, on: cohort, stopping: .shareOfTraining(0.2, seed: 1))
    var stream = RandomStream(seed: 11, name: "patient")
    let features = (0..<12).map { _ in stream.normal() }
    let background = (0..<9).map { _ in (0..<3).map { _ in Double(stream.index(below: 3)) } }
    let found = head.clinicalAttribution(features: features, factors: [2, 0, 1], background: background)
    let whole = head.probability(features: features, factors: [2, 0, 1])
    #expect(abs(found.values.reduce(found.base, +) - whole) < 1e-12)
  }
}

@Suite struct HeadSearchTests {
  private func search(workers: Int) throws -> HeadSearch.Result {
    var settings = HeadSettings.sound
    settings.epochs = 4
    let search = HeadSearch(settings: settings, trials: 12, seed: 4)
    return try search.run(
      on: syntheticCohort(patients: 60, features: 40, factors: 2, seed: 1), stopping: .shareOfTraining(0.2, seed: 1),
      workers: workers)
  }

  @Test func theNumberOfWorkersChangesNothing() throws {
    let one = try search(workers: 1)
    let two = try search(workers: 2)
    #expect(one.trials == two.trials)
    #expect(one.head == two.head)
  }

  @Test func theBestTrialHasTheLowestLossAndEveryTrialIsLogged() throws {
    let result = try search(workers: 2)
    #expect(result.trials.map(\.number) == Array(0..<12))
    let lowest = result.trials.compactMap(\.stoppingLoss).min()
    #expect(lowest == result.head.stoppingLoss)
    #expect(Set(result.trials.map(\.settings)).count == 12)
  }

  @Test func anEnsembleReportsTheSpreadOfItsSeeds() throws {
    let cohort = syntheticCohort(patients: 60, features: 40, seed: 1)
    let ensemble = try HeadEnsemble.fit(
      .published, seeds: [1, 2, 3], on: cohort, stopping: .shareOfTraining(0.2, seed: 1), workers: 2)
    let each = ensemble.heads.map { $0.probabilities(of: cohort)[0] }
    let first = ensemble.probabilities(of: cohort)[0]
    #expect(abs(first.mean - each.reduce(0, +) / 3) < 1e-15)
    #expect(first.deviation > 0)
  }

  @Test func whatCannotBeTrainedIsRefused() throws {
    let cohort = syntheticCohort(patients: 24, features: 6, seed: 1)
    var settings: [HeadSettings] = []
    for loss in [HeadLoss.focalPerPatient(gamma: -1), .focalOnBatchMean(gamma: .nan)] {
      var own = HeadSettings.published
      own.loss = loss
      settings.append(own)
    }
    for optimiser in [
      HeadOptimiser.momentum(rate: 0, momentum: 0.9), .momentum(rate: 1, momentum: 1),
      .sharpnessAware(rate: 1, momentum: 0.9, radius: 0),
    ] {
      var own = HeadSettings.published
      own.optimiser = optimiser
      settings.append(own)
    }
    for own in settings {
      #expect(own.fault != nil)
      #expect(throws: HeadError.self) {
        try TrainedHead.fit(own, on: cohort, stopping: .shareOfTraining(0.25, seed: 1))
      }
    }
    var space = HeadSearchSpace()
    space.rates = []
    #expect(throws: HeadError.self) {
      try HeadSearch(space: space, trials: 2, seed: 1).run(
        on: cohort, stopping: .shareOfTraining(0.25, seed: 1), workers: 1)
    }
  }

  /// A head from a file whose curve lacks the kept epoch is said to be at fault before anything indexes it.
  @Test func aHeadWithoutItsKeptEpochIsAtFault() throws {
    var settings = HeadSettings.published
    (settings.hiddenUnits, settings.epochs) = (4, 2)
    let head = try TrainedHead.fit(
      settings, on: syntheticCohort(patients: 24, features: 6, seed: 1), stopping: .shareOfTraining(0.25, seed: 1))
    #expect(head.fault == nil)
    let text = String(decoding: try JSONEncoder().encode(head), as: UTF8.self)
    let forged = text.replacing(/"best":\d+/, with: "\"best\":99")
    let read = try JSONDecoder().decode(TrainedHead.self, from: Data(forged.utf8))
    #expect(read.fault != nil)
    #expect(AttributedScore.head(read, factors: []).fault(features: 6) != nil)
  }
}

@Suite struct GroupedStoppingTests {
  /// Rows of one patient train together or stop together, whatever the seed; a share of each class of patients stops.
  @Test(arguments: UInt64(1)...10) func noPatientTrainsAndStops(_ seed: UInt64) throws {
    let subjects = (0..<60).map { "P\($0 / 3)_\($0 % 3)" }
    let groups = Dictionary(uniqueKeysWithValues: subjects.map { ($0, String($0.prefix { $0 != "_" })) })
    let cohort = HeadCohort(
      subjects: subjects, features: subjects.indices.map { [Double($0), Double($0 * 7 % 60)] },
      events: subjects.indices.map { $0 / 3 % 2 == 0 })
    let prepared = try PreparedCohort(cohort, .shareOfGroups(0.2, seed: seed, groups: groups))
    let sides = [prepared.training, prepared.stopping].map { side in Set(side.subjects.map { groups[$0] }) }
    #expect(sides[0].isDisjoint(with: sides[1]) && sides[1].count == 4, "seed \(seed)")
    #expect(prepared.stopping.subjects.count == 12 && Set(prepared.stopping.events).count == 2)
  }
}
