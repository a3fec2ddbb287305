import Execution
import Glibc

/// A head and a block that were trained together.
package struct TunedHead: Hashable, Sendable {
  /// The head, with the curve of its own training and behind it that of both.
  package let head: TrainedHead
  /// The numbers of the block; those of the file where no epoch lowered the stopping loss.
  package let block: [Float]
  /// Loss of the stopping patients before the block was trained.
  package let startLoss: Double
  /// Whether an epoch with a trained block was kept.
  package let isTuned: Bool
}

/// Trains the last block of a network together with a head that was trained on the frozen features.
///
/// First the head alone, then both: steps on a block behind a head that knows nothing yet spoil what the block has
/// learned (Kumar et al. 2022, arXiv 2202.10054). The head as it came is the first candidate, so the block stays as it
/// is unless an epoch lowers the loss of the stopping patients. Everything runs on one thread.
package struct BlockTraining {
  /// The rate of the block as a share of the head's.
  package static let rateShare = 0.1

  private let settings: HeadSettings
  private let start: TrainedHead
  private let cohort: PreparedCohort
  private let network: HeadNetwork
  private let block: BlockNetwork
  private let training: [EntranceMaps]
  private let stopping: [EntranceMaps]
  private let factors: (training: Rows?, stopping: Rows?)
  private var parameters: JointOptimiser.Parameters
  private var moments: RunningMoments

  /// - Parameters:
  ///   - head: trained on the same patients, with the features of the frozen network.
  ///   - numbers: those of the block to start from.
  ///   - maps: what enters the block, by subject of the cohort.
  package init(
    _ head: TrainedHead, on cohort: PreparedCohort, _ block: LastBlock, from numbers: [Float],
    maps: [String: EntranceMaps]
  ) throws {
    precondition(cohort.training.views.isEmpty, "views have no maps")
    (settings, start, self.cohort) = (head.settings, head, cohort)
    self.block = try BlockNetwork(block)
    network = HeadNetwork(layout: HeadLayout(features: head.features, factors: head.factors, head.settings))
    let of = { (subjects: [String]) in
      subjects.map { subject in
        guard let found = maps[subject] else { preconditionFailure("every subject has maps") }
        return found
      }
    }
    (training, stopping) = (of(cohort.training.subjects), of(cohort.stopping.subjects))
    let scaled = { (rows: Rows?) in rows.flatMap { cohort.scaling?.scaled($0) } }
    factors = (scaled(cohort.training.factors), scaled(cohort.stopping.factors))
    parameters = JointOptimiser.Parameters(head: head.parameters, block: numbers)
    moments = head.moments
  }

  /// Trains until the stopping loss has not fallen for ``HeadSettings/patience`` epochs.
  package mutating func run() throws -> TunedHead {
    var optimiser = try JointOptimiser(settings.optimiser, blockShare: Self.rateShare, like: parameters)
    var curve = start.curve
    let before = curve.training.count
    try block.load(parameters.block)
    let startLoss = try stoppingLoss()
    var best = (loss: startLoss, epoch: -1, parameters: parameters, moments: moments)
    for epoch in 0..<settings.epochs {
      let trained = try train(epoch, &optimiser)
      try block.load(parameters.block)
      let stopped = try stoppingLoss()
      // Numbers that grow without limit end the training; what was best before is kept.
      guard trained.isFinite, stopped.isFinite else { break }
      curve.training.append(trained)
      curve.stopping.append(stopped)
      if stopped < best.loss {
        best = (stopped, epoch, parameters, moments)
        curve.best = before + epoch
      } else if epoch - best.epoch >= settings.patience {
        break
      }
    }
    let head = TrainedHead(
      settings: settings, features: start.features, factors: start.factors, parameters: best.parameters.head,
      moments: best.moments, scaling: start.scaling, reductions: start.reductions, curve: curve,
      stoppedBy: start.stoppedBy)
    return TunedHead(head: head, block: best.parameters.block, startLoss: startLoss, isTuned: best.epoch >= 0)
  }

  // MARK: One epoch

  private mutating func train(_ epoch: Int, _ optimiser: inout JointOptimiser) throws -> Double {
    var stream = RandomStream(seed: settings.seed, name: "block/epoch \(epoch)")
    let order = Array(training.indices).shuffled(using: &stream)
    let factor = pow(settings.stepFactor, Double(epoch / settings.stepEpochs))
    let batches = HeadTraining.batches(order, size: settings.batchSize)
    var total = 0.0
    for positions in batches { total += try step(positions, factor: factor, &optimiser, &stream) }
    return total / Double(batches.count)
  }

  private mutating func step(
    _ positions: [Int], factor: Double, _ optimiser: inout JointOptimiser, _ stream: inout RandomStream
  ) throws -> Double {
    let slices = BlockBatch(positions.map { training[$0] }, through: block)
    let events = positions.map { cohort.training.events[$0] }
    let own = factors.training?.selecting(positions)
    var running = moments
    let (network, settings, weights, block) = (network, settings, cohort.weights, block)
    let loss = try optimiser.step(&parameters, factor: factor) { parameters, gradient in
      try block.load(parameters.block)
      let batch = HeadBatch(features: try slices.features(), factors: own)
      let pass = network.train(
        parameters.head, batch, updating: &running, kept: settings.keptUnits(positions.count, &stream))
      let (value, slope) = settings.loss.evaluate(pass.outputs, events: events, weights: weights)
      let sums = network.backward(pass, batch, parameters.head, outputGradient: slope, to: &gradient.head)
      block.forgetGradient()
      try slices.addGradient(productWithTranspose(sums, parameters.head[network.layout.featureWeights]))
      try block.writeGradient(to: &gradient.block)
      return value
    }
    moments = running
    return loss
  }

  private func stoppingLoss() throws -> Double {
    let features = try BlockBatch(stopping, through: block).features()
    let outputs = network.outputs(parameters.head, HeadBatch(features: features, factors: factors.stopping), moments)
    return settings.loss.mean(of: outputs, events: cohort.stopping.events, cohort.weights, size: settings.batchSize)
  }
}

/// The features of patients behind a trained block; the same bits wherever they are computed.
package struct BlockFeatures: Sendable {
  private let block: LastBlock
  private let numbers: [Float]

  /// A block with its numbers.
  package init(_ block: LastBlock, _ numbers: [Float]) { (self.block, self.numbers) = (block, numbers) }

  /// A feature vector for each of `patients`.
  package func features(of patients: [EntranceMaps]) throws(NetworkError) -> [[Double]] {
    let network = try BlockNetwork(block)
    try network.load(numbers)
    let rows = try BlockBatch(patients, through: network).features()
    guard rows.values.allSatisfy(\.isFinite) else { throw .notFinite }
    return (0..<rows.count).map { Array(rows.values[($0 * rows.width)..<(($0 + 1) * rows.width)]) }
  }

  /// The gradient of `Σ slopes · features` by every number of the block.
  package func gradient(of patients: [EntranceMaps], slopes: [[Double]]) throws(NetworkError) -> [Float] {
    let network = try BlockNetwork(block)
    try network.load(numbers)
    let batch = BlockBatch(patients, through: network)
    _ = try batch.features()
    try batch.addGradient(Rows(slopes))
    var gradient = [Float](repeating: 0, count: block.parameterCount)
    try network.writeGradient(to: &gradient)
    return gradient
  }
}
