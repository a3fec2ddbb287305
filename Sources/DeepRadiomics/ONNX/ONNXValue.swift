internal import COneDNN

/// A value of a graph while its steps are compiled: known before any image, or in memory at every run.
enum ONNXValue {
  case known(ONNXTensor)
  case computed(ONNXBuffer)

  var shape: [Int] {
    switch self {
    case .known(let tensor): tensor.shape
    case .computed(let buffer): buffer.shape
    }
  }
}

/// Numbers that a run computes.
struct ONNXBuffer {
  let shape: [Int]
  let memory: TensorMemory
  /// The layout of `memory` in which the numbers are in row-major order of `shape`.
  let plain: dnnl_memory_desc_t
  /// Keeps the memory from other values until the last step that reads it is compiled; `nil` for memory that is
  /// never given back.
  let lease: BlockLease?

  var isPlain: Bool { memory.descriptor.isSame(as: plain) }

  /// The same numbers in another shape of as many; only where they are in row-major order.
  func reshaped(_ shape: [Int]) -> ONNXBuffer { ONNXBuffer(shape: shape, memory: memory, plain: plain, lease: lease) }
}

/// Gives a block back to its pool when no value needs it any more.
final class BlockLease {
  private let block: MemoryBlock
  private let pool: BlockPool

  init(_ block: MemoryBlock, _ pool: BlockPool) { (self.block, self.pool) = (block, pool) }

  deinit { pool.giveBack(block) }
}
