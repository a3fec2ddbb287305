internal import CZlib

/// Reads a whole file and inflates it if it is gzip.
package enum InflatedFile {
  /// Why the bytes of a file are not known.
  package enum Failure: Error, Sendable, Hashable {
    case unreadable
    /// The gzip stream cannot be inflated, has a wrong checksum, or ends before its end.
    case damaged
  }

  /// The bytes of the file at `path`.
  ///
  /// zlib inflates a stream that was cut off without an error and says so only when the file is closed. The bytes of
  /// such a file are refused, since a table without its last rows looks whole.
  package static func bytes(of path: String) throws(Failure) -> [UInt8] {
    guard let stream = gzopen(path, "rb") else { throw .unreadable }
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    var result: [UInt8] = []
    while true {
      let found = gzread(stream, &chunk, UInt32(chunk.count))
      guard found > 0 else {
        let closed = gzclose(stream)
        guard found == 0, closed == Z_OK else { throw .damaged }
        return result
      }
      result += chunk[..<Int(found)]
    }
  }
}
