internal import COneDNN

/// Copies the steps of a network onto memory of their own. Compiled operations and weights, which no run writes, stay
/// shared, so a copy costs only the memory of what lies between the steps.
struct StepCopier {
  private let backend: Backend
  private var blocks: [ObjectIdentifier: MemoryBlock] = [:]
  private var tensors: [ObjectIdentifier: TensorMemory] = [:]

  /// - Parameter backend: what the copy runs on.
  init(backend: Backend) { self.backend = backend }

  mutating func copy(_ step: NetworkStep) throws(NetworkError) -> NetworkStep {
    switch step {
    case .primitive(let step):
      var copies: [(role: Int32, tensor: TensorMemory)] = []
      for (role, tensor) in step.tensors { copies.append((role, try copy(tensor))) }
      return .primitive(PrimitiveStep(step.primitive, copies))
    case .merge(let merge):
      return .merge(
        SliceMerge(source: try copy(merge.source), target: try copy(merge.target), groups: merge.groups))
    case .plain(let step):
      var sources: [TensorMemory] = []
      for source in step.sources { sources.append(try copy(source)) }
      return .plain(PlainStep(kernel: step.kernel, sources: sources, target: try copy(step.target)))
    }
  }

  /// The tensor that takes the place of another: tensors that share bytes still do.
  mutating func copy(_ tensor: TensorMemory) throws(NetworkError) -> TensorMemory {
    guard !tensor.block.isResident else { return tensor }
    if let made = tensors[ObjectIdentifier(tensor)] { return made }
    let block = blocks[ObjectIdentifier(tensor.block)] ?? MemoryBlock(count: tensor.block.count)
    blocks[ObjectIdentifier(tensor.block)] = block
    let made = try TensorMemory(tensor.descriptor, in: block, backend)
    tensors[ObjectIdentifier(tensor)] = made
    return made
  }
}
