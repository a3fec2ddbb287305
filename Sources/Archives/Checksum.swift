/// CRC-32 as zip has it (reflected polynomial 0xEDB88320), eight bytes at a time.
func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
  var sum = UInt32.max
  var position = 0
  while position + 8 <= bytes.count {
    // Invariant: eight bytes from `position` are inside the buffer.
    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ UInt64(sum)
    sum = 0
    for lane in 0..<8 { sum ^= tables[(7 - lane) << 8 | Int(truncatingIfNeeded: word >> UInt64(8 * lane)) & 0xff] }
    position += 8
  }
  for byte in bytes[position...] { sum = tables[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8 }
  return ~sum
}

/// `tables[k << 8 | b]`: the sum of byte `b` followed by `k` zero bytes.
private let tables: [UInt32] = {
  var tables = [UInt32](repeating: 0, count: 8 << 8)
  for byte in 0..<256 {
    var sum = UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
    tables[byte] = sum
  }
  for entry in 256..<(8 << 8) {
    let before = tables[entry - 256]
    tables[entry] = tables[Int(before & 0xff)] ^ before >> 8
  }
  return tables
}()
