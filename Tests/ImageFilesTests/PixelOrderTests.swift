import Execution
import ImageFiles
import TestSupport
import Testing

/// Uncompressed pixels in both orders of bytes have the same values.
struct PixelOrderTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ bytes: [UInt8]) throws -> [Double] {
    try storedPixels(ofFile: scratch.write(bytes, to: "image.dcm"))
  }

  private func elements(_ bits: Int, _ isSigned: Bool, _ vr: String, _ pixels: [UInt8]) -> [DICOMElement] {
    [
      .text(0x0008_0060, "CS", "MR"), .short(0x0028_0002, 1), .text(0x0028_0004, "CS", "MONOCHROME2"),
      .short(0x0028_0010, 4), .short(0x0028_0011, 6), .short(0x0028_0100, bits), .short(0x0028_0101, bits),
      .short(0x0028_0102, bits - 1), .short(0x0028_0103, isSigned ? 1 : 0), .pixels(pixels, vr: vr),
    ]
  }

  /// Of 32 bits all four bytes of a pixel change their order, though OW is of words of two (pydicom and GDCM read them so).
  @Test(arguments: [(8, 1, "OB"), (8, 2, "OW"), (16, 2, "OW"), (32, 4, "OW"), (32, 1, "OB")], [false, true])
  func bigEndianPixelsAreThoseOfLittleEndian(_ stored: (bits: Int, word: Int, vr: String), isSigned: Bool) throws {
    for seed in 0..<8 as Range<UInt64> {
      var random = RandomStream(seed: seed, name: "order of bytes")
      let pixels = (0..<24 * stored.bits / 8).map { _ in UInt8(random.index(below: 256)) }
      let image = elements(stored.bits, isSigned, stored.vr, pixels)
      let mr = "1.2.840.10008.5.1.4.1.1.4"
      let wanted = try read(DICOMElement.file(image, objectClass: mr))
      let found = try read(DICOMElement.bigEndianFile(image, objectClass: mr, word: stored.word))
      #expect(found == wanted, "seed \(seed)")
      #expect(Set(wanted).count > 10)
    }
  }
}
