// What exporters write around the shapes of tensors, and what does nothing at the size of the training.
extension ONNXCompiler {
  /// How a Resize finds its values; it does not matter where nothing is resized.
  static let resizing: Set = [
    "antialias", "axes", "coordinate_transformation_mode", "cubic_coeff_a", "exclude_outside", "extrapolation_value",
    "keep_aspect_ratio_policy", "mode", "nearest_mode",
  ]

  /// Vision transformers resize the embedding of positions to the size of the image. At the size that a network was
  /// trained for, this leaves every number as it is, in every mode.
  mutating func resize(_ node: ONNXNode) throws -> ONNXValue {
    let value = try needed(node, 0)
    guard try node.integers("axes") == nil, try node.text("coordinate_transformation_mode") != "tf_crop_and_resize"
    else {
      throw node.fault("it resizes some axes, or a part of the image")
    }
    if let sizes = try integers(node, 3) {
      guard sizes == value.shape else { throw resized(node, from: value.shape, to: "\(sizes)") }
    } else {
      guard let scales = try floats(node, 2)?.values, scales.count == value.shape.count, scales.allSatisfy({ $0 == 1 })
      else { throw resized(node, from: value.shape, to: "another size") }
    }
    return value
  }

  private func resized(_ node: ONNXNode, from shape: [Int], to size: String) -> ONNXError.Kind {
    node.fault(
      "it resizes \(shape) to \(size), which is not computed here. Set the side that the network was trained for")
  }

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
