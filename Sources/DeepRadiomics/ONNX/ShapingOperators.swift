extension ONNXOperator {
  static let shaping: [String: ONNXOperator] = {
    var all: [String: ONNXOperator] = [
      "Shape": ONNXOperator(["end", "start"]) { [try $0.shape($1)] },
      "Size": ONNXOperator { compiler, node in
        [.known(ONNXTensor([], [try compiler.checked(try compiler.needed(node, 0).shape, node)]))]
      },
      "Reshape": ONNXOperator(["allowzero", "shape"]) { [try $0.reshape($1)] },
      "Flatten": ONNXOperator(["axis"]) { [try $0.flatten($1)] },
      "Squeeze": ONNXOperator(["axes"]) { [try $0.squeeze($1)] },
      "Unsqueeze": ONNXOperator(["axes"]) { [try $0.unsqueeze($1)] },
      "Identity": ONNXOperator { [try $0.needed($1, 0)] },
      "Dropout": ONNXOperator(["ratio", "seed", "is_test"]) { [try $0.dropout($1)] },
      "Cast": ONNXOperator(["saturate", "round_mode", "to"]) { [try $0.cast($1)] },
      "Constant": ONNXOperator(["value", "value_float", "value_floats", "value_int", "value_ints"]) {
        [.known(try $0.constant($1))]
      },
      "ConstantOfShape": ONNXOperator(["value"]) { [.known(try $0.constantOfShape($1))] },
      "Range": ONNXOperator { [.known(try $0.range($1))] },
    ]
    let comparisons: [String: @Sendable (Int, Int) -> Bool] = [
      "Equal": { $0 == $1 }, "Greater": { $0 > $1 }, "Less": { $0 < $1 }, "GreaterOrEqual": { $0 >= $1 },
      "LessOrEqual": { $0 <= $1 }, "And": { $0 != 0 && $1 != 0 }, "Or": { $0 != 0 || $1 != 0 },
    ]
    all["Not"] = ONNXOperator { [.known(try $0.negation($1))] }
    all["Mod"] = ONNXOperator(["fmod"]) { [.known(try $0.remainder($1))] }
    all["Resize"] = ONNXOperator(ONNXCompiler.resizing) { [try $0.resize($1)] }
    for (name, compare) in comparisons {
      all[name] = ONNXOperator { compiler, node in
        [.known(try compiler.integerPair(node) { compare($0, $1) ? 1 : 0 })]
      }
    }
    return all
  }()
}

extension ONNXCompiler {
  fileprivate func shape(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    func place(_ value: Int) -> Int { min(max(value < 0 ? max(value, -99) + shape.count : value, 0), shape.count) }
    let (start, end) = (place(try node.integer("start") ?? 0), place(try node.integer("end") ?? shape.count))
    let part = start < end ? Array(shape[start..<end]) : []
    return .known(ONNXTensor([part.count], part))
  }

  /// The value of a node's first input in another shape.
  private mutating func reshaped(_ node: ONNXNode, to shape: [Int]) throws -> ONNXValue {
    switch try needed(node, 0) {
    case .known(let tensor): return .known(tensor.reshaped(shape))
    case .computed: return .computed(try plain(node, 0).reshaped(shape))
    }
  }

  fileprivate mutating func reshape(_ node: ONNXNode) throws -> ONNXValue {
    let old = try needed(node, 0).shape
    guard var shape = try node.integers("shape") ?? integers(node, 1), shape.count <= ONNXModel.mostAxes else {
      throw node.fault("it has no shape, or too many axes")
    }
    if try node.integer("allowzero") ?? 0 == 0 {
      for axis in shape.indices where shape[axis] == 0 && old.indices.contains(axis) { shape[axis] = old[axis] }
    }
    let total = elementCount(old) ?? 0
    if shape.count(where: { $0 == -1 }) == 1, let open = shape.firstIndex(of: -1) {
      shape[open] = 1
      let rest = elementCount(shape) ?? 0
      guard rest > 0, total.isMultiple(of: rest) else { throw node.fault("\(old) cannot become \(shape)") }
      shape[open] = total / rest
    }
    guard elementCount(shape) == total else { throw node.fault("\(old) cannot become \(shape)") }
    return try reshaped(node, to: shape)
  }

