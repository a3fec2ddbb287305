internal import COneDNN

/// Turns a status into an error; the one place where oneDNN's codes become Swift.
func check(_ status: dnnl_status_t, _ step: String) throws(NetworkError) {
  guard status == dnnl_success else { throw .library(step: step, status: Int(status.rawValue)) }
}

/// The object that a successful call must have made.
func made(_ object: OpaquePointer?, _ step: String) throws(NetworkError) -> OpaquePointer {
  guard let object else { throw .library(step: step, status: 0) }
  return object
}

/// Owner of oneDNN's view of this CPU.
private final class Engine {
  let handle: dnnl_engine_t

  init() throws(NetworkError) {
    if let missing = apus_onednn_load() { throw .missingLibrary(String(cString: missing)) }
    var engine: dnnl_engine_t?
    try check(dnnl_engine_create(&engine, dnnl_cpu, 0), "make an engine")
    handle = try made(engine, "make an engine")
  }

  deinit { dnnl_engine_destroy(handle) }
}

/// oneDNN on this CPU: owner of one stream, and co-owner of the engine that operations and tensors belong to.
final class Backend {
  private let owner: Engine
  private let stream: dnnl_stream_t

  convenience init() throws(NetworkError) { try self.init(Engine()) }

  private init(_ owner: Engine) throws(NetworkError) {
    var stream: dnnl_stream_t?
    try check(dnnl_stream_create(&stream, owner.handle, dnnl_stream_default_flags.rawValue), "make a stream")
    self.stream = try made(stream, "make a stream")
    self.owner = owner
  }

  deinit { dnnl_stream_destroy(stream) }

  var engine: dnnl_engine_t { owner.handle }

  /// A stream of its own for another thread, for the same operations.
  func another() throws(NetworkError) -> Backend { try Backend(owner) }

  func execute(_ primitive: Primitive, _ arguments: [dnnl_exec_arg_t]) throws(NetworkError) {
    let status = arguments.withUnsafeBufferPointer {
      dnnl_primitive_execute(primitive.handle, stream, Int32($0.count), $0.baseAddress)
    }
    try check(status, "run a step")
  }

  func wait() throws(NetworkError) { try check(dnnl_stream_wait(stream), "finish a step") }
}

/// Owner of one compiled operation.
final class Primitive {
  let handle: dnnl_primitive_t
  /// The scratch memory that it must be run with; of no bytes where it needs none.
  let scratch: dnnl_memory_desc_t

  /// Compiles a description, which is freed.
  init(consuming description: dnnl_primitive_desc_t?, _ step: String) throws(NetworkError) {
    defer { dnnl_primitive_desc_destroy(description) }
    scratch = try .init(dnnl_query_scratchpad_md, of: description)
    var primitive: dnnl_primitive_t?
    try check(dnnl_primitive_create(&primitive, description), step)
    handle = try made(primitive, step)
  }

  deinit { dnnl_primitive_destroy(handle) }
}

/// Owner of how an operation is done: in scratch memory of ours, and what is fused behind it, a sum, then a clamp.
///
/// oneDNN would keep scratch memory of its own by thread, and a thread that did not compile the operation has none to
/// run it in.
final class OperationAttributes {
  let handle: dnnl_primitive_attr_t

  init(adding: Bool = false, _ activation: Activation = .none) throws(NetworkError) {
    var attributes: dnnl_primitive_attr_t?
    try check(dnnl_primitive_attr_create(&attributes), "make attributes")
    handle = try made(attributes, "make attributes")
    try check(dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user), "bring scratch memory")
    var operations: dnnl_post_ops_t?
    try check(dnnl_post_ops_create(&operations), "make fused steps")
    defer { dnnl_post_ops_destroy(operations) }
    if adding { try check(dnnl_post_ops_append_sum(operations, 1), "fuse a sum") }
    switch activation {
    case .none: break
    case .relu: try check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, 0, 0), "fuse ReLU")
    case .relu6: try check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_clip, 0, 6), "fuse ReLU6")
    }
    try check(dnnl_primitive_attr_set_post_ops(handle, operations), "fuse steps")
  }

  deinit { dnnl_primitive_attr_destroy(handle) }
}

/// What the process can do for networks.
package enum NetworkBackend {
  /// Whether OpenMP came in with another library before its threads could be told to sleep while they wait: then the
  /// process must start anew with `OMP_WAIT_POLICY=PASSIVE`.
  package static var isTooLateForThreadPolicy: Bool { apus_gomp_is_loaded() != 0 }

  /// The version of oneDNN, which is loaded for it.
  /// - Throws: ``NetworkError/missingLibrary(_:)``.
  package static func libraryVersion() throws(NetworkError) -> String {
    if let missing = apus_onednn_load() { throw .missingLibrary(String(cString: missing)) }
    guard let version = dnnl_version()?.pointee else { return "of an unknown version" }
    return "\(version.major).\(version.minor).\(version.patch)"
  }

  /// Whether the CPU multiplies bfloat16 in hardware (avx512_bf16); false where oneDNN cannot be loaded.
  package static var hasFastBFloat16: Bool {
    guard apus_onednn_load() == nil else { return false }
    return dnnl_get_effective_cpu_isa().rawValue & dnnl_cpu_isa_avx512_core_bf16.rawValue
      == dnnl_cpu_isa_avx512_core_bf16.rawValue
  }
}
