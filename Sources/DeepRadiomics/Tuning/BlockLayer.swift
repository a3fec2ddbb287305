internal import COneDNN

/// One convolution of a block, compiled forwards and backwards for one thread, with its tensors.
///
/// oneDNN chooses a layout for every tensor of every direction; where two differ, a step between them changes it.
final class BlockLayer {
  let layer: LastBlock.Layer
  /// What it makes, after the sum and the rectifier; the gradient by it has the same layout.
  let output: TensorMemory
  let outputGradient: TensorMemory
  /// The gradient by what it reads, in the layout of that; `nil` where nobody needs it.
  let sourceGradient: TensorMemory?
  private let forwardSteps: [NetworkStep]
  private let kernelSteps: [NetworkStep]
  private let sourceSteps: [NetworkStep]
  /// The kernel in rows, from which the layouts of both directions are made, and into which the gradient is put.
  private let dense: TensorMemory
  private let bias: TensorMemory
  private let loading: [NetworkStep]
  private let gradient: GradientSum
  private let biasGradient: GradientSum

  init(
    _ layer: LastBlock.Layer, reading source: TensorMemory, residual: TensorMemory?, lengths: [Int],
    needsSourceGradient: Bool, _ backend: Backend
  ) throws(NetworkError) {
    self.layer = layer
    let builder = StepBuilder(backend: backend, precision: .float32)
    let compiled = try CompiledConvolution(
      layer, source: source.lengths, target: lengths, residual: residual?.descriptor,
      needsSourceGradient: needsSourceGradient, backend)
    dense = try builder.owned(.dense(layer.kernel))
    bias = try builder.owned(.dense([layer.biasRange.count]))
    output = try builder.owned(compiled.forward.target)
    outputGradient = try builder.owned(compiled.forward.target)
    let kernel = try builder.owned(compiled.forward.kernel)
    var loading = [try builder.reorder(dense, to: kernel)]

    let (read, reading) = try builder.inLayout(source, compiled.forward.source)
    forwardSteps =
      reading + [
        try builder.step(
          compiled.forward.primitive,
          [(DNNL_ARG_SRC_0, read), (DNNL_ARG_WEIGHTS_0, kernel), (DNNL_ARG_BIAS, bias), (DNNL_ARG_DST_0, output)])
      ]

    let (seen, seeing) = try builder.inLayout(source, compiled.kernelGradient.source)
    let (slope, sloping) = try builder.inLayout(outputGradient, compiled.kernelGradient.target)
    gradient = try GradientSum(compiled.kernelGradient.kernel, dense: dense, builder)
    biasGradient = try GradientSum(.dense([layer.biasRange.count]), dense: nil, builder)
    kernelSteps =
      seeing + sloping + [
        try builder.step(
          compiled.kernelGradient.primitive,
          [
            (DNNL_ARG_SRC_0, seen), (DNNL_ARG_DIFF_DST_0, slope), (DNNL_ARG_DIFF_WEIGHTS_0, gradient.part),
            (DNNL_ARG_DIFF_BIAS, biasGradient.part),
          ])
      ]

    if let backward = compiled.sourceGradient {
      let back = try builder.owned(backward.kernel)
      loading.append(try builder.reorder(dense, to: back))
      let (given, giving) = try builder.inLayout(outputGradient, backward.target)
      let made = try builder.owned(backward.source)
      let (own, changing) = try builder.inLayout(made, source.descriptor)
      sourceGradient = own
      sourceSteps =
        giving + [
          try builder.step(
            backward.primitive,
            [(DNNL_ARG_DIFF_DST_0, given), (DNNL_ARG_WEIGHTS_0, back), (DNNL_ARG_DIFF_SRC_0, made)])
        ] + changing
    } else {
      (sourceGradient, sourceSteps) = (nil, [])
    }
    self.loading = loading
  }

  /// Takes the layer's numbers out of the vector that is trained.
  func load(_ parameters: [Float], on backend: Backend) throws(NetworkError) {
    _ = dense.floats().update(fromContentsOf: parameters[layer.kernelRange])
    _ = bias.floats().update(fromContentsOf: parameters[layer.biasRange])
    try run(loading, on: backend)
  }

  func forward(on backend: Backend) throws(NetworkError) { try run(forwardSteps, on: backend) }

  /// Adds the gradient by kernel and bias of this pass to the sums.
  func addParameterGradient(on backend: Backend) throws(NetworkError) {
    try run(kernelSteps, on: backend)
    add(gradient.part.floats(), to: gradient.total.floats())
    add(biasGradient.part.floats(), to: biasGradient.total.floats())
  }

  /// Computes ``sourceGradient``.
  func backward(on backend: Backend) throws(NetworkError) { try run(sourceSteps, on: backend) }

  /// Sets the sums to 0.
  func forget() {
    gradient.total.floats().update(repeating: 0)
    biasGradient.total.floats().update(repeating: 0)
  }

  /// Writes the sums to their places in the vector.
  func writeGradient(to vector: inout [Float], on backend: Backend) throws(NetworkError) {
    if let unloading = gradient.unloading { try run([unloading], on: backend) }
    let rows = gradient.unloading == nil ? gradient.total : dense
    vector.withUnsafeMutableBufferPointer { vector in
      // Invariant: the ranges of the layers lie in the vector, and each tensor has as many numbers as its range.
      _ = UnsafeMutableBufferPointer(rebasing: vector[layer.kernelRange]).update(fromContentsOf: rows.floats())
      _ = UnsafeMutableBufferPointer(rebasing: vector[layer.biasRange])
        .update(fromContentsOf: biasGradient.total.floats())
    }
  }

  private func run(_ steps: [NetworkStep], on backend: Backend) throws(NetworkError) {
    for step in steps { try step.run(on: backend) }
    try backend.wait()
  }
}

/// A gradient by a kernel: the part of one pass, and the sum over passes in the same layout.
private struct GradientSum {
  let part: TensorMemory
  let total: TensorMemory
  /// From the sum to rows; none where it is in rows already.
  let unloading: NetworkStep?

  /// - Parameter dense: where the sum goes in rows; `nil` for one that is in rows.
  init(
    _ descriptor: dnnl_memory_desc_t, dense: TensorMemory?, _ builder: StepBuilder
  ) throws(NetworkError) {
    part = try builder.owned(descriptor)
    total = try builder.owned(descriptor)
    unloading =
      if let dense, !descriptor.isSame(as: dense.descriptor) { try builder.reorder(total, to: dense) } else { nil }
  }
}

/// Adds numbers place by place.
func add(_ other: UnsafeMutableBufferPointer<Float>, to sums: UnsafeMutableBufferPointer<Float>) {
  precondition(other.count == sums.count, "as many numbers")
  for i in 0..<sums.count { sums[i] += other[i] }
}

extension StepBuilder {
  /// A tensor with bytes of its own, all 0.
  fileprivate func owned(_ descriptor: dnnl_memory_desc_t) throws(NetworkError) -> TensorMemory {
    let tensor = try TensorMemory(descriptor, in: MemoryBlock(count: descriptor.byteCount), backend)
    tensor.floats().update(repeating: 0)
    return tensor
  }

  /// The tensor in another layout, with the step that changes it where it differs.
  fileprivate func inLayout(
    _ tensor: TensorMemory, _ descriptor: dnnl_memory_desc_t
  ) throws(NetworkError) -> (TensorMemory, [NetworkStep]) {
    guard !tensor.descriptor.isSame(as: descriptor) else { return (tensor, []) }
    let other = try owned(descriptor)
    return (other, [try reorder(tensor, to: other)])
  }
}
