import DeepRadiomics
import Testing
import Volumes

@Suite(.serialized) struct DeepExtractorTests {
  private static let weights = GeneratedTensors.resNet(blocks: [2, 2, 2, 2], isBottleneck: false)

  private func extractor(
    _ depth: DepthTreatment = .inflated(.centre), input: InputSettings? = nil, slices: Int = 6, threads: Int = 1
  ) throws -> DeepExtractor {
    let settings = try input ?? .wholeFrame.with(side: 112)
    return try DeepExtractor(
      network: NetworkSettings(architecture: .resNet18, depth: depth), weights: Self.weights, input: settings,
      fit: InputFit(depth: slices), threads: threads)
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

  /// The mean of the slices is the network's own to the last bit, whatever series and batches there are, so that a
  /// study that keeps slices has the same features as one that does not.
  @Test(arguments: [2, 6, 11]) func theMeanOfTheSlicesIsTheFeatureVector(depth: Int) throws {
    let made = try extractor(.slices)
    let images = [patient("T1", depth: depth), patient("T2", depth: depth)]
    let slices = try made.slices(of: images)
    #expect(slices.slices.branches.map(\.count) == [depth, depth])
    #expect(slices.slices.vector(by: .mean) == (try made.features(of: images)).values)
    #expect(made.columns(series: ["T1", "T2"], pooling: .max)[512] == "T2_deep_max_0000")
    #expect(made.columns(series: ["T2"], pooling: .attention) == made.columns(series: ["T2"]))
  }

  /// The patient's mask has 29 of 40 columns in every slice but the first, 29 * 40 voxels of 112 / 40 pixels along both
  /// axes in the whole frame. In a crop of 40 mm around a lesion of 29 mm the slices are those of the lesion.
  @Test func areasAreThoseOfTheLesionInPixels() throws {
    let area = 29.0 * 40 * 2.8 * 2.8
    let whole = try extractor(.slices).areas(of: [patient("T2", depth: 4)])
    #expect(whole.count == 4 && whole[0] == 0)
    for found in whole.dropFirst() { #expect(abs(found - area) < 1e-6 * area) }
    let settings = try InputSettings.sound.with(side: 112)
    let cropped = try DeepExtractor(
      network: NetworkSettings(architecture: .resNet18, depth: .slices), weights: Self.weights, input: settings,
      fit: InputFit(depth: 1, crop: CropFit(side: 40, depth: nil)), threads: 1
    ).areas(of: [patient("T2", depth: 4)])
    #expect(cropped.count == 3)
    for found in cropped { #expect(abs(found - area) < 1e-6 * area) }
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
    #expect(try extractor(input: .wholeFrame.with(side: 112, depth: .fixed(6))).fingerprint == base)
  }

  private func cropping(
    _ depth: DepthTreatment, _ fit: InputFit, _ crop: LesionCrop = LesionCrop()
  ) throws -> DeepExtractor {
    try DeepExtractor(
      network: NetworkSettings(architecture: .resNet18, depth: depth), weights: Self.weights,
      input: .sound.with(region: .crop(crop), side: 112), fit: fit)
  }

  /// A lesion of one slice, which need not be one of those that centre inflation looks at.
  private func lesion(inSlice slice: Int, of depth: Int) -> InputImage {
    let count = 40 * 40 * depth
    let voxels = GeneratedTensors.uniform("slice \(slice)", count).map { $0 * 500 }
    let inside = (0..<count).map {
      UInt8($0 / 1600 == slice && $0 % 40 > 10 && $0 % 40 < 30 && $0 / 40 % 40 > 9 && $0 / 40 % 40 < 30 ? 1 : 0)
    }
    return SyntheticImage.image(name: "T2", size: [40, 40, depth], voxels, inside: inside)
  }

  /// Centre inflation looks at few slices; the crop, slice by slice, at every one of the lesion.
  @Test func aNetworkSaysWhatItSeesOfALesion() throws {
    let whole = try extractor(slices: 20)
    let decisive = Set(whole.network.description.decisiveSlices)
    let crop = try cropping(.slices, InputFit(depth: 1, crop: CropFit(side: 40, depth: nil)))
    for slice in 0..<20 {
      let image = lesion(inSlice: slice, of: 20)
      #expect(try whole.sights(of: [image])[0].isBlind == !decisive.contains(slice))
      let sight = try crop.sights(of: [image])[0]
      #expect(sight.seenVoxels == sight.voxels && sight.seenSlices == 1)
    }
    #expect(decisive.count < 20)
    let blind = try #require((0..<20).first { !decisive.contains($0) })
    let notes = try whole.sights(of: [lesion(inSlice: blind, of: 20)])[0].notes
    #expect(notes == ["T2: no voxel of the lesion reaches the features"])
  }

  /// A lesion that no slice shows gives every patient the same features; in the crop no two are alike.
  @Test func blindFeaturesAreEqualAndThoseOfTheCropDiffer() throws {
    let whole = try extractor(slices: 20)
    let decisive = whole.network.description.decisiveSlices
    let unseen = (0..<20).filter { !decisive.contains($0) }.prefix(2).map { lesion(inSlice: $0, of: 20) }
    #expect(try whole.features(of: [unseen[0]]).values == whole.features(of: [unseen[1]]).values)
    let crop = try cropping(.slices, InputFit(depth: 1, crop: CropFit(side: 40, depth: nil)))
    #expect(try crop.features(of: [unseen[0]]).values != crop.features(of: [unseen[1]]).values)
  }

  @Test func theFingerprintOfACropHasItsSize() throws {
    let base = try cropping(.slices, InputFit(depth: 1, crop: CropFit(side: 40, depth: nil))).fingerprint
    #expect(base.hasSuffix("slices own\ncrop 40.0"))
    let other = try cropping(.slices, InputFit(depth: 1, crop: CropFit(side: 41, depth: nil)))
    #expect(other.fingerprint != base)
    let given = try cropping(.slices, InputFit(depth: 1, crop: CropFit(side: 40, depth: nil)), LesionCrop(side: 40))
    #expect(given.fingerprint == base)
    let volume = try cropping(.inflated(.average), InputFit(depth: 6, crop: CropFit(side: 40, depth: 12)))
    #expect(volume.fingerprint.hasSuffix("slices 6\ncrop 40.0 12.0"))
    #expect(throws: InputError.noVolumes) { try cropping(.slices, InputFit(depth: 1)) }
  }

  /// Maps of a crop lie on the image where the crop was taken from.
  @Test func mapsOfACropLieWhereTheLesionIs() throws {
    let made = try cropping(
      .slices, InputFit(depth: 1, crop: CropFit(side: 24, depth: nil)), LesionCrop(isMasked: true))
    let image = lesion(inSlice: 4, of: 8)
    let found = try AttributedNetwork(made, weights: Self.weights)
      .attribution(of: [image], to: .norm, occluding: (side: 28, stride: 28))
    #expect(found.depth == 1 && found.imageSlice(0) == 4 && found.inputSlice(0) == 0)
    let maps = [
      try #require(found.activationVolume(on: image.volume.grid)),
      try #require(found.occlusionVolume(on: image.volume.grid)),
    ]
    for map in maps {
      #expect((0..<8).filter { k in (0..<40).contains { map[20, $0, k] != 0 } } == [4])
      // The crop reaches from column 8 to 32.
      #expect((0..<40).allSatisfy { map[4, $0, 4] == 0 && map[36, $0, 4] == 0 })
    }
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
