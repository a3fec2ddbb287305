import CZlib

/// A zip archive, written from PKWARE's layout and not with the reader's code.
package struct ZipWriter {
  /// The method that the headers name; the bytes are written as they are given.
  package var method: UInt16
  /// Added to every checksum.
  package var checksumDelta: UInt32
  /// Adds to the header offset that the directory gives for the entry of this number.
  package var shifted: (entry: Int, by: Int)?
  /// Whether the bytes are compressed, which makes the method 8.
  package var deflates: Bool
  /// Added to the sizes that the directory announces.
  package var sizeDelta: Int

  /// Stored entries unless told otherwise.
  package init(
    method: UInt16 = 0, checksumDelta: UInt32 = 0, shifted: (entry: Int, by: Int)? = nil, deflates: Bool = false,
    sizeDelta: Int = 0
  ) {
    (self.method, self.checksumDelta, self.shifted) = (method, checksumDelta, shifted)
    (self.deflates, self.sizeDelta) = (deflates, sizeDelta)
  }

  /// The archive of some entries.
  package func write(_ entries: [(name: String, data: [UInt8])]) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (number, entry) in entries.enumerated() {
      let sum = plainCRC32(entry.data) &+ checksumDelta
      let packed = deflates ? deflated(entry.data) : entry.data
      let sizes = little(sum) + little(UInt32(packed.count)) + little(UInt32(max(0, entry.data.count + sizeDelta)))
      let common = little(UInt16(20)) + little(UInt16(0)) + little(deflates ? 8 : method) + [0, 0, 0, 0] + sizes
      let name = Array(entry.name.utf8)
      var offset = file.count
      if let shifted, shifted.entry == number { offset += shifted.by }
      directory += little(UInt32(0x0201_4b50)) + [20, 0] + common + little(UInt16(name.count))
      directory += [UInt8](repeating: 0, count: 12) + little(UInt32(offset)) + name
      file += little(UInt32(0x0403_4b50)) + common + little(UInt16(name.count)) + [0, 0] + name + packed
    }
    let count = little(UInt16(entries.count))
    let end = little(UInt32(0x0605_4b50)) + [0, 0, 0, 0] + count + count + little(UInt32(directory.count))
    return file + directory + end + little(UInt32(file.count)) + [0, 0]
  }
}

private func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

private func plainCRC32(_ data: [UInt8]) -> UInt32 {
  var sum = UInt32.max
  for byte in data {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
  }
  return ~sum
}

/// A raw deflate stream.
private func deflated(_ data: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  var output = [UInt8](repeating: 0, count: data.count + data.count / 1000 + 64)
  var input = data
  deflateInit2_(
    &stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  return input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
      (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
      precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "the buffer holds any deflated stream")
      return Array(target[..<(target.count - Int(stream.avail_out))])
    }
  }
}
