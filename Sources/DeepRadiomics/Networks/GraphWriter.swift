/// A network written node by node, with the operators of ONNX, from named weights.
///
/// Networks that are more than convolutions in a row with maxima and sums are written so; they run as graphs of files
/// do.
struct GraphWriter {
  private let weights: WeightSet
  /// Axes of places: 2 or 3.
  private let axes: Int
  private var nodes: [ONNXNode] = []
  private var initialisers: [String: ONNXTensor] = [:]

  /// Name of the image.
  static let image = "image"

  init(_ weights: WeightSet, axes: Int) { (self.weights, self.axes) = (weights, axes) }

  /// The network whose output is a value.
  func model(output: String) throws(ONNXError.Kind) -> ONNXModel {
    let input = ONNXInput(
      name: Self.image, elementType: 1, lengths: [1, weights.channels] + Array(repeating: nil, count: axes))
    return ONNXModel(
      opset: 17, nodes: nodes, initialisers: initialisers, image: try ONNXImage([input]), outputs: [output], sha256: "",
      companions: [])
  }

  /// A convolution of a cube or square, with as many zeros around as keep the size at stride 1.
  mutating func convolution(
    _ name: String, of source: String, shape: [Int], stride: Int = 1, dilation: Int = 1
  ) throws(WeightFileError) -> String {
    let width = shape[2]
    let kernel = try constant("\(name).weight", shape: Array(shape[..<2]) + Array(repeating: width, count: axes))
    let bias = weights.tensors["\(name).bias"] == nil ? [] : [try constant("\(name).bias", shape: [shape[0]])]
    return append(
      "Conv", [source, kernel] + bias,
      [
        "kernel_shape": all(width), "strides": all(stride), "dilations": all(dilation),
        "pads": .integers(Array(repeating: dilation * (width / 2), count: 2 * axes)),
      ])
  }

  /// Batch normalisation.
  mutating func normalisation(
    _ name: String, of source: String, channels: Int
  ) throws(WeightFileError) -> String {
    var inputs = [source]
    for part in ["weight", "bias", "running_mean", "running_var"] {
      inputs.append(try constant("\(name).\(part)", shape: [channels]))
    }
    return append("BatchNormalization", inputs, ["epsilon": .float(1e-5)])
  }

  mutating func rectifier(_ source: String) -> String { append("Relu", [source]) }

  mutating func sum(_ first: String, _ second: String) -> String { append("Add", [first, second]) }

  /// Values side by side along the channels.
  mutating func joined(_ sources: [String]) -> String { append("Concat", sources, ["axis": .integer(1)]) }

  mutating func maximum(_ source: String, width: Int, stride: Int) -> String {
    append("MaxPool", [source], window(width, stride, pad: width / 2))
  }

  mutating func mean(_ source: String, width: Int, stride: Int) -> String {
    append("AveragePool", [source], window(width, stride, pad: 0))
  }

  /// Channels of zeros behind those of a value.
  mutating func padded(_ source: String, by channels: Int) -> String {
    let name = "zeros \(nodes.count)"
    let lengths = [0, 0] + Array(repeating: 0, count: axes) + [0, channels] + Array(repeating: 0, count: axes)
    initialisers[name] = ONNXTensor([lengths.count], lengths)
    return append("Pad", [source, name])
  }

  private func all(_ value: Int) -> ONNXAttribute { .integers(Array(repeating: value, count: axes)) }

  private func window(_ width: Int, _ stride: Int, pad: Int) -> [String: ONNXAttribute] {
    [
      "kernel_shape": all(width), "strides": all(stride), "pads": .integers(Array(repeating: pad, count: 2 * axes)),
    ]
  }

  private mutating func append(
    _ operation: String, _ inputs: [String], _ attributes: [String: ONNXAttribute] = [:]
  ) -> String {
    let output = "\(operation) \(nodes.count)"
    nodes.append(
      ONNXNode(
        label: ONNXError.NodeLabel(operation: operation, name: output), operation: operation, inputs: inputs,
        outputs: [output], attributes: attributes))
    return output
  }

  private mutating func constant(_ name: String, shape: [Int]) throws(WeightFileError) -> String {
    initialisers[name] = ONNXTensor(shape, try weights.finite(name, shape: shape))
    return name
  }
}
