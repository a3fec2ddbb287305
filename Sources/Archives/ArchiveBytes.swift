import Foundation

/// The bytes of an archive, read only inside their bounds.
struct ArchiveBytes: Sendable {
  private let data: Data

  init(_ data: Data) { self.data = data }

  var count: Int { data.count }

  /// Throws where `count` bytes from `offset` leave the file.
  func check(_ offset: Int, _ count: Int, what: String) throws(ArchiveFault) {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw .truncated(what: what, needed: count, available: max(0, self.count - offset))
    }
  }

  /// A little-endian integer.
  func integer<T: FixedWidthInteger>(at offset: Int, as _: T.Type, what: String) throws(ArchiveFault) -> T {
    try check(offset, MemoryLayout<T>.size, what: what)
    return data.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
  }

  /// A little-endian unsigned integer that must fit into `Int`.
  func size<T: FixedWidthInteger>(at offset: Int, as type: T.Type, what: String) throws(ArchiveFault) -> Int {
    let value = try integer(at: offset, as: type, what: what)
    guard let size = Int(exactly: value), size >= 0 else { throw .malformed("\(what) is \(value)") }
    return size
  }

  /// UTF-8 text; bytes that are not UTF-8 are an error, since names are compared.
  func text(at offset: Int, count: Int, what: String) throws(ArchiveFault) -> String {
    try check(offset, count, what: what)
    let range = (data.startIndex + offset)..<(data.startIndex + offset + count)
    guard let text = String(validating: data[range], as: UTF8.self) else {
      throw .malformed("\(what) is not UTF-8 text")
    }
    return text
  }

  /// Calls `body` with some bytes in place.
  func withBytes<Result>(
    _ range: Range<Int>, what: String, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(ArchiveFault) -> Result {
    try check(range.lowerBound, range.count, what: what)
    return data.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
