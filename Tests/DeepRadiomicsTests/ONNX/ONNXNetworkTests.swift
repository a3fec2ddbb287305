import DeepRadiomics
import Execution
import Foundation
import TestSupport
import Testing

/// Serial, since each network takes every core.
@Suite(.serialized) struct ONNXNetworkTests {
  private static let names = ONNXFixture.expected?.networks.keys.sorted() ?? []
  private static let operators = ONNXFixture.expected?.operators.keys.sorted() ?? []

  private func network(_ name: String, layer: String? = nil, threads: Int = 2) throws -> FeatureNetwork {
    let weights = try WeightStore("/nowhere").load(ONNXFixture.path(name))
    return name == "volume"
      ? try ONNXFixture.network(
        weights, layer: layer, depth: .inflated(.trained), slices: 5, channels: 1, threads: threads)
      : try ONNXFixture.network(weights, layer: layer, threads: threads)
  }

  private func image(_ name: String) -> NetworkInput {
    name == "volume" ? ONNXFixture.image(channels: 1, slices: 5) : ONNXFixture.image()
  }

  @Test func thereAreFixtures() { #expect(Self.names.count == 9 && Self.operators.count > 100) }

  /// To 1e-5 of the largest feature, with the layer before the classifier found by rule.
  @Test(arguments: names)
  func smallNetworksAgreeWithONNXRuntime(name: String) throws {
    let expected = try #require(ONNXFixture.expected?.networks[name])
    let built = try network(name)
    #expect(built.description.layer == expected.layer)
    let found = try built.features(of: image(name))
    #expect(found.count == expected.features.count)
    let distance = relativeDistance(found, expected.features)
    print("ONNX \(name): \(distance) of the largest feature")
    #expect(distance < 1e-5)
  }

  /// A layer by name; the parts of a sequence are averaged.
  @Test func aSequenceIsAveraged() throws {
    let expected = try #require(ONNXFixture.expected?.networks["vit"])
    let found = try network("vit", layer: expected.tokens).features(of: ONNXFixture.image())
    #expect(relativeDistance(found, try #require(expected.mean)) < 1e-5)
  }

  @Test(arguments: operators)
  func operatorsAgreeWithONNXRuntime(name: String) throws {
    let expected = try #require(ONNXFixture.expected?.operators[name])
    let weights = try ONNXFixture.weights(Array(expected.graph))
    let built = try ONNXFixture.network(weights, layer: expected.layer)
    var values = try built.lastMaps(of: ONNXFixture.image()).values
    if expected.shape.count == 3 {
      // (1, part, feature) comes with its features in front.
      let (parts, features) = (expected.shape[1], expected.shape[2])
      values = (0..<values.count).map { values[$0 % features * parts + $0 / features] }
    }
    #expect(values.count == expected.shape.reduce(1, *))
    let checks = GeneratedTensors.uniform("check", values.count)
    let sum = zip(values, checks).reduce(0) { $0 + Double($1.0) * $1.1 }
    let tolerance = 1e-5 * expected.largest
    #expect(abs(sum - expected.sum) < tolerance * Double(values.count).squareRoot() + 1e-12, "\(sum)")
    for (k, place) in expected.places.enumerated() {
      let found = Double(values[Int(Double(k * (values.count - 1)) / 15)])
      #expect(abs(found - place) <= tolerance, "place \(k): \(found), not \(place)")
    }
  }

  @Test(arguments: names)
  func theNumberOfThreadsChangesNoBit(name: String) throws {
    let one = try network(name, threads: 1).features(of: image(name))
    #expect(try network(name, threads: 2).features(of: image(name)) == one)
    #expect(try network(name, threads: 4).features(of: image(name)) == one)
  }

  /// The features of a volume are the mean over its slices, and a run depends on its input only.
  @Test func slicesAreAveraged() throws {
    let built = try network("resnet")
    let volume = ONNXFixture.image(slices: 3)
    let each = try built.featuresBySlice(of: volume)
    let mean = each[0].indices.map { place in Float(each.reduce(0.0) { $0 + Double($1[place]) } / 3) }
    #expect(each.count == 3 && each[0] != each[1])
    #expect(try built.features(of: volume) == mean)
    #expect(try built.featuresBySlice(of: ONNXFixture.image())[0] == each[0])
  }

  /// Copies of a network that run at once share its weights and nothing else.
  @Test(arguments: names.filter { $0 != "volume" })
  func callersAtOnceGetWhatTheyGetAlone(name: String) throws {
    let one = try network(name, threads: 1)
    let inputs = (1...4).map { ONNXFixture.image(slices: $0) }
    let alone = try inputs.map { try one.featuresBySlice(of: $0) }
    let shared = try network(name, threads: 3)
    let asked = (0..<16).map { $0 % inputs.count }
    let found = parallelMap(asked, workers: 4) { try shared.featuresBySlice(of: inputs[$0]) }
    for (input, result) in zip(asked, found) { #expect(try result.get() == alone[input]) }
  }

  /// What decides the features decides their key: the file and the layer.
  @Test func fileAndLayerDecideTheFingerprint() throws {
    func print(_ name: String, _ layer: String? = nil) throws -> String {
      let weights = try WeightStore("/nowhere").load(ONNXFixture.path(name))
      let settings = NetworkSettings(architecture: .onnx, depth: .slices, layer: layer)
      let input = try InputSettings.sound.with(side: 32, depth: .fixed(1))
      return try DeepExtractor(
        network: settings, weights: weights, input: input,
        fit: InputFit(depth: 1, crop: CropFit(side: 40, depth: nil))
      ).fingerprint
    }
    let tokens = ONNXFixture.expected?.networks["vit"]?.tokens
    let all = try [print("vit"), print("vit", tokens), print("resnet")]
    #expect(Set(all).count == 3)
    #expect(try print("vit") == all[0])
    #expect(all[1].contains("layer \(tokens ?? "")") && all[0].contains("architecture onnx"))
  }

  @Test func aChannelIsStandardisedByWhatTheFileTakes() throws {
    func normalisation(_ name: String, _ choice: ChannelStandardisation) throws -> [ChannelStatistics] {
      let depth: DepthTreatment = name == "volume" ? .inflated(.trained) : .slices
      let input = try InputSettings.sound.with(side: 32, normalisation: choice, depth: .fixed(5))
      return try DeepExtractor(
        network: NetworkSettings(architecture: .onnx, depth: depth),
        weights: try WeightStore("/nowhere").load(ONNXFixture.path(name)), input: input,
        fit: InputFit(depth: 5, crop: CropFit(side: 40, depth: nil))
      ).normalisation
    }
    #expect(try normalisation("resnet", .asTrained) == ChannelStatistics.imageNet)
    #expect(try normalisation("resnet", .none) == .identity)
    #expect(try normalisation("volume", .asTrained) == Array([ChannelStatistics].identity.prefix(1)))
    #expect(throws: InputError.self) { try normalisation("volume", .imageNet) }
  }

  @Test func anONNXFileIsKeptInTheStoreUnderAName() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-onnx-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let entry = try WeightStore(folder).importFile(ONNXFixture.path("resnet"), name: "mine", licence: "CC0")
    #expect(entry.name == "mine.onnx" && entry.licence == "CC0")
    let set = try WeightStore(folder).load("mine.onnx")
    #expect(set.network?.sha256 == entry.sha256 && set.source.licence == "CC0")
    #expect(NetworkChoice("mine.onnx")?.isFile == true && NetworkChoice("onnx") == nil)
  }
}
