import Archives
import Foundation

/// A reader, and what must be true of what it accepts. `script/fuzz` names it in the environment.
///
/// A reader may refuse anything by its typed error. It must not trap, run for long, take memory beyond the limit of the
/// run, or make up numbers that the input has no bytes for.
private enum Target: String {
  /// `.pth` files of both forms and safetensors, told apart by their first bytes.
  case weights
  /// A pickle of tensors whose storages lie in the same bytes: what a `.pth` file holds, without the checksums that
  /// keep a mutated pickle from being read.
  case pickle
  case zip
  case safetensors
  case onnx
  /// The XML of a worksheet with shared strings and formats of its own.
  case workbook

  static let chosen: Target = {
    let name = ProcessInfo.processInfo.environment["APUS_FUZZ_TARGET"] ?? ""
    guard let target = Target(rawValue: name) else { fatalError("APUS_FUZZ_TARGET is no target: \(name)") }
    return target
  }()

  func read(_ bytes: FileBytes) throws {
    switch self {
    case .weights: check(try readWeights(bytes), bytes)
    case .safetensors: check(try readSafetensors(bytes), bytes)
    case .pickle: try readPickle(bytes)
    case .zip: try readArchive(bytes)
    case .onnx: try readNetwork(bytes)
    case .workbook: try readSheet(bytes)
    }
  }
}

/// What libFuzzer calls with one input after the other.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = FileBytes(Data(UnsafeBufferPointer(start: start, count: count)))
  do { try Target.chosen.read(bytes) } catch is WeightFileError.Kind {} catch is ONNXError.Kind {
  } catch is WorkbookFault {} catch {
    fatalError("an error of another type: \(error)")
  }
  return 0
}

private func readPickle(_ bytes: FileBytes) throws {
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

private func readArchive(_ bytes: FileBytes) throws {
  let archive = try StoredArchive(bytes)
  var total = 0
  for name in archive.names {
    let range = try archive.verified(name)
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { fatalError("entry \(name) leaves the file") }
    total += range.count
  }
  guard total <= bytes.count else { fatalError("entries overlap") }
  do throws(ArchiveFault) {
    let archive = try ZipArchive(bytes.all)
    for entry in archive.entries where try archive.contents(of: entry.name, limit: 1 << 20).count != entry.count {
      fatalError("entry \(entry.name) has another length than it announces")
    }
  } catch {}
}

/// A table has a cell for each column, and no more text than the bytes can hold.
private func readSheet(_ bytes: FileBytes) throws {
  var meaning = CellMeaning()
  meaning.strings = ["id", "x", "환자", "1"]
  let cells = try SheetReader.cells([UInt8](bytes.all), part: "sheet", meaning)
  let table = try SheetTable(cells, sheet: "sheet", others: [])
  guard table.rows.allSatisfy({ $0.count == table.columns.count }), table.lines.count == table.rows.count else {
    fatalError("a row has another number of cells than the header")
  }
}

private func readNetwork(_ bytes: FileBytes) throws {
  let model = try ONNXModel(bytes)
  for (name, tensor) in model.initialisers {
    guard elementCount(tensor.shape) == tensor.count else { fatalError("\(name) has another count than its shape") }
  }
}

/// Two bytes a number at least; several names may share one tensor.
private func check(_ content: WeightContent, _ bytes: FileBytes) {
  for (name, tensor) in content.tensors {
    guard elementCount(tensor.shape) == tensor.values.count, 2 * tensor.values.count <= bytes.count else {
      fatalError("\(name) has numbers that are not in the file")
    }
  }
}

/// The errors of ONNX files list the operators that are computed; reading needs none of them.
enum ONNXOperator {
  static let all: [String: Int] = [:]
}
