internal import COneDNN

/// Compiles single operations and remembers them in order.
struct StepBuilder {
  let backend: Backend
  let type: dnnl_data_type_t
  let pool = BlockPool()
  /// Whether convolutions of slices lay channels out in blocks, also where oneDNN would rather have them last.
  private let blocksChannels: Bool
  private(set) var steps: [NetworkStep] = []

  /// - Parameter isDepthwise: whether the network filters channels by themselves. With AVX-512, oneDNN 2.6 then takes
  ///   kernels for channels behind places, which need a seventh more time for EfficientNet-Lite0 than its older ones
  ///   for blocks of 16 channels; on other networks they are as fast.
  init(backend: Backend, precision: NetworkPrecision, isDepthwise: Bool = false) {
    self.backend = backend
    type = precision == .bfloat16 ? dnnl_bf16 : dnnl_f32
    let wide = dnnl_cpu_isa_avx512_core.rawValue
    blocksChannels =
      isDepthwise && precision == .float32 && dnnl_get_effective_cpu_isa().rawValue & wide == wide
  }

  func tensor(_ descriptor: dnnl_memory_desc_t) throws(NetworkError) -> TensorMemory {
    try TensorMemory(descriptor, in: pool.take(descriptor.byteCount), backend)
  }

  mutating func append(_ step: NetworkStep) { steps.append(step) }

  // MARK: Changing layouts

  func reorder(_ source: TensorMemory, to target: TensorMemory) throws(NetworkError) -> NetworkStep {
    var (from, into) = (source.descriptor, target.descriptor)
    let attributes = try OperationAttributes()
    var description: dnnl_primitive_desc_t?
    try check(
      dnnl_reorder_primitive_desc_create(
        &description, &from, backend.engine, &into, backend.engine, attributes.handle), "change a layout")
    return try step(
      Primitive(consuming: description, "change a layout"), [(DNNL_ARG_SRC_0, source), (DNNL_ARG_DST_0, target)])
  }

  /// A step with the scratch memory that its operation asks for. Steps run one after the other, so the next one may
  /// have the block.
  func step(
    _ primitive: Primitive, _ tensors: [(role: Int32, tensor: TensorMemory)]
  ) throws(NetworkError) -> NetworkStep {
    guard primitive.scratch.byteCount > 0 else { return .primitive(PrimitiveStep(primitive, tensors)) }
    let scratch = try tensor(primitive.scratch)
    defer { pool.giveBack(scratch.block) }
    return .primitive(PrimitiveStep(primitive, tensors + [(DNNL_ARG_SCRATCHPAD, scratch)]))
  }

  /// The tensor in another layout, as a step of the network where it differs.
  mutating func converted(_ source: TensorMemory, to descriptor: dnnl_memory_desc_t) throws(NetworkError)
    -> TensorMemory
  {
    guard !source.descriptor.isSame(as: descriptor) else { return source }
    let target = try tensor(descriptor)
    append(try reorder(source, to: target))
    return target
  }

  /// Numbers in the layout an operation asked for, changed now and not at every run.
  func resident(_ values: [Float], _ lengths: [Int], as descriptor: dnnl_memory_desc_t) throws(NetworkError)
    -> TensorMemory
  {
    let dense = try dnnl_memory_desc_t.dense(lengths)
    let plain = try TensorMemory(dense, in: MemoryBlock(count: dense.byteCount, isResident: true), backend)
    _ = plain.floats().update(fromContentsOf: values)
    guard !dense.isSame(as: descriptor) else { return plain }
    let blocked = try TensorMemory(
      descriptor, in: MemoryBlock(count: descriptor.byteCount, isResident: true), backend)
    try reorder(plain, to: blocked).run(on: backend)
    try backend.wait()
    return blocked
  }

  // MARK: Operations

  /// A convolution with sum and clamp fused. The sum is written over `residual`.
  mutating func convolve(
    _ source: TensorMemory, _ layer: ConvolutionLayer, _ folded: FoldedConvolution, to lengths: [Int],
    adding residual: TensorMemory?
  ) throws(NetworkError) -> TensorMemory {
    try convolve(
      source, ConvolutionGeometry(layer, axes: lengths.count - 2), kernel: folded.kernel, bias: folded.bias,
      to: lengths,
      adding: residual, layer.activation, name: layer.kernelName)
  }

