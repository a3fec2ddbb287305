internal import CNIfTI

/// A file read from start to end, inflated when it is gzip. Owns the C handle.
final class CompressedStream {
  private var handle: znzFile?
  private let path: String

  init(_ path: String) throws(ImageFileError) {
    self.path = path
    handle = znzopen(path, "rb", 1)
    if handle == nil { throw ImageFileError(path, .unreadable) }
  }

  deinit { _ = Xznzclose(&handle) }

  /// Fills the first `count` bytes of `buffer` as far as the file goes and returns how many it read.
  func read(_ count: Int, into buffer: inout [UInt8]) throws(ImageFileError) -> Int {
    precondition(count <= buffer.count, "room for what is asked")
    let found = buffer.withUnsafeMutableBytes { znzread($0.baseAddress, 1, count, handle) }
    // zlib answers -1 for a bad checksum or block; what it inflated before is not to be trusted either.
    guard found >= 0 else { throw ImageFileError(path, .damaged(detail: "the gzip stream does not inflate")) }
    return found
  }

  /// Reads on for `count` bytes without keeping them; returns how many there were.
  func skip(_ count: Int) throws(ImageFileError) -> Int {
    var chunk = [UInt8](repeating: 0, count: min(max(count, 1), 1 << 16))
    var skipped = 0
    while skipped < count {
      let wanted = min(count - skipped, chunk.count)
      let found = try read(wanted, into: &chunk)
      guard found > 0 else { break }
      skipped += found
    }
    return skipped
  }

  /// Reads on to the end of the file, for `most` bytes at most.
  func rest(most: Int) throws(ImageFileError) -> TrailingBytes {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var (count, areZero) = (0, true)
    while count < most {
      let found = try read(min(chunk.count, most - count), into: &chunk)
      guard found > 0 else { break }
      count += found
      areZero = areZero && chunk[..<found].allSatisfy { $0 == 0 }
    }
    return TrailingBytes(count: count, areZero: areZero)
  }

  /// Exactly `count` bytes; fewer is an error that says how many there were.
  func bytes(_ count: Int) throws(ImageFileError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    let found = try read(count, into: &result)
    guard found == count else { throw ImageFileError(path, .truncated(expected: count, found: found)) }
    return result
  }
}
