import Report
import Testing

@Suite struct PNGImageTests {
  private func word(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  /// Reads the stored blocks back; sums are those of Python's zlib on the same bytes, and of the empty IEND chunk as
  /// published.
  @Test(arguments: [(1, 138562895, 756870432), (3, 3298682859, 1178939281)])
  func aPictureReadsBackPixelByPixel(depth: Int, adler: Int, crc: Int) throws {
    let width = 300
    let greys = (0..<(width * 100)).map { Float($0 % 256) / 255 }
    // A map of nothing leaves greys as they are, in three equal colours.
    let none = [Float](repeating: 0, count: greys.count)
    let file = PNGImage(width: width, greys: greys, heat: depth == 3 ? none : nil).bytes
    #expect(file[24..<26] == [8, depth == 3 ? 2 : 0])
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
    #expect(position + 4 == stream.count && lines.count == 100 * (1 + depth * width))
    for (place, grey) in greys.enumerated() {
      let start = place / width * (1 + depth * width) + 1 + place % width * depth
      let level = UInt8((255 * grey).rounded())
      #expect(lines[start..<(start + depth)].allSatisfy { $0 == level })
    }
    #expect(word(stream.suffix(4)) == adler)
    #expect(word(file[(41 + stream.count)..<(45 + stream.count)]) == crc)
  }

  /// A square of 3 x 3 in a picture of 6 x 5: its eight outer pixels are blue, its middle and the rest stay grey. Where
  /// the region ends with the picture there is no line.
  @Test func theOutlineOfALesionIsBlue() {
    func blue(_ inside: (Int, Int) -> Bool) -> [Int] {
      let lesion = (0..<30).map { inside($0 % 6, $0 / 6) }
      let file = PNGImage(width: 6, greys: .init(repeating: 0.5, count: 30), heat: nil, lesion: lesion).bytes
      // Behind the stored block's head: 33 + 8 bytes of chunks, 2 of zlib, 5 of the block.
      return (0..<30).filter { at in
        let start = 48 + at / 6 * 19 + 1 + at % 6 * 3
        return file[start..<(start + 3)] != [128, 128, 128]
      }
    }
    #expect(blue { (1...3).contains($0) && (1...3).contains($1) } == [7, 8, 9, 13, 15, 19, 20, 21])
    #expect(blue { x, _ in x < 2 } == [1, 7, 13, 19, 25])
    #expect(blue { _, _ in true }.isEmpty && blue { _, _ in false }.isEmpty)
  }
}
