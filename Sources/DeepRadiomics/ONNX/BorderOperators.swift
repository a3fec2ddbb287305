extension ONNXOperator {
  static let borders: [String: ONNXOperator] = [
    "Pad": ONNXOperator(["mode", "pads", "value"]) { [try $0.padding($1)] }
  ]
}

/// What stands around a tensor: one number, its last places, or its mirror image.
private enum Border: String {
  case constant, edge, reflect, wrap

  /// Which place of an axis stands at `place`, which may lie outside.
  func source(_ place: Int, of length: Int) -> Int {
    switch self {
    case .constant, .edge: return min(max(place, 0), length - 1)
    case .wrap: return (place % length + length) % length
    case .reflect:
      guard length > 1 else { return 0 }
      let period = 2 * (length - 1)
      let turned = (place % period + period) % period
      return turned < length ? turned : period - turned
    }
  }
}

extension ONNXCompiler {
  fileprivate mutating func padding(_ node: ONNXNode) throws -> ONNXValue {
    let shape = try needed(node, 0).shape
    let mode = try node.text("mode") ?? "constant"
    guard let border = Border(rawValue: mode) else { throw node.fault("mode \(mode.printable) is not known") }
    let (before, after) = try borders(node, of: shape)
    let whole = shape.indices.map { before[$0] + shape[$0] + after[$0] }
    _ = try checked(whole, node)
    guard border == .constant else { return try bordered(node, border, before, whole) }
    let fill = try node.float("value") ?? floats(node, 2)?.values.first ?? 0
    // Negative pads cut off.
    let inner = shape.indices.map { shape[$0] + min(0, before[$0]) + min(0, after[$0]) }
    guard inner.allSatisfy({ $0 > 0 }) else { throw node.fault("its pads cut all of \(shape) off") }
    var value = try needed(node, 0)
    if inner != shape {
      let kernel = MovementKernel.cut(
        shape, starts: before.map { max(0, -$0) }, steps: shape.map { _ in 1 }, lengths: inner)
      value = try move(kernel, value, node, to: inner)
    }
    let starts = before.map { max(0, $0) }
    return try move(.padded(inner, before: starts, to: whole, fill: fill), value, node, to: whole)
  }

  /// How many places each axis gets in front and behind.
  private func borders(_ node: ONNXNode, of shape: [Int]) throws -> (before: [Int], after: [Int]) {
    guard let pads = try node.integers("pads") ?? integers(node, 1) else { throw node.fault("it has no pads") }
    let axes = try node.axes(try integers(node, 3) ?? Array(shape.indices), of: shape.count)
    guard pads.count == 2 * axes.count, pads.allSatisfy({ abs($0.clamped) <= Self.mostNumbers }) else {
      throw node.fault("pads of \(pads.prefix(16)) do not fit \(shape)")
    }
    var (before, after) = (shape.map { _ in 0 }, shape.map { _ in 0 })
    for (place, axis) in axes.enumerated() {
      (before[axis], after[axis]) = (pads[place], pads[axes.count + place])
    }
    return (before, after)
  }

  /// Borders of the tensor's own numbers, one axis after the other.
  private mutating func bordered(
    _ node: ONNXNode, _ border: Border, _ before: [Int], _ whole: [Int]
  ) throws -> ONNXValue {
    var value = try needed(node, 0)
    for axis in whole.indices where before[axis] != 0 || whole[axis] != value.shape[axis] {
      var shape = value.shape
      guard shape[axis] > 0, whole[axis] <= ONNXModel.mostNodes else {
        throw node.fault("it would make a tensor of the shape \(whole)")
      }
      let indices = (0..<whole[axis]).map { border.source($0 - before[axis], of: shape[axis]) }
      let (kernel, _) = MovementKernel.gathered(shape, axis: axis, indices: indices, [indices.count])
      shape[axis] = whole[axis]
      value = try move(kernel, value, node, to: shape)
    }
    return value
  }
}

extension Int {
  /// The smallest integer has no positive counterpart.
  fileprivate var clamped: Int { Swift.max(self, -Int.max) }
}
