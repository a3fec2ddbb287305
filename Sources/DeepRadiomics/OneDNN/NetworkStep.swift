internal import COneDNN

/// One thing a compiled network does.
enum NetworkStep {
  /// A compiled operation of oneDNN.
  case primitive(PrimitiveStep)
  /// The maximum over groups of slices.
  case merge(SliceMerge)
  /// A step over row-major numbers.
  case plain(PlainStep)

  func run(on backend: Backend) throws(NetworkError) {
    switch self {
    case .primitive(let step): try step.run(on: backend)
    case .merge(let merge):
      try backend.wait()
      merge.run()
    case .plain(let step):
      try backend.wait()
      step.run()
    }
  }
}

extension NetworkStep {
  /// Whether a step has read and made no numbers but those of a network that works; those in bfloat16 are not looked
  /// at.
  ///
  /// A clamp in the same operation would hide an infinite sum. Where no number that enters and none of the kernel
  /// (``KernelLimit``) is beyond 1e15, a sum of fewer than 3e8 products is finite, so there is nothing to hide. Plain
  /// steps may make -∞ on purpose, such as the mask of an attention, and large negative numbers, but no other.
  var isFinite: Bool {
    switch self {
    case .merge: true
    case .plain(let step): step.target.floats().allSatisfy { $0 < .infinity }
    case .primitive(let step):
      step.tensors.allSatisfy { role, tensor in
        ![DNNL_ARG_DST_0, DNNL_ARG_SRC_0].contains(role) || tensor.descriptor.data_type != dnnl_f32
          || tensor.floats().allSatisfy { abs($0) <= KernelLimit.largest }
      }
    }
  }
}

/// A compiled operation on tensors, which are kept alive with it.
struct PrimitiveStep {
  let primitive: Primitive
  let tensors: [(role: Int32, tensor: TensorMemory)]
  /// The tensors as oneDNN takes them.
  private let arguments: [dnnl_exec_arg_t]

  init(_ primitive: Primitive, _ tensors: [(role: Int32, tensor: TensorMemory)]) {
    (self.primitive, self.tensors) = (primitive, tensors)
    arguments = tensors.map { dnnl_exec_arg_t(arg: $0.role, memory: $0.tensor.handle) }
  }

  func run(on backend: Backend) throws(NetworkError) { try backend.execute(primitive, arguments) }
}

/// Element-wise maximum of groups of slices, the depth part of a pooling whose source slices are a batch.
struct SliceMerge {
  let source: TensorMemory
  let target: TensorMemory
  /// For each target slice, the source slices it is the maximum of.
  let groups: [[Int]]

  /// The slices are cut into parts, which the threads of the team share.
  func run() {
    let size = target.descriptor.byteCount / groups.count
    let width = target.descriptor.data_type == dnnl_f32 ? 4 : 2
    let (source, target) = (Bytes(start: source.block.start), Bytes(start: target.block.start))
    let groups = groups
    // Invariants: both tensors are batches of equal dense slices in one layout (`resized(slices:)` checks it), so slice
    // n starts at `n * size`, a multiple of 64 bytes times `Self.parts` or less; the values come from ReLU, and the bit
    // patterns of non-negative floats order as signed integers, with -0 below all of them.
    ThreadTeam.share(groups.count * Self.parts) { range in
      for part in range {
        let (slice, place) = (part / Self.parts, part % Self.parts)
        let elements = size / width
        let piece = (elements * place / Self.parts * width)..<(elements * (place + 1) / Self.parts * width)
        let output = target.bytes(slice * size, piece)
        let inputs = groups[slice].map { UnsafeRawBufferPointer(source.bytes($0 * size, piece)) }
        output.copyMemory(from: inputs[0])
        for input in inputs.dropFirst() {
          if width == 4 {
            raise(output.bindMemory(to: Int32.self), to: input.bindMemory(to: Int32.self))
          } else {
            raise(output.bindMemory(to: Int16.self), to: input.bindMemory(to: Int16.self))
          }
        }
      }
    }
  }

  /// Parts of a slice: enough that five slices keep eight threads busy, small enough for the second-level cache.
  private static let parts = 16

  /// Start of a tensor's bytes, shared by threads that touch different parts of it.
  private struct Bytes: @unchecked Sendable {
    let start: UnsafeMutableRawPointer

    func bytes(_ offset: Int, _ piece: Range<Int>) -> UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(start: start + offset + piece.lowerBound, count: piece.count)
    }
  }
}

@inline(__always)
private func raise<Bits: FixedWidthInteger>(
  _ target: UnsafeMutableBufferPointer<Bits>, to other: UnsafeBufferPointer<Bits>
) {
  for i in 0..<target.count { target[i] = max(target[i], other[i]) }
}
