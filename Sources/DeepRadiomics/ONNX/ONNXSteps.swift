import Execution
internal import COneDNN

// How operators read values and add steps.

extension ONNXCompiler {
  /// A shape that a run can compute: no empty axis, no more numbers than fit.
  func checked(_ shape: [Int], _ node: ONNXNode) throws(ONNXError.Kind) -> Int {
    guard let count = elementCount(shape), count > 0, count <= Self.mostNumbers, shape.count <= ONNXModel.mostAxes
    else {
      throw node.fault("it would make a tensor of the shape \(shape)")
    }
    return count
  }

  /// Memory in row-major order for a value.
  private mutating func fresh(_ shape: [Int]) throws -> ONNXBuffer {
    let plain = try dnnl_memory_desc_t.dense([shape.reduce(1, *)])
    return try leased(shape, builder.tensor(plain), plain: plain)
  }

  /// A value in memory that an operation took from the pool.
  mutating func leased(_ shape: [Int], _ memory: TensorMemory, plain: dnnl_memory_desc_t) throws -> ONNXBuffer {
    guard builder.pool.bytes < Self.mostBytes else {
      throw ONNXError.Kind.tooMany("bytes in use", found: builder.pool.bytes, most: Self.mostBytes)
    }
    return ONNXBuffer(shape: shape, memory: memory, plain: plain, lease: BlockLease(memory.block, builder.pool))
  }

  /// The value in row-major order, by a step where it is not.
  mutating func plain(_ buffer: ONNXBuffer) throws -> ONNXBuffer {
    guard !buffer.isPlain else { return buffer }
    return try leased(buffer.shape, builder.converted(buffer.memory, to: buffer.plain), plain: buffer.plain)
  }

  /// The value of an input in row-major order, which stays so for later nodes.
  mutating func plain(_ node: ONNXNode, _ position: Int) throws -> ONNXBuffer {
    let value = try needed(node, position)
    let made = try plain(value, node, position)
    if case .computed = value { values[node.inputs[position]] = .computed(made) }
    return made
  }

  /// A value in row-major order.
  private mutating func plain(_ value: ONNXValue, _ node: ONNXNode, _ position: Int) throws -> ONNXBuffer {
    switch value {
    case .computed(let buffer): return try plain(buffer)
    case .known(let tensor):
      guard case .floats(let numbers) = tensor.values, !numbers.isEmpty else {
        throw node.fault("its input \(position + 1) is no tensor of numbers")
      }
      let dense = try dnnl_memory_desc_t.dense([numbers.count])
      let memory = try builder.resident(numbers, [numbers.count], as: dense)
      return ONNXBuffer(shape: tensor.shape, memory: memory, plain: dense, lease: nil)
    }
  }

  // MARK: Steps

  /// A kernel over some inputs: computed now where all of them are known.
  mutating func apply(
    _ kernel: some PlainKernel, _ node: ONNXNode, _ positions: [Int], to shape: [Int]
  ) throws -> ONNXValue {
    let values = try positions.map { try needed(node, $0) }
    if let known = try knownResult(kernel, values, shape, node) { return known }
    let sources = try positions.map { try plain(node, $0) }
    return .computed(try step(kernel, sources, to: shape))
  }

  /// The same over values that need not be inputs of the node.
  mutating func apply(
    _ kernel: some PlainKernel, to values: [ONNXValue], _ node: ONNXNode, shape: [Int]
  ) throws -> ONNXValue {
    if let known = try knownResult(kernel, values, shape, node) { return known }
    let sources = try values.indices.map { try plain(values[$0], node, $0) }
    return .computed(try step(kernel, sources, to: shape))
  }

  /// What a kernel makes of numbers that are all known; `nil` where one is not.
  private mutating func knownResult(
    _ kernel: some PlainKernel, _ values: [ONNXValue], _ shape: [Int], _ node: ONNXNode
  ) throws -> ONNXValue? {
    let count = try checked(shape, node)
    let known = values.compactMap { value -> [Float]? in
      guard case .known(let tensor) = value, case .floats(let numbers) = tensor.values else { return nil }
      return numbers
    }
    guard known.count == values.count else { return nil }
    guard count <= Self.mostKnownNumbers else { throw node.fault("it would make a tensor of the shape \(shape)") }
    let (work, overflow) = count.multipliedReportingOverflow(by: kernel.work)
    guard !overflow, work <= Self.mostFoldedWork - foldedWork else {
      throw node.fault("weights ask for too much arithmetic before any image")
    }
    foldedWork += work
    return .known(ONNXTensor(shape, kernel.result(of: known, count: count)))
  }

