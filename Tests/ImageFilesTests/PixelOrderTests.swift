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

  private static let object = "1.2.840.10008.5.1.4.1.1.4"

  private func pixels(_ bits: Int, seed: UInt64, isSmall: Bool = false) -> [UInt8] {
    var random = RandomStream(seed: seed, name: "order of bytes")
    return (0..<24 * bits / 8).map { n in isSmall && n % 4 > 1 ? 0 : UInt8(random.index(below: 256)) }
  }

  @Test(arguments: [(8, 1, "OB"), (8, 2, "OW"), (16, 2, "OW")], [false, true])
  func bigEndianPixelsAreThoseOfLittleEndian(_ stored: (bits: Int, word: Int, vr: String), isSigned: Bool) throws {
    for seed in 0..<8 as Range<UInt64> {
      let image = elements(stored.bits, isSigned, stored.vr, pixels(stored.bits, seed: seed))
      let wanted = try read(DICOMElement.file(image, objectClass: Self.object))
      #expect(
        try read(DICOMElement.bigEndianFile(image, objectClass: Self.object, word: stored.word)) == wanted,
        "seed \(seed)")
      #expect(Set(wanted).count > 10)
    }
  }

  /// pydicom turns round a pixel of 32 bits, DCMTK and GDCM each of its words; values below 65536 tell them apart.
  @Test(arguments: [2, 4], 0..<8 as Range<UInt64>)
  func theValuesTellTheOrderOfTheWords(word: Int, seed: UInt64) throws {
    let image = elements(32, false, "OW", pixels(32, seed: seed, isSmall: true))
    let wanted = try read(DICOMElement.file(image, objectClass: Self.object))
    #expect(try read(DICOMElement.bigEndianFile(image, objectClass: Self.object, word: word)) == wanted)
    #expect(wanted.allSatisfy { $0 < 65536 } && Set(wanted).count > 10)
  }

  /// pydicom turns round pixels of 16 and 32 bits in OB like everything else, GDCM and DCMTK take them as bytes.
  @Test(arguments: [16, 32], [1, 2, 4])
  func bytesWhoseOrderNobodyKnowsAreRefused(bits: Int, word: Int) throws {
    let image = elements(bits, false, "OB", pixels(bits, seed: 1))
    let error = #expect(throws: ImageFileError.self) {
      try read(DICOMElement.bigEndianFile(image, objectClass: Self.object, word: min(word, bits / 8)))
    }
    #expect("\(try #require(error))".contains("programs disagree on their order"))
  }

  @Test func wordsWhoseOrderNobodyKnowsAreRefused() throws {
    let image = elements(32, false, "OW", pixels(32, seed: 1))
    let error = #expect(throws: ImageFileError.self) {
      try read(DICOMElement.bigEndianFile(image, objectClass: Self.object, word: 4))
    }
    #expect("\(try #require(error))".contains("programs disagree on the order of their words"))
  }
}
