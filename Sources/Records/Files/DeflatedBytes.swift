internal import CZlib

/// Bytes compressed by zlib, as PNG files hold them.
package enum DeflatedBytes {
  /// The zlib stream (RFC 1950) of these bytes, as small as zlib makes it.
  package static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(uLong(bytes.count))
    var stream = [UInt8](repeating: 0, count: Int(size))
    let status = compress2(&stream, &size, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
    precondition(status == Z_OK, "a buffer of the size that zlib asks for is enough")
    return Array(stream.prefix(Int(size)))
  }
}
