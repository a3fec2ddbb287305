import DeepRadiomics
import Execution
import Results
import StudyFiles
import Synchronization

/// What the training of a network's last block needs: the block with its numbers, and what enters it for every patient.
package struct TrainableBlock: Sendable {
  package let block: LastBlock
  /// The numbers of the block before training.
  package let start: [Float]
  /// What enters it, by patient.
  package let maps: [String: EntranceMaps]
  /// What it sees of each patient: more than the frozen network with centre inflation, since its kernels have depth.
  package let seen: SeenLesions

  /// Takes every part as given.
  package init(
    block: LastBlock, start: [Float], maps: [String: EntranceMaps], seen: SeenLesions = .unknown
  ) {
    (self.block, self.start, self.maps, self.seen) = (block, start, maps, seen)
  }

  /// Most bytes of what enters the block, for all patients and inputs of a network together.
  static let memoryLimit = 4 << 30

  /// Bytes of what enters the block.
  var byteCount: Int { maps.values.reduce(0) { $0 + $1.byteCount } }

  /// Slices, or volumes, that enter the block.
  var slices: Int { byteCount / MemoryLayout<Float>.stride / block.entranceCount }
}

extension DeepSupply {
  /// What enters the last block for every patient; `nil` where the network stays frozen for this input.
  /// - Parameters:
  ///   - seen: what the frozen network sees of each patient.
  ///   - used: bytes of what enters by other inputs.
  func trainable(
    _ seen: SeenLesions, _ input: DeepInputs.FittedInput, by extractor: DeepExtractor, used: Int, workers: Int
  ) throws -> TrainableBlock? {
    guard deep.lastBlock != nil, input.way == deep.way(in: .sound) else { return nil }
    let entrance = try BlockExtractor(extractor, weights: weights, threads: workers)
    let bytes = Atomic(used)
    let rows = parallelMap(seen.patients, workers: workers) { patient throws -> (EntranceMaps, SeenLesions.Patient) in
      guard bytes.load(ordering: .relaxed) <= TrainableBlock.memoryLimit else {
        throw TuningError.memory(limit: TrainableBlock.memoryLimit)
      }
      let images = try images(of: patient.subject)
      let maps = try entrance.maps(of: images)
      _ = bytes.wrappingAdd(maps.byteCount, ordering: .relaxed)
      let own = SeenLesions.Patient(
        subject: patient.subject, sights: try entrance.sights(of: images), images: patient.images)
      return (maps, own)
    }
    var (maps, own): ([String: EntranceMaps], [SeenLesions.Patient]) = ([:], [])
    for (patient, row) in zip(seen.patients, rows) {
      do {
        let made = try row.get()
        maps[patient.subject] = made.0
        own.append(made.1)
      } catch let error as TuningError {
        throw error
      } catch {
        throw DeepFailure(patient: patient.subject, cause: error)
      }
    }
    return TrainableBlock(block: entrance.block, start: entrance.start, maps: maps, seen: SeenLesions(own))
  }

  /// The events for the numbers of the last block; `nil` for a frozen network.
  /// - Parameter events: whether each patient of the study has the event.
  package func budget(_ events: [Bool]) throws -> BlockBudget? {
    guard deep.lastBlock != nil else { return nil }
    let way = deep.way(in: .sound)
    let shape = try weights.trialShape(way.input, series: deep.series.count)
    guard let block = try LastBlock(of: way.settings, for: shape) else {
      throw TuningError.noBlock(network: deep.network)
    }
    let count = events.count { $0 }
    return BlockBudget(
      network: deep.network, events: count, nonEvents: events.count - count, parameters: block.parameterCount)
  }
}

extension DeepInputs {
  /// What training the last block costs at most, in words; empty for a frozen network. One step is timed.
  /// - Parameters:
  ///   - sets: the training sets, as positions of the cohort.
  ///   - rows: rows that train it.
  package func costOfTraining(_ sets: [[Int]], rows: Int, folds: Int) throws -> [String] {
    let blocks = features.values.compactMap(\.block)
    guard deep.lastBlock != nil, let first = blocks.first else { return [] }
    let timing = try BlockTiming(first.block, first.start)
    let slices = Double(blocks.reduce(0) { $0 + $1.slices }) / Double(blocks.count * max(subjects.count, 1))
    let seconds = sets.reduce(0.0) { sum, set in
      // Each of the folds trains an ensemble on its share of the patients, `(folds - 1) / folds` of them.
      let heads = Double(deep.ensemble * folds)
      return sum + heads * timing.seconds(patients: set.count, slicesPerPatient: slices, settings: .sound)
    }
    let bytes = blocks.reduce(0) { $0 + $1.byteCount }
    return [
      """
      training the last block of \(deep.network): at most \(Int((Double(rows) * seconds).rounded(.up))) seconds of CPU \
      (estimated from one step), in one thread for each head
      """,
      """
      training the last block of \(deep.network): \(bytes.megabytes) MB for what enters the block (at most \
      \(TrainableBlock.memoryLimit.megabytes)), about \(timing.bytesOfTraining.megabytes) MB for each head at work, \
      \((deep.ensemble * first.block.parameterCount * MemoryLayout<Float>.stride).megabytes) MB in each saved model
      """,
    ]
  }

  /// That the last block is trained although there are too few events.
  var declared: Finding? {
    guard let budget, budget.isTooSmall, deep.lastBlock?.despiteFewEvents == true else { return nil }
    return Finding(
      .caution, "The last block of a network is trained with too few events, as the study file asks by name.",
      detail:
        "\(budget.words). Only patients whom no fit has seen can tell whether it helps; the frozen network is the "
        + "row to compare it with (deep.further).")
  }
}

extension Int {
  /// Bytes in MB, rounded up.
  fileprivate var megabytes: Int { (self + (1 << 20) - 1) >> 20 }
}
