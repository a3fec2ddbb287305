import Execution
internal import COneDNN

extension ONNXOperator {
  private static let window: Set = ["auto_pad", "dilations", "kernel_shape", "pads", "strides"]

  static let convolutional: [String: ONNXOperator] = [
    "Conv": ONNXOperator(window.union(["group"])) { [try $0.convolution($1)] },
    "MaxPool": ONNXOperator(window.union(["ceil_mode", "storage_order"])) { [try $0.pooling($1, isMean: false)] },
    "AveragePool": ONNXOperator(window.union(["ceil_mode", "count_include_pad"])) {
      [try $0.pooling($1, isMean: true)]
    },
    "GlobalAveragePool": ONNXOperator { [try $0.globalPooling($1, .mean)] },
    "GlobalMaxPool": ONNXOperator { [try $0.globalPooling($1, .largest)] },
    "BatchNormalization": ONNXOperator(["epsilon", "momentum", "spatial", "training_mode"]) {
      [try $0.batchNormalisation($1)]
    },
  ]
}

extension ONNXCompiler {
  fileprivate mutating func convolution(_ node: ONNXNode) throws -> ONNXValue {
    let source = try needed(node, 0)
    guard case .computed(let input) = source, (3...5).contains(input.shape.count) else {
      throw node.fault("it takes 1 to 3 axes of places that depend on the image, not \(source.shape)")
    }
    guard let weights = try weights(node, 1) else { throw node.fault("it has no kernel") }
    let groups = try node.integer("group") ?? 1
    let places = Array(input.shape.dropFirst(2))
    guard groups >= 1, groups <= input.shape[1], weights.shape.count == input.shape.count,
      input.shape[1].isMultiple(of: groups), weights.shape[1] == input.shape[1] / groups, weights.shape[0] > 0,
      weights.shape[0].isMultiple(of: groups)
    else { throw node.fault("a kernel of \(weights.shape) in \(groups) groups does not fit \(input.shape)") }
    let window = try ONNXWindow(node, places: places, kernel: Array(weights.shape.dropFirst(2)))
    var folded = FoldedNumbers(kernel: weights.values, bias: try bias(node, weights.shape[0]))
    let activation = try fuse(after: node, into: &folded)
    let lengths = [input.shape[0], weights.shape[0]] + window.outputs
    _ = try checked(lengths, node)
    let kernel =
      groups == 1
      ? weights.shape : [groups, weights.shape[0] / groups, weights.shape[1]] + weights.shape.dropFirst(2)
    let geometry = ConvolutionGeometry(
      kernel: kernel, strides: window.strides, gaps: window.dilations.map { $0 - 1 }, before: window.before,
      after: window.after)
    let (memory, lease) = try view(input, input.shape, strides: input.shape.strides)
    let made = try withExtendedLifetime(lease) {
      try convolve(
        memory, geometry, kernel: folded.kernel, bias: folded.bias, to: lengths, activation, node)
    }
    return .computed(try leased(lengths, made, plain: .dense(lengths)))
  }

  private mutating func bias(_ node: ONNXNode, _ channels: Int) throws -> [Float] {
    guard let bias = try weights(node, 2) else { return [Float](repeating: 0, count: channels) }
    guard bias.values.count == channels else { throw node.fault("it has \(bias.values.count) shifts for \(channels)") }
    return bias.values
  }

  /// Takes in a batch normalisation and a clamp that alone read the convolution.
  private mutating func fuse(after node: ONNXNode, into folded: inout FoldedNumbers) throws -> Activation {
    var output = node.outputs.first ?? ""
    if let next = follower(of: output), next.node.operation == "BatchNormalization",
      let affine = try? channelAffine(next.node, channels: folded.bias.count)
    {
      folded.apply(affine)
      fuse(next)
      output = next.node.outputs.first ?? ""
    }
    guard let next = follower(of: output), let activation = try activation(next.node) else { return .none }
    fuse(next)
    return activation
  }

  private func activation(_ node: ONNXNode) throws -> Activation? {
    switch node.operation {
    case "Relu": .relu
    case "Clip": try clip(node).map { $0 == (0, 6) } ?? false ? .relu6 : nil
    default: nil
    }
  }

  /// Scale and shift of a batch normalisation, in float64.
  private mutating func channelAffine(
    _ node: ONNXNode, channels: Int
  ) throws -> (scale: [Double], shift: [Double]) {
    // Before version 14 of the operators, further outputs say that a node trains: there was no attribute.
    guard try node.integer("training_mode") ?? 0 == 0, try node.integer("spatial") ?? 1 == 1,
      node.outputs.dropFirst().allSatisfy(\.isEmpty)
    else {
      throw node.fault("it normalises by the batch, as in training. Export the network for inference (eval mode)")
    }
    let epsilon = Double(try node.float("epsilon") ?? 1e-5)
    let parts = try (1...4).map { try weights(node, $0)?.values ?? [] }
    guard parts.allSatisfy({ $0.count == channels }) else {
      throw node.fault("it has \(parts.map(\.count)) numbers for \(channels) channels")
    }
    guard parts[3].allSatisfy({ Double($0) + epsilon > 0 }) else { throw node.fault("a variance is negative") }
    let scale = zip(parts[0], parts[3]).map { Double($0) / (Double($1) + epsilon).squareRoot() }
    return (scale, (0..<channels).map { Double(parts[1][$0]) - Double(parts[2][$0]) * scale[$0] })
  }

