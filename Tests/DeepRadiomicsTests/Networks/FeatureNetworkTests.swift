import DeepRadiomics
import Execution
import Foundation
import TestSupport
import Testing

/// Serial, since each network takes every core and up to a gigabyte.
@Suite(.serialized) struct FeatureNetworkTests {
  private static let weights = GeneratedTensors.resNet()

  private func features(
    _ settings: NetworkSettings, slices: Int, depth: Int = 77, threads: Int = 2, eliminates: Bool = true
  ) throws -> [Float] {
    let network = try FeatureNetwork(
      settings, weights: Self.weights, input: NetworkInputShape(depth: depth), threads: threads,
      eliminatesSlices: eliminates)
    return try network.features(of: GeneratedTensors.input(slices: slices))
  }

  /// Tolerance from `i3d/README.md`: 1e-4 of the largest feature, for a float32 engine.
  @Test(.enabled(if: ReferenceData.isPresent, "skipped: the I3D reference is not on this machine"), arguments: 0..<4)
  func theInflatedNetworkAgreesWithPyTorch(number: Int) throws {
    let reference = try InflatedReference.load().cases[number]
    let settings = NetworkSettings(depth: .inflated(reference.inflation))
    let found = try features(settings, slices: reference.slices)
    #expect(found.count == 2048)
    let distance = relativeDistance(found, reference.features)
    print("I3D \(reference.inflation) \(reference.slices) slices: \(distance) of the largest feature")
    #expect(distance < 1e-4)
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: the I3D reference is not on this machine"))
  func eliminatedSlicesDoNotMatter() throws {
    let full = try features(.published, slices: 77, eliminates: false)
    let reduced = try features(.published, slices: 77)
    #expect(relativeDistance(reduced, full.map { Double($0) }) < 1e-5)
    let reference = try #require(
      try InflatedReference.load().cases.first { $0.inflation == .centre && $0.slices == 77 })
    #expect(relativeDistance(full, reference.features) < 1e-4)
  }

  @Test(arguments: [1, 2, 5, 16, 24, 33], [StemPooling.published, .standard])
  func eliminatedSlicesDoNotMatterAtAnyDepth(depth: Int, pooling: StemPooling) throws {
    let settings = NetworkSettings(architecture: .resNet18, pooling: pooling)
    let weights = GeneratedTensors.resNet(blocks: [2, 2, 2, 2], isBottleneck: false)
    let shape = NetworkInputShape(depth: depth, rows: 112, columns: 112)
    let input = GeneratedTensors.input(slices: depth, side: 112)
    let vectors = try [true, false].map {
      try FeatureNetwork(settings, weights: weights, input: shape, threads: 2, eliminatesSlices: $0).features(of: input)
    }
    #expect(relativeDistance(vectors[0], vectors[1].map { Double($0) }) < 1e-5)
  }

  @Test(arguments: [DepthTreatment.inflated(.centre), .inflated(.average), .slices])
  func theNumberOfThreadsChangesNoBit(depth: DepthTreatment) throws {
    let settings = NetworkSettings(depth: depth)
    let one = try features(settings, slices: 9, depth: 12, threads: 1)
    #expect(try features(settings, slices: 9, depth: 12, threads: 2) == one)
    #expect(try features(settings, slices: 9, depth: 12, threads: 4) == one)
  }

  @Test func aRunDependsOnItsInputOnly() throws {
    let shape = NetworkInputShape(depth: 12)
    let network = try FeatureNetwork(.published, weights: Self.weights, input: shape, threads: 2)
    let first = try network.features(of: GeneratedTensors.input(slices: 12))
    _ = try network.features(of: GeneratedTensors.input(slices: 3))
    #expect(try network.features(of: GeneratedTensors.input(slices: 12)) == first)
  }

