extension ONNXOperator {
  static let elementwise: [String: ONNXOperator] = {
    let plain: [String: UnaryFunction] = [
      "Relu": .relu, "Sigmoid": .sigmoid, "HardSwish": .hardSwish, "Tanh": .tanh, "Erf": .erf, "Sqrt": .squareRoot,
      "Exp": .exponential, "Log": .logarithm, "Abs": .absolute, "Neg": .negative, "Reciprocal": .reciprocal,
      "Softplus": .softplus, "Mish": .mish, "Ceil": .ceiling, "Floor": .floor,
    ]
    let pairs: [String: BinaryFunction] = [
      "Add": .sum, "Sum": .sum, "Sub": .difference, "Mul": .product, "Div": .quotient, "Pow": .power, "Max": .largest,
      "Min": .smallest, "PRelu": .leakyRelu,
    ]
    var all = plain.mapValues { function in ONNXOperator { [try $0.unary($1, function)] } }
    for (name, function) in pairs { all[name] = ONNXOperator { [try $0.binary($1, function)] } }
    all["LeakyRelu"] = ONNXOperator(["alpha"]) { [try $0.unary($1, .leakyRelu(try $1.float("alpha") ?? 0.01))] }
    all["Where"] = ONNXOperator { [try $0.choice($1)] }
    all["Elu"] = ONNXOperator(["alpha"]) { [try $0.unary($1, .elu(try $1.float("alpha") ?? 1))] }
    all["Swish"] = ONNXOperator(["alpha"]) { [try $0.unary($1, .swish(try $1.float("alpha") ?? 1))] }
    all["HardSigmoid"] = ONNXOperator(["alpha", "beta"]) {
      [try $0.unary($1, .hardSigmoid(alpha: try $1.float("alpha") ?? 0.2, beta: try $1.float("beta") ?? 0.5))]
    }
    all["Gelu"] = ONNXOperator(["approximate"]) {
      [try $0.unary($1, try $1.text("approximate") ?? "none" == "tanh" ? .geluByTanh : .gelu)]
    }
    all["Clip"] = ONNXOperator(["min", "max"]) { compiler, node in
      guard let limits = try compiler.clip(node) else { throw node.fault("its limits depend on the image") }
      return [try compiler.unary(node, .clip(limits.0, limits.1))]
    }
    return all
  }()
}

extension ONNXCompiler {
  fileprivate mutating func unary(_ node: ONNXNode, _ function: UnaryFunction) throws -> ONNXValue {
    let value = try needed(node, 0)
    if case .known(let tensor) = value, case .integers(let numbers) = tensor.values {
      guard case .negative = function, !numbers.contains(.min) else {
        throw node.fault("it is not computed of integers here")
      }
      return .known(ONNXTensor(tensor.shape, numbers.map { -$0 }))
    }
    if function.keepsZero, case .computed(let buffer) = value,
      let made = try stepInAnyLayout(UnaryKernel(function: function), [buffer])
    {
      return .computed(made)
    }
    return try apply(UnaryKernel(function: function), node, [0], to: value.shape)
  }

  fileprivate mutating func binary(_ node: ONNXNode, _ function: BinaryFunction) throws -> ONNXValue {
    let isFolded = [.sum, .largest, .smallest].contains(function) && ["Sum", "Max", "Min"].contains(node.operation)
    guard node.inputs.count == 2 || isFolded && !node.inputs.isEmpty else {
      throw node.fault("\(node.inputs.count) inputs; 2 are computed here")
    }
    guard node.inputs.count == 2 else { return try folded(node, function) }
    let first = try needed(node, 0)
    let second = function == .power ? try needed(node, 1).asNumbers : try needed(node, 1)
    if let known = try integerResult(node, function, first, second) { return known }
    leavesNothing = function == .product && (first.isZero || second.isZero)
    if function == .sum || function == .product, case .computed(let a) = first, case .computed(let b) = second,
      a.shape == b.shape,
      let walk = PairedWalk([a.memory.descriptor.byteCount / 4], [b.memory.descriptor.byteCount / 4]),
      let made = try stepInAnyLayout(BinaryKernel(function: function, walk: walk), [a, b])
    {
      return .computed(made)
    }
    let (kernel, shape) = try pair(first, second, function, node)
    return function == .power
      ? try apply(kernel, to: [first, second], node, shape: shape) : try apply(kernel, node, [0, 1], to: shape)
  }

  /// The sum or the largest of any number of values, from the first to the last.
  private mutating func folded(_ node: ONNXNode, _ function: BinaryFunction) throws -> ONNXValue {
    var result = try needed(node, 0)
    for position in node.inputs.indices.dropFirst() {
      let next = try needed(node, position)
      let (kernel, shape) = try pair(result, next, function, node)
      result = try apply(kernel, to: [result, next], node, shape: shape)
    }
    return result
  }

  private func pair(
    _ first: ONNXValue, _ second: ONNXValue, _ function: BinaryFunction, _ node: ONNXNode
  ) throws -> (kernel: BinaryKernel, shape: [Int]) {
    // A slope for each channel stands in front of the places in its shape.
    guard let shape = first.shape.broadcast(with: second.shape), let walk = PairedWalk(first.shape, second.shape) else {
      throw node.fault("\(first.shape) and \(second.shape) do not fit each other")
    }
    return (BinaryKernel(function: function, walk: walk), shape)
  }

  /// One of two values, by a condition; any of the three may depend on the image.
  fileprivate mutating func choice(_ node: ONNXNode) throws -> ONNXValue {
    let all = try (0...2).map { try needed(node, $0) }
    if let known = try knownChoice(node, all) { return .known(known) }
    guard let shape = all[1].shape.broadcast(with: all[2].shape)?.broadcast(with: all[0].shape) else {
      throw node.fault("\(all.map(\.shape)) do not fit each other")
    }
    // Truth values are integers where they are known, and a condition is the only place for them here.
    let spread = try ([all[0].asNumbers] + all.dropFirst()).map {
      $0.shape == shape ? $0 : try apply(MovementKernel.expanded($0.shape, to: shape), to: [$0], node, shape: shape)
    }
    return try apply(ChoiceKernel(), to: spread, node, shape: shape)
  }

  /// Limits of a clip, attributes in earlier versions and inputs in later ones; `nil` where they depend on the image.
  func clip(_ node: ONNXNode) throws(ONNXError.Kind) -> (Float, Float)? {
    var limits: [Float] = []
    for (position, name, open) in [(1, "min", -Float.infinity), (2, "max", Float.infinity)] {
      if let value = try node.float(name) {
        limits.append(value)
      } else if let input = try value(node, position) {
        guard case .known(let tensor) = input, case .floats(let values) = tensor.values, values.count == 1 else {
          return nil
        }
        limits.append(values[0])
      } else {
        limits.append(open)
      }
    }
    guard limits.allSatisfy({ !$0.isNaN }) else { throw node.fault("a limit is no number") }
    // Where the limits cross, the standard has the upper one everywhere.
    return (min(limits[0], limits[1]), limits[1])
  }
}

extension ONNXValue {
  /// Whether it is known and 0 everywhere.
  fileprivate var isZero: Bool {
    guard case .known(let tensor) = self, case .floats(let values) = tensor.values else { return false }
    return values.allSatisfy { $0 == 0 }
  }

  /// Known integers as numbers; anything else as it is.
  fileprivate var asNumbers: ONNXValue {
    guard case .known(let tensor) = self, case .integers(let values) = tensor.values else { return self }
    return .known(ONNXTensor(tensor.shape, values.map { Float($0) }))
  }
}
