import DeepRadiomics
import Testing
import Volumes

@Suite(.serialized) struct ImageAttributionTests {
  private static let weights = GeneratedTensors.resNet(blocks: [2, 2, 2, 2], isBottleneck: false)

  private func network(_ depth: DepthTreatment, slices: Int, side: Int = 112) throws -> FeatureNetwork {
    try FeatureNetwork(
      NetworkSettings(architecture: .resNet18, depth: depth), weights: Self.weights,
      input: NetworkInputShape(depth: slices, rows: side, columns: side), threads: 2)
  }

  /// `study.md`: the five positions that reach the mean and the windows of the pooling behind them.
  @Test func lastMapsStandForTheWindowsThatStudyDerives() throws {
    let maps = try network(.inflated(.centre), slices: 77).lastMaps(of: GeneratedTensors.input(slices: 77, side: 112))
    #expect(maps.slices == [[0, 1], [15, 16, 17], [31, 32, 33], [47, 48, 49], [63, 64, 65]])
  }

  @Test(arguments: [DepthTreatment.inflated(.centre), .inflated(.average), .slices])
  func theMeanOfWeightedMapsIsTheScore(depth: DepthTreatment) throws {
    let network = try network(depth, slices: 12)
    let input = GeneratedTensors.input(slices: 12, side: 112)
    let maps = try network.lastMaps(of: input)
    let features = try network.features(of: input).map { Double($0) }
    let gradient = try #require(AttributedScore.norm.gradient(features))
    let places = maps.weighted(by: gradient).flatMap(\.self)
    let mean = places.reduce(0, +) / Double(places.count)
    #expect(abs(mean / AttributedScore.norm.value(features) - 1) < 1e-5)
  }

  @Test func everyPositionOfAVolumeIsItsOwn() throws {
    // Two volumes that differ in their last slices only: of the maps only later positions may change most.
    let network = try network(.inflated(.average), slices: 32)
    let whole = GeneratedTensors.input(slices: 32, side: 112)
    let cut = GeneratedTensors.input(slices: 8, side: 112)
    let (first, second) = (try network.lastMaps(of: whole), try network.lastMaps(of: cut))
    #expect(first.slices.count == 2 && first.slices[0] == Array(0..<16))
    let changes = (0..<2).map { position in
      (0..<first.channels).reduce(0.0) { sum, channel in
        zip(first.map(position, channel), second.map(position, channel)).reduce(sum) { $0 + Double(abs($1.0 - $1.1)) }
      }
    }
    #expect(changes[1] > changes[0])
  }

  @Test func aHeadsGradientIsItsSlope() throws {
    let cohort = syntheticCohort(patients: 40, features: 12, factors: 2, seed: 3)
    var settings = HeadSettings.published
    settings.hiddenUnits = 16
    settings.epochs = 4
    let head = try TrainedHead.fit(settings, on: cohort, stopping: .shareOfTraining(0.25, seed: 1))
    let features = (0..<12).map { 0.3 + 0.1 * Double($0) }
    let gradient = head.gradient(features: features, factors: [1, 2])
    for i in features.indices {
      var (above, below) = (features, features)
      above[i] += 1e-5
      below[i] -= 1e-5
      let slope =
        (head.logOdds(features: above, factors: [1, 2]) - head.logOdds(features: below, factors: [1, 2])) / 2e-5
      #expect(abs(slope - gradient[i]) < 1e-6 * max(1, abs(slope)))
    }
  }

