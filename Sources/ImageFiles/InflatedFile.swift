/// Reads a file whole, inflated when it is gzip.
package enum InflatedFile {
  /// The bytes of the file at `path`.
  /// - Throws: ``ImageFileError`` where it cannot be opened or does not inflate.
  package static func bytes(of path: String) throws(ImageFileError) -> [UInt8] {
    let stream = try CompressedStream(path)
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    var result: [UInt8] = []
    while true {
      let found = try stream.read(chunk.count, into: &chunk)
      guard found > 0 else { return result }
      result += chunk[..<found]
    }
  }
}
