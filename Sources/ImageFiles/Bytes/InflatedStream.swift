internal import CZlib

/// A gzip stream in memory, inflated piece by piece. It is slower than ``WholeGzip``, but it knows why the stream
/// ended.
struct InflatedStream {
  /// How the stream ended.
  enum End {
    /// At its end, with correct checksums. Later bytes that are not a gzip member are ignored, as zlib's `gzread` does.
    case whole
    /// The file ended before the stream did.
    case cut
    /// At bytes that cannot be inflated, or at a wrong checksum.
    case damaged
    /// The bytes do not begin a gzip stream.
    case noGzip
  }

  /// The first bytes: `count` of them, or fewer if the stream is shorter.
  private(set) var bytes: [UInt8] = []
  /// The bytes after them.
  private(set) var surplus = TrailingBytes.none
  private(set) var end = End.noGzip

  /// - Parameters:
  ///   - start: where the stream begins in `file`.
  ///   - count: bytes to keep.
  ///   - most: number of further bytes to inflate. Of a stream that has more, `end` describes only the inflated part.
  init(_ file: [UInt8], from start: Int, count: Int, most: Int) {
    guard file.count - start >= 2, file[start] == 0x1f, file[start + 1] == 0x8b else { return }
    var stream = z_stream()
    // 15 bits of window, and 16 more for a gzip header.
    guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return }
    defer { inflateEnd(&stream) }
    bytes.reserveCapacity(count)
    file.withUnsafeBufferPointer { input in
      // Invariant: `next_in` and `avail_in` stay within `input`, `next_out` and `avail_out` within `chunk`. zlib reads
      // through `next_in` and does not write.
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.advanced(by: start))
      var left = input.count - start
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      repeat {
        let offered = min(left, 1 << 30)
        stream.avail_in = UInt32(offered)
        let (status, made) = chunk.withUnsafeMutableBufferPointer { output in
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          let status = inflate(&stream, Z_NO_FLUSH)
          return (status, output.count - Int(stream.avail_out))
        }
        left -= offered - Int(stream.avail_in)
        keep(chunk[..<made], count)
        end = InflatedStream.end(status, made: made, left: left)
        guard status == Z_STREAM_END, left >= 2, let next = stream.next_in, next[0] == 0x1f, next[1] == 0x8b else {
          guard status == Z_OK, end == .whole else { return }
          continue
        }
        inflateReset(&stream)
      } while surplus.count < most
    }
  }

  private static func end(_ status: Int32, made: Int, left: Int) -> End {
    switch status {
    case Z_STREAM_END: .whole
    // The output has room and the input is used up, so the rest of the stream is missing.
    case Z_OK: made == 0 && left == 0 ? .cut : .whole
    case Z_BUF_ERROR: .cut
    default: .damaged
    }
  }

  private mutating func keep(_ part: ArraySlice<UInt8>, _ count: Int) {
    let kept = part.prefix(count - bytes.count)
    bytes.append(contentsOf: kept)
    let rest = part.dropFirst(kept.count)
    let areZero = surplus.areZero && rest.allSatisfy { $0 == 0 }
    surplus = TrailingBytes(count: surplus.count + rest.count, areZero: areZero)
  }
}
