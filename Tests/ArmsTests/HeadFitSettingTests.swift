import Arms
import DeepRadiomics
import Testing

/// Settings of heads in the log of fits, by which an audit tells heads apart.
@Suite struct HeadFitSettingTests {
  private static let changes: [(name: String, change: @Sendable (inout HeadSettings) -> Void)] = [
    ("hidden units", { $0.hiddenUnits = 3 }), ("clinical units", { $0.clinicalUnits = 3 }),
    ("dropout", { $0.dropout = 0.5 }), ("batch size", { $0.batchSize = 3 }), ("epochs", { $0.epochs = 3 }),
    ("patience", { $0.patience = 3 }), ("step epochs", { $0.stepEpochs = 3 }), ("step factor", { $0.stepFactor = 0.1 }),
    ("seed", { $0.seed = 3 }), ("loss", { $0.loss = .crossEntropy }),
    ("gamma", { $0.loss = .focalPerPatient(gamma: 1) }),
    ("optimiser", { $0.optimiser = .adam(rate: 1e-3) }),
    ("radius", { $0.optimiser = .sharpnessAware(rate: 1e-3, momentum: 0.9, radius: 0.1) }),
    ("pooling", { $0.pooling = .max }),
  ]

  @Test func headsThatDifferInOneOptionHaveDifferentSettings() {
    for (name, change) in Self.changes {
      var other = HeadSettings.sound
      change(&other)
      #expect(other.fitSetting != HeadSettings.sound.fitSetting, "\(name)")
      #expect(other.blockSetting != HeadSettings.sound.blockSetting, "\(name)")
    }
  }
}
