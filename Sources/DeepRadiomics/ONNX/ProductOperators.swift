internal import COneDNN

extension ONNXOperator {
  static let products: [String: ONNXOperator] = [
    "MatMul": ONNXOperator { [try $0.matrixProduct($1)] },
    "Gemm": ONNXOperator(["alpha", "beta", "transA", "transB"]) { [try $0.generalProduct($1)] },
  ]
}

extension ONNXCompiler {
  fileprivate mutating func matrixProduct(_ node: ONNXNode) throws -> ONNXValue {
    let (first, second) = (try needed(node, 0), try needed(node, 1))
    let (a, b) = (first.shape, second.shape)
    guard a.count >= 2, b.count >= 2, a[a.count - 1] == b[b.count - 2],
      let batch = Array(a.dropLast(2)).broadcast(with: Array(b.dropLast(2)))
    else { throw node.fault("\(a) and \(b) cannot be multiplied") }
    if case .computed = first, case .known = second, b.count == 2, let weights = try weights(node, 1) {
      return .computed(try linear(node, weights: weights.values, to: b[1]))
    }
    let count = try checked(batch + [a[a.count - 2], b[b.count - 1]], node)
    guard count / a[a.count - 2] / b[b.count - 1] <= ONNXModel.mostNodes else {
      throw node.fault("it has too many matrices")
    }
    guard let walk = PairedWalk(Array(a.dropLast(2)) + [1], Array(b.dropLast(2)) + [1]) else {
      throw node.fault("\(a) and \(b) cannot be multiplied")
    }
    let pairs = (0..<walk.rows).flatMap { row in
      let start = walk.starts(row)
      return (0..<walk.length).map { (start.0 + $0 * walk.steps.first, start.1 + $0 * walk.steps.second) }
    }
    let kernel = ProductKernel(
      rows: a[a.count - 2], inner: a[a.count - 1], columns: b[b.count - 1],
      pairs: pairs.map { (first: $0.0, second: $0.1) })
    return try apply(kernel, node, [0, 1], to: batch + [a[a.count - 2], b[b.count - 1]])
  }

  fileprivate mutating func generalProduct(_ node: ONNXNode) throws -> ONNXValue {
    guard try node.integer("transA") ?? 0 == 0 else { throw node.fault("its first matrix is transposed") }
    guard case .computed(let input) = try needed(node, 0), input.shape.count == 2,
      var weights = try weights(node, 1), weights.shape.count == 2
    else { throw node.fault("it takes a matrix from the image, and one of weights") }
    if try node.integer("transB") ?? 0 == 1 {
      let (kernel, shape) = MovementKernel.transposed(weights.shape, [1, 0])
      weights = (shape, kernel.result(of: [weights.values], count: weights.values.count))
    }
    guard weights.shape[0] == input.shape[1], weights.shape[1] > 0 else {
      throw node.fault("\(input.shape) and \(weights.shape) cannot be multiplied")
    }
    let (alpha, beta) = (try node.float("alpha") ?? 1, try node.float("beta") ?? 1)
    var bias = [Float](repeating: 0, count: weights.shape[1])
    if let given = try self.weights(node, 2) {
      guard given.values.count == 1 || given.values.count == bias.count && given.shape.last == bias.count else {
        throw node.fault("a shift of \(given.shape) is not one number a column")
      }
      bias = bias.indices.map { beta * (given.values.count == 1 ? given.values[0] : given.values[$0]) }
    }
    let scaled = alpha == 1 ? weights.values : weights.values.map { alpha * $0 }
    return .computed(try linear(node, weights: scaled, to: weights.shape[1], bias: bias))
  }

  /// Rows times a matrix of weights, as a convolution of one place: oneDNN's own product of matrices splits sums by the
  /// number of threads that it finds, its convolution does not.
  private mutating func linear(
    _ node: ONNXNode, weights: [Float], to columns: Int, bias: [Float]? = nil
  ) throws -> ONNXBuffer {
    let source: ONNXBuffer
    if case .computed(let buffer) = try needed(node, 0) { source = buffer } else { source = try plain(node, 0) }
    let inner = source.shape[source.shape.count - 1]
    let rows = source.shape.dropLast().reduce(1, *)
    let shape = source.shape.dropLast() + [columns]
    _ = try checked(Array(shape), node)
    let (transposed, _) = MovementKernel.transposed([inner, columns], [1, 0])
    let kernel = transposed.result(of: [weights], count: weights.count)
    let (memory, lease) = try view(source, [1, inner, rows, 1], strides: [rows * inner, 1, inner, inner])
    let geometry = ConvolutionGeometry(
      kernel: [columns, inner, 1, 1], strides: [1, 1], gaps: [0, 0], before: [0, 0], after: [0, 0])
    let made = try withExtendedLifetime(lease) {
      try convolve(
        memory, geometry, kernel: kernel, bias: bias ?? [Float](repeating: 0, count: columns),
        to: [1, columns, rows, 1], .none, node)
    }
    return try leased(
      Array(shape), made, plain: .strided([1, columns, rows, 1], [rows * columns, 1, columns, columns]))
  }
}
