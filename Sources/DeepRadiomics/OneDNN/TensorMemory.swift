internal import COneDNN

/// Owner of aligned bytes, 64 at a time as the widest vector loads want them.
final class MemoryBlock {
  let start: UnsafeMutableRawPointer
  let count: Int
  /// Whether runs only read it, as weights are, so that copies of a network may share it.
  let isResident: Bool

  init(count: Int, isResident: Bool = false) {
    self.count = count
    self.isResident = isResident
    start = .allocate(byteCount: max(count, 64), alignment: 64)
  }

  deinit { start.deallocate() }
}

/// Blocks that steps of a network use one after the other.
///
/// Activations live for a few steps only; without reuse the published network would hold 4 GB of them.
final class BlockPool {
  private var free: [MemoryBlock] = []
  /// Bytes of all blocks, free or not.
  private(set) var bytes = 0

  /// The smallest free block that is large enough, else a new one.
  func take(_ count: Int) -> MemoryBlock {
    let fitting = free.indices.filter { free[$0].count >= count }.min { free[$0].count < free[$1].count }
    guard let fitting else {
      bytes += count
      return MemoryBlock(count: count)
    }
    return free.remove(at: fitting)
  }

  /// Gives a block back once no later step reads it.
  func giveBack(_ block: MemoryBlock) { free.append(block) }
}

/// Owner of one oneDNN memory object and co-owner of its bytes.
final class TensorMemory {
  let descriptor: dnnl_memory_desc_t
  let handle: dnnl_memory_t
  let block: MemoryBlock

  init(_ descriptor: dnnl_memory_desc_t, in block: MemoryBlock, _ backend: Backend) throws(NetworkError) {
    precondition(block.count >= descriptor.byteCount, "the block holds the tensor")
    self.descriptor = descriptor
    self.block = block
    var descriptor = descriptor
    var memory: dnnl_memory_t?
    try check(dnnl_memory_create(&memory, &descriptor, backend.engine, block.start), "make a tensor")
    handle = try made(memory, "make a tensor")
  }

  deinit { dnnl_memory_destroy(handle) }

  /// The numbers of a dense float32 tensor.
  func floats() -> UnsafeMutableBufferPointer<Float> {
    // Invariant: only called on tensors described by `dense`, whose bytes are `count` floats.
    UnsafeMutableBufferPointer(
      start: block.start.assumingMemoryBound(to: Float.self), count: descriptor.byteCount / MemoryLayout<Float>.stride)
  }
}

extension dnnl_memory_desc_t {
  /// Row-major, float32 unless said otherwise.
  static func dense(_ lengths: [Int], _ type: dnnl_data_type_t = dnnl_f32) throws(NetworkError) -> dnnl_memory_desc_t {
    try strided(lengths, lengths.strides, type)
  }

  /// Numbers at these distances, float32 unless said otherwise.
  static func strided(
    _ lengths: [Int], _ strides: [Int], _ type: dnnl_data_type_t = dnnl_f32
  ) throws(NetworkError) -> dnnl_memory_desc_t {
    var descriptor = dnnl_memory_desc_t()
    try check(
      dnnl_memory_desc_init_by_strides(
        &descriptor, Int32(lengths.count), lengths.map { Int64($0) }, type, strides.map { Int64($0) }),
      "describe a tensor")
    return descriptor
  }

  /// In whatever layout the operation likes best.
  static func any(_ lengths: [Int], _ type: dnnl_data_type_t) throws(NetworkError) -> dnnl_memory_desc_t {
    try tagged(lengths, type, dnnl_format_tag_any)
  }

  /// In a layout of oneDNN's.
  static func tagged(
    _ lengths: [Int], _ type: dnnl_data_type_t, _ tag: dnnl_format_tag_t
  ) throws(NetworkError) -> dnnl_memory_desc_t {
    var descriptor = dnnl_memory_desc_t()
    try check(
      dnnl_memory_desc_init_by_tag(
        &descriptor, Int32(lengths.count), lengths.map { Int64($0) }, type, tag), "describe a tensor")
    return descriptor
  }

  var byteCount: Int {
    var copy = self
    return dnnl_memory_desc_get_size(&copy)
  }

  func isSame(as other: dnnl_memory_desc_t) -> Bool {
    var (a, b) = (self, other)
    return dnnl_memory_desc_equal(&a, &b) != 0
  }

  /// The layout that a compiled description settled on.
  init(_ role: dnnl_query_t, of description: dnnl_primitive_desc_t?) throws(NetworkError) {
    guard let found = dnnl_primitive_desc_query_md(description, role, 0) else {
      throw .library(step: "tell a layout", status: 0)
    }
    self = found.pointee
  }
}
