/// ResNet-18 to -152 with torchvision's layer names: stem, pooling, four layers of blocks, mean.
///
/// He et al. 2016, doi 10.1109/CVPR.2016.90; the stride of a bottleneck is in its 3 x 3 convolution, as torchvision has
/// it. Inflated, every kernel of width k becomes k deep, and what is strided in the plane is strided in depth, but for
/// the stem.
struct ResidualNetwork {
  let blocks: [Int]
  let isBottleneck: Bool
  let isInflated: Bool
  let pooling: StemPooling
  /// Channels of the first layer's kernels; 64 but in small networks of tests.
  let width: Int

  /// Any number of blocks of any width.
  init(blocks: [Int], isBottleneck: Bool, isInflated: Bool, width: Int) {
    (self.blocks, self.isBottleneck, self.isInflated, self.width) = (blocks, isBottleneck, isInflated, width)
    pooling = .standard
  }

  init?(_ architecture: NetworkArchitecture, isInflated: Bool, pooling: StemPooling) {
    switch architecture {
    case .resNet18: (blocks, isBottleneck) = ([2, 2, 2, 2], false)
    case .resNet34: (blocks, isBottleneck) = ([3, 4, 6, 3], false)
    case .resNet50: (blocks, isBottleneck) = ([3, 4, 6, 3], true)
    case .resNet101: (blocks, isBottleneck) = ([3, 4, 23, 3], true)
    case .resNet152: (blocks, isBottleneck) = ([3, 8, 36, 3], true)
    default: return nil
    }
    self.isInflated = isInflated
    self.pooling = pooling
    width = 64
  }

  /// The whole network for one input.
  func graph(for input: NodeShape) throws(NetworkError) -> NetworkGraph {
    try graph(for: input, layers: blocks.count)
  }

  /// The network up to the last of its four layers of blocks; the mean behind it is that of the maps there.
  func trunk(for input: NodeShape) throws(NetworkError) -> NetworkGraph {
    try graph(for: input, layers: blocks.count - 1)
  }

  /// The last of the four layers of blocks alone, for maps of ``trunk(for:)``.
  func lastBlock(for entrance: NodeShape) -> NetworkGraph {
    var graph = NetworkGraph(input: entrance)
    graph.appendMean(of: append(layer: blocks.count - 1, to: 0, of: &graph))
    return graph
  }

  private func graph(for input: NodeShape, layers: Int) throws(NetworkError) -> NetworkGraph {
    var graph = NetworkGraph(input: input)
    let stem = layer("conv1", "bn1", from: input.channels, to: 64, width: 7, stride: 2, depthStride: 1)
    var node = graph.append(stem, to: 0)
    node = graph.append(try stemPooling(after: graph.nodes[node].shape), to: node)
    for number in 0..<layers { node = append(layer: number, to: node, of: &graph) }
    graph.appendMean(of: node)
    return graph
  }

  /// All blocks of one layer.
  private func append(layer number: Int, to source: Int, of graph: inout NetworkGraph) -> Int {
    (0..<blocks[number]).reduce(source) { node, block in
      let stride = block == 0 && number > 0 ? 2 : 1
      return append("layer\(number + 1).\(block)", width: width << number, stride: stride, to: node, of: &graph)
    }
  }

  /// One block: two or three convolutions, and a projection of its input where sizes differ.
  private func append(_ name: String, width: Int, stride: Int, to source: Int, of graph: inout NetworkGraph) -> Int {
    let input = graph.nodes[source].shape.channels
    let output = isBottleneck ? 4 * width : width
    var residual = source
    if stride > 1 || input != output {
      let projection = layer(
        "\(name).downsample.0", "\(name).downsample.1", from: input, to: output, width: 1, stride: stride,
        activation: .none)
      residual = graph.append(projection, to: source)
    }
    guard isBottleneck else {
      let first = layer("\(name).conv1", "\(name).bn1", from: input, to: width, width: 3, stride: stride)
      let second = layer("\(name).conv2", "\(name).bn2", from: width, to: width, width: 3)
      return graph.append(second, to: graph.append(first, to: source), adding: residual)
    }
    let first = layer("\(name).conv1", "\(name).bn1", from: input, to: width, width: 1)
    let second = layer("\(name).conv2", "\(name).bn2", from: width, to: width, width: 3, stride: stride)
    let third = layer("\(name).conv3", "\(name).bn3", from: width, to: output, width: 1)
    return graph.append(third, to: graph.append(second, to: graph.append(first, to: source)), adding: residual)
  }

  private func layer(
    _ kernel: String, _ normalisation: String, from input: Int, to output: Int, width: Int, stride: Int = 1,
    depthStride: Int? = nil, activation: Activation = .relu
  ) -> ConvolutionLayer {
    let border = (before: width / 2, after: width / 2)
    return ConvolutionLayer(
      kernelName: kernel, normalisationName: normalisation, epsilon: 1e-5, inputChannels: input, outputChannels: output,
      // The stem of the published network is 3 deep though 7 wide; the other kernels are as deep as they are wide.
      groups: 1, width: width, depthWidth: isInflated ? min(width, 3) : 1, stride: stride,
      depthStride: isInflated ? depthStride ?? stride : 1, padding: PlanePadding(rows: border, columns: border),
      activation: activation)
  }

  /// Windows of the adaptive maximum are those of a plain one: to `ceil(D / 2)` an odd depth has windows of 3 with
  /// stride 2 around even slices (`floor(2iD / (D + 1)) = 2i - 1`), an even depth windows of 2.
  private func stemPooling(after stem: NodeShape) throws(NetworkError) -> PoolingLayer {
    if pooling == .standard {
      let deep = isInflated ? (3, 2, 1) : (1, 1, 0)
      return PoolingLayer(
        width: 3, stride: 2, padding: 1, depthWidth: deep.0, depthStride: deep.1, depthPadding: deep.2)
    }
    guard stem.rows == stem.columns, stem.rows.isMultiple(of: 56) else {
      throw .inputSize(rows: 2 * stem.rows, columns: 2 * stem.columns, needed: "square slices of a multiple of 112")
    }
    let side = stem.rows / 56
    let deep = !isInflated || stem.depth == 1 ? (1, 1, 0) : stem.depth.isMultiple(of: 2) ? (2, 2, 0) : (3, 2, 1)
    return PoolingLayer(
      width: side, stride: side, padding: 0, depthWidth: deep.0, depthStride: deep.1, depthPadding: deep.2)
  }
}