  fileprivate mutating func flatten(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    let given = try node.integer("axis") ?? 1
    let axis = given == shape.count ? given : try node.axis(given, of: shape.count)
    return try reshaped(node, to: [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)])
  }

  fileprivate mutating func squeeze(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    let named = try node.integers("axes") ?? integers(node, 1) ?? shape.indices.filter { shape[$0] == 1 }
    let axes = try node.axes(named, of: shape.count)
    guard axes.allSatisfy({ shape[$0] == 1 }) else { throw node.fault("axes \(axes) of \(shape) are not all 1") }
    return try reshaped(node, to: shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
  }

  fileprivate mutating func unsqueeze(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    guard let named = try node.integers("axes") ?? integers(node, 1), shape.count + named.count <= ONNXModel.mostAxes
    else { throw node.fault("it has no axes, or too many") }
    let axes = try node.axes(named, of: shape.count + named.count)
    var rest = shape.makeIterator()
    return try reshaped(node, to: (0..<(shape.count + named.count)).map { axes.contains($0) ? 1 : rest.next() ?? 1 })
  }

  fileprivate func dropout(_ node: ONNXNode) throws -> ONNXValue {
    if case .known(let tensor)? = try value(node, 2), case .integers(let values) = tensor.values, values != [0] {
      throw node.fault("it drops values, as in training")
    }
    return try needed(node, 0)
  }

  fileprivate func cast(_ node: ONNXNode) throws -> ONNXValue {
    let (value, type) = (try needed(node, 0), try node.integer("to") ?? 0)
    let isWhole = [2, 3, 4, 5, 6, 7, 9].contains(type)
    switch value {
    case .computed:
      guard type == 1 else { throw node.fault("numbers of the image stay float32 here") }
      return value
    case .known(let tensor):
      switch tensor.values {
      case .integers(let values):
        if isWhole { return .known(ONNXTensor(tensor.shape, type == 9 ? values.map { $0 == 0 ? 0 : 1 } : values)) }
        guard type == 1 || type == 11 else { throw node.fault("type \(type) is not computed here") }
        return .known(ONNXTensor(tensor.shape, values.map { Float($0) }))
      case .floats(let values):
        if type == 1 || type == 11 { return value }
        guard isWhole else { throw node.fault("type \(type) is not computed here") }
        let whole = values.compactMap { type == 9 ? $0 == 0 ? 0 : 1 : Int(exactly: $0.rounded(.towardZero)) }
        guard whole.count == values.count else { throw node.fault("a number is too large for an integer") }
        return .known(ONNXTensor(tensor.shape, whole))
      }
    }
  }

  fileprivate func constant(_ node: ONNXNode) throws -> ONNXTensor {
    if let tensor = try node.tensor("value") { return tensor }
    if let value = try node.float("value_float") { return ONNXTensor([], [value]) }
    if let value = try node.integer("value_int") { return ONNXTensor([], [value]) }
    switch node.attributes["value_floats"] ?? node.attributes["value_ints"] {
    case .floats(let values)?: return ONNXTensor([values.count], values)
    case .integers(let values)?: return ONNXTensor([values.count], values)
    default: throw node.fault("it has no value that is read here")
    }
  }

  fileprivate func constantOfShape(_ node: ONNXNode) throws -> ONNXTensor {
    guard let shape = try integers(node, 0), shape.count <= ONNXModel.mostAxes, let count = elementCount(shape) else {
      throw node.fault("it has no shape, or an impossible one")
    }
    guard count <= Self.mostKnownNumbers else {
      throw ONNXError.Kind.tooMany(
        "numbers in \(node.label), all equal", found: count, most: Self.mostKnownNumbers)
    }
    switch try node.tensor("value")?.values {
    case .integers(let values)? where values.count == 1:
      return ONNXTensor(shape, [Int](repeating: values[0], count: count))
    case .floats(let values)? where values.count == 1:
      return ONNXTensor(shape, [Float](repeating: values[0], count: count))
    case nil: return ONNXTensor(shape, [Float](repeating: 0, count: count))
    default: throw node.fault("it has no single value")
    }
  }

  fileprivate func range(_ node: ONNXNode) throws -> ONNXTensor {
    let ends = try (0...2).map { try integers(node, $0)?.first ?? 0 }
    let limits = -Self.mostKnownNumbers...Self.mostKnownNumbers
    guard ends.allSatisfy(limits.contains), ends[2] != 0 else { throw node.fault("its numbers are out of range") }
    let values = Array(stride(from: ends[0], to: ends[1], by: ends[2]))
    return ONNXTensor([values.count], values)
  }

  /// One of two known values, by a known condition; `nil` where one of them is not known.
  func knownChoice(_ node: ONNXNode, _ all: [ONNXValue]) throws -> ONNXTensor? {
    guard case .known(let condition) = all[0], case .known(let first) = all[1], case .known(let second) = all[2],
      case .integers(let chosen) = condition.values
    else { return nil }
    guard let shape = first.shape.broadcast(with: second.shape)?.broadcast(with: condition.shape),
      let count = elementCount(shape), count <= Self.mostKnownNumbers
    else { throw node.fault("\(all.map(\.shape)) do not fit each other, or are too many") }
    func spread(_ values: [Int], _ old: [Int]) -> [Int] {
      MovementKernel.expanded(old, to: shape).result(of: [values], count: count)
    }
    let choice = spread(chosen, condition.shape)
    let places = (spread(Array(0..<first.count), first.shape), spread(Array(0..<second.count), second.shape))
    switch (first.values, second.values) {
    case (.integers(let a), .integers(let b)):
      return ONNXTensor(shape, choice.indices.map { choice[$0] != 0 ? a[places.0[$0]] : b[places.1[$0]] })
    case (.floats(let a), .floats(let b)):
      return ONNXTensor(shape, choice.indices.map { choice[$0] != 0 ? a[places.0[$0]] : b[places.1[$0]] })
    default: throw node.fault("its values are of different types")
    }
  }

  // MARK: Integers

  /// A function of two integers, place by place.
  func integerPair(_ node: ONNXNode, _ body: (Int, Int) -> Int?) throws -> ONNXTensor {
    guard node.inputs.count == 2, case .known(let first) = try needed(node, 0),
      case .known(let second) = try needed(node, 1), case .integers(let a) = first.values,
      case .integers(let b) = second.values, let shape = first.shape.broadcast(with: second.shape),
      let count = elementCount(shape), count <= Self.mostKnownNumbers
    else { throw node.fault("it is computed here of integers that do not depend on the image") }
    let left = MovementKernel.expanded(first.shape, to: shape).result(of: [a], count: count)
    let right = MovementKernel.expanded(second.shape, to: shape).result(of: [b], count: count)
    let results = zip(left, right).compactMap(body)
    guard results.count == count else { throw node.fault("an integer overflows, or is divided by 0") }
    return ONNXTensor(shape, results)
  }

  /// The same for arithmetic, where both inputs are known integers; `nil` where they are not.
  func integerResult(
    _ node: ONNXNode, _ function: BinaryFunction, _ first: ONNXValue, _ second: ONNXValue
  ) throws -> ONNXValue? {
    guard case .known(let a) = first, case .known(let b) = second, case .integers = a.values,
      case .integers = b.values
    else { return nil }
    let body: (Int, Int) -> (partialValue: Int, overflow: Bool)
    switch function {
    case .sum: body = { $0.addingReportingOverflow($1) }
    case .difference: body = { $0.subtractingReportingOverflow($1) }
    case .product: body = { $0.multipliedReportingOverflow(by: $1) }
    case .quotient: body = { $0.dividedReportingOverflow(by: $1) }
    case .largest: body = { (max($0, $1), false) }
    case .smallest: body = { (min($0, $1), false) }
    case .power, .leakyRelu: throw node.fault("it is not computed of integers here")
    }
    return .known(
      try integerPair(node) { a, b in
        let result = body(a, b)
        return result.overflow ? nil : result.partialValue
      })
  }
}
