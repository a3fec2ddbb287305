// What exporters write around the shapes of tensors, and what does nothing at the size of the training.
extension ONNXCompiler {
  /// Where a known truth is false.
  func negation(_ node: ONNXNode) throws -> ONNXTensor {
    guard case .known(let tensor) = try needed(node, 0), case .integers(let values) = tensor.values else {
      throw node.fault("it is computed here of values that do not depend on the image")
    }
    return ONNXTensor(tensor.shape, values.map { $0 == 0 ? 1 : 0 })
  }

  /// The remainder with the sign of the divisor, as in Python, or with that of the number, as in C.
  func remainder(_ node: ONNXNode) throws -> ONNXTensor {
    let isOfC = try node.integer("fmod") ?? 0 == 1
    return try integerPair(node) { number, divisor in
      let found = number.remainderReportingOverflow(dividingBy: divisor)
      guard !found.overflow else { return nil }
      let rest = found.partialValue
      return isOfC || rest == 0 || (rest < 0) == (divisor < 0) ? rest : rest + divisor
    }
  }
}
