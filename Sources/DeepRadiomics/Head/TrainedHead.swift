import Execution

/// A head after training: its numbers, and how it got them.
package struct TrainedHead: Hashable, Codable, Sendable {
  /// How it was trained.
  package let settings: HeadSettings
  /// Length of the feature vectors it takes.
  package let features: Int
  /// Clinical factors it takes.
  package let factors: Int
  /// Loss by epoch.
  package let curve: LearningCurve
  /// The patients whose loss decided when training stopped.
  package let stoppedBy: [String]
  let parameters: [Double]
  let moments: RunningMoments
  let scaling: FactorScaling?
  /// What attention looks at in each branch; `nil` without attention.
  let reductions: [SliceReduction]?

  init(
    settings: HeadSettings, features: Int, factors: Int, parameters: [Double], moments: RunningMoments,
    scaling: FactorScaling?, reductions: [SliceReduction]?, curve: LearningCurve, stoppedBy: [String]
  ) {
    (self.settings, self.features, self.factors) = (settings, features, factors)
    (self.parameters, self.moments, self.scaling, self.reductions) = (parameters, moments, scaling, reductions)
    (self.curve, self.stoppedBy) = (curve, stoppedBy)
  }

  /// Trains a head on `cohort`.
  package static func fit(
    _ settings: HeadSettings, on cohort: HeadCohort, stopping rule: StoppingRule
  ) throws(HeadError) -> TrainedHead {
    var training = try HeadTraining(settings, try PreparedCohort(cohort, rule, pooling: settings.pooling))
    return try training.run()
  }

  /// Trained numbers.
  package var parameterCount: Int { parameters.count }

  /// Loss of the stopping patients at the kept epoch.
  package var stoppingLoss: Double { curve.stopping[curve.best] }

  /// Probability of the event for each patient of `cohort`; its outcomes are not looked at.
  package func probabilities(of cohort: HeadCohort) -> [Double] {
    precondition(cohort.featureCount == features && cohort.factorCount == factors, "the vectors it was trained on")
    let joined = cohort.pooled(by: settings.pooling)
    let features = settings.pooling.isLearned ? Rows((joined.slices ?? []).map { pooled($0) }) : joined.features
    return probabilities(features, cohort.factors)
  }

  /// Probability of the event for one patient.
  /// - Parameter factors: unscaled clinical factors; empty for a head without the clinical branch.
  package func probability(features: [Double], factors: [Double] = []) -> Double {
    precondition(features.count == self.features && factors.count == self.factors, "the vectors it was trained on")
    return probabilities(Rows([features]), factors.isEmpty ? nil : Rows([factors]))[0]
  }

  /// Log-odds of the event for one patient.
  package func logOdds(features: [Double], factors: [Double] = []) -> Double {
    precondition(features.count == self.features && factors.count == self.factors, "the vectors it was trained on")
    let outputs = outputs(Rows([features]), factors.isEmpty ? nil : Rows([factors]))
    return outputs[0, 1] - outputs[0, 0]
  }

  /// Derivative of ``logOdds(features:factors:)`` by every feature.
  package func gradient(features: [Double], factors: [Double] = []) -> [Double] {
    precondition(features.count == self.features && factors.count == self.factors, "the vectors it was trained on")
    let network = HeadNetwork(layout: HeadLayout(features: self.features, factors: self.factors, settings))
    let scaled = factors.isEmpty ? nil : scaling?.scaled(Rows([factors]))
    return network.featureGradient(parameters, HeadBatch(features: Rows([features]), factors: scaled), moments)
  }

  /// The probability as a function of the clinical factors of a patient with these features.
  ///
  /// What the features add to the hidden sums is computed once, since it is the dear part and never changes.
  package func clinicalModel(features: [Double]) -> ([Double]) -> Double {
    precondition(features.count == self.features, "the vectors it was trained on")
    let whole = HeadLayout(features: self.features, factors: factors, settings)
    var offsets = Rows(count: 1, width: whole.hidden)
    addProduct(Rows([features]), parameters[whole.featureWeights], to: &offsets)
    let network = HeadNetwork(layout: HeadLayout(features: 0, factors: factors, settings))
    let rest = Array(parameters[whole.featureWeights.upperBound...])
    return { [moments, scaling] factors in
      let scaled = scaling?.scaled(Rows([factors]))
      let batch = HeadBatch(features: Rows(count: 1, width: 0), offsets: offsets, factors: scaled)
      let outputs = network.outputs(rest, batch, moments)
      return eventShare(outputs[0, 0], outputs[0, 1])
    }
  }

  /// The same head without the names of the patients who stopped its training: what may leave the house.
  package var withoutSubjects: TrainedHead {
    TrainedHead(
      settings: settings, features: features, factors: factors, parameters: parameters, moments: moments,
      scaling: scaling, reductions: reductions, curve: curve, stoppedBy: [])
  }

  /// What contradicts itself in a head that was read from a file; `nil` where nothing does.
  package var fault: String? {
    if let fault = settings.fault { return fault }
    guard features >= 1, factors >= 0, max(features, factors, settings.hiddenUnits, settings.clinicalUnits) <= 1 << 24
    else { return "a head takes features" }
    if let fault = attentionFault { return fault }
    let layout = layout
    guard parameters.count == layout.count else {
      return "\(parameters.count) numbers where \(layout.count) are needed"
    }
    guard moments.mean.count == layout.hidden, moments.variance.count == layout.hidden else {
      return "its moments are not those of \(layout.hidden) units"
    }
    guard (scaling == nil) == (factors == 0),
      scaling.map({ $0.minimum.count == factors && $0.range.count == factors }) ?? true
    else {
      return "its scales are not those of \(factors) factors"
    }
    guard curve.stopping.indices.contains(curve.best) else { return "its learning curve lacks the epoch that was kept" }
    return nil
  }

  private var attentionFault: String? {
    guard (reductions != nil) == settings.pooling.isLearned else { return "attention and its components do not fit" }
    guard let reductions else { return nil }
    guard !reductions.isEmpty, reductions.reduce(0, { $0 + $1.features }) == features else {
      return "its components are not those of \(features) features"
    }
    return reductions.lazy.compactMap(\.fault).first
  }

  /// The layers with the attention over slices.
  var layout: HeadLayout {
    HeadLayout(features: features, factors: factors, settings, attending: (reductions ?? []).map(\.count))
  }

  private func probabilities(_ features: Rows, _ factors: Rows?) -> [Double] {
    let outputs = outputs(features, factors)
    return (0..<outputs.count).map { eventShare(outputs[$0, 0], outputs[$0, 1]) }
  }

  private func outputs(_ features: Rows, _ factors: Rows?) -> Rows {
    let network = HeadNetwork(layout: HeadLayout(features: self.features, factors: self.factors, settings))
    let batch = HeadBatch(features: features, factors: factors.flatMap { scaling?.scaled($0) })
    return network.outputs(parameters, batch, moments)
  }
}

