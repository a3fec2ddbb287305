import Execution
import Foundation

/// A file's bytes, read only inside its bounds.
struct FileBytes: Sendable {
  private let data: Data

  init(_ data: Data) { self.data = Data(data) }

  /// Maps the file, so that only what is looked at is read.
  static func mapped(_ url: URL) throws(WeightFileError) -> FileBytes {
    // A pipe or a device would be read for ever.
    let type = (try? FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path))?[.type]
    if let type = type as? FileAttributeType, type != .typeRegular {
      throw WeightFileError(url.lastPathComponent, .notAWeightFile)
    }
    do { return FileBytes(mapping: try Data(contentsOf: url, options: .mappedIfSafe)) } catch {
      let absent = !FileManager.default.fileExists(atPath: url.path)
      throw WeightFileError(url.lastPathComponent, absent ? .notFound : .unreadable)
    }
  }

  private init(mapping data: Data) { self.data = data }

  var count: Int { data.count }

  /// All of them, for a reader with bounds of its own.
  var all: Data { data }

  /// SHA-256 of all of them.
  var sha256: String { data.sha256 }

  /// The byte at `offset`, which must be below ``count``.
  subscript(offset: Int) -> UInt8 { data[data.startIndex + offset] }

  /// Throws where `count` bytes from `offset` leave the file.
  func check(_ offset: Int, _ count: Int, what: String) throws(WeightFileError.Kind) {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw .truncated(what: what, needed: count, available: max(0, self.count - offset))
    }
  }

  /// A little-endian integer.
  func integer<T: FixedWidthInteger>(at offset: Int, as _: T.Type, what: String) throws(WeightFileError.Kind) -> T {
    try check(offset, MemoryLayout<T>.size, what: what)
    return data.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
  }

  /// A little-endian unsigned integer that must fit into `Int`.
  func size<T: FixedWidthInteger>(at offset: Int, as type: T.Type, what: String) throws(WeightFileError.Kind) -> Int {
    let value = try integer(at: offset, as: type, what: what)
    guard let size = Int(exactly: value), size >= 0 else { throw .malformed("\(what) is \(value)") }
    return size
  }

  /// UTF-8 text; bytes that are not UTF-8 are an error, since names are compared.
  func text(at offset: Int, count: Int, what: String) throws(WeightFileError.Kind) -> String {
    guard let text = String(validating: try array(at: offset, count: count, what: what), as: UTF8.self) else {
      throw .malformed("\(what) is not UTF-8 text")
    }
    return text
  }

  /// A copy of some bytes.
  func array(at offset: Int, count: Int, what: String) throws(WeightFileError.Kind) -> [UInt8] {
    try check(offset, count, what: what)
    return [UInt8](data[(data.startIndex + offset)..<(data.startIndex + offset + count)])
  }

  /// Calls `body` with some bytes in place.
  func withBytes<Result>(
    at offset: Int, count: Int, what: String, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(WeightFileError.Kind) -> Result {
    try check(offset, count, what: what)
    return data.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + count)])) }
  }
}
