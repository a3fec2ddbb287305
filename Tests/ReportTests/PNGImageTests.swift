import Report
import Testing

@Suite struct PNGImageTests {
  private func word(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  /// Reads the stored blocks back; sums are those of Python's zlib on the same bytes, and of the empty IEND chunk as published.
  @Test func aPictureReadsBackPixelByPixel() throws {
    let width = 300
    let greys = (0..<(width * 100)).map { Float($0 % 256) / 255 }
    let file = PNGImage(width: width, greys: greys, heat: nil).bytes
    #expect(file.prefix(8) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    #expect(file.suffix(8) == [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
    #expect(word(file[16..<20]) == 300 && word(file[20..<24]) == 100)
    let stream = Array(file[41..<(41 + word(file[33..<37]))])
    var (lines, position) = ([UInt8](), 2)
    var isLast = false
    while !isLast {
      isLast = stream[position] == 1
      let count = Int(stream[position + 1]) | Int(stream[position + 2]) << 8
      lines += stream[(position + 5)..<(position + 5 + count)]
      position += 5 + count
    }
    #expect(position + 4 == stream.count && lines.count == 100 * 901)
    for (place, grey) in greys.enumerated() {
      let start = place / width * 901 + 1 + place % width * 3
      let level = UInt8((255 * grey).rounded())
      #expect(lines[start..<(start + 3)] == [level, level, level])
    }
    #expect(word(stream.suffix(4)) == 3298682859)
    #expect(word(file[(41 + stream.count)..<(45 + stream.count)]) == 1178939281)
  }
}
