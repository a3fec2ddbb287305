internal import CZlib

/// Deflate cannot make more than this many bytes of one (RFC 1951: a match of 258 bytes in two bits, and the margin
/// that zlib's documentation gives), so an entry that announces more is not what it says.
let largestInflation = 1032

/// The `count` bytes that a raw deflate stream gives; `nil` if it gives another number of them or is damaged.
///
/// zlib is told how much room there is, so that the stream never grows beyond what the archive announces.
func inflated(_ packed: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
  guard packed.count <= Int(UInt32.max), count <= Int(UInt32.max) else { return nil }
  var isWhole = false
  let result = [UInt8](unsafeUninitializedCapacity: max(count, 1)) { target, written in
    written = 0
    var stream = z_stream()
    // Invariant: both buffers outlive the call, and zlib is told how long each is. Negative window bits: raw deflate.
    stream.next_in = UnsafeMutablePointer(mutating: packed.bindMemory(to: UInt8.self).baseAddress)
    stream.avail_in = UInt32(packed.count)
    stream.next_out = target.baseAddress
    stream.avail_out = UInt32(count)
    guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return }
    defer { inflateEnd(&stream) }
    isWhole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0
    written = count - Int(stream.avail_out)
  }
  return isWhole ? result : nil
}
