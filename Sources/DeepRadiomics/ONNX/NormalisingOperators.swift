extension ONNXOperator {
  static let normalising: [String: ONNXOperator] = [
    "LayerNormalization": ONNXOperator(["axis", "epsilon", "stash_type"]) { [try $0.layerNormalisation($1)] },
    "InstanceNormalization": ONNXOperator(["epsilon"]) { [try $0.instanceNormalisation($1)] },
    "GroupNormalization": ONNXOperator(["epsilon", "num_groups", "stash_type"]) { [try $0.groupNormalisation($1)] },
    "Softmax": ONNXOperator(["axis"]) { [try $0.softmax($1)] },
  ]

  static let reducing: [String: ONNXOperator] = {
    let kinds: [String: ReductionKernel.Kind] = [
      "ReduceMean": .mean, "ReduceSum": .sum, "ReduceMax": .largest, "ReduceMin": .smallest,
      "ReduceL2": .norm,
    ]
    return kinds.mapValues { kind in
      ONNXOperator(["axes", "keepdims", "noop_with_empty_axes"]) { [try $0.reduction($1, kind)] }
    }
  }()
}

extension ONNXCompiler {
  fileprivate mutating func layerNormalisation(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    let axis = try node.axis(try node.integer("axis") ?? -1, of: shape.count)
    let length = shape[axis...].reduce(1, *)
    guard let scale = try weights(node, 1)?.values, scale.count == length else {
      throw node.fault("it has no scale of \(length) numbers")
    }
    let shift = try weights(node, 2)?.values ?? [Float](repeating: 0, count: length)
    guard shift.count == length else { throw node.fault("it has no shift of \(length) numbers") }
    let kernel = NormalisationKernel(
      length: length, epsilon: Double(try node.float("epsilon") ?? 1e-5), scale: scale, shift: shift, isByPlace: true)
    return try apply(kernel, node, [0], to: shape)
  }

  fileprivate mutating func instanceNormalisation(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    guard shape.count >= 3, let scale = try weights(node, 1)?.values, let shift = try weights(node, 2)?.values,
      scale.count == shape[1], shift.count == shape[1]
    else { throw node.fault("it has no scale and shift for the channels of \(shape)") }
    let kernel = NormalisationKernel(
      length: shape.dropFirst(2).reduce(1, *), epsilon: Double(try node.float("epsilon") ?? 1e-5), scale: scale,
      shift: shift, isByPlace: false)
    return try apply(kernel, node, [0], to: shape)
  }

  /// Scale and shift belong to groups before version 21 of the operators, and to channels since.
  fileprivate mutating func groupNormalisation(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    guard shape.count >= 3, let groups = try node.integer("num_groups"), (1...max(1, shape[1])).contains(groups),
      shape[1].isMultiple(of: groups), var scale = try weights(node, 1)?.values,
      var shift = try weights(node, 2)?.values
    else { throw node.fault("its groups do not fit \(shape)") }
    let each = shape[1] / groups
    if graph.model.opset < 21 {
      (scale, shift) = (
        scale.flatMap { Array(repeating: $0, count: each) }, shift.flatMap { Array(repeating: $0, count: each) }
      )
    }
    guard scale.count == shape[1], shift.count == shape[1] else {
      throw node.fault("it has no scale and shift for the channels of \(shape)")
    }
    let places = shape.dropFirst(2).reduce(1, *)
    let normalised = try apply(
      NormalisationKernel(
        length: each * places, epsilon: Double(try node.float("epsilon") ?? 1e-5), scale: [1], shift: [0],
        isByPlace: false), node, [0], to: shape)
    return try apply(ChannelKernel(length: places, scale: scale, shift: shift), to: [normalised], node, shape: shape)
  }

  /// Along one axis since version 13, along all axes from one on before.
  fileprivate mutating func softmax(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    let isNew = graph.model.opset >= 13
    let axis = try node.axis(try node.integer("axis") ?? (isNew ? -1 : 1), of: shape.count)
    guard isNew, axis != shape.count - 1 else {
      return try apply(SoftmaxKernel(length: shape[axis...].reduce(1, *)), node, [0], to: shape)
    }
    let behind = shape.indices.filter { $0 != axis } + [axis]
    let back = shape.indices.map { place in behind.firstIndex(of: place) ?? place }
    let turned = try turn(try plain(node, 0), behind)
    let made = try step(SoftmaxKernel(length: shape[axis]), [turned], to: turned.shape)
    return .computed(try turn(made, back))
  }

  /// Axes in another order, by a step.
  mutating func turn(_ buffer: ONNXBuffer, _ order: [Int]) throws -> ONNXBuffer {
    let (kernel, shape) = MovementKernel.transposed(buffer.shape, order)
    return try step(kernel, [try plain(buffer)], to: shape)
  }

  fileprivate mutating func reduction(_ node: ONNXNode, _ kind: ReductionKernel.Kind) throws -> ONNXValue {
    let value = try needed(node, 0)
    let shape = value.shape
    let named = try node.integers("axes") ?? integers(node, 1) ?? []
    if named.isEmpty, try node.integer("noop_with_empty_axes") ?? 0 == 1 { return value }
    let axes = try node.axes(named.isEmpty ? Array(shape.indices) : named, of: shape.count)
    let keeps = try node.integer("keepdims") ?? 1 == 1
    let target = shape.indices.compactMap { axes.contains($0) ? keeps ? 1 : nil : shape[$0] }
    let kernel = ReductionKernel(kind: kind, length: axes.reduce(1) { $0 * shape[$1] })
    let order = shape.indices.filter { !axes.contains($0) } + axes.sorted()
    if order == Array(shape.indices) { return try apply(kernel, node, [0], to: target) }
    guard case .computed = value else { throw node.fault("it is computed here along the last axes of weights only") }
    return .computed(try step(kernel, [try turn(try plain(node, 0), order)], to: target))
  }
}
