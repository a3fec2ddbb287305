/// The networks of heads that have a last block of their own: one frozen trunk, and a block for each head.
package struct TunedNetworks: Sendable {
  private let entrance: BlockExtractor
  private let blocks: [[Float]]
  private let maps: BlockMaps
  /// Input slices of each depth position of the last maps of a volume.
  private let positions: [[Int]]

  /// - Parameter blocks: the numbers of each head's block.
  package init(_ entrance: BlockExtractor, blocks: [[Float]]) {
    precondition(!blocks.isEmpty, "a network for each head")
    (self.entrance, self.blocks, maps) = (entrance, blocks, BlockMaps(entrance.block))
    let (count, depth) = (entrance.block.lastShape.depth, entrance.depth)
    let reaching = entrance.decisiveSlices.map(Set.init)
    positions = (0..<count).map { position in
      (0..<depth).filter { $0 * count / depth == position && reaching?.contains($0) != false }
    }
  }

  /// Number of heads.
  package var count: Int { blocks.count }

  /// The features of a patient by each head, with the bits of the study.
  package func features(of maps: EntranceMaps) throws(NetworkError) -> [[Double]] {
    var features: [[Double]] = []
    for numbers in blocks { features += try BlockFeatures(entrance.block, numbers).features(of: [maps]) }
    return features
  }

  /// The same from the images of a patient.
  package func features(of images: [InputImage]) throws -> [[Double]] {
    try features(of: try entrance.maps(of: images))
  }

  /// The last maps of every head as those of one network: its channels are those of the first head, then those of the
  /// second, and so on.
  package func lastMaps(of input: NetworkInput) throws(NetworkError) -> NetworkMaps {
    let entering = try entrance.entrance(input)
    let slices = mixesSlices ? positions : (0..<input.depth).map { [$0] }
    var found: [NetworkMaps] = []
    for numbers in blocks { found.append(try maps.maps(behind: numbers, of: entering, slices: slices)) }
    return NetworkMaps(joining: found)
  }

  /// Whether a position's maps see other slices: the trained kernels of a volume have depth, also with centre
  /// inflation.
  package var mixesSlices: Bool { entrance.block.isVolume }

  /// The input of one pass, with every slice that reaches the blocks.
  func prepare(_ images: [InputImage]) throws(InputError) -> PreparedInput { try entrance.prepare(images) }

  /// What the networks see of the lesion, one entry for each series.
  package func sights(of images: [InputImage]) throws(InputError) -> [LesionSight] { try entrance.sights(of: images) }
}
