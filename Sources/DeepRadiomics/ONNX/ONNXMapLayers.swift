// Where in a graph there are maps: tensors with channels in front of the places of a slice or volume.
extension ONNXGraph {
  /// Maps whose means over all places a layer holds.
  struct MeanSource {
    /// The tensor of the maps.
    let name: String
    /// The window of the mean, which must be as large as the maps; `nil` for a mean over all places whatever their
    /// size.
    let window: [Int]?
  }

  /// Steps that leave every number of a vector and their order.
  private static let shaping: Set = ["Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Dropout"]
  /// Steps that make a map of each map, place by place.
  private static let placewise: Set = [
    "BatchNormalization", "Relu", "LeakyRelu", "PRelu", "Clip", "Elu", "HardSwish", "Swish", "Mish", "Gelu", "Tanh",
  ]

  /// The maps whose means the layer holds; `nil` where anything else than a mean and changes of shape is between them.
  var meanSource: MeanSource? {
    var name = layer
    for node in nodes.reversed() where node.outputs.first == name {
      guard let source = node.inputs.first else { return nil }
      guard Self.shaping.contains(node.operation) else { return meanSource(node, of: source) }
      name = source
    }
    return nil
  }

  private func meanSource(_ node: ONNXNode, of source: String) -> MeanSource? {
    let axes = model.image.isVolume ? 3 : 2
    switch node.operation {
    case "GlobalAveragePool": return MeanSource(name: source, window: nil)
    case "ReduceMean":
      let places = axesOfMean(node).map { $0 < 0 ? $0 + axes + 2 : $0 }.sorted()
      return places == Array(2..<(axes + 2)) ? MeanSource(name: source, window: nil) : nil
    case "AveragePool":
      let (window, pads) = (try? node.integers("kernel_shape"), try? node.integers("pads"))
      guard let window, pads?.allSatisfy({ $0 == 0 }) != false, node.attributes["auto_pad"] == nil else { return nil }
      return MeanSource(name: source, window: window)
    default: return nil
    }
  }

  /// The axes of a `ReduceMean`: an attribute, or an input since version 18.
  private func axesOfMean(_ node: ONNXNode) -> [Int] {
    if let axes = try? node.integers("axes") { return axes }
    guard node.inputs.count > 1, case .integers(let axes) = model.initialisers[node.inputs[1]]?.values else {
      return []
    }
    return axes
  }

  /// The maps of the first convolution, behind the normalisation and the rectifier that follow it.
  var firstMaps: String? {
    guard let first = nodes.first(where: { $0.operation == "Conv" }), var name = first.outputs.first else { return nil }
    while name != layer {
      let readers = nodes.filter { $0.inputs.contains(name) }
      guard readers.count == 1, let next = readers.first, Self.placewise.contains(next.operation),
        next.inputs.first == name, let output = next.outputs.first
      else { return name }
      name = output
    }
    return name
  }
}
