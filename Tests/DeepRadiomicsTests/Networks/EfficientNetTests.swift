import DeepRadiomics
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct EfficientNetTests {
  private static let settings = NetworkSettings(architecture: .efficientNetLite0, depth: .slices)

  private func weights() throws -> WeightSet {
    try WeightSet(contentsOf: try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors"))
  }

  /// The expected vector and its input, both float32 arrays of a stored `.npz`.
  @Test(.enabled(if: ReferenceData.isPresent, "skipped: EfficientNet-Lite0 weights are not on this machine"))
  func featuresAgreeWithTheExpectedVector() throws {
    let expected = try StoredNPZ(try ReferenceData.file("weights/efficientnet_lite0_expected.npz"))
    let plane = 224 * 224
    let pixels = try expected.floats("input")
    let channels = (0..<3).map { Array(pixels[($0 * plane)..<(($0 + 1) * plane)]) }
    let asIs = [ChannelStatistics](repeating: ChannelStatistics(mean: 0, standardDeviation: 1), count: 3)
    let input = NetworkInput(channels: channels, rows: 224, columns: 224, normalisation: asIs)
    let network = try FeatureNetwork(
      Self.settings, weights: try weights(), input: NetworkInputShape(depth: 1), threads: 2)
    let distance = relativeDistance(try network.features(of: input), try expected.floats("features").map { Double($0) })
    print("EfficientNet-Lite0: \(distance) of the largest feature")
    #expect(distance < 1e-4)
  }

  @Test(
    .enabled(if: ReferenceData.isPresent, "skipped: EfficientNet-Lite0 weights are not on this machine"),
    arguments: [16, 21])
  func eliminatedSlicesDoNotMatter(depth: Int) throws {
    let weights = try weights()
    let settings = NetworkSettings(architecture: .efficientNetLite0)
    let shape = NetworkInputShape(depth: depth)
    let vectors = try [true, false].map {
      try FeatureNetwork(settings, weights: weights, input: shape, threads: 2, eliminatesSlices: $0)
        .features(of: GeneratedTensors.input(slices: depth))
    }
    #expect(relativeDistance(vectors[0], vectors[1].map { Double($0) }) < 1e-5)
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: EfficientNet-Lite0 weights are not on this machine"))
  func itsParametersAreThoseOfTheFile() throws {
    let weights = try weights()
    let trained = weights.tensors.filter { !$0.key.hasPrefix("_fc") && !$0.key.contains("running") }
    let network = try FeatureNetwork(
      Self.settings, weights: weights, input: NetworkInputShape(depth: 1), threads: 1)
    #expect(network.description.parameters == trained.values.reduce(0) { $0 + $1.values.count })
    #expect(network.description.features == 1280)
  }
}

/// Float arrays of an uncompressed `.npz`: a zip of `.npy` files
/// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
struct StoredNPZ {
  private let content: [UInt8]

  init(_ url: URL) throws { content = try [UInt8](Data(contentsOf: url)) }

  func floats(_ name: String) throws -> [Float] {
    let entry = Array("\(name).npy".utf8)
    let magic = [0x93] + Array("NUMPY".utf8)
    // The name is in its local header, right before the data.
    let position = try #require(content.firstRange(of: entry)).upperBound
    let start = try #require(content[position...].firstRange(of: magic)).lowerBound
    let headerCount = Int(content[start + 8]) | Int(content[start + 9]) << 8
    let header = String(decoding: content[(start + 10)..<(start + 10 + headerCount)], as: UTF8.self)
    let shape = try #require(header.firstMatch(of: #/\(([\d, ]+)\)/#))
    let count = shape.1.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }.reduce(1, *)
    let data = start + 10 + headerCount
    return content[data..<(data + 4 * count)].withUnsafeBytes { raw in
      (0..<count).map { Float(bitPattern: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
    }
  }
}
