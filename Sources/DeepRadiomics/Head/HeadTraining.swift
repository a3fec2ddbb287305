import Execution
import Glibc

/// Loss by epoch, as the words say: mean over batches of the training and the stopping patients.
package struct LearningCurve: Hashable, Codable, Sendable {
  /// Mean loss of the training batches of each epoch, while the parameters move.
  package internal(set) var training: [Double] = []
  /// Loss of the stopping patients after each epoch.
  package internal(set) var stopping: [Double] = []
  /// Epoch, from 0, whose parameters were kept.
  package internal(set) var best = 0
}

/// One training run of one head.
package struct HeadTraining {
  private let settings: HeadSettings
  private let cohort: PreparedCohort
  private let basis: FeatureBasis
  private let network: HeadNetwork
  private let initialWeights: [Double]
  private let training: HeadBatch
  private let stopping: HeadBatch
  private var parameters: [Double]
  private var gradient: [Double]
  private var moments: RunningMoments

  /// - Parameter reduced: whether to train in the span of the training features, which Adam cannot.
  package init(_ settings: HeadSettings, _ cohort: PreparedCohort, reduced: Bool = true) throws(HeadError) {
    if let fault = settings.fault { throw .settings(fault) }
    precondition(settings.pooling == cohort.pooling, "a cohort that is joined as the settings say")
    self.settings = settings
    self.cohort = cohort
    let features = cohort.training.featureCount
    if case .adam = settings.optimiser {
      basis = .identity(features)
    } else {
      basis = reduced ? cohort.spanning : .identity(features)
    }
    let components = cohort.reductions.map(\.count)
    let whole = HeadLayout(
      features: features, factors: cohort.training.factorCount, settings, attending: components)
    let layout = HeadLayout(
      features: basis.dimension, factors: cohort.training.factorCount, settings, attending: components)
    network = HeadNetwork(layout: layout)
    let events = cohort.training.events.count { $0 }
    let initial = whole.initialParameters(
      events: events, nonEvents: cohort.training.count - events, seed: settings.seed)
    initialWeights = Array(initial[whole.featureWeights])
    // Only the feature weights differ between the two layouts, and they come first.
    parameters = basis.start(initialWeights, hidden: layout.hidden) + initial[whole.featureWeights.upperBound...]
    gradient = [Double](repeating: 0, count: layout.count)
    moments = RunningMoments(width: layout.hidden)
    training = cohort.batch(cohort.training, basis, initial: initialWeights, hidden: layout.hidden)
    stopping = cohort.batch(cohort.stopping, basis, initial: initialWeights, hidden: layout.hidden)
  }

  /// - Parameter cohorts: one for each pooling, of which that of the settings is taken.
  package init(_ settings: HeadSettings, of cohorts: [PreparedCohort]) throws(HeadError) {
    guard let cohort = cohorts.first(where: { $0.pooling == settings.pooling }) else {
      preconditionFailure("a cohort for every pooling that is drawn")
    }
    try self.init(settings, cohort)
  }

  /// Trains until the stopping loss has not fallen for ``HeadSettings/patience`` epochs.
  package mutating func run() throws(HeadError) -> TrainedHead {
    var state = OptimiserState(settings.optimiser, for: network.layout)
    var curve = LearningCurve()
    var best = (loss: Double.infinity, parameters: parameters, moments: moments)
    for epoch in 0..<settings.epochs {
      curve.training.append(train(epoch, &state))
      curve.stopping.append(stoppingLoss())
      guard curve.training[epoch].isFinite, curve.stopping[epoch].isFinite else {
        throw .diverged(epoch: epoch, rate: settings.optimiser.rate)
      }
      if curve.stopping[epoch] < best.loss {
        best = (curve.stopping[epoch], parameters, moments)
        curve.best = epoch
      } else if epoch - curve.best >= settings.patience {
        break
      }
    }
    return head(best.parameters, best.moments, curve)
  }

  private func head(_ parameters: [Double], _ moments: RunningMoments, _ curve: LearningCurve) -> TrainedHead {
    let layout = network.layout
    let weights = basis.weights(parameters[layout.featureWeights], initial: initialWeights, hidden: layout.hidden)
    return TrainedHead(
      settings: settings, features: basis.features, factors: layout.factors,
      parameters: weights + parameters[layout.featureWeights.upperBound...], moments: moments, scaling: cohort.scaling,
      reductions: cohort.reductions.isEmpty ? nil : cohort.reductions, curve: curve,
      stoppedBy: cohort.stopping.subjects)
  }

  // MARK: One epoch

  private mutating func train(_ epoch: Int, _ state: inout OptimiserState) -> Double {
    var stream = RandomStream(seed: settings.seed, name: "head/epoch \(epoch)")
    let order = Array(0..<cohort.training.count).shuffled(using: &stream)
    let factor = pow(settings.stepFactor, Double(epoch / settings.stepEpochs))
    let batches = Self.batches(order, size: settings.batchSize)
    var total = 0.0
    for positions in batches { total += step(positions, factor: factor, &state, &stream) }
    return total / Double(batches.count)
  }

  private mutating func step(
    _ positions: [Int], factor: Double, _ state: inout OptimiserState, _ stream: inout RandomStream
  ) -> Double {
    let batch = training.selecting(positions)
    let events = positions.map { cohort.training.events[$0] }
    var first: Double?
    // The moments take a share at each of the two passes of a sharpness-aware step, as the published code's do.
    var running = moments
    // Locals, since the parameters themselves are being moved while the gradient is taken.
    let (network, settings, weights) = (network, settings, cohort.weights)
    state.step(&parameters, &gradient, factor: factor) { parameters, gradient in
      let kept = settings.keptUnits(positions.count, &stream)
      let pass = network.train(parameters, batch, updating: &running, kept: kept)
      let (value, slope) = settings.loss.evaluate(pass.outputs, events: events, weights: weights)
      network.backward(pass, batch, parameters, outputGradient: slope, to: &gradient)
      first = first ?? value
    }
    moments = running
    return first ?? 0
  }

  private func stoppingLoss() -> Double {
    settings.loss.mean(
      of: network.outputs(parameters, stopping, moments), events: cohort.stopping.events, cohort.weights,
      size: settings.batchSize)
  }

  /// Consecutive batches; a last one of a single patient joins the one before.
  package static func batches(_ order: [Int], size: Int) -> [[Int]] {
    var batches = stride(from: 0, to: order.count, by: size).map { Array(order[$0..<min($0 + size, order.count)]) }
    if batches.count > 1, let last = batches.last, last.count == 1 {
      batches.removeLast()
      batches[batches.count - 1] += last
    }
    return batches
  }
}

extension HeadLoss {
  /// The mean over consecutive batches of patients.
  func mean(of outputs: Rows, events: [Bool], _ weights: (Double, Double), size: Int) -> Double {
    let losses = HeadTraining.batches(Array(0..<outputs.count), size: size).map { positions in
      evaluate(outputs.selecting(positions), events: positions.map { events[$0] }, weights: weights).value
    }
    return losses.reduce(0, +) / Double(losses.count)
  }
}

extension HeadSettings {
  /// For each hidden unit of each patient 0, or what makes up for those left out; `nil` without dropout.
  func keptUnits(_ count: Int, _ stream: inout RandomStream) -> Rows? {
    guard dropout > 0 else { return nil }
    var kept = Rows(count: count, width: hiddenUnits)
    for i in kept.values.indices { kept.values[i] = stream.uniform() < dropout ? 0 : 1 / (1 - dropout) }
    return kept
  }
}
