import COneDNN

/// One thing a compiled network does.
enum NetworkStep {
  /// A compiled operation on these tensors, which are kept alive with it.
  case primitive(Primitive, [dnnl_exec_arg_t], keeping: [TensorMemory])
  /// The maximum over groups of slices.
  case merge(SliceMerge)

  func run(on backend: Backend) throws(NetworkError) {
    switch self {
    case .primitive(let primitive, let arguments, _): try backend.execute(primitive, arguments)
    case .merge(let merge):
      try backend.wait()
      merge.run()
    }
  }
}

/// Element-wise maximum of groups of slices, the depth part of a pooling whose source slices are a batch.
struct SliceMerge {
  let source: TensorMemory
  let target: TensorMemory
  /// For each target slice, the source slices it is the maximum of.
  let groups: [[Int]]

  func run() {
    let size = target.descriptor.byteCount / groups.count
    // Invariants: both tensors are batches of equal dense slices in one layout (`resized(slices:)` checks it), so slice n starts at
    // `n * size`; the values come from ReLU, and the bit patterns of non-negative floats order as signed integers, with -0
    // below all of them.
    for (slice, group) in groups.enumerated() {
      let output = UnsafeMutableRawBufferPointer(start: target.block.start + slice * size, count: size)
      output.copyMemory(from: UnsafeRawBufferPointer(start: source.block.start + group[0] * size, count: size))
      for other in group.dropFirst() {
        let input = UnsafeRawBufferPointer(start: source.block.start + other * size, count: size)
        if target.descriptor.data_type == dnnl_f32 {
          raise(output.bindMemory(to: Int32.self), to: input.bindMemory(to: Int32.self))
        } else {
          raise(output.bindMemory(to: Int16.self), to: input.bindMemory(to: Int16.self))
        }
      }
    }
  }
}

@inline(__always)
private func raise<Bits: FixedWidthInteger>(
  _ target: UnsafeMutableBufferPointer<Bits>, to other: UnsafeBufferPointer<Bits>
) {
  for i in 0..<target.count { target[i] = max(target[i], other[i]) }
}
