/// A gzip member of stored blocks (RFC 1952; RFC 1951, 3.2.4).
func gzipMember(_ bytes: [UInt8]) -> [UInt8] {
  var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
  for start in stride(from: 0, to: bytes.count, by: 60_000) {
    let block = bytes[start..<min(start + 60_000, bytes.count)]
    let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
    result += [block.endIndex == bytes.count ? 1 : 0, low, high, ~low, ~high] + block
  }
  var checksum = UInt32.max
  for byte in bytes {
    checksum ^= UInt32(byte)
    for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xedb8_8320 : checksum >> 1 }
  }
  for value in [~checksum, UInt32(bytes.count)] { result += (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
  return result
}
