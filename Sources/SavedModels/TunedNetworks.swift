import Arms
import DeepRadiomics

/// The networks of a saved model whose heads have a last block of their own: one trunk, and a block for each head.
struct TunedNetworks: Sendable {
  private let entrance: BlockExtractor
  private let blocks: [BlockFeatures]

  /// - Returns: `nil` for a model with a frozen network.
  init?(of model: SavedModel, _ extractor: DeepExtractor, weights: WeightSet, threads: Int) throws {
    guard let count = model.description.inputs.deep?.blocks, let data = model.blocks else { return nil }
    let entrance = try BlockExtractor(extractor, weights: weights, threads: threads)
    let file = "\(model.path)/\(SavedModel.blocksFile)"
    do throws(WeightFileError) {
      blocks = try BlockFile.blocks(data, of: entrance.block, count: count, file: file)
        .map { BlockFeatures(entrance.block, $0) }
    } catch {
      throw ModelError.tensors(error)
    }
    self.entrance = entrance
  }

  /// The features of a patient by each head, with the names that the model gives them.
  /// - Parameter columns: names of the features of the network.
  func features(of images: [InputImage], columns: [String]) throws -> [(column: String, value: Double)] {
    let maps = try entrance.maps(of: images)
    return try blocks.enumerated().flatMap { head, block in
      zip(DeepInputs.columns(columns, ofHead: head), try block.features(of: [maps])[0]).map { ($0, $1) }
    }
  }
}
