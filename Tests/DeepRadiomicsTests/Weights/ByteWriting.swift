import Foundation

/// Little-endian bytes of an integer.
func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

/// Little-endian bytes of float32 numbers.
func bytes(_ values: [Float]) -> [UInt8] { values.flatMap { bytes($0.bitPattern) } }

/// Calls `body` with a new file `name` that holds `content`, and removes it.
func withTemporaryFile<Result>(_ name: String, _ content: [UInt8], _ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "apus-deep-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let url = folder.appending(path: name)
  try Data(content).write(to: url)
  return try body(url)
}

/// A safetensors file with this header and these data.
func safetensors(_ header: String, _ data: [UInt8] = [], announced: UInt64? = nil) -> [UInt8] {
  bytes(announced ?? UInt64(header.utf8.count)) + Array(header.utf8) + data
}

/// Pickle instructions as `torch.save` emits them (read off `pickletools.dis` of a real file).
enum Pickled {
  static func text(_ text: String) -> [UInt8] { [0x58] + bytes(UInt32(text.utf8.count)) + Array(text.utf8) }
  static func global(_ module: String, _ name: String) -> [UInt8] { [0x63] + Array("\(module)\n\(name)\n".utf8) }
  static func integer(_ value: Int) -> [UInt8] { [0x4a] + bytes(Int32(value)) }
  static func tuple(_ items: [[UInt8]]) -> [UInt8] { [0x28] + items.flatMap(\.self) + [0x74] }
  static func document(_ body: [UInt8]) -> [UInt8] { [0x80, 2] + body + [0x2e] }
  static let orderedDictionary = global("collections", "OrderedDict") + [0x29, 0x52]

  static func tensor(
    type: String = "FloatStorage", key: String, count: Int, offset: Int = 0, shape: [Int], strides: [Int],
    legacy: Bool = false
  ) -> [UInt8] {
    let parts =
      [text("storage"), global("torch", type), text(key), text("cpu"), integer(count)] + (legacy ? [[0x4e]] : [])
    let arguments = [
      tuple(parts) + [0x51], integer(offset), tuple(shape.map(integer)), tuple(strides.map(integer)), [0x89],
      orderedDictionary,
    ]
    return global("torch._utils", "_rebuild_tensor_v2") + tuple(arguments) + [0x52]
  }

  static func stateDict(_ entries: [(name: String, tensor: [UInt8])]) -> [UInt8] {
    let items = entries.flatMap { text($0.name) + $0.tensor }
    let metadata = [UInt8(0x7d)] + text("_metadata") + orderedDictionary + [0x73]
    return document(orderedDictionary + [0x28] + items + [0x75] + metadata + [0x62])
  }
}
