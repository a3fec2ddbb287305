import DeepRadiomics

extension SavedModel {
  /// The networks of heads that were saved with a last block of their own; `nil` for a model with a frozen network.
  func tunedNetworks(_ extractor: DeepExtractor, weights: WeightSet, threads: Int) throws -> TunedNetworks? {
    guard let count = description.inputs.deep?.blocks, let blocks else { return nil }
    let entrance = try BlockExtractor(extractor, weights: weights, threads: threads)
    do throws(WeightFileError) {
      return TunedNetworks(
        entrance,
        blocks: try BlockFile.blocks(blocks, of: entrance.block, count: count, file: "\(path)/\(Self.blocksFile)"))
    } catch {
      throw ModelError.tensors(error)
    }
  }
}
