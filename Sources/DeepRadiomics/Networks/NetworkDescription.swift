/// What a network is and what it costs, counted and not measured.
package struct NetworkDescription: Hashable, Codable, Sendable {
  /// Which network.
  package let settings: NetworkSettings
  /// For which input.
  package let input: NetworkInputShape
  /// Length of the feature vector.
  package let features: Int
  /// Trained numbers: kernels as inflated, and scale and shift of every batch normalisation.
  package let parameters: Int
  /// Multiplications with addition of all convolutions of the network in full.
  package let convolutionMACs: Int
  /// ``convolutionMACs`` and, as the tool of the published figure counts them, two for each output of a batch
  /// normalisation, one for each of an activation, and one for each input of a pooling.
  package let countedMACs: Int
  /// Multiplications with addition that the convolutions really do, zeros of padding included.
  package let performedMACs: Int
  /// Slices of the input that decide the features.
  package let decisiveSlices: [Int]
  /// Convolutions in order.
  package let layers: [Layer]
  /// The tensor of an ONNX file that the features are; `nil` for other networks.
  package let layer: String?

  /// One convolution with its batch normalisation.
  package struct Layer: Hashable, Codable, Sendable {
    /// Name in the weight file.
    package let name: String
    /// Lengths of its kernel: output channels, input channels of a group, depth, rows, columns.
    package let kernel: [Int]
    /// What it makes of one volume (or slice): channels, depth, rows, columns.
    package let output: [Int]
    /// Trained numbers, with those of the batch normalisation.
    package let parameters: Int
    /// Multiplications with addition in full.
    package let macs: Int
    /// Slices of its output that are computed; all of them without elimination.
    package let slices: Int
  }

  /// Counts a network without weights and without building it.
  package init(_ settings: NetworkSettings, input: NetworkInputShape) throws(NetworkError) {
    let graph = try settings.graph(for: input)
    let plan = settings.depth == .inflated(.centre) ? SlicePlan(reachingOutputOf: graph) : nil
    self.init(settings, input: input, graph: graph, plan: plan)
  }

  /// What is counted of a network in a file.
  init(_ settings: NetworkSettings, input: NetworkInputShape, features: Int, layers: [Layer], layer: String) {
    (self.settings, self.input, self.features, self.layers) = (settings, input, features, layers)
    self.layer = layer
    parameters = layers.reduce(0) { $0 + $1.parameters }
    convolutionMACs = layers.reduce(0) { $0 + $1.macs } * (settings.depth == .slices ? input.depth : 1)
    (countedMACs, performedMACs) = (convolutionMACs, convolutionMACs)
    decisiveSlices = Array(0..<input.depth)
  }

  init(_ settings: NetworkSettings, input: NetworkInputShape, graph: NetworkGraph, plan: SlicePlan?) {
    self.settings = settings
    self.input = input
    layer = nil
    features = graph.nodes[graph.last].shape.channels
    layers = graph.nodes.enumerated().compactMap { number, node in
      node.layer(slices: settings.depth == .slices ? 1 : plan?.positions[number].count ?? node.shape.depth)
    }
    parameters = graph.nodes.reduce(0) { $0 + $1.parameters }
    let volumes = settings.depth == .slices ? input.depth : 1
    convolutionMACs = volumes * graph.nodes.reduce(0) { $0 + $1.convolutionMACs }
    countedMACs = volumes * graph.nodes.reduce(0) { $0 + $1.convolutionMACs + $1.otherOperations(in: graph) }
    if let plan, settings.depth != .slices {
      performedMACs = zip(graph.nodes, plan.positions).reduce(0) { $0 + $1.0.planarMACs * $1.1.count }
      decisiveSlices = plan.inputSlices
    } else {
      performedMACs = convolutionMACs
      decisiveSlices = Array(0..<input.depth)
    }
  }
}

extension NetworkNode {
  fileprivate func layer(slices: Int) -> NetworkDescription.Layer? {
    guard case .convolution(let layer) = operation else { return nil }
    return NetworkDescription.Layer(
      name: layer.kernelName,
      kernel: [
        layer.outputChannels, layer.inputChannels / layer.groups, layer.depthWidth, layer.width, layer.width,
      ],
      output: [shape.channels, shape.depth, shape.rows, shape.columns], parameters: parameters, macs: convolutionMACs,
      slices: slices)
  }

  fileprivate var parameters: Int {
    guard case .convolution(let layer) = operation else { return 0 }
    return layer.planarCount * layer.depthWidth + 2 * layer.outputChannels
  }

  fileprivate var convolutionMACs: Int {
    guard case .convolution(let layer) = operation else { return 0 }
    return planarMACs * layer.depthWidth * shape.depth
  }

  /// For one slice by the kernel's own plane.
  fileprivate var planarMACs: Int {
    guard case .convolution(let layer) = operation else { return 0 }
    return layer.planarCount * shape.planeCount
  }

  fileprivate func otherOperations(in graph: NetworkGraph) -> Int {
    switch operation {
    case .input: 0
    case .convolution(let layer): shape.count * (layer.activation == .none ? 2 : 3)
    case .maximum, .mean: graph.nodes[source].shape.count
    }
  }
}
