/// JPEG lossless, first-order prediction (ITU-T T.81, annex H), of one frame: each difference has a category of five
/// bits.
func losslessJPEG(_ values: [Int], columns: Int, precision: Int = 16) -> [UInt8] {
  func two(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }
  let rows = values.count / columns
  // DHT: seventeen categories, each with a code of five bits.
  let table: [UInt8] =
    [0xff, 0xc4] + two(2 + 17 + 17) + [0, 0, 0, 0, 0, 17]
    + [UInt8](repeating: 0, count: 11) + (0...16).map { UInt8($0) }
  let frame: [UInt8] = [0xff, 0xc3] + two(11) + [UInt8(precision)] + two(rows) + two(columns) + [1, 1, 0x11, 0]
  let scan: [UInt8] = [0xff, 0xda] + two(8) + [1, 1, 0, 1, 0, 0]
  var bits = BitWriter()
  for n in values.indices {
    let left = n % columns > 0 ? values[n - 1] : n > 0 ? values[n - columns] : 1 << (precision - 1)
    // Differences are taken modulo 65536 (T.81, H.1.2.1).
    let apart = (values[n] - left) & 0xffff
    let difference = apart > 32768 ? apart - 65536 : apart
    let category = Int.bitWidth - abs(difference).leadingZeroBitCount
    bits.write(category, count: 5)
    // Category 16 is 32768 alone, which is -32768 too.
    guard category < 16 else { continue }
    bits.write(difference < 0 ? difference + (1 << category) - 1 : difference, count: category)
  }
  return [0xff, 0xd8] + table + frame + scan + bits.finished + [0xff, 0xd9]
}

/// Bits from the highest of a byte on, with a zero after each byte of 0xFF.
private struct BitWriter {
  private var bytes: [UInt8] = []
  private var held = 0
  private var count = 0

  mutating func write(_ value: Int, count bits: Int) {
    for shift in (0..<bits).reversed() {
      held = held << 1 | (value >> shift & 1)
      count += 1
      guard count == 8 else { continue }
      bytes += held == 0xff ? [0xff, 0] : [UInt8(held)]
      (held, count) = (0, 0)
    }
  }

  var finished: [UInt8] {
    guard count > 0 else { return bytes }
    var rest = self
    rest.write((1 << (8 - count)) - 1, count: 8 - count)
    return rest.bytes
  }
}

/// RLE of 16 bits (PS3.5, annex G) of one frame, row by row: runs of one value, else literal ones.
func runLength(_ values: [Int], columns: Int) -> [UInt8] {
  let segments = [8, 0].map { shift in
    let bytes = values.map { UInt8($0 >> shift & 255) }
    let rows = stride(from: 0, to: bytes.count, by: columns).flatMap { runs(Array(bytes[$0..<$0 + columns])) }
    return rows.count % 2 == 1 ? rows + [0] : rows
  }
  func four(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
  let header = four(2) + four(64) + four(64 + segments[0].count) + [UInt8](repeating: 0, count: 52)
  return header + segments[0] + segments[1]
}

private func runs(_ row: [UInt8]) -> [UInt8] {
  var (made, at) = ([UInt8](), 0)
  while at < row.count {
    let same = row[at...].prefix(128).prefix { $0 == row[at] }.count
    if same > 1 {
      made += [UInt8(257 - same), row[at]]
      at += same
    } else {
      let end = (at + 1..<row.count).first { $0 + 1 < row.count && row[$0] == row[$0 + 1] } ?? row.count
      let literal = row[at..<min(end, at + 128)]
      made += [UInt8(literal.count - 1)] + literal
      at += literal.count
    }
  }
  return made
}
