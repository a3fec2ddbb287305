import Foundation

/// What libFuzzer calls with one input after the other. `script/fuzz` compiles this file with the readers of weight files, once for each
/// target (`-D PICKLE` and so on).
///
/// A reader may refuse anything by its typed error. It must not trap, run for long, take memory beyond the limit of the run, or make up
/// numbers that the input has no bytes for.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = FileBytes(Data(UnsafeBufferPointer(start: start, count: count)))
  do { try read(bytes) } catch is WeightFileError.Kind {} catch is ONNXError.Kind {} catch {
    fatalError("an error of another type: \(error)")
  }
  return 0
}

/// The errors of ONNX files list the operators that are computed; reading needs none of them.
enum ONNXOperator {
  static let all: [String: Int] = [:]
}

#if PICKLE
  /// A pickle of tensors whose storages lie in the same bytes: what a `.pth` file holds, without the checksums that keep a mutated pickle
  /// from being read.
  private func read(_ bytes: FileBytes) throws {
    var machine = PickleMachine(bytes, in: 0..<bytes.count)
    let root = try machine.run()
    let end = machine.position
    let content = try readTensors(of: root, machine.heap, bytes) { (storage) throws(WeightFileError.Kind) in
      let (size, overflow) = storage.count.multipliedReportingOverflow(by: storage.type.size)
      guard !overflow else { throw .outOfBounds(storage.key) }
      try bytes.check(end, size, what: storage.key)
      return end..<(end + size)
    }
    check(content, bytes)
    check(WeightContent(tensors: try WeightLayout(content.tensors).standard()), bytes)
  }
#elseif ZIP
  private func read(_ bytes: FileBytes) throws {
    let archive = try StoredArchive(bytes)
    var total = 0
    for name in archive.entries.keys {
      let range = try archive.verified(name)
      guard range.lowerBound >= 0, range.upperBound <= bytes.count else { fatalError("entry \(name) leaves the file") }
      total += range.count
    }
    guard total <= bytes.count else { fatalError("entries overlap") }
  }
#elseif ONNX
  private func read(_ bytes: FileBytes) throws {
    let model = try ONNXModel(bytes)
    for (name, tensor) in model.initialisers {
      guard elementCount(tensor.shape) == tensor.count else { fatalError("\(name) has another count than its shape") }
    }
  }
#else
  /// `.pth` files of both forms and safetensors, told apart by their first bytes.
  private func read(_ bytes: FileBytes) throws { check(try readWeights(bytes), bytes) }
#endif

/// Two bytes a number at least; several names may share one tensor.
private func check(_ content: WeightContent, _ bytes: FileBytes) {
  for (name, tensor) in content.tensors {
    guard elementCount(tensor.shape) == tensor.values.count, 2 * tensor.values.count <= bytes.count else {
      fatalError("\(name) has numbers that are not in the file")
    }
  }
}
