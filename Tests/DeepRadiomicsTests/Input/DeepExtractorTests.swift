import DeepRadiomics
import Testing
import Volumes

@Suite(.serialized) struct DeepExtractorTests {
  private static let weights = GeneratedTensors.resNet(blocks: [2, 2, 2, 2], isBottleneck: false)

  private func extractor(
    _ depth: DepthTreatment = .inflated(.centre), input: InputSettings? = nil, slices: Int = 6, threads: Int = 1
  ) throws -> DeepExtractor {
    let settings = try input ?? .sound.with(side: 112)
    return try DeepExtractor(
      network: NetworkSettings(architecture: .resNet18, depth: depth), weights: Self.weights, input: settings,
      depth: DepthFit(settings, depths: [slices]), threads: threads)
  }

  private func patient(_ name: String, depth: Int = 6) -> InputImage {
    let count = 40 * 40 * depth
    let voxels = GeneratedTensors.uniform(name, count).map { $0 * 500 }
    let inside = (0..<count).map { UInt8($0 / 1600 > 0 && $0 % 40 > 10 ? 1 : 0) }
    return SyntheticImage.image(name: name, size: [40, 40, depth], voxels, inside: inside)
  }

  @Test(arguments: [DepthTreatment.inflated(.centre), .inflated(.average), .slices])
  func featuresAreThoseOfTheNetworkOnThePreparedInput(depth: DepthTreatment) throws {
    let made = try extractor(depth)
    let image = patient("T2")
    let found = try made.features(of: [image])
    #expect(found.values.count == 512)
    let input = try made.settings.prepare([image], depth: 6, normalisation: ChannelStatistics.imageNet).input
    #expect(found.values == (try made.network.features(of: input)).map { Double($0) })
  }

  @Test func theNumberOfThreadsChangesNoBit() throws {
    let image = patient("T2")
    let one = try extractor(.inflated(.average), threads: 1).features(of: [image])
    #expect(try extractor(.inflated(.average), threads: 2).features(of: [image]) == one)
  }

  @Test func branchesFollowEachOther() throws {
    let made = try extractor()
    let (first, second) = (patient("T1"), patient("T2"))
    let both = try made.features(of: [first, second]).values
    #expect(both == (try made.features(of: [first]).values) + (try made.features(of: [second]).values))
    let columns = made.columns(series: ["T1", "T2"])
    #expect(columns.count == both.count)
    #expect(columns[0] == "T1_deep_0000" && columns[512] == "T2_deep_0000")
    #expect(made.columns(series: ["T2"])[511] == "deep_0511")
  }

  /// Slice by slice a network takes any depth, and padding would dilute the mean.
  @Test func withoutInflationAVolumeKeepsItsDepth() throws {
    let made = try extractor(.slices, slices: 2)
    #expect(try made.features(of: [patient("T2", depth: 11)]).notes.isEmpty)
  }

  @Test func theFingerprintFollowsWhateverChangesFeatures() throws {
    let base = try extractor().fingerprint
    #expect(try extractor(threads: 2).fingerprint == base)
    #expect(try extractor(slices: 7).fingerprint != base)
    #expect(try extractor(.inflated(.average)).fingerprint != base)
    #expect(try extractor(input: .jeong2024.with(side: 112)).fingerprint != base)
    #expect(try extractor(input: .sound.with(side: 112, depth: .fixed(6))).fingerprint == base)
  }

  @Test func theDigestOfWeightsIsThatOfTheirContent() throws {
    let weights = Self.weights
    let copy = WeightSet(tensors: weights.tensors, source: .init(name: "copy", origin: "", licence: ""))
    #expect(copy.digest(workers: 2) == weights.digest())
    var changed = weights.tensors
    var values = try #require(changed["bn1.bias"]).values
    values[3] += 1e-3
    changed["bn1.bias"] = WeightTensor(shape: [64], values: values)
    #expect(WeightSet(tensors: changed, source: weights.source).digest() != weights.digest())
  }
}
