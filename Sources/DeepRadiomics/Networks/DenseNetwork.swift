/// DenseNet-121 with torchvision's layer names.
///
/// Huang et al. 2017, doi 10.1109/CVPR.2017.243: every layer of a block reads what all layers before it made, 32
/// channels each; between blocks the channels and the sides are halved. The features are the means of the rectified
/// last maps, as in torchvision's classifier and in TorchXRayVision's `features2`.
struct DenseNetwork {
  private static let blocks = [6, 12, 24, 16]
  private static let growth = 32

  /// The network with its weights; the last maps are its output.
  func model(_ weights: WeightSet) throws -> ONNXModel {
    var writer = GraphWriter(weights, axes: 2)
    var value = try writer.convolution(
      "features.conv0", of: GraphWriter.image, shape: [64, weights.channels, 7], stride: 2)
    value = writer.rectifier(try writer.normalisation("features.norm0", of: value, channels: 64))
    value = writer.maximum(value, width: 3, stride: 2)
    var channels = 64
    for (number, count) in Self.blocks.enumerated() {
      for layer in 1...count {
        let name = "features.denseblock\(number + 1).denselayer\(layer)"
        value = writer.joined([value, try made(name, of: value, channels, &writer)])
        channels += Self.growth
      }
      guard number + 1 < Self.blocks.count else { break }
      value = try halved("features.transition\(number + 1)", value, channels, &writer)
      channels /= 2
    }
    value = writer.rectifier(try writer.normalisation("features.norm5", of: value, channels: channels))
    return try writer.model(output: value)
  }

  /// What a layer adds to what it reads.
  private func made(
    _ name: String, of source: String, _ channels: Int, _ writer: inout GraphWriter
  ) throws -> String {
    let narrow = 4 * Self.growth
    var value = writer.rectifier(try writer.normalisation("\(name).norm1", of: source, channels: channels))
    value = try writer.convolution("\(name).conv1", of: value, shape: [narrow, channels, 1])
    value = writer.rectifier(try writer.normalisation("\(name).norm2", of: value, channels: narrow))
    return try writer.convolution("\(name).conv2", of: value, shape: [Self.growth, narrow, 3])
  }

  private func halved(
    _ name: String, _ source: String, _ channels: Int, _ writer: inout GraphWriter
  ) throws -> String {
    let value = writer.rectifier(try writer.normalisation("\(name).norm", of: source, channels: channels))
    let narrow = try writer.convolution("\(name).conv", of: value, shape: [channels / 2, channels, 1])
    return writer.mean(narrow, width: 2, stride: 2)
  }
}

extension NetworkArchitecture {
  /// Whether its layers are written as a graph from the weights, so that it cannot be described without them.
  package var isGraph: Bool { self == .denseNet121 || ResidualVolume(self) != nil }

  /// Whether it takes volumes and not slices: only for one whose layers are written as a graph.
  package var takesVolumes: Bool { ResidualVolume(self) != nil }

  /// The network with its weights; `nil` where it is not written as a graph.
  func model(_ weights: WeightSet) throws -> ONNXModel? {
    if let volume = ResidualVolume(self) { return try volume.model(weights) }
    return self == .denseNet121 ? try DenseNetwork().model(weights) : nil
  }
}
