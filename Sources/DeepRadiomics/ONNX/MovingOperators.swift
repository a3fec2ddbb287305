extension ONNXOperator {
  static let moving: [String: ONNXOperator] = [
    "Transpose": ONNXOperator(["perm"]) { [try $0.transposition($1)] },
    "Concat": ONNXOperator(["axis"]) { [try $0.concatenation($1)] },
    "Slice": ONNXOperator(["axes", "ends", "starts"]) { [try $0.slice($1)] },
    "Split": ONNXOperator(["axis", "num_outputs", "split"]) { try $0.split($1) },
    "Gather": ONNXOperator(["axis"]) { [try $0.gather($1)] },
    "Expand": ONNXOperator { [try $0.expansion($1)] },
    "Tile": ONNXOperator { [try $0.tiling($1)] },
  ]
}

extension ONNXCompiler {
  fileprivate mutating func transposition(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    let order = try node.integers("perm") ?? Array(shape.indices.reversed())
    guard order.sorted() == Array(shape.indices) else { throw node.fault("\(order) is no order of \(shape)") }
    let (kernel, target) = MovementKernel.transposed(shape, order)
    return try move(kernel, node, [0], to: target)
  }

  fileprivate mutating func concatenation(_ node: ONNXNode) throws -> ONNXValue {
    guard let given = try node.integer("axis"), !node.inputs.isEmpty else { throw node.fault("it has no axis") }
    let shapes = try node.inputs.indices.map { try needed(node, $0).shape }
    let axis = try node.axis(given, of: shapes[0].count)
    func others(_ shape: [Int]) -> [Int] { Array(shape[..<axis] + shape[(axis + 1)...]) }
    guard shapes.allSatisfy({ $0.count == shapes[0].count && others($0) == others(shapes[0]) }) else {
      throw node.fault("\(shapes) cannot be put together along axis \(axis)")
    }
    let (kernel, shape) = MovementKernel.joined(shapes, axis: axis)
    return try move(kernel, node, Array(shapes.indices), to: shape)
  }

  fileprivate mutating func slice(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    guard let starts = try node.integers("starts") ?? integers(node, 1),
      let ends = try node.integers("ends") ?? integers(node, 2)
    else { throw node.fault("it has no starts and ends") }
    let named = try node.integers("axes") ?? integers(node, 3) ?? Array(starts.indices)
    let steps = try integers(node, 4) ?? Array(repeating: 1, count: starts.count)
    let axes = try node.axes(named, of: shape.count)
    guard [ends.count, axes.count, steps.count].allSatisfy({ $0 == starts.count }), !steps.contains(0),
      steps.allSatisfy({ (-ONNXCompiler.mostNumbers...ONNXCompiler.mostNumbers).contains($0) })
    else { throw node.fault("starts, ends, axes and steps do not fit each other") }
    var (from, by, lengths) = (shape.map { _ in 0 }, shape.map { _ in 1 }, shape)
    for (place, axis) in axes.enumerated() {
      let cut = Self.cut(starts[place], ends[place], steps[place], shape[axis])
      (from[axis], by[axis], lengths[axis]) = (cut.from, steps[place], cut.count)
    }
    return try move(.cut(shape, starts: from, steps: by, lengths: lengths), node, [0], to: lengths)
  }

  /// First place and number of places, both ends held within the axis as ONNX has it.
  private static func cut(_ start: Int, _ end: Int, _ step: Int, _ length: Int) -> (from: Int, count: Int) {
    func place(_ value: Int, _ range: ClosedRange<Int>) -> Int {
      let counted = value < 0 ? max(value, -length - 1) + length : value
      return min(max(counted, range.lowerBound), range.upperBound)
    }
    guard length > 0 else { return (0, 0) }
    if step > 0 {
      let (from, to) = (place(start, 0...length), place(end, 0...length))
      return (min(from, length - 1), max(0, (to - from + step - 1) / step))
    }
    // An end before the first place stands for "all": -1 itself is the last place.
    let from = place(start, 0...(length - 1))
    let to = end < 0 && end < -length ? -1 : place(end, -1...(length - 1))
    return (from, max(0, (from - to - step - 1) / -step))
  }

  fileprivate mutating func split(_ node: ONNXNode) throws -> [ONNXValue] {
    let shape = try needed(node, 0).shape
    let axis = try node.axis(try node.integer("axis") ?? 0, of: shape.count)
    let parts = node.outputs.count
    var lengths = try node.integers("split") ?? integers(node, 1) ?? []
    if lengths.isEmpty {
      // Equal parts, the last one shorter where they cannot be.
      let each = (shape[axis] + parts - 1) / max(1, parts)
      lengths = (0..<parts).map { min(each, max(0, shape[axis] - $0 * each)) }
    }
    guard lengths.count == parts, lengths.allSatisfy({ (1...max(1, shape[axis])).contains($0) }),
      lengths.reduce(0, +) == shape[axis]
    else { throw node.fault("\(shape[axis]) places cannot be split into \(lengths)") }
    var (values, start): ([ONNXValue], Int) = ([], 0)
    for length in lengths {
      var (from, size) = (shape.map { _ in 0 }, shape)
      (from[axis], size[axis]) = (start, length)
      let kernel = MovementKernel.cut(shape, starts: from, steps: shape.map { _ in 1 }, lengths: size)
      values.append(try move(kernel, node, [0], to: size))
      start += length
    }
    return values
  }

  fileprivate mutating func gather(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    let axis = try node.axis(try node.integer("axis") ?? 0, of: shape.count)
    guard let given = try integers(node, 1), given.count <= ONNXModel.mostNodes else {
      throw node.fault("it has no indices, or too many")
    }
    let indices = try given.map { try node.axis($0, of: shape[axis]) }
    let (kernel, target) = MovementKernel.gathered(shape, axis: axis, indices: indices, try needed(node, 1).shape)
    return try move(kernel, node, [0], to: target)
  }

  fileprivate mutating func expansion(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    guard let wanted = try integers(node, 1), let target = shape.broadcast(with: wanted),
      (elementCount(target).map { $0 <= Self.mostNumbers } ?? false)
    else { throw node.fault("\(shape) cannot be repeated to that shape") }
    return try move(.expanded(shape, to: target), node, [0], to: target)
  }

  fileprivate mutating func tiling(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    guard let repeats = try integers(node, 1), repeats.count == shape.count,
      repeats.allSatisfy({ (1...ONNXModel.mostNodes).contains($0) }), let count = elementCount(repeats),
      count <= ONNXModel.mostNodes
    else { throw node.fault("it has no repeats that fit \(shape), or too many") }
    let whole = zip(shape, repeats).map { $0 * $1 }
    _ = try checked(whole, node)
    return try move(.tiled(shape, repeats: repeats), node, [0], to: whole)
  }
}
