/// The network behind a score as its maps need it: one for all heads, or one for each head, whose last maps are then
/// those of one network with as many times more channels.
package struct AttributedNetwork: Sendable {
  /// From images to the input of the network, and its features as heads read them that share it.
  package let extractor: DeepExtractor
  private let weights: WeightSet
  private let tuned: TunedNetworks?
  private let graph: GraphMaps?

  /// - Parameters:
  ///   - weights: those of the network.
  ///   - tuned: the networks of heads with a last block of their own; `nil` where all heads read one network.
  package init(_ extractor: DeepExtractor, weights: WeightSet, tuned: TunedNetworks? = nil) throws {
    (self.extractor, self.weights, self.tuned) = (extractor, weights, tuned)
    graph = try GraphMaps(extractor.network, weights: weights)
  }

  /// The network, or that of which heads have another last block.
  package var description: NetworkDescription { extractor.network.description }

  /// Where the weights came from.
  package var source: WeightSet.Source { weights.source }

  /// Number of heads with a last block of their own; `nil` where all heads read one network.
  package var tunedHeads: Int? { tuned?.count }

  /// Whether the features are means of last maps, so that Grad-CAM is exact.
  package var hasMaps: Bool { tuned != nil || graph?.last != nil || extractor.network.hasMaps }

  /// Whether the maps of a slice depend on its neighbours.
  package var mixesSlices: Bool { tuned?.mixesSlices ?? extractor.network.mixesSlices }

  /// Where the features of a pass stand in the vector of a patient: of each head by itself where heads have networks of
  /// their own.
  /// - Parameters:
  ///   - number: that of the pass, from 0.
  ///   - passes: of a patient.
  package func places(ofBranch number: Int, of passes: Int) -> [Int] {
    (0..<(tuned?.count ?? 1)).flatMap { extractor.places(ofBranch: $0 * passes + number) }
  }

  /// What is seen of the lesion, one entry for each series.
  package func sights(of images: [InputImage]) throws(InputError) -> [LesionSight] {
    if let tuned { return try tuned.sights(of: images) }
    return try extractor.sights(of: images)
  }

  /// Maps of the first layer (convolution, normalisation, activation) at some slices; `nil` where no convolution is
  /// known. Heads with a last block of their own share it.
  package func firstMaps(of input: NetworkInput, slices: [Int]) throws -> NetworkMaps? {
    guard graph != nil else { return try extractor.network.stemMaps(of: input, slices: slices, weights: weights) }
    guard let made = try graph?.first?.lastMaps(of: input) else { return nil }
    let positions = slices.map { slice in made.slices.firstIndex { $0.contains(slice) } ?? 0 }
    return NetworkMaps(
      channels: made.channels, rows: made.rows, columns: made.columns, slices: slices.map { [$0] },
      values: positions.flatMap { position in (0..<made.channels).flatMap { made.map(position, $0) } })
  }

  /// The maps whose means the features are, or the features as maps of one place.
  func lastMaps(of input: NetworkInput) throws(NetworkError) -> NetworkMaps {
    if let tuned { return try tuned.lastMaps(of: input) }
    return try (graph?.last ?? extractor.network).lastMaps(of: input)
  }

  /// The input of one pass.
  func prepare(_ images: [InputImage]) throws(InputError) -> PreparedInput {
    if let tuned { return try tuned.prepare(images) }
    return try extractor.prepare(images)
  }
}