  /// A kernel over values in row-major order.
  mutating func step(_ kernel: some PlainKernel, _ sources: [ONNXBuffer], to shape: [Int]) throws -> ONNXBuffer {
    let target = try fresh(shape)
    builder.append(.plain(PlainStep(kernel: kernel, sources: sources.map(\.memory), target: target.memory)))
    return target
  }

  /// A kernel that gives 0 for 0, in whatever layout its sources share; `nil` where they do not.
  mutating func stepInAnyLayout(_ kernel: some PlainKernel, _ sources: [ONNXBuffer]) throws -> ONNXBuffer? {
    guard let first = sources.first, !first.isPlain,
      sources.allSatisfy({ $0.memory.descriptor.isSame(as: first.memory.descriptor) && $0.shape == first.shape })
    else { return nil }
    let memory = try builder.tensor(first.memory.descriptor)
    builder.append(.plain(PlainStep(kernel: kernel, sources: sources.map(\.memory), target: memory)))
    return try leased(first.shape, memory, plain: first.plain)
  }

  /// Puts the numbers of some inputs into other places, integers and numbers alike.
  mutating func move(
    _ kernel: MovementKernel, _ node: ONNXNode, _ positions: [Int], to shape: [Int]
  ) throws -> ONNXValue {
    if let known = try movedIntegers(kernel, try positions.map { try needed(node, $0) }, node, shape) { return known }
    return try apply(kernel, node, positions, to: shape)
  }

  /// The same with a value that need not be an input of the node.
  mutating func move(_ kernel: MovementKernel, _ value: ONNXValue, _ node: ONNXNode, to shape: [Int]) throws
    -> ONNXValue
  {
    if let known = try movedIntegers(kernel, [value], node, shape) { return known }
    return try apply(kernel, to: [value], node, shape: shape)
  }

  /// Known integers in other places; `nil` where there are none.
  private func movedIntegers(
    _ kernel: MovementKernel, _ values: [ONNXValue], _ node: ONNXNode, _ shape: [Int]
  ) throws -> ONNXValue? {
    let integers = values.compactMap { value -> [Int]? in
      guard case .known(let tensor) = value, case .integers(let numbers) = tensor.values else { return nil }
      return numbers
    }
    guard !integers.isEmpty else { return nil }
    guard integers.count == values.count, let count = elementCount(shape), count <= Self.mostKnownNumbers else {
      throw node.fault("its inputs are of different types, or too many")
    }
    return .known(ONNXTensor(shape, kernel.result(of: integers, count: count)))
  }

  /// Memory that an operation of oneDNN reads: the value's own where its axes are those of `lengths`, else its numbers
  /// in row-major order, described by `strides`.
  mutating func view(
    _ buffer: ONNXBuffer, _ lengths: [Int], strides: [Int]
  ) throws -> (memory: TensorMemory, lease: BlockLease?) {
    let wanted = try dnnl_memory_desc_t.strided(lengths, strides)
    if buffer.plain.isSame(as: wanted) { return (buffer.memory, buffer.lease) }
    let dense = try plain(buffer)
    return (try TensorMemory(wanted, in: dense.memory.block, builder.backend), dense.lease)
  }

  /// A convolution to the shape `lengths`.
  mutating func convolve(
    _ source: TensorMemory, _ geometry: ConvolutionGeometry, kernel: [Float], bias: [Float], to lengths: [Int],
    _ activation: Activation, _ node: ONNXNode
  ) throws -> TensorMemory {
    let isZero = kernel.allSatisfy { $0 == 0 }
    (hasWeight, leavesNothing) = (hasWeight || !isZero, isZero)
    guard [kernel, bias].allSatisfy({ $0.allSatisfy { abs($0) <= KernelLimit.largest } }) else {
      throw node.fault("its weights are beyond 1e15, with what follows folded in")
    }
    let places = lengths.dropFirst(2).reduce(1, *)
    layers.append(
      NetworkDescription.Layer(
        name: node.label.name.printable, kernel: geometry.kernel, output: Array(lengths.dropFirst()),
        parameters: kernel.count + bias.count, macs: kernel.count * places, slices: 1))
    return try builder.convolve(
      source, geometry, kernel: kernel, bias: bias, to: lengths, activation, name: node.label.description)
  }
}
