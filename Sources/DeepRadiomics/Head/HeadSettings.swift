/// What the head is trained to make small.
package enum HeadLoss: Hashable, Codable, Sendable {
  /// Weighted cross-entropy: `CE = Σ w ce / Σ w`.
  case crossEntropy
  /// `(1 - exp(-CE))^γ CE` of the batch's weighted mean: the published code's form.
  case focalOnBatchMean(gamma: Double)
  /// `Σ w (1 - p)^γ ce / Σ w`, the factor of each patient by itself (Lin et al. 2017, arXiv 1708.02002).
  case focalPerPatient(gamma: Double)

  /// Why it cannot be made small, or `nil`.
  var fault: String? {
    switch self {
    case .crossEntropy: nil
    case .focalOnBatchMean(let gamma), .focalPerPatient(let gamma):
      gamma >= 0 && gamma.isFinite ? nil : "a focal gamma is 0 or more"
    }
  }
}

/// How the head's parameters move.
package enum HeadOptimiser: Hashable, Codable, Sendable {
  /// Gradient descent with momentum: `v = m v + g`, `w = w - rate v`.
  case momentum(rate: Double, momentum: Double)
  /// The same, with the gradient taken at `w + radius g / |g|` (Foret et al. 2021, arXiv 2010.01412).
  case sharpnessAware(rate: Double, momentum: Double, radius: Double)
  /// Kingma and Ba 2015, arXiv 1412.6980, with β 0.9 and 0.999.
  case adam(rate: Double)

  /// The learning rate.
  package var rate: Double {
    switch self {
    case .momentum(let rate, _), .sharpnessAware(let rate, _, _), .adam(let rate): rate
    }
  }

  /// Why it cannot move anything, or `nil`.
  var fault: String? {
    let (momentum, radius) =
      switch self {
      case .momentum(_, let momentum): (momentum, 1.0)
      case .sharpnessAware(_, let momentum, let radius): (momentum, radius)
      case .adam: (0.0, 1.0)
      }
    if !(rate > 0 && rate.isFinite) { return "a learning rate is positive" }
    if !(0..<1).contains(momentum) { return "a momentum lies in [0, 1)" }
    return radius > 0 && radius.isFinite ? nil : "a radius is positive"
  }

  /// The same optimiser with another learning rate.
  package func with(rate: Double) -> HeadOptimiser {
    switch self {
    case .momentum(_, let momentum): .momentum(rate: rate, momentum: momentum)
    case .sharpnessAware(_, let momentum, let radius): .sharpnessAware(rate: rate, momentum: momentum, radius: radius)
    case .adam: .adam(rate: rate)
    }
  }
}

/// Everything that decides how a head is trained.
package struct HeadSettings: Hashable, Codable, Sendable {
  /// Units between the features and the two outputs.
  package var hiddenUnits = 256
  /// Units of both layers of the clinical branch.
  package var clinicalUnits = 64
  /// Share of hidden units left out at each step, in [0, 1).
  package var dropout = 0.0
  /// What is made small.
  package var loss = HeadLoss.focalOnBatchMean(gamma: 2)
  /// How.
  package var optimiser = HeadOptimiser.sharpnessAware(rate: 1e-3, momentum: 0.9, radius: 0.05)
  /// Patients of a step; a last batch of one joins the one before, since it has no variance.
  package var batchSize = 8
  /// Passes over the training patients at most.
  package var epochs = 25
  /// Epochs without a lower validation loss after which training stops.
  package var patience = 10
  /// Epochs after which the learning rate is multiplied by ``stepFactor``, again and again.
  package var stepEpochs = 5
  /// See ``stepEpochs``.
  package var stepFactor = 0.75
  /// Seed of initial weights, order of patients and dropout.
  package var seed: UInt64 = 1
  /// `nil` for the mean, so that heads without this choice keep their text in files.
  private var slicePooling: SlicePooling?

  /// How the features of slices are joined before the head.
  package var pooling: SlicePooling {
    get { slicePooling ?? .mean }
    set { slicePooling = newValue == .mean ? nil : newValue }
  }

  /// The published head of the code: 256 units, sharpness-aware descent, focal loss on the batch mean.
  package init() {}

  /// The published head.
  package static let published = HeadSettings()

  /// The same head with the focal factor of each patient by itself.
  package static var sound: HeadSettings {
    var settings = HeadSettings()
    settings.loss = .focalPerPatient(gamma: 2)
    return settings
  }

  /// Why these settings cannot be used, or `nil`.
  package var fault: String? {
    if min(hiddenUnits, clinicalUnits, batchSize, epochs, patience, stepEpochs) < 1 { return "a count is below 1" }
    if batchSize < 2 { return "a batch of one has no variance" }
    if !(0..<1).contains(dropout) { return "dropout lies in [0, 1)" }
    if !(stepFactor > 0 && stepFactor <= 1) { return "a step factor lies in (0, 1]" }
    return optimiser.fault ?? loss.fault
  }

  /// Trained numbers of a head with these settings.
  package func parameterCount(features: Int, clinicalFactors: Int) -> Int {
    HeadLayout(features: features, factors: clinicalFactors, self).count
  }
}
