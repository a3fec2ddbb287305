internal import CDeflate

/// Inflates a gzip file that lies in memory: three times as fast as a stream, which must be ready to stop at any byte.
enum WholeGzip {
  /// Bytes beyond the wanted ones that a file may have, as padding.
  private static let surplus = 1 << 16

  /// What `file` inflates to, if that is at least `count` bytes, at most ``surplus`` more, and every checksum is right.
  ///
  /// `nil` for anything else: the reader then takes the stream, which finds out what is wrong. So memory never grows
  /// beyond what the caller has checked, whatever the file inflates to.
  static func inflated(_ file: [UInt8], from start: Int = 0, count: Int) -> [UInt8]? {
    file.withUnsafeBytes { inflated(UnsafeRawBufferPointer(rebasing: $0[start...]), count: count) }
  }

  private static func inflated(_ file: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    guard let decompressor = libdeflate_alloc_decompressor() else { return nil }
    defer { libdeflate_free_decompressor(decompressor) }
    let room = count + surplus
    let result = [UInt8](unsafeUninitializedCapacity: room) { output, filled in
      var consumed = 0
      // A gzip file is one member or several, one after the other.
      while consumed < file.count {
        var (read, written) = (0, 0)
        let status = libdeflate_gzip_decompress_ex(
          decompressor, file.baseAddress?.advanced(by: consumed), file.count - consumed,
          output.baseAddress?.advanced(by: filled), room - filled, &read, &written)
        guard status == LIBDEFLATE_SUCCESS else {
          filled = 0
          return
        }
        consumed += read
        filled += written
      }
    }
    return result.count >= count ? result : nil
  }
}
