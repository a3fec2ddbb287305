import DeepRadiomics
import Execution
import Testing

/// Patients made by a generator: what enters a small block, and outcomes that it tells.
private struct GeneratedPatients {
  let block = LastBlock(blocks: 1, isBottleneck: false, width: 1, depth: nil, rows: 8, columns: 8)
  let numbers: [Float]
  let subjects: [String]
  let events: [Bool]
  let maps: [EntranceMaps]

  /// One to four slices each. Events have a pattern of stripes in the first of four channels, whose mean is that of
  /// non-events, so that a mean of the maps as they enter would not tell it.
  /// - Parameter signal: size of the stripes, where the noise has a standard deviation of 0.5.
  init(_ count: Int, seed: UInt64, signal: Double = 0.4) {
    var stream = RandomStream(seed: seed, name: "generated patients")
    var weights = RandomStream(seed: 7, name: "generated block")
    let block = block
    var numbers = [Float](repeating: 0, count: block.parameterCount)
    for layer in block.layers {
      let inputs = Double(layer.kernelRange.count / layer.kernel[0])
      for i in layer.kernelRange { numbers[i] = Float(weights.normal() * (2 / inputs).squareRoot()) }
    }
    self.numbers = numbers
    subjects = (0..<count).map { "P\($0)" }
    events = (0..<count).map { $0.isMultiple(of: 2) }
    maps = (0..<count).map { patient in
      let slices = 1 + stream.index(below: 4)
      var values: [Float] = []
      for _ in 0..<slices {
        for place in 0..<block.entranceCount {
          let (channel, column) = (place / 64, place % 8)
          let stripe = channel == 0 && patient.isMultiple(of: 2) ? (column.isMultiple(of: 2) ? 1.0 : -1) : 0
          values.append(Float(1 + 0.5 * stream.normal() + signal * stripe))
        }
      }
      return EntranceMaps(branches: [values])
    }
  }

  static var settings: HeadSettings {
    var settings = HeadSettings.sound
    (settings.hiddenUnits, settings.batchSize, settings.epochs, settings.patience) = (8, 4, 8, 8)
    settings.optimiser = settings.optimiser.with(rate: 0.01)
    return settings
  }

  func cohort(_ outcomes: [Bool]) throws -> HeadCohort {
    HeadCohort(
      subjects: subjects, features: try BlockFeatures(block, numbers).features(of: maps), events: outcomes)
  }

  func tuned(_ outcomes: [Bool], seed: UInt64) throws -> (tuned: TunedHead, frozen: TrainedHead) {
    let prepared = try PreparedCohort(try cohort(outcomes), .shareOfTraining(0.25, seed: seed))
    var own = Self.settings
    own.seed = seed
    var head = try HeadTraining(own, prepared)
    let frozen = try head.run()
    var training = try BlockTraining(
      frozen, on: prepared, block, from: numbers, maps: Dictionary(uniqueKeysWithValues: zip(subjects, maps)))
    return (try training.run(), frozen)
  }

  /// Area under the ROC curve of other patients.
  func area(_ tuned: TunedHead) throws -> Double {
    let features = try BlockFeatures(block, tuned.block).features(of: maps)
    let scores = features.map { tuned.head.logOdds(features: $0) }
    var sum = 0.0
    for (event, isEvent) in zip(scores, events) where isEvent {
      for (other, isOther) in zip(scores, events) where !isOther { sum += event > other ? 1 : event == other ? 0.5 : 0 }
    }
    return sum / Double(events.count { $0 } * events.count { !$0 })
  }
}

@Suite struct BlockTrainingTests {
  private static let seeds: [UInt64] = Array(1...8)

  /// Epochs differ in their order of patients, so three are averaged, and the seeds.
  @Test func trainingLowersTheLossOfAGeneratedSetThatCanBeTold() throws {
    var (first, last, kept) = (0.0, 0.0, 0)
    for seed in Self.seeds {
      let patients = GeneratedPatients(32, seed: seed, signal: 0.15)
      let (tuned, frozen) = try patients.tuned(patients.events, seed: seed)
      let alone = frozen.curve.training.count
      #expect(Array(tuned.head.curve.training.prefix(alone)) == frozen.curve.training)
      let both = tuned.head.curve.training.dropFirst(alone)
      first += both.prefix(3).reduce(0, +)
      last += both.suffix(3).reduce(0, +)
      #expect(!tuned.isTuned || tuned.head.stoppingLoss < tuned.startLoss)
      kept += tuned.isTuned ? 1 : 0
    }
    #expect(last < first, "seeds \(Self.seeds)")
    #expect(kept > Self.seeds.count / 2, "\(kept) of \(Self.seeds.count) seeds kept a trained block")
  }

  /// With permuted outcomes nothing can be learned, whatever the block has seen of its training patients. The area of
  /// ten events and ten others has a standard deviation of `√((10 + 10 + 1) / (12 · 10 · 10)) = 0.132` (Mann and
  /// Whitney); the mean of eight seeds must be within three of its own.
  @Test func permutedOutcomesAreNotPredictedInOtherPatients() throws {
    let limit = 3 * 0.132 / Double(Self.seeds.count).squareRoot()
    let areas = try parallelMap(Self.seeds, workers: 2) { seed throws -> (real: Double, permuted: Double) in
      let (patients, others) = (GeneratedPatients(32, seed: seed), GeneratedPatients(20, seed: 100 + seed))
      var stream = RandomStream(seed: seed, name: "permuted outcomes")
      let (real, _) = try patients.tuned(patients.events, seed: seed)
      let (permuted, frozen) = try patients.tuned(patients.events.shuffled(using: &stream), seed: seed)
      // The frozen head is a candidate: nothing is kept that stops worse, and what is not better is not kept.
      let start = patients.numbers
      #expect(permuted.isTuned == (permuted.block != start))
      // Both are float64; the frozen head was trained in other coordinates of the same features.
      #expect(abs(permuted.startLoss - frozen.stoppingLoss) < 1e-9 * max(1, frozen.stoppingLoss))
      #expect(
        permuted.isTuned
          ? permuted.head.stoppingLoss < permuted.startLoss : permuted.head.stoppingLoss == frozen.stoppingLoss)
      return (try others.area(real), try others.area(permuted))
    }.map { try $0.get() }
    let mean = { (values: [Double]) in values.reduce(0, +) / Double(values.count) }
    #expect(abs(mean(areas.map(\.permuted)) - 0.5) < limit, "seeds \(Self.seeds): \(areas.map(\.permuted))")
    #expect(mean(areas.map(\.real)) > 0.5 + limit, "seeds \(Self.seeds): \(areas.map(\.real))")
  }

  @Test(arguments: [2, 8]) func noBitDependsOnTheNumberOfThreads(workers: Int) throws {
    let patients = GeneratedPatients(16, seed: 3)
    let all = { (workers: Int) in
      try parallelMap(Array(1...4 as ClosedRange<UInt64>), workers: workers) { seed throws in
        try patients.tuned(patients.events, seed: seed).tuned
      }.map { try $0.get() }
    }
    let (one, several) = (try all(1), try all(workers))
    #expect(one == several && Set(one.map(\.head.stoppingLoss)).count == 4)
  }
}
