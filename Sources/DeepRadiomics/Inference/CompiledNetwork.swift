internal import COneDNN

/// A network graph with its weights, compiled for one size of input and ready to run.
///
/// Either every tensor is a volume, or, by a ``SlicePlan``, every tensor is a batch of slices. Not safe for two threads
/// at once, since all runs share the same tensors.
final class CompiledNetwork {
  private let backend: Backend
  private let team: ThreadTeam
  private let steps: [NetworkStep]
  private let input: TensorMemory
  private let output: TensorMemory
  /// Whether a first run has shown that its numbers stay finite.
  private var isChecked = false

  /// - Parameters:
  ///   - plan: the slices to compute; `nil` computes whole volumes.
  ///   - inflation: how kernels get their depth; without effect under a plan, where they have none.
  ///   - team: what it is compiled for and runs in.
  convenience init(
    _ graph: NetworkGraph, plan: SlicePlan?, inflation: Inflation?, precision: NetworkPrecision, weights: WeightSet,
    in team: ThreadTeam
  ) throws {
    let backend = try Backend()
    var compiler = NetworkCompiler(
      graph: graph, plan: plan, inflation: plan == nil ? inflation : nil, weights: weights,
      builder: StepBuilder(backend: backend, precision: precision, isDepthwise: graph.isDepthwise))
    let (input, output) = try team.compile { try compiler.compile() }
    self.init(backend, team, compiler.builder.steps, input: input, output: output)
  }

  /// A network of an ONNX file.
  convenience init(_ program: ONNXProgram) {
    self.init(program.backend, program.team, program.steps, input: program.input, output: program.output)
  }

  private init(
    _ backend: Backend, _ team: ThreadTeam, _ steps: [NetworkStep], input: TensorMemory, output: TensorMemory
  ) {
    (self.backend, self.team, self.steps, self.input, self.output) = (backend, team, steps, input, output)
  }

  /// The same network on memory of its own, so that both may run at once; may be called while this one runs.
  func copy() throws(NetworkError) -> CompiledNetwork {
    let backend = try backend.another()
    var copier = StepCopier(backend: backend)
    var copies: [NetworkStep] = []
    for step in steps { copies.append(try copier.copy(step)) }
    return CompiledNetwork(backend, team, copies, input: try copier.copy(input), output: try copier.copy(output))
  }

  /// Runs the network on what `fill` writes into the input, and hands over the last maps. Both run inside the team, so
  /// that they may ``ThreadTeam/share(_:_:)`` their work.
  ///
  /// The input is by slice, channel, row, column under a plan, else by channel, slice, row, column; the maps likewise.
  func run<Result>(
    fill: (UnsafeMutableBufferPointer<Float>) -> Void, read: (UnsafeBufferPointer<Float>) -> Result
  ) throws(NetworkError) -> Result {
    var result: Swift.Result<Result, NetworkError> = .failure(.library(step: "start a team of threads", status: 0))
    team.run {
      fill(input.floats())
      result = outcome().map { read(UnsafeBufferPointer(output.floats())) }
    }
    return try result.get()
  }

  /// Every step in order; a value, since no error can cross the team's C frame.
  ///
  /// Weights that are too large make numbers infinite between the layers. A rectifier makes 0 of what follows, so the
  /// features can be finite, and the same for all images. The first run therefore looks at what every step makes.
  private func outcome() -> Swift.Result<Void, NetworkError> {
    Swift.Result { () throws(NetworkError) in
      for step in steps {
        try step.run(on: backend)
        guard !isChecked else { continue }
        try backend.wait()
        guard step.isFinite else { throw NetworkError.overflow }
      }
      try backend.wait()
      isChecked = true
    }
  }
}

/// Compiles the nodes of a graph one after the other and gives memory back as soon as nothing needs it.
private struct NetworkCompiler {
  let graph: NetworkGraph
  let plan: SlicePlan?
  let inflation: Inflation?
  let weights: WeightSet
  var builder: StepBuilder
  private var tensors: [TensorMemory?] = []
  private var hasWeight = false
  /// Whether a node is the same for all images, because kernels of 0 are in front of it.
  private var isConstant: [Bool] = [false]

  init(graph: NetworkGraph, plan: SlicePlan?, inflation: Inflation?, weights: WeightSet, builder: StepBuilder) {
    self.graph = graph
    self.plan = plan
    self.inflation = inflation
    self.weights = weights
    self.builder = builder
  }