  fileprivate mutating func batchNormalisation(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    guard shape.count >= 2 else { throw node.fault("it takes channels, not \(shape)") }
    let affine = try channelAffine(node, channels: shape[1])
    let kernel = ChannelKernel(
      length: shape.dropFirst(2).reduce(1, *), scale: affine.scale.map { Float($0) },
      shift: affine.shift.map { Float($0) })
    return try apply(kernel, node, [0], to: shape)
  }

  fileprivate mutating func pooling(_ node: ONNXNode, isMean: Bool) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    guard (3...5).contains(shape.count) else { throw node.fault("it takes 1 to 3 axes of places, not \(shape)") }
    guard try node.integer("storage_order") ?? 0 == 0 else { throw node.fault("columns come first in it") }
    guard let kernel = try node.integers("kernel_shape"), kernel.count == shape.count - 2 else {
      throw node.fault("it has no window for \(shape)")
    }
    let window = try ONNXWindow(node, places: Array(shape.dropFirst(2)), kernel: kernel)
    guard zip(kernel, zip(window.before, window.after)).allSatisfy({ $0 > $1.0 && $0 > $1.1 }) else {
      throw node.fault("its windows may lie outside the image")
    }
    let target = Array(shape.prefix(2)) + window.outputs
    func three(_ values: [Int], _ fill: Int) -> [Int] { Array(repeating: fill, count: 3 - values.count) + values }
    let kernelStep = WindowKernel(
      source: three(Array(shape.dropFirst(2)), 1), target: three(window.outputs, 1), window: three(kernel, 1),
      strides: three(window.strides, 1), dilations: three(window.dilations, 1), before: three(window.before, 0),
      after: three(window.after, 0), isMean: isMean,
      countsPadding: try node.integer("count_include_pad") ?? 0 == 1)
    return try apply(kernelStep, node, [0], to: target)
  }

  fileprivate mutating func globalPooling(_ node: ONNXNode, _ kind: ReductionKernel.Kind) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    guard shape.count >= 3 else { throw node.fault("it takes axes of places, not \(shape)") }
    let count = shape.dropFirst(2).reduce(1, *)
    let target = Array(shape.prefix(2)) + Array(repeating: 1, count: shape.count - 2)
    return try apply(ReductionKernel(kind: kind, length: count), node, [0], to: target)
  }
}

/// A convolution's numbers with what follows it folded in, in float64.
private struct FoldedNumbers {
  var kernel: [Float]
  var bias: [Float]

  mutating func apply(_ affine: (scale: [Double], shift: [Double])) {
    let each = kernel.count / bias.count
    for place in kernel.indices { kernel[place] = Float(Double(kernel[place]) * affine.scale[place / each]) }
    for channel in bias.indices {
      bias[channel] = Float(Double(bias[channel]) * affine.scale[channel] + affine.shift[channel])
    }
  }
}

/// How windows lie on the places of a tensor, by the attributes of a node.
struct ONNXWindow {
  let strides: [Int]
  let dilations: [Int]
  private(set) var before: [Int]
  private(set) var after: [Int]
  private(set) var outputs: [Int] = []

  /// Longer windows, steps and borders are refused, so that no sum of them overflows.
  private static let most = 1 << 20

  init(_ node: ONNXNode, places: [Int], kernel: [Int]) throws(ONNXError.Kind) {
    let axes = places.count
    strides = try node.integers("strides") ?? Array(repeating: 1, count: axes)
    dilations = try node.integers("dilations") ?? Array(repeating: 1, count: axes)
    let pads = try node.integers("pads") ?? Array(repeating: 0, count: 2 * axes)
    if let named = try node.integers("kernel_shape"), named != kernel {
      throw node.fault("a window of \(named) is announced, the kernel has \(kernel)")
    }
    guard strides.count == axes, dilations.count == axes, pads.count == 2 * axes, kernel.count == axes,
      (strides + dilations + kernel).allSatisfy({ (1...Self.most).contains($0) }),
      pads.allSatisfy({ (0...Self.most).contains($0) })
    else { throw node.fault("its window, strides, dilations or pads are out of range") }
    (before, after) = (Array(pads.prefix(axes)), Array(pads.suffix(axes)))
    let mode = try node.text("auto_pad") ?? "NOTSET"
    guard ["", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(mode) else {
      throw node.fault("auto_pad \(mode.printable) is not known")
    }
    let roundsUp = try node.integer("ceil_mode") ?? 0 == 1
    for axis in 0..<axes {
      let width = dilations[axis] * (kernel[axis] - 1) + 1
      if mode.hasPrefix("SAME") { pad(axis, places[axis], width, mode == "SAME_UPPER") }
      if mode == "VALID" { (before[axis], after[axis]) = (0, 0) }
      outputs.append(length(axis, places[axis], width, roundsUp && !mode.hasPrefix("SAME")))
    }
    guard outputs.allSatisfy({ $0 > 0 }) else { throw node.fault("its window \(kernel) is larger than \(places)") }
  }

  /// As few zeros as possible for `ceil(places / stride)` windows.
  private mutating func pad(_ axis: Int, _ places: Int, _ width: Int, _ moreAfter: Bool) {
    let total = max(0, ((places - 1) / strides[axis]) * strides[axis] + width - places)
    before[axis] = moreAfter ? total / 2 : total - total / 2
    after[axis] = total - before[axis]
  }

  private func length(_ axis: Int, _ places: Int, _ width: Int, _ roundsUp: Bool) -> Int {
    let room = places + before[axis] + after[axis] - width
    guard room >= 0 else { return 0 }
    let plain = room / strides[axis] + 1
    guard roundsUp, !room.isMultiple(of: strides[axis]) else { return plain }
    // A further window must start before the end of the image; else it would see nothing but the border.
    return plain * strides[axis] < places + before[axis] ? plain + 1 : plain
  }
}
