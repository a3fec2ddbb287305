/// Clamps that follow a convolution.
enum Activation: Hashable {
  case none
  case relu
  case relu6
}

/// A convolution, its batch normalisation and its activation, which are always computed as one.
struct ConvolutionLayer: Hashable {
  /// Name of the kernel in the weight set, without `.weight`.
  let kernelName: String
  /// Name of the batch normalisation in the weight set.
  let normalisationName: String
  /// Added to the variance.
  let epsilon: Double
  let inputChannels: Int
  let outputChannels: Int
  let groups: Int
  /// Width of the kernel in the plane, and in depth (1 where it is not inflated).
  let width: Int
  let depthWidth: Int
  let stride: Int
  let depthStride: Int
  /// Zeros around a slice. In depth they are `depthWidth / 2` on both sides.
  let padding: PlanePadding
  let activation: Activation

  /// Elements of the kernel as it is in the plane.
  var planarCount: Int { outputChannels * (inputChannels / groups) * width * width }
}

/// Zeros before the first and after the last row and column.
struct PlanePadding: Hashable {
  let rows: (before: Int, after: Int)
  let columns: (before: Int, after: Int)

  static func == (a: PlanePadding, b: PlanePadding) -> Bool { a.rows == b.rows && a.columns == b.columns }

  func hash(into hasher: inout Hasher) {
    for value in [rows.before, rows.after, columns.before, columns.after] { hasher.combine(value) }
  }
}

/// A maximum over windows; `padding` counts positions that are left out, not zeros.
struct PoolingLayer: Hashable {
  let width: Int
  let stride: Int
  let padding: Int
  let depthWidth: Int
  let depthStride: Int
  let depthPadding: Int
}

/// Size of what a node makes, for one volume in full.
struct NodeShape: Hashable {
  var channels: Int
  var depth: Int
  var rows: Int
  var columns: Int

  var planeCount: Int { rows * columns }
  var count: Int { channels * depth * planeCount }
}

/// One step of a network. Nodes only refer to nodes before them.
struct NetworkNode: Hashable {
  enum Operation: Hashable {
    case input
    case convolution(ConvolutionLayer)
    case maximum(PoolingLayer)
    /// Mean over depth, rows and columns; always the last node.
    case mean
  }

  let operation: Operation
  /// The node it works on; itself for the input.
  let source: Int
  /// A node added before the activation.
  let residual: Int?
  let shape: NodeShape
}

/// A network as a list of steps, independent of what computes it.
struct NetworkGraph: Hashable {
  private(set) var nodes: [NetworkNode]

  init(input: NodeShape) { nodes = [NetworkNode(operation: .input, source: 0, residual: nil, shape: input)] }

  /// Number of the last node.
  var last: Int { nodes.count - 1 }

  /// Whether some of its convolutions filter channels by themselves.
  var isDepthwise: Bool {
    nodes.contains { if case .convolution(let layer) = $0.operation { layer.groups > 1 } else { false } }
  }

  /// Appends a convolution and returns its number.
  mutating func append(_ layer: ConvolutionLayer, to source: Int, adding residual: Int? = nil) -> Int {
    let input = nodes[source].shape
    precondition(input.channels == layer.inputChannels, "channels of \(layer.kernelName)")
    var shape = input
    shape.channels = layer.outputChannels
    shape.rows = (input.rows + layer.padding.rows.before + layer.padding.rows.after - layer.width) / layer.stride + 1
    shape.columns =
      (input.columns + layer.padding.columns.before + layer.padding.columns.after - layer.width) / layer.stride + 1
    shape.depth = (input.depth - 1) / layer.depthStride + 1
    if let residual { precondition(nodes[residual].shape == shape, "sizes of a sum") }
    return append(NetworkNode(operation: .convolution(layer), source: source, residual: residual, shape: shape))
  }

  /// Appends a maximum and returns its number.
  mutating func append(_ pooling: PoolingLayer, to source: Int) -> Int {
    let input = nodes[source].shape
    func reduced(_ length: Int) -> Int { (length + 2 * pooling.padding - pooling.width) / pooling.stride + 1 }
    let depth = (input.depth + 2 * pooling.depthPadding - pooling.depthWidth) / pooling.depthStride + 1
    let shape = NodeShape(
      channels: input.channels, depth: depth, rows: reduced(input.rows), columns: reduced(input.columns))
    return append(NetworkNode(operation: .maximum(pooling), source: source, residual: nil, shape: shape))
  }

  /// Appends the mean that ends the network.
  mutating func appendMean(of source: Int) {
    let shape = NodeShape(channels: nodes[source].shape.channels, depth: 1, rows: 1, columns: 1)
    _ = append(NetworkNode(operation: .mean, source: source, residual: nil, shape: shape))
  }

  /// The number of the last node that reads each node's output.
  var lastUses: [Int] {
    var uses = Array(nodes.indices)
    for (number, node) in nodes.enumerated() {
      uses[node.source] = number
      if let residual = node.residual { uses[residual] = number }
    }
    return uses
  }

  private mutating func append(_ node: NetworkNode) -> Int {
    nodes.append(node)
    return last
  }
}
