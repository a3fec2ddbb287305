import Volumes

/// From a patient's images to a feature vector: the input's settings and a network, joined.
///
/// Safe to share between threads: preparing inputs runs in parallel, and so do slices of a network that takes slice by
/// slice; other networks take one volume after the other. The same images give the same bits for any number of threads.
package final class DeepExtractor: Sendable {
  /// What is done with images before the network.
  package let settings: InputSettings
  /// The size of the network's input, and where it came from.
  package let fit: InputFit
  /// The network.
  package let network: FeatureNetwork
  /// A text that is equal exactly when the same images give the same features: with the hashes of image and mask the
  /// key of cached features.
  package let fingerprint: String
  /// What each channel is centred and scaled by.
  package let normalisation: [ChannelStatistics]

  /// Builds the network for inputs of these settings.
  /// - Parameters:
  ///   - network: layers, inflation, pooling, precision.
  ///   - fit: slices the network is built for, without effect on networks that take slice by slice, and the size of
  ///     the crop.
  ///   - threads: slices that go through the network at once, or OpenMP threads of each call, at most 8.
  package init(
    network: NetworkSettings, weights: WeightSet, input settings: InputSettings, fit: InputFit, threads: Int = 1
  ) throws {
    guard settings.crop == nil || fit.crop != nil else { throw InputError.noVolumes }
    self.settings = settings
    self.fit = fit
    normalisation = try settings.normalisation.channels(for: network.architecture, weights)
    let shape = NetworkInputShape(
      channels: normalisation.count, depth: network.depth == .slices ? 1 : fit.depth,
      rows: settings.side, columns: settings.side)
    self.network = try FeatureNetwork(network, weights: weights, input: shape, threads: threads)
    var lines = [
      "deep features 2", network.identity.text, "weights \(weights.digest(workers: threads))", settings.identity.text,
      network.depth == .slices ? "slices own" : "slices \(fit.depth)",
    ]
    if settings.crop != nil, let crop = fit.crop { lines.append("crop \(crop.canonical)") }
    fingerprint = lines.joined(separator: "\n")
  }

  /// Features of each series; ``SeriesCombination/channels`` has one vector for all.
  package var featuresPerBranch: Int { network.description.features }

  /// Names of the values of ``features(of:)`` for these series: `deep_0000`, or `T2_deep_0000` where there are several
  /// branches. The maximum and the mean by area are other numbers and have other names, `deep_max_0000`; those of
  /// attention are learned from the features of slices, which have the names of their mean.
  package func columns(series: [String], pooling: SlicePooling = .mean) -> [String] {
    let branches = settings.series == .branches && series.count > 1 ? series.map { "\($0)_" } : [""]
    let word = pooling == .mean || pooling.isLearned ? "" : "\(pooling.rawValue)_"
    return branches.flatMap { branch in
      (0..<featuresPerBranch).map { number in
        let digits = String(number)
        return "\(branch)deep_\(word)" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      }
    }
  }

  /// The feature vector of one patient.
  /// - Parameter view: how the slices are looked at; another view than the original is a row to learn from, never one
  ///   to score.
  /// - Throws: ``InputError`` where the images cannot be used, ``NetworkError`` where the network fails.
  package func features(of images: [InputImage], view: InputView = .original) throws -> DeepFeatures {
    var (values, notes): ([Double], [String]) = ([], [])
    for branch in branches(of: images) {
      let prepared = try prepare(branch, view: view)
      values += try network.features(of: prepared.input).map { Double($0) }
      notes += prepared.notes
    }
    guard !values.isEmpty else { throw InputError.seriesCount(0, most: normalisation.count) }
    return DeepFeatures(values: values, notes: notes)
  }

  /// The features of every slice of one patient, of which ``features(of:view:)`` are the means to the last bit.
  package func slices(of images: [InputImage], view: InputView = .original) throws -> DeepSlices {
    precondition(!isInflated, "an inflated network has one vector a volume")
    var (branches, notes): ([SliceBag], [String]) = ([], [])
    for branch in self.branches(of: images) {
      let prepared = try prepare(branch, view: view)
      let slices = try network.featuresBySlice(of: prepared.input)
      guard slices.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw NetworkError.notFinite }
      branches.append(SliceBag(slices.map { $0.map { Double($0) } }, areas: try areas(of: branch)))
      notes += prepared.notes
    }
    guard !branches.isEmpty else { throw InputError.seriesCount(0, most: normalisation.count) }
    return DeepSlices(slices: SliceFeatures(branches), notes: notes)
  }

  /// The feature vector of one patient by a pooling of slices that is not learned.
  package func features(of images: [InputImage], joinedBy pooling: SlicePooling) throws -> DeepFeatures {
    guard pooling != .mean else { return try features(of: images) }
    let made = try slices(of: images)
    return DeepFeatures(values: made.slices.vector(by: pooling), notes: made.notes)
  }

  /// The area of the lesion in every slice of one pass, in pixels of the input.
  package func areas(of images: [InputImage]) throws(InputError) -> [Double] {
    try settings.areas(of: images, depth: isInflated ? fit.depth : nil, crop: fit.crop)
  }

  /// The input of one pass through the network.
  package func prepare(_ images: [InputImage], view: InputView = .original) throws(InputError) -> PreparedInput {
    try prepare(images, reaching: decisiveSlices, view: view)
  }

  /// The same for a network behind it that reads other slices.
  /// - Parameter slices: those of the input that reach its output; `nil` for all.
  func prepare(
    _ images: [InputImage], reaching slices: [Int]?, view: InputView = .original
  ) throws(InputError) -> PreparedInput {
    try settings.prepare(
      images, depth: isInflated ? fit.depth : nil, crop: fit.crop, normalisation: normalisation, slices: slices,
      view: view)
  }

  /// What the network sees of the lesion, one entry for each series.
  package func sights(of images: [InputImage]) throws(InputError) -> [LesionSight] {
    try sights(of: images, reaching: decisiveSlices)
  }

  /// The same of a network behind it that reads other slices.
  func sights(of images: [InputImage], reaching slices: [Int]?) throws(InputError) -> [LesionSight] {
    try settings.sights(of: images, depth: isInflated ? fit.depth : nil, crop: fit.crop, slices: slices)
  }

  private var isInflated: Bool { network.description.settings.depth != .slices }

  /// Slices of the input that decide the output; `nil` for all.
  private var decisiveSlices: [Int]? { isInflated ? network.description.decisiveSlices : nil }

  /// The images of each pass through the network.
  package func branches(of images: [InputImage]) -> [[InputImage]] {
    settings.series == .branches ? images.map { [$0] } : [images]
  }

  /// Where the features of a pass stand in the vector of a patient.
  /// - Parameter number: that of the pass, from 0.
  package func places(ofBranch number: Int) -> Range<Int> {
    (number * featuresPerBranch)..<((number + 1) * featuresPerBranch)
  }
}

/// What a network made of one patient's images.
package struct DeepFeatures: Hashable, Codable, Sendable {
  /// The vector, branch after branch.
  package let values: [Double]
  /// What the log should keep, e.g. slices that were cut off.
  package let notes: [String]

  /// Takes both as given.
  package init(values: [Double], notes: [String]) { (self.values, self.notes) = (values, notes) }
}

/// What a network made of every slice of one patient's images.
package struct DeepSlices: Hashable, Codable, Sendable {
  /// The slices, branch after branch.
  package let slices: SliceFeatures
  /// What the log should keep.
  package let notes: [String]
}
