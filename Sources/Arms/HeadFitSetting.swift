import DeepRadiomics
import Learning

extension HeadSettings {
  /// The settings as a value with every option, for the log of fits.
  package var fitSetting: FitSetting {
    FitSetting(
      "fusionHead",
      [
        "hiddenUnits": .count(hiddenUnits), "clinicalUnits": .count(clinicalUnits), "dropout": .number(dropout),
        "batchSize": .count(batchSize), "epochs": .count(epochs), "patience": .count(patience),
        "stepEpochs": .count(stepEpochs), "stepFactor": .number(stepFactor), "seed": .seed(seed),
      ].merging(loss.options) { $1 }.merging(optimiser.options) { $1 }.merging(poolingOptions) { $1 })
  }

  /// Absent for the mean.
  private var poolingOptions: [String: FitSetting.Value] {
    guard pooling != .mean else { return [:] }
    return ["slicePooling": .word(pooling.rawValue)]
      .merging(pooling.isLearned ? ["attentionRate": .number(AttentionGate.rate)] : [:]) { $1 }
  }
}

extension HeadLoss {
  fileprivate var options: [String: FitSetting.Value] {
    switch self {
    case .crossEntropy: ["loss": .word("cross-entropy")]
    case .focalOnBatchMean(let gamma): ["loss": .word("focal-on-batch-mean"), "focalGamma": .number(gamma)]
    case .focalPerPatient(let gamma): ["loss": .word("focal-per-patient"), "focalGamma": .number(gamma)]
    }
  }
}

extension HeadOptimiser {
  fileprivate var options: [String: FitSetting.Value] {
    switch self {
    case .momentum(let rate, let momentum):
      ["optimiser": .word("momentum"), "rate": .number(rate), "momentum": .number(momentum)]
    case .sharpnessAware(let rate, let momentum, let radius):
      [
        "optimiser": .word("sharpness-aware"), "rate": .number(rate), "momentum": .number(momentum),
        "radius": .number(radius),
      ]
    case .adam(let rate): ["optimiser": .word("adam"), "rate": .number(rate)]
    }
  }
}
