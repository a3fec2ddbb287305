/// From a patient's images to what enters the last block of a network, and the numbers of that block.
///
/// Safe to share between threads, as ``DeepExtractor`` is. The same images give the same bits for any number of
/// threads.
package final class BlockExtractor: Sendable {
  /// The block.
  package let block: LastBlock
  /// Its numbers before any training: kernels with the batch normalisation folded in, and biases.
  package let start: [Float]
  /// Slices of the input that reach the block; `nil` for all.
  ///
  /// With centre inflation the layers before the block leave slices out, but fewer than the frozen network does: the
  /// trained kernels of the block have depth.
  let decisiveSlices: [Int]?
  private let whole: DeepExtractor
  private let trunk: FeatureNetwork

  /// - Throws: ``TuningError`` for a network without such a block, `NetworkError` and `WeightFileError` as the network
  ///   itself.
  package init(_ whole: DeepExtractor, weights: WeightSet, threads: Int = 1) throws {
    let description = whole.network.description
    self.whole = whole
    guard let block = try LastBlock(of: description.settings, for: description.input) else {
      throw TuningError.noBlock(network: description.settings.architecture.rawValue)
    }
    guard description.settings.precision == .float32 else { throw TuningError.float32Only }
    self.block = block
    start = try block.start(weights, inflation: description.settings.depth.inflation)
    decisiveSlices =
      description.settings.depth == .inflated(.centre)
      ? SlicePlan(reachingOutputOf: try description.settings.graph(for: description.input, .trunk)).inputSlices : nil
    trunk = try FeatureNetwork(
      description.settings, weights: weights, input: description.input, threads: threads, eliminatesSlices: false,
      part: .trunk)
  }

  /// What enters the block, one branch for each pass through the network.
  package func maps(of images: [InputImage]) throws -> EntranceMaps {
    EntranceMaps(
      branches: try whole.branches(of: images).map { try entrance(prepare($0).input) })
  }

  /// Slices that the network is built for.
  var depth: Int { whole.network.description.input.depth }

  /// The input of one pass, with every slice that reaches the block.
  func prepare(_ images: [InputImage]) throws(InputError) -> PreparedInput {
    try whole.prepare(images, reaching: decisiveSlices)
  }

  /// What the block sees of the lesion, one entry for each series.
  package func sights(of images: [InputImage]) throws(InputError) -> [LesionSight] {
    try whole.sights(of: images, reaching: decisiveSlices)
  }

  /// What enters the block of one pass.
  func entrance(_ input: NetworkInput) throws(NetworkError) -> [Float] {
    let maps = try trunk.lastMaps(of: input)
    guard maps.values.allSatisfy(\.isFinite) else { throw .notFinite }
    guard block.isVolume else { return maps.values }
    // Maps are by slice; a volume enters by channel.
    return (0..<maps.channels).flatMap { channel in maps.slices.indices.flatMap { maps.map($0, channel) } }
  }
}

/// Why the last block of a network cannot be trained.
package enum TuningError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A network without four layers of residual blocks.
  case noBlock(network: String)
  /// Gradients are computed in float32.
  case float32Only
  /// What enters the block needs more bytes than are allowed.
  case memory(limit: Int)

  /// The cause and what to do next.
  package var description: String {
    switch self {
    case .noBlock(let network):
      "\(network) has no last block that can be trained: train: last-block is for resnet18 to resnet152 and networks with "
        + "their layers. Choose one of them, or leave train out."
    case .memory(let limit):
      "What enters the last block of the network needs more than \(limit >> 20) MB for the patients of the study. Choose a "
        + "smaller side, fewer series or slices, or leave train out."
    case .float32Only: "The last block is trained in float32 only. Leave precision out, or leave train out."
    }
  }
}

extension DepthTreatment {
  /// How kernels get their depth; `nil` slice by slice.
  package var inflation: Inflation? {
    if case .inflated(let inflation) = self { inflation } else { nil }
  }
}