  mutating func compile() throws -> (input: TensorMemory, output: TensorMemory) {
    let uses = graph.lastUses
    // The input keeps a block of its own: it is written before the first step of every run.
    let descriptor = try dnnl_memory_desc_t.dense(lengths(0))
    let input = try TensorMemory(descriptor, in: MemoryBlock(count: descriptor.byteCount), builder.backend)
    tensors = [input]
    for number in 1..<graph.last {
      tensors.append(try compile(number))
      release(after: number, uses)
    }
    guard hasWeight else { throw WeightFileError(weights.source.name, .allZero) }
    guard !isConstant[graph.nodes[graph.last].source] else { throw WeightFileError(weights.source.name, .constant) }
    let last = try tensor(graph.nodes[graph.last].source)
    return (input, try builder.converted(last, to: try .dense(lengths(graph.nodes[graph.last].source))))
  }

  private mutating func compile(_ number: Int) throws -> TensorMemory {
    let node = graph.nodes[number]
    let source = try tensor(node.source)
    switch node.operation {
    case .input, .mean: preconditionFailure("the first node is the input, the last the mean")
    case .convolution(let layer):
      let folded = try FoldedConvolution(layer, weights, inflation: inflation)
      hasWeight = hasWeight || folded.hasWeight
      isConstant.append(
        (!folded.hasWeight || isConstant[node.source]) && (node.residual.map { isConstant[$0] } ?? true))
      let residual = try node.residual.map { try tensor($0) }
      return try builder.convolve(source, layer, folded, to: lengths(number), adding: residual)
    case .maximum(let pooling):
      isConstant.append(isConstant[node.source])
      guard let plan else { return try builder.maximum(source, pooling, to: lengths(number)) }
      return try pool(source, pooling, number, plan)
    }
  }

  /// In the plane slice by slice, then across the slices of each window.
  private mutating func pool(
    _ source: TensorMemory, _ pooling: PoolingLayer, _ number: Int, _ plan: SlicePlan
  ) throws -> TensorMemory {
    let node = graph.nodes[number]
    let held = plan.positions[node.source]
    let planar = try builder.maximum(source, pooling, to: [held.count] + lengths(number).dropFirst())
    guard pooling.depthWidth > 1 else { return planar }
    let groups = plan.positions[number].map { position in
      let window = pooling.window(position, depth: graph.nodes[node.source].shape.depth)
      return held.indices.filter { window.contains(held[$0]) }
    }
    let target = try builder.tensor(try planar.descriptor.resized(slices: groups.count))
    builder.append(.merge(SliceMerge(source: planar, target: target, groups: groups)))
    builder.pool.giveBack(planar.block)
    return target
  }

  private func tensor(_ number: Int) throws(NetworkError) -> TensorMemory {
    guard let tensor = tensors[number] else { throw .library(step: "keep a tensor", status: number) }
    return tensor
  }

  /// Gives back what node `number` was the last to read, but not what it wrote its sum over.
  private mutating func release(after number: Int, _ uses: [Int]) {
    for earlier in 1..<max(1, number) where uses[earlier] == number {
      guard let tensor = tensors[earlier] else { continue }
      if tensor !== tensors[number] { builder.pool.giveBack(tensor.block) }
      tensors[earlier] = nil
    }
  }

  /// Lengths of a node's tensor: slices, channels, rows, columns, or 1, channels, depth, rows, columns.
  private func lengths(_ number: Int) -> [Int] {
    let shape = graph.nodes[number].shape
    guard let plan else { return [1, shape.channels, shape.depth, shape.rows, shape.columns] }
    return [plan.positions[number].count, shape.channels, shape.rows, shape.columns]
  }
}

extension dnnl_memory_desc_t {
  /// The same layout for another number of slices: the batch is the outermost axis of every layout in use here.
  fileprivate func resized(slices: Int) throws(NetworkError) -> dnnl_memory_desc_t {
    var copy = self
    copy.dims.0 = Int64(slices)
    copy.padded_dims.0 = Int64(slices)
    let isOutermost = copy.byteCount * Int(dims.0) == byteCount * slices
    guard isOutermost else { throw .library(step: "lay out slices one after the other", status: 0) }
    return copy
  }
}
