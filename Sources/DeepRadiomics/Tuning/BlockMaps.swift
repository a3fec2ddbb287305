import Synchronization

/// The last maps of a block with the numbers of one head after the other.
///
/// It is compiled once: an ensemble of compiled blocks would need ten times the memory of all its numbers. Safe to
/// share between threads; passes wait for each other.
package final class BlockMaps: Sendable {
  private let block: LastBlock
  private let compiled = Mutex<BlockNetwork?>(nil)

  /// The maps of a block; it is compiled when they are first asked for.
  package init(_ block: LastBlock) { self.block = block }

  /// The last maps.
  /// - Parameters:
  ///   - numbers: those of the block.
  ///   - entering: what enters it: slices, or one volume.
  ///   - slices: the input slices of each depth position.
  package func maps(
    behind numbers: [Float], of entering: [Float], slices: [[Int]]
  ) throws(NetworkError) -> NetworkMaps {
    let values = try compiled.withLock { network throws(NetworkError) -> [Float] in
      if network == nil { network = try BlockNetwork(block) }
      guard let network else { return [] }
      try network.load(numbers)
      return try network.maps(ofAll: entering)
    }
    guard values.allSatisfy(\.isFinite) else { throw .notFinite }
    return NetworkMaps(values, block.lastShape, slices: slices, isVolume: block.isVolume)
  }
}