  /// A convolution by these numbers, with sum and clamp fused. The sum is written over `residual`.
  /// - Parameter name: what errors call it.
  mutating func convolve(
    _ source: TensorMemory, _ geometry: ConvolutionGeometry, kernel numbers: [Float], bias shifts: [Float],
    to lengths: [Int], adding residual: TensorMemory? = nil, _ activation: Activation, name: String
  ) throws(NetworkError) -> TensorMemory {
    let attributes = try OperationAttributes(adding: residual != nil, activation)
    var input = try layout(source.lengths)
    var kernel = try dnnl_memory_desc_t.any(geometry.kernel, type)
    var bias = try dnnl_memory_desc_t.dense([shifts.count])
    var output = try layout(lengths)
    if let residual { output = residual.descriptor }
    var operation = dnnl_convolution_desc_t()
    try check(
      dnnl_dilated_convolution_forward_desc_init(
        &operation, dnnl_forward_inference, dnnl_convolution_direct, &input, &kernel, &bias, &output, geometry.strides,
        geometry.gaps, geometry.before, geometry.after), "describe \(name)")
    var description: dnnl_primitive_desc_t?
    try check(
      dnnl_primitive_desc_create(&description, &operation, attributes.handle, backend.engine, nil),
      "compile \(name)")
    input = try .init(dnnl_query_src_md, of: description)
    kernel = try .init(dnnl_query_weights_md, of: description)
    output = try .init(dnnl_query_dst_md, of: description)
    let primitive = try Primitive(consuming: description, "compile \(name)")
    let weights = try resident(numbers, geometry.kernel, as: kernel)
    let shift = try resident(shifts, [shifts.count], as: bias)
    let read = try converted(source, to: input)
    let written = if let residual { residual } else { try tensor(output) }
    append(
      try step(
        primitive,
        [
          (DNNL_ARG_SRC_0, read), (DNNL_ARG_WEIGHTS_0, weights), (DNNL_ARG_BIAS, shift), (DNNL_ARG_DST_0, written),
        ]))
    if read !== source { pool.giveBack(read.block) }
    return written
  }

  /// The layout to ask a convolution for. The few channels of an image are no block.
  private func layout(_ lengths: [Int]) throws(NetworkError) -> dnnl_memory_desc_t {
    let isBlocked = blocksChannels && lengths.count == 4 && lengths[1] >= 16
    return try .tagged(lengths, type, isBlocked ? dnnl_nChw16c : dnnl_format_tag_any)
  }

  /// A maximum over windows of the plane, and of depth where `lengths` has that axis.
  mutating func maximum(
    _ source: TensorMemory, _ pooling: PoolingLayer, to lengths: [Int]
  ) throws(NetworkError) -> TensorMemory {
    let deep = lengths.count == 5
    let widths = (deep ? [pooling.depthWidth] : []) + [pooling.width, pooling.width]
    let strides = (deep ? [pooling.depthStride] : []) + [pooling.stride, pooling.stride]
    let padding = (deep ? [pooling.depthPadding] : []) + [pooling.padding, pooling.padding]
    var input = source.descriptor
    var output = try dnnl_memory_desc_t.any(lengths, type)
    var operation = dnnl_pooling_desc_t()
    try check(
      dnnl_pooling_forward_desc_init(
        &operation, dnnl_forward_inference, dnnl_pooling_max, &input, &output, strides.map { Int64($0) },
        widths.map { Int64($0) }, padding.map { Int64($0) }, padding.map { Int64($0) }), "describe the pooling")
    let attributes = try OperationAttributes()
    var description: dnnl_primitive_desc_t?
    try check(
      dnnl_primitive_desc_create(&description, &operation, attributes.handle, backend.engine, nil),
      "compile the pooling")
    output = try .init(dnnl_query_dst_md, of: description)
    let primitive = try Primitive(consuming: description, "compile the pooling")
    let written = try tensor(output)
    append(try step(primitive, [(DNNL_ARG_SRC_0, source), (DNNL_ARG_DST_0, written)]))
    return written
  }
}

extension TensorMemory {
  /// Lengths of the axes.
  var lengths: [Int] {
    withUnsafeBytes(of: descriptor.dims) { dims in
      // Invariant: `ndims` of the fixed array of lengths are set.
      dims.bindMemory(to: Int64.self).prefix(Int(descriptor.ndims)).map { Int($0) }
    }
  }
}

/// A convolution's numbers in the order oneDNN takes them: depth (if there is that axis), rows, columns.
struct ConvolutionGeometry {
  /// Lengths of the kernel, with an axis for the groups in front where there are several.
  let kernel: [Int]
  let strides: [Int64]
  /// Places left out between those of the kernel.
  let gaps: [Int64]
  let before: [Int64]
  let after: [Int64]

  init(kernel: [Int], strides: [Int], gaps: [Int], before: [Int], after: [Int]) {
    self.kernel = kernel
    self.strides = strides.map { Int64($0) }
    self.gaps = gaps.map { Int64($0) }
    (self.before, self.after) = (before.map { Int64($0) }, after.map { Int64($0) })
  }

  init(_ layer: ConvolutionLayer, axes: Int) {
    let deep = axes == 3
    let outputs =
      layer.groups == 1
      ? [layer.outputChannels, layer.inputChannels]
      : [layer.groups, layer.outputChannels / layer.groups, layer.inputChannels / layer.groups]
    let border = deep ? [layer.depthWidth / 2] : []
    self.init(
      kernel: outputs + (deep ? [layer.depthWidth] : []) + [layer.width, layer.width],
      strides: (deep ? [layer.depthStride] : []) + [layer.stride, layer.stride], gaps: Array(repeating: 0, count: axes),
      before: border + [layer.padding.rows.before, layer.padding.columns.before],
      after: border + [layer.padding.rows.after, layer.padding.columns.after])
  }
}