  @Test func mapsLieWhereTheLesionIs() throws {
    let count = 40 * 40 * 6
    let inside = (0..<count).map { UInt8($0 % 40 < 8 && $0 / 40 % 40 < 8 ? 1 : 0) }
    let voxels = GeneratedTensors.uniform("T2", count).map { 100 + 500 * $0 }
    let image = SyntheticImage.image(size: [40, 40, 6], voxels, inside: inside)
    let settings = try InputSettings.wholeFrame.with(side: 112)
    let extractor = try DeepExtractor(
      network: NetworkSettings(architecture: .resNet18), weights: Self.weights, input: settings,
      fit: InputFit(depth: 6), threads: 2)
    let found = try AttributedNetwork(extractor, weights: Self.weights)
      .attribution(of: [image], to: .norm, occluding: (side: 28, stride: 28))
    let occlusion = try #require(found.occlusion)
    // The lesion fills one of 4 x 4 squares in the corner: only that one is worth a pass, which tells of every
    // position.
    #expect(occlusion.count == 4 && occlusion.passes == 1)
    for falls in occlusion.falls { #expect(falls[0] != 0 && falls.dropFirst().allSatisfy { $0 == 0 }) }
    let volume = try #require(found.occlusionVolume(on: image.volume.grid))
    let decisive = Set(found.slices.flatMap(\.self))
    for k in 0..<6 {
      #expect((volume[3, 3, k] != 0) == decisive.contains(k))
      #expect(volume[30, 30, k] == 0)
    }
    let activation = try #require(found.activationVolume(on: image.volume.grid))
    #expect(activation.voxels.contains { $0 > 0 })
  }

  /// One pass with a square hidden in every slice tells what each position would lose by itself: the same as a pass for
  /// each. 112 pixels and a stride of 30: what a plain stride leaves at the edge is hidden too, so every pixel has a
  /// fall of its own.
  @Test func theLastSquareTouchesTheEdge() throws {
    let image = SyntheticImage.image(
      size: [112, 112, 2], GeneratedTensors.uniform("T2", 112 * 112 * 2).map { 100 + 500 * $0 })
    let settings = try InputSettings.wholeFrame.with(side: 112)
    let extractor = try DeepExtractor(
      network: NetworkSettings(architecture: .resNet18, depth: .slices), weights: Self.weights, input: settings,
      fit: InputFit(depth: 2), threads: 2)
    let found = try AttributedNetwork(extractor, weights: Self.weights)
      .attribution(of: [image], to: .norm, occluding: (side: 28, stride: 30))
    #expect(found.occlusion?.starts == [0, 30, 60, 84])
    let volume = try #require(found.occlusionVolume(on: image.volume.grid))
    // Pixels 28 and 29 lie between two squares, 111 in the last.
    #expect(volume.voxels[volume.grid.offset(111, 111, 0)] != 0 && volume.voxels[volume.grid.offset(28, 5, 0)] == 0)
  }

  @Test(arguments: [DepthTreatment.inflated(.centre), .inflated(.average), .slices])
  func positionsHiddenTogetherFallAsEachByItself(depth: DepthTreatment) throws {
    let (side, slices) = (112, 20)
    let image = SyntheticImage.image(
      size: [side, side, slices], GeneratedTensors.uniform("T2", side * side * slices).map { 100 + 500 * $0 })
    let settings = try InputSettings.wholeFrame.with(side: side)
    let extractor = try DeepExtractor(
      network: NetworkSettings(architecture: .resNet18, depth: depth), weights: Self.weights, input: settings,
      fit: InputFit(depth: slices), threads: 2)
    let found = try AttributedNetwork(extractor, weights: Self.weights)
      .attribution(of: [image], to: .norm, occluding: (side: 56, stride: 56))
    let occlusion = try #require(found.occlusion)
    let mixes = depth == .inflated(.average)
    #expect(occlusion.passes == 4 * (mixes ? found.slices.count : 1))
    let greys = (0..<slices).flatMap { found.greys($0) }
    for (position, hidden) in found.slices.enumerated() where position < 3 {
      var changed = greys
      for slice in hidden {
        for row in 0..<56 { for column in 56..<112 { changed[(slice * side + row) * side + column] = 0 } }
      }
      let input = NetworkInput(
        greys: changed, rows: side, columns: side, normalisation: ChannelStatistics.imageNet)
      let features = try extractor.network.features(of: input).map { Double($0) }
      let fall = found.score - AttributedScore.norm.value(features)
      #expect(abs(fall - occlusion.falls[position][1]) < 1e-5 * found.score)
    }
  }
}
