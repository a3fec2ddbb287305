import DeepRadiomics
import Execution
import Foundation
import Testing

/// The maps of heads that have a last block of their own.
@Suite(.serialized) struct TunedMapsTests {
  // MARK: By hand

  /// A head with one hidden unit and the numbers of `Tests/Fixtures/tuning/maps.py`.
  private func head(_ number: Int) throws -> TrainedHead {
    var settings = HeadSettings.sound
    (settings.hiddenUnits, settings.epochs) = (1, 1)
    let trained = try TrainedHead.fit(
      settings, on: syntheticCohort(patients: 24, features: 8, seed: 1), stopping: .shareOfTraining(0.25, seed: 1))
    let text = try JSONSerialization.jsonObject(with: JSONEncoder().encode(trained))
    var object = try #require(text as? [String: Any])
    let output = Double(number + 1) / 2
    let weights = (0..<8).map { Double(($0 + 2 * number) % 5 - 2) / 8 }
    object["parameters"] = weights + [0.25, 1, 0.125, -output, output, 0, 0.25]
    object["moments"] = ["mean": [0.0], "variance": [1.0]]
    return try JSONDecoder().decode(TrainedHead.self, from: JSONSerialization.data(withJSONObject: object))
  }

  /// Numbers of the block of a head, as the script has them.
  private func numbers(_ number: Int, of block: LastBlock) -> [Float] {
    var numbers = [Float](repeating: 0, count: block.parameterCount)
    for layer in block.layers {
      for (n, place) in layer.kernelRange.enumerated() { numbers[place] = Float((n + number) % 5 - 2) / 4 }
      for (n, place) in layer.biasRange.enumerated() { numbers[place] = Float(n % 3) / 4 + 0.0625 }
    }
    return numbers
  }

