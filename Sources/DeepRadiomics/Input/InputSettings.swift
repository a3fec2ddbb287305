/// Which part of an image a network sees.
package enum InputRegion: Hashable, Codable, Sendable {
  /// The whole frame, with everything outside the lesion set to grey 0: what the published code feeds its network.
  case lesion
  /// The lesion's box with a margin in mm on every side, cut at the image's edge; what is inside the box stays.
  case lesionBox(margin: Double)
  /// A square around the lesion, of one size in mm for the whole cohort.
  case crop(LesionCrop)
  /// The image as it is.
  case image
}

/// How intensities become greys in `[0, 1]`.
package enum IntensityScaling: Hashable, Codable, Sendable {
  /// Lowest to 0, highest to 1.
  case minMax
  /// `z = (x - mean) / deviation` (of the population), held within `limit`, which maps `-limit` to 0 and `limit` to 1.
  case zScore(limit: Double)
  /// These percentiles (0 to 100, between neighbours linearly, as NumPy's default) to 0 and 1; what lies beyond is
  /// held.
  case percentiles(low: Double, high: Double)
  /// These intensities to 0 and 1, the same for every image: for CT, whose numbers mean something.
  case window(low: Double, high: Double)
}

/// Which voxels the scaling is taken from.
package enum ScalingReference: String, Hashable, Codable, Sendable, CaseIterable {
  /// Every voxel of the image.
  case image
  /// Those of the lesion.
  case lesion
}

/// How a slice is brought to the network's size; both are bilinear with half-pixel centres.
package enum SliceResize: String, Hashable, Codable, Sendable, CaseIterable {
  /// Two neighbours a line, whatever the factor: `torch.nn.functional.interpolate(align_corners=False)`.
  case torch
  /// The triangle as wide as the reduction, so that every pixel counts: Pillow's `BILINEAR`, torchvision's
  /// `antialias=True`.
  case pillow
}

/// How volumes of different depth fit one network.
package enum DepthFitting: String, Hashable, Codable, Sendable, CaseIterable {
  /// Zeros after normalisation behind the last slice; a longer volume is cut to a window centred on the lesion, and the
  /// log says so. Without effect on a crop, whose length in mm is resampled to the slices of the network.
  case padded
  /// Linear resampling along depth with half-pixel centres; wider than two slices where it reduces, if the slices' way
  /// is ``SliceResize/pillow``.
  case resampled
}

/// Where the network's depth comes from.
package enum DepthRule: Hashable, Codable, Sendable {
  /// This many slices.
  case fixed(Int)
  /// The longest volume of the training patients.
  case largestOfTraining
  /// The longest volume of all patients, test patients too: the published choice.
  case largestOfCohort
}

/// How several series of a patient enter.
package enum SeriesCombination: String, Hashable, Codable, Sendable, CaseIterable {
  /// Each through the network by itself; feature vectors one after the other.
  case branches
  /// One channel each, in turn until every channel has one; the series must lie on one grid.
  case channels
}

/// What a channel's greys are centred and scaled by.
package enum ChannelStandardisation: String, Hashable, Codable, Sendable, CaseIterable {
  /// As the network was trained: ImageNet's figures for a ResNet, 127 and 128 of 255 for EfficientNet-Lite.
  case asTrained
  /// ImageNet's figures whatever the network.
  case imageNet
  /// Greys as they are.
  case none
}

