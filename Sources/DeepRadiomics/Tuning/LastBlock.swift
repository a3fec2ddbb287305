/// The last of a ResNet's four layers of blocks (`layer4` in torchvision's names), the part that fine-tuning trains.
///
/// Batch normalisation is frozen and folded: what is trained are the folded kernels, and the folded shifts as biases. A
/// step on a folded kernel is a step on the kernel of the file with the rate of each output channel divided by the
/// square of its factor `γ / √(σ² + ε)`.
package struct LastBlock: Hashable, Sendable {
  /// One convolution with its numbers' places in the one vector that is trained.
  package struct Layer: Hashable, Sendable {
    /// Name of the kernel in the weight set, without `.weight`.
    package let name: String
    /// Output channels, input channels, depth taps (for volumes), rows, columns.
    package let kernel: [Int]
    /// Steps in depth (for volumes), rows, columns.
    package let strides: [Int]
    /// Zeros on either side in depth (for volumes), rows, columns.
    package let padding: [Int]
    /// The layer that it reads, counted from 1; 0 is what enters the block.
    package let source: Int
    /// The layer whose maps are added; `nil` for none.
    package let residual: Int?
    /// Whether a rectifier follows.
    package let isRectified: Bool
    /// Channels, depth, rows, columns of what it makes of one slice or volume.
    package let output: [Int]
    package let kernelRange: Range<Int>
    package let biasRange: Range<Int>
  }

  let graph: NetworkGraph
  /// Whether kernels have depth.
  package let isVolume: Bool
  package let layers: [Layer]
  /// Trained numbers: kernels and biases.
  package let parameterCount: Int

  /// The block of a network for inputs of one size; `nil` for a network without one.
  package init?(of settings: NetworkSettings, for shape: NetworkInputShape) throws(NetworkError) {
    let isInflated = settings.depth != .slices
    guard
      let network = ResidualNetwork(settings.architecture, isInflated: isInflated, pooling: settings.pooling)
    else { return nil }
    let trunk = try network.trunk(
      for: NodeShape(
        channels: shape.channels, depth: isInflated ? shape.depth : 1, rows: shape.rows, columns: shape.columns))
    self.init(network.lastBlock(for: trunk.nodes[trunk.nodes[trunk.last].source].shape), isVolume: isInflated)
  }

  /// A block of any width, for maps with as many channels as the third layer of such a network has.
  /// - Parameters:
  ///   - width: channels of the first layer's kernels; those of the block have eight times as many.
  ///   - depth: slices of a volume; `nil` for slices by themselves.
  package init(blocks: Int, isBottleneck: Bool, width: Int, depth: Int?, rows: Int, columns: Int) {
    let network = ResidualNetwork(
      blocks: [1, 1, 1, blocks], isBottleneck: isBottleneck, isInflated: depth != nil, width: width)
    let entrance = NodeShape(
      channels: 4 * width * (isBottleneck ? 4 : 1), depth: depth ?? 1, rows: rows, columns: columns)
    self.init(network.lastBlock(for: entrance), isVolume: depth != nil)
  }

  private init(_ graph: NetworkGraph, isVolume: Bool) {
    (self.graph, self.isVolume) = (graph, isVolume)
    var (layers, end): ([Layer], Int) = ([], 0)
    for node in graph.nodes {
      guard case .convolution(let layer) = node.operation else { continue }
      let geometry = ConvolutionGeometry(layer, axes: isVolume ? 3 : 2)
      let (first, count) = (end, geometry.kernel.reduce(1, *))
      end += count + layer.outputChannels
      layers.append(
        Layer(
          name: layer.kernelName, kernel: geometry.kernel, strides: geometry.strides.map { Int($0) },
          padding: geometry.before.map { Int($0) }, source: node.source, residual: node.residual,
          isRectified: layer.activation != .none,
          output: [node.shape.channels, node.shape.depth, node.shape.rows, node.shape.columns],
          kernelRange: first..<(first + count), biasRange: (first + count)..<end))
    }
    (self.layers, parameterCount) = (layers, end)
  }

  /// Channels, depth, rows, columns of what enters.
  package var entrance: [Int] {
    let shape = graph.nodes[0].shape
    return [shape.channels, shape.depth, shape.rows, shape.columns]
  }

  /// Numbers of one slice, or one volume, that enters.
  package var entranceCount: Int { graph.nodes[0].shape.count }

  /// Size of the last maps of one slice, or one volume.
  var lastShape: NodeShape { graph.nodes[graph.nodes[graph.last].source].shape }

  /// Length of the feature vector.
  package var features: Int { lastShape.channels }

  /// Multiplications with addition of one slice, or one volume, in the forward direction.
  package var macs: Int {
    layers.reduce(0) { $0 + $1.kernelRange.count * $1.output.dropFirst().reduce(1, *) }
  }

  /// The numbers that training starts from.
  package func start(_ weights: WeightSet, inflation: Inflation?) throws(WeightFileError) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(parameterCount)
    for node in graph.nodes {
      guard case .convolution(let layer) = node.operation else { continue }
      let folded = try FoldedConvolution(layer, weights, inflation: inflation)
      values += folded.kernel
      values += folded.bias
    }
    return values
  }
}

extension NetworkArchitecture {
  /// Whether it is a ResNet with torchvision's layers, whose last block can be trained.
  package var hasLastBlock: Bool { ResidualNetwork(self, isInflated: false, pooling: .standard) != nil }
}