/// Heads that differ only in their seed, and how much that matters.
package struct HeadEnsemble: Hashable, Codable, Sendable {
  /// One head a seed.
  package let heads: [TrainedHead]

  /// The ensemble of heads trained elsewhere.
  package init(heads: [TrainedHead]) { self.heads = heads }

  /// Trains one head for each of `seeds`, on up to `workers` threads.
  package static func fit(
    _ settings: HeadSettings, seeds: [UInt64], on cohort: HeadCohort, stopping rule: StoppingRule, workers: Int
  ) throws -> HeadEnsemble {
    let prepared = try PreparedCohort(cohort, rule, pooling: settings.pooling)
    let heads = parallelMap(seeds, workers: workers) { seed throws -> TrainedHead in
      var own = settings
      own.seed = seed
      var training = try HeadTraining(own, prepared)
      return try training.run()
    }
    return HeadEnsemble(heads: try heads.map { try $0.get() })
  }

  /// Mean probability of the heads and their standard deviation, for each patient.
  package func probabilities(of cohort: HeadCohort) -> [(mean: Double, deviation: Double)] {
    Self.joined(heads.map { $0.probabilities(of: cohort) })
  }

  /// Mean and standard deviation over heads, for each patient.
  /// - Parameter all: the probabilities of each head.
  package static func joined(_ all: [[Double]]) -> [(mean: Double, deviation: Double)] {
    (0..<(all.first?.count ?? 0)).map { patient in
      let values = all.map { $0[patient] }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, (squares / Double(max(values.count - 1, 1))).squareRoot())
    }
  }
}
