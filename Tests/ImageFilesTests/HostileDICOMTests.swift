import ImageFiles
import Testing

struct HostileDICOMTests {
  /// An implicit little-endian file whose only content is a sequence in a sequence, `depth` times.
  private func nested(_ depth: Int, undefinedLengths: Bool) -> [UInt8] {
    let meta: [UInt8] = [
      2, 0, 0, 0, 0x55, 0x4C, 4, 0, 26, 0, 0, 0, 2, 0, 0x10, 0, 0x55, 0x49, 18, 0,
    ]
    let start = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + meta + Array("1.2.840.10008.1.2\0".utf8)
    func length(_ value: Int) -> [UInt8] {
      undefinedLengths ? [0xFF, 0xFF, 0xFF, 0xFF] : (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return (0..<depth).reduce(into: start) { bytes, level in
      let inside = 16 * (depth - level - 1)
      bytes += [8, 0, 0x15, 0x11] + length(inside + 8) + [0xFE, 0xFF, 0, 0xE0] + length(inside)
    }
  }

  /// Deep enough to overflow the stack of a parser that recurses.
  @Test(arguments: [true, false])
  func deepNestingIsAnErrorNotACrash(undefinedLengths: Bool) throws {
    let scratch = try Scratch()
    let path = try scratch.write(nested(20_000, undefinedLengths: undefinedLengths), to: "deep.dcm")
    let error = #expect(throws: ImageFileError.self) { try readVolume(path) }
    #expect(error?.kind == .damaged(detail: "its sequences are nested more than 256 deep"))
  }

  @Test(arguments: [true, false])
  func ordinaryNestingIsParsed(undefinedLengths: Bool) throws {
    let scratch = try Scratch()
    let path = try scratch.write(nested(20, undefinedLengths: undefinedLengths), to: "shallow.dcm")
    let error = #expect(throws: ImageFileError.self) { try readVolume(path) }
    #expect(error?.description.contains("nested") == false)
  }

  /// A slice cut in its preamble is 0 to 127 zeros, and has no suffix on many scanners.
  @Test func aCutPreambleIsNotPassedOver() throws {
    let scratch = try Scratch()
    try scratch.write([UInt8](repeating: 0, count: 60), to: "IM0007")
    #expect(try DICOMFolder(scanning: scratch.path).problems.count == 1)
  }
}