  /// Threads that did not compile a network may ask it, and ask others at the same time; each gets what it would get
  /// alone.
  @Test(arguments: [DepthTreatment.inflated(.centre), .inflated(.average), .slices])
  func manyThreadsMayAskAtOnce(depth: DepthTreatment) throws {
    let settings = NetworkSettings(architecture: .resNet18, depth: depth)
    let weights = GeneratedTensors.resNet(blocks: [2, 2, 2, 2], isBottleneck: false)
    let shape = NetworkInputShape(depth: 9, rows: 112, columns: 112)
    let networks = try (0..<2).map { _ in try FeatureNetwork(settings, weights: weights, input: shape, threads: 2) }
    let inputs = (1...9).map { GeneratedTensors.input(slices: $0, side: 112) }
    let alone = try inputs.map { try networks[0].features(of: $0) }
    let asked = (0..<36).map { ($0 % 2, $0 % inputs.count) }
    let found = parallelMap(asked, workers: 4) { try networks[$0.0].features(of: inputs[$0.1]) }
    for ((_, input), result) in zip(asked, found) { #expect(try result.get() == alone[input]) }
  }

  @Test(
    .enabled(
      if: NetworkBackend.hasFastBFloat16, "skipped: bfloat16IsNearFloat32 needs a CPU with avx512_bf16"))
  func bfloat16IsNearFloat32() throws {
    let single = try features(.published, slices: 8, depth: 8)
    let brief = try features(NetworkSettings(precision: .bfloat16), slices: 8, depth: 8)
    #expect(relativeDistance(brief, single.map { Double($0) }) < 0.02)
  }

  @Test(.enabled(if: !NetworkBackend.hasFastBFloat16, "skipped: this CPU has avx512_bf16, so bfloat16 is not refused"))
  func aPrecisionWithoutInstructionsIsRefusedByName() throws {
    #expect(throws: NetworkError.slowPrecision("bfloat16")) {
      try FeatureNetwork(
        NetworkSettings(precision: .bfloat16), weights: Self.weights, input: NetworkInputShape(depth: 4))
    }
  }

  @Test func aVolumeOfOneSliceIsTheSliceItself() throws {
    let network = try FeatureNetwork(
      NetworkSettings(depth: .slices), weights: Self.weights, input: NetworkInputShape(depth: 10), threads: 2)
    let bySlice = try network.featuresBySlice(of: GeneratedTensors.input(slices: 10))
    #expect(bySlice.count == 10)
    let first = try network.features(of: GeneratedTensors.input(slices: 1))
    #expect(first == bySlice[0])
  }

  /// Slices of grey 0 go through the network once; the last maps, which go through slice by slice, say what each has.
  @Test func emptySlicesHaveTheFeaturesOfTheirOwnMaps() throws {
    let network = try FeatureNetwork(
      NetworkSettings(depth: .slices), weights: Self.weights, input: NetworkInputShape(depth: 6), threads: 2)
    let shown = (0..<(224 * 224)).map { Float($0 % 251) / 250 }
    let empty = [Float](repeating: 0, count: shown.count)
    for normalisation in [
      ChannelStatistics.imageNet, [ChannelStatistics](repeating: .init(mean: 0.25, standardDeviation: 2), count: 3),
    ] {
      let volume = NetworkInput(
        greys: [empty, shown, empty, empty, shown.reversed(), empty].flatMap(\.self), rows: 224, columns: 224,
        normalisation: normalisation)
      let features = try network.featuresBySlice(of: volume)
      let maps = try network.lastMaps(of: volume)
      let count = maps.rows * maps.columns
      for slice in 0..<6 {
        for channel in 0..<maps.channels {
          let start = (slice * maps.channels + channel) * count
          let mean = maps.values[start..<(start + count)].reduce(0.0) { $0 + Double($1) } / Double(count)
          #expect(features[slice][channel] == Float(mean), "slice \(slice), channel \(channel)")
        }
      }
      #expect(features[0] == features[5] && features[0] != features[1])
    }
  }

  @Test func whatDoesNotFitIsRefusedByName() throws {
    let network = try FeatureNetwork(.published, weights: Self.weights, input: NetworkInputShape(depth: 4), threads: 1)
    #expect(throws: NetworkError.otherInput(found: "3 x 5 x 224 x 224", builtFor: "3 x at most 4 x 224 x 224")) {
      try network.features(of: GeneratedTensors.input(slices: 5))
    }
    #expect(throws: NetworkError.inputSize(rows: 200, columns: 200, needed: "square slices of a multiple of 112")) {
      try FeatureNetwork(.published, weights: Self.weights, input: NetworkInputShape(depth: 4, rows: 200, columns: 200))
    }
    #expect(
      throws: WeightFileError("generated", .missingTensor("layer3.6.conv1.weight", nearest: "layer3.5.conv1.weight"))
    ) {
      try FeatureNetwork(
        NetworkSettings(architecture: .resNet101), weights: Self.weights, input: NetworkInputShape(depth: 4))
    }
  }
}