/// From an image and its mask to a network's input: every choice on the way.
package struct InputSettings: Hashable, Codable, Sendable {
  /// Which part of the image is seen.
  package let region: InputRegion
  /// How intensities become greys.
  package let scaling: IntensityScaling
  /// Which voxels the scaling is taken from.
  package let reference: ScalingReference
  /// Whether greys are rounded to 256 levels, as in an 8-bit picture.
  package let isEightBit: Bool
  /// Rows and columns of the network's slices.
  package let side: Int
  /// How slices are resized.
  package let resize: SliceResize
  /// Whether a frame that is not square in mm keeps its proportions, between margins of grey 0; else it is stretched.
  package let keepsProportions: Bool
  /// What greys are centred and scaled by.
  package let normalisation: ChannelStandardisation
  /// Where the depth comes from.
  package let depth: DepthRule
  /// How volumes are fitted to it.
  package let fitting: DepthFitting
  /// How several series enter.
  package let series: SeriesCombination

  /// Settings, checked.
  /// - Throws: ``InputError/setting(_:)`` where one is out of its range.
  package init(
    region: InputRegion = .lesion, scaling: IntensityScaling = .minMax, reference: ScalingReference = .image,
    isEightBit: Bool = false, side: Int = 224, resize: SliceResize = .pillow, keepsProportions: Bool = true,
    normalisation: ChannelStandardisation = .asTrained, depth: DepthRule = .largestOfTraining,
    fitting: DepthFitting = .padded, series: SeriesCombination = .branches
  ) throws(InputError) {
    self.init(
      region, scaling, reference, isEightBit, side, resize, keepsProportions, normalisation, depth, fitting, series)
    if let fault { throw .setting(fault) }
  }

  private init(
    _ region: InputRegion, _ scaling: IntensityScaling, _ reference: ScalingReference, _ isEightBit: Bool, _ side: Int,
    _ resize: SliceResize, _ keepsProportions: Bool, _ normalisation: ChannelStandardisation, _ depth: DepthRule,
    _ fitting: DepthFitting, _ series: SeriesCombination
  ) {
    (self.region, self.scaling, self.reference, self.isEightBit) = (region, scaling, reference, isEightBit)
    (self.side, self.resize, self.keepsProportions) = (side, resize, keepsProportions)
    (self.normalisation, self.depth, self.fitting, self.series) = (normalisation, depth, fitting, series)
  }

  private var fault: String? {
    if case .lesionBox(let margin) = region, !(0...1000).contains(margin) { return "a margin is 0 to 1000 mm" }
    if let crop {
      guard (0...1000).contains(crop.margin) else { return "a margin is 0 to 1000 mm" }
      guard crop.side.map({ (1...2000).contains($0) }) ?? true else { return "the side of a crop is 1 to 2000 mm" }
    }
    if case .zScore(let limit) = scaling, !(limit > 0 && limit.isFinite) { return "the limit of a z-score is positive" }
    if case .percentiles(let low, let high) = scaling, !(0 <= low && low < high && high <= 100) {
      return "percentiles are 0 <= low < high <= 100"
    }
    if case .window(let low, let high) = scaling, !(low < high && (high - low).isFinite) {
      return "a window has a finite low below its high"
    }
    if case .fixed(let slices) = depth, !(1...Self.mostSlices).contains(slices) {
      return "a depth is 1 to \(Self.mostSlices) slices"
    }
    return (32...4096).contains(side) ? nil : "slices have 32 to 4096 rows"
  }

  /// The largest depth of an input.
  static let mostSlices = 4096

  /// Decodes and checks.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      region: values.decode(InputRegion.self, forKey: .region),
      scaling: values.decode(IntensityScaling.self, forKey: .scaling),
      reference: values.decode(ScalingReference.self, forKey: .reference),
      isEightBit: values.decode(Bool.self, forKey: .isEightBit), side: values.decode(Int.self, forKey: .side),
      resize: values.decode(SliceResize.self, forKey: .resize),
      keepsProportions: values.decode(Bool.self, forKey: .keepsProportions),
      normalisation: values.decode(ChannelStandardisation.self, forKey: .normalisation),
      depth: values.decode(DepthRule.self, forKey: .depth), fitting: values.decode(DepthFitting.self, forKey: .fitting),
      series: values.decode(SeriesCombination.self, forKey: .series))
  }

  // MARK: Presets

  /// Jeong et al. 2024, doi 10.1038/s41598-024-51742-z, as their code has it: lesion on grey 0, 8-bit greys, 224 x 224,
  /// zeros behind the last slice up to the longest volume of the cohort.
  ///
  /// Inferred, since neither paper nor code says: minimum and maximum of the volume to 0 and 1, and Pillow's bilinear
  /// resize (torchvision's for pictures at the time).
  package static let jeong2024 = InputSettings(
    .lesion, .minMax, .image, true, 224, .pillow, true, .asTrained, .largestOfCohort, .padded, .branches)

  /// The published geometry, but the depth is a fit on training patients and greys are not rounded: what
  /// ``sound`` was before Apus 0.2, and what `as-published` takes unless the study file says more.
  package static let wholeFrame = InputSettings(
    .lesion, .minMax, .image, false, 224, .pillow, true, .asTrained, .largestOfTraining, .padded, .branches)

  /// The lesion with its surroundings, at one spacing for the whole cohort, which is a fit on training patients; greys
  /// are not rounded.
  package static let sound = InputSettings(
    .crop(LesionCrop()), .minMax, .image, false, 224, .pillow, true, .asTrained, .largestOfTraining, .padded,
    .branches)

  /// Of vectors that were computed elsewhere: no image is looked at, so there is no size to fit.
  package static let ofVectors = InputSettings(
    .image, .minMax, .image, false, 224, .pillow, true, .asTrained, .largestOfTraining, .padded, .branches)
}

extension InputSettings {
  /// These settings with one or the other choice replaced.
  package func with(
    region: InputRegion? = nil, scaling: IntensityScaling? = nil, reference: ScalingReference? = nil,
    isEightBit: Bool? = nil, side: Int? = nil, resize: SliceResize? = nil, keepsProportions: Bool? = nil,
    normalisation: ChannelStandardisation? = nil, depth: DepthRule? = nil, fitting: DepthFitting? = nil,
    series: SeriesCombination? = nil
  ) throws(InputError) -> InputSettings {
    try InputSettings(
      region: region ?? self.region, scaling: scaling ?? self.scaling, reference: reference ?? self.reference,
      isEightBit: isEightBit ?? self.isEightBit, side: side ?? self.side, resize: resize ?? self.resize,
      keepsProportions: keepsProportions ?? self.keepsProportions, normalisation: normalisation ?? self.normalisation,
      depth: depth ?? self.depth, fitting: fitting ?? self.fitting, series: series ?? self.series)
  }
}

extension ChannelStandardisation {
  /// One entry a channel.
  func channels(for architecture: NetworkArchitecture) -> [ChannelStatistics] {
    switch self {
    case .asTrained: architecture == .efficientNetLite0 ? ChannelStatistics.efficientNetLite : .imageNet
    case .imageNet: .imageNet
    case .none: Array(repeating: ChannelStatistics(mean: 0, standardDeviation: 1), count: 3)
    }
  }
}

extension [ChannelStatistics] {
  fileprivate static var imageNet: [ChannelStatistics] { ChannelStatistics.imageNet }
}
