extension ONNXOperator {
  static let elementwise: [String: ONNXOperator] = {
    let plain: [String: UnaryFunction] = [
      "Relu": .relu, "Sigmoid": .sigmoid, "HardSwish": .hardSwish, "Tanh": .tanh, "Erf": .erf, "Sqrt": .squareRoot,
      "Exp": .exponential, "Log": .logarithm, "Abs": .absolute, "Neg": .negative, "Reciprocal": .reciprocal,
      "Softplus": .softplus, "Mish": .mish,
      "Ceil": .ceiling, "Floor": .floor,
    ]
    let pairs: [String: BinaryFunction] = [
      "Add": .sum, "Sum": .sum, "Sub": .difference, "Mul": .product, "Div": .quotient, "Pow": .power, "Max": .largest,
      "Min": .smallest, "PRelu": .leakyRelu,
    ]
    var all = plain.mapValues { function in ONNXOperator { [try $0.unary($1, function)] } }
    for (name, function) in pairs { all[name] = ONNXOperator { [try $0.binary($1, function)] } }
    all["LeakyRelu"] = ONNXOperator(["alpha"]) { [try $0.unary($1, .leakyRelu(try $1.float("alpha") ?? 0.01))] }
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
    guard node.inputs.count == 2 else { throw node.fault("\(node.inputs.count) inputs; 2 are computed here") }
    let (first, second) = (try needed(node, 0), try needed(node, 1))
    if let known = try integerResult(node, function, first, second) { return known }
    if function == .sum || function == .product, case .computed(let a) = first, case .computed(let b) = second,
      a.shape == b.shape,
      let walk = PairedWalk([a.memory.descriptor.byteCount / 4], [b.memory.descriptor.byteCount / 4]),
      let made = try stepInAnyLayout(BinaryKernel(function: function, walk: walk), [a, b])
    {
      return .computed(made)
    }
    // A slope for each channel stands in front of the places in its shape.
    guard let shape = first.shape.broadcast(with: second.shape), let walk = PairedWalk(first.shape, second.shape) else {
      throw node.fault("\(first.shape) and \(second.shape) do not fit each other")
    }
    return try apply(BinaryKernel(function: function, walk: walk), node, [0, 1], to: shape)
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