  /// What `Tests/Fixtures/tuning/maps.py` printed: its weights of maps are means of central differences.
  @Test func twoHeadsWithBlocksOfTheirOwnAreThoseOfTheHandComputation() throws {
    let block = LastBlock(blocks: 1, isBottleneck: false, width: 1, depth: nil, rows: 4, columns: 4)
    let entering = (0..<(2 * block.entranceCount)).map { Float(3 * $0 % 7) / 2 }
    let maps = BlockMaps(block)
    let each = try (0..<2).map { try maps.maps(behind: numbers($0, of: block), of: entering, slices: [[0], [1]]) }
    let sums = each.map { maps in
      (0..<2).map { slice in (0..<8).reduce(0.0) { $0 + maps.map(slice, $1).reduce(0) { $0 + Double($1) } } }
    }
    #expect(sums == [[60.96875, 54.8125], [42.09375, 52.15625]])
    let joined = NetworkMaps(joining: each)
    let ensemble = EnsembleScore(heads: try (0..<2).map { try head($0) })
    let score = AttributedScore.model(ensemble.branch(Array(0..<16), of: joined.features))
    #expect(abs(score.value(joined.features) - 0.5575184194461397) < 1e-12)
    let found = try #require(joined.activation(of: score))
    let wanted = [[0.98723575, 0, 0.33924394, 0], [0.423323155, 0, 0, 1.846604933]]
    // The differences of the script are good to about nine digits.
    for (own, other) in zip(found.joined(), wanted.joined()) { #expect(abs(own - other) < 1e-7) }
  }

  // MARK: The same weights in a network

  private static func settings(_ depth: DepthTreatment) -> NetworkSettings {
    NetworkSettings(architecture: .resNet18, depth: depth, pooling: .standard)
  }

  /// The weights with another last block, whose kernels have batch normalisation folded in; kernels with depth for a
  /// network of volumes.
  private func whole(
    _ weights: WeightSet, _ block: LastBlock, _ numbers: [Float], _ inflation: Inflation?
  ) throws -> WeightSet {
    var tensors = weights.tensors
    if let inflation {
      for (name, tensor) in tensors where tensor.shape.count == 4 {
        let (plane, taps) = (tensor.shape[2] * tensor.shape[3], min(tensor.shape[2], 3))
        let values = stride(from: 0, to: tensor.values.count, by: plane).flatMap { start -> [Float] in
          let kernel = tensor.values[start..<(start + plane)]
          return (0..<taps).flatMap { tap in
            kernel.map { inflation == .average ? $0 / Float(taps) : tap == taps / 2 ? $0 : 0 }
          }
        }
        tensors[name] = WeightTensor(
          shape: Array(tensor.shape[..<2]) + [taps] + Array(tensor.shape[2...]), values: values)
      }
    }
    for layer in block.layers {
      let norm = layer.name.replacing("downsample.0", with: "downsample.1").replacing("conv", with: "bn")
      tensors["\(layer.name).weight"] = WeightTensor(shape: layer.kernel, values: Array(numbers[layer.kernelRange]))
      let count = layer.biasRange.count
      for (part, values) in [
        // γ / √(σ² + ε) is 1.
        ("weight", [Float](repeating: Float((1 + 1e-5).squareRoot()), count: count)),
        ("bias", Array(numbers[layer.biasRange])), ("running_mean", [Float](repeating: 0, count: count)),
        ("running_var", [Float](repeating: 1, count: count)),
      ] {
        tensors["\(norm).\(part)"] = WeightTensor(shape: [count], values: values)
      }
    }
    return WeightSet(tensors: tensors, source: weights.source)
  }

  /// Two heads trained on patients whose features lie around those of the test, so that its score is at no end of its
  /// range, where nothing would change it.
  private func heads(around features: [Double], spread: Double) throws -> [TrainedHead] {
    let count = features.count / 2
    return try (0..<2).map { number in
      let centre = Array(features[(number * count)..<((number + 1) * count)])
      var stream = RandomStream(seed: 5, name: "head \(number)")
      let differences = (0..<24).map { _ in (0..<count).map { _ in stream.normal() } }
      let cohort = HeadCohort(
        subjects: (0..<24).map { "P\($0)" },
        features: differences.map { row in zip(centre, row).map { $0 + spread * $1 } },
        events: differences.map { $0[0] - $0[1] > 0.5 })
      var settings = HeadSettings.sound
      (settings.hiddenUnits, settings.epochs, settings.seed) = (8, 3, UInt64(number + 1))
      return try TrainedHead.fit(settings, on: cohort, stopping: .shareOfTraining(0.25, seed: 1))
    }
  }

  /// Blocks that are not those of the file, and differ.
  private func blocks(_ start: [Float]) -> [[Float]] {
    (1...2 as ClosedRange<UInt64>).map { seed in
      var stream = RandomStream(seed: seed, name: "another block")
      return start.map { $0 * Float(1 + 0.3 * stream.normal()) }
    }
  }

  /// Grad-CAM and occlusion of the score of two heads with blocks of their own, against networks that hold the same
  /// weights as layers of their own.
  @Test(arguments: [DepthTreatment.slices, .inflated(.average), .inflated(.centre)])
  func mapsAreThoseOfNetworksWithTheSameWeights(_ depth: DepthTreatment) throws {
    let (side, slices) = (64, depth == .slices ? 3 : 20)
    let weights = try WeightSet.random(for: Self.settings(depth))
    let image = SyntheticImage.image(
      size: [side, side, slices], GeneratedTensors.uniform("T2", side * side * slices).map { 100 + 500 * $0 })
    let input = try InputSettings.wholeFrame.with(side: side, depth: .fixed(slices))
    let made = { (settings: NetworkSettings, weights: WeightSet) in
      try DeepExtractor(
        network: settings, weights: weights, input: input, fit: InputFit(depth: slices), threads: 2)
    }
    let extractor = try made(Self.settings(depth), weights)
    let entrance = try BlockExtractor(extractor, weights: weights, threads: 2)
    let blocks = blocks(entrance.start)
    let tuned = TunedNetworks(entrance, blocks: blocks)
    let network = try AttributedNetwork(extractor, weights: weights, tuned: tuned)
    var inflation: Inflation?
    if case .inflated(let kind) = depth { inflation = kind }
    let wholes = try blocks.map { numbers in
      try made(
        Self.settings(inflation == nil ? .slices : .inflated(.trained)),
        try whole(weights, entrance.block, numbers, inflation)
      ).network
    }
    let prepared = try extractor.settings.prepare(
      [image], depth: inflation == nil ? nil : slices, crop: nil, normalisation: extractor.normalisation
    ).input
    func vector(_ input: NetworkInput) throws -> [Double] {
      try wholes.flatMap { try $0.features(of: input).map { Double($0) } }
    }
    let features = try vector(prepared)
    let own = try tuned.features(of: [image]).flatMap(\.self)
    let largest = features.map(abs).max() ?? 0
    #expect(own.count == 1024 && zip(own, features).allSatisfy { abs($0 - $1) < 1e-5 * largest } && largest > 0)
    let ensemble = EnsembleScore(heads: try heads(around: features, spread: 0.03 * largest))
    let places = network.places(ofBranch: 0, of: 1)
    let found = try network.attribution(
      of: [image], to: .model(ensemble.branch(places, of: own)), occluding: (side: 32, stride: 32))
    let score = ensemble.value(features)
    #expect(abs(found.score - score) < 1e-4 * max(1, abs(score)))
    #expect(network.mixesSlices == (inflation != nil) && network.hasMaps && network.tunedHeads == 2)

    // The weight of every map, of all heads, by finite differences.
    let step = 1e-6 * largest
    let slopes = features.indices.map { at in
      var (above, below) = (features, features)
      above[at] += step
      below[at] -= step
      return (ensemble.value(above) - ensemble.value(below)) / (2 * step)
    }
    let maps = try wholes.map { try $0.lastMaps(of: prepared) }
    let activation = try #require(found.activation)
    #expect(activation.count == maps[0].slices.count && activation.count == found.slices.count)
    var wanted: [[Double]] = []
    for position in activation.indices {
      var sums = [Double](repeating: 0, count: maps[0].rows * maps[0].columns)
      for (number, maps) in maps.enumerated() {
        for channel in 0..<512 {
          for (place, value) in maps.map(position, channel).enumerated() {
            sums[place] += slopes[number * 512 + channel] * Double(value)
          }
        }
      }
      wanted.append(sums.map { max(0, $0) })
    }
    let scale = wanted.joined().max() ?? 0
    #expect(scale > 0, "a map that is 0 everywhere would prove nothing")
    for (own, other) in zip(activation.joined(), wanted.joined()) { #expect(abs(own - other) < 1e-3 * scale) }

    // A square hidden in the slices of one position, in the networks themselves.
    let occlusion = try #require(found.occlusion)
    let greys = (0..<slices).flatMap { prepared.greys($0) }
    var falls: [Double] = []
    for (position, hidden) in found.slices.enumerated() {
      var changed = greys
      for slice in hidden {
        for row in 0..<32 { for column in 32..<64 { changed[(slice * side + row) * side + column] = 0 } }
      }
      let other = NetworkInput(
        greys: changed, rows: side, columns: side, normalisation: ChannelStatistics.imageNet)
      falls.append(score - ensemble.value(try vector(other)))
      #expect(abs(occlusion.falls[position][1] - falls[position]) < 1e-3 * max(1, abs(score)))
    }
    #expect((falls.map(abs).max() ?? 0) > 1e-2 * max(1, abs(score)), "a square that matters: \(falls)")
  }

  /// With centre inflation every slice of a position reaches the trained block, and one in between none.
  @Test func onlySlicesThatReachATrainedBlockCount() throws {
    let settings = Self.settings(.inflated(.centre))
    let weights = try WeightSet.random(for: settings)
    let extractor = try DeepExtractor(
      network: settings, weights: weights, input: try InputSettings.wholeFrame.with(side: 32, depth: .fixed(40)),
      fit: InputFit(depth: 40))
    let entrance = try BlockExtractor(extractor, weights: weights)
    let image = SyntheticImage.image(
      size: [32, 32, 40], GeneratedTensors.uniform("T2", 32 * 32 * 40).map { 100 + 500 * $0 })
    let tuned = try AttributedNetwork(
      extractor, weights: weights, tuned: TunedNetworks(entrance, blocks: blocks(entrance.start)))
    let found = try tuned.attribution(of: [image], to: .norm)
    let frozen = try AttributedNetwork(extractor, weights: weights).attribution(of: [image], to: .norm)
    let (own, other) = (Set(found.slices.joined()), Set(frozen.slices.joined()))
    #expect(own.isStrictSuperset(of: other) && own.count < 40 && found.slices.allSatisfy { !$0.isEmpty })
    // A lesion that the frozen network does not see, and the trained block does.
    let inside = (0..<(32 * 32 * 40)).map { UInt8($0 / 1024 == own.subtracting(other).min() ? 1 : 0) }
    let lesion = SyntheticImage.image(
      size: [32, 32, 40], (0..<(32 * 32 * 40)).map { Double($0 % 7) }, inside: inside)
    #expect(try extractor.sights(of: [lesion])[0].isBlind && !tuned.sights(of: [lesion])[0].isBlind)
  }

  /// Of two passes and two heads, each pass has its own part of what each head reads.
  @Test func aPassHasItsPlacesInTheVectorOfEveryHead() throws {
    let weights = try WeightSet.random(for: Self.settings(.slices))
    let extractor = try DeepExtractor(
      network: Self.settings(.slices), weights: weights, input: try InputSettings.wholeFrame.with(side: 32),
      fit: InputFit(depth: 2))
    let entrance = try BlockExtractor(extractor, weights: weights)
    let tuned = TunedNetworks(entrance, blocks: blocks(entrance.start))
    let network = try AttributedNetwork(extractor, weights: weights, tuned: tuned)
    #expect(network.places(ofBranch: 1, of: 2) == Array(512..<1024) + Array(1536..<2048))
    #expect(
      try AttributedNetwork(extractor, weights: weights).places(ofBranch: 1, of: 2) == Array(512..<1024))
    let images = ["T1", "T2"].map { name in
      SyntheticImage.image(name: name, size: [32, 32, 2], GeneratedTensors.uniform(name, 2048).map { 1 + $0 })
    }
    let ensemble = EnsembleScore(heads: try heads(around: [Double](repeating: 0.8, count: 2048), spread: 1))
    let vector = try tuned.features(of: images).flatMap(\.self)
    for (number, image) in images.enumerated() {
      let places = network.places(ofBranch: number, of: 2)
      let found = try network.attribution(of: [image], to: .model(ensemble.branch(places, of: vector)))
      #expect(abs(found.score - ensemble.value(vector)) < 1e-9 * max(1, abs(ensemble.value(vector))))
    }
  }
}
