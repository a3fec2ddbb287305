import ImageFiles
import TestSupport
import Testing

/// Bits of pixels above those that BitsStored and HighBit call stored, and where compressed frames begin.
struct ForeignBitTests {
  private let scratch: Scratch
  private let runLengthSyntax = "1.2.840.10008.1.2.5"
  private let losslessSyntax = "1.2.840.10008.1.2.4.70"

  init() throws { scratch = try Scratch() }

  private func slice(
    _ pixels: DICOMElement, syntax: String = "1.2.840.10008.1.2.1", stored: Int = 12, signed: Int = 0, frames: Int = 1,
    high: Int? = nil, model: String = "MONOCHROME2", extra: [DICOMElement] = []
  ) throws -> String {
    let elements: [DICOMElement] = [
      .text(0x0008_0060, "CS", "MR"), .text(0x0020_000e, "UI", "2.25.7"), .text(0x0008_0018, "UI", "2.25.8"),
      .short(0x0028_0002, 1), .text(0x0028_0004, "CS", model), .text(0x0028_0008, "IS", "\(frames)"),
      .short(0x0028_0010, 20), .short(0x0028_0011, 24), .short(0x0028_0100, 16), .short(0x0028_0101, stored),
      .short(0x0028_0102, high ?? stored - 1), .short(0x0028_0103, signed), .numbers(0x0018_0050, [3]),
      .numbers(0x0020_0032, [0, 0, 0]), .numbers(0x0020_0037, [1, 0, 0, 0, 1, 0]), .numbers(0x0028_0030, [1, 1]),
      pixels,
    ]
    return try scratch.write(
      DICOMElement.file(elements + extra, objectClass: "1.2.840.10008.5.1.4.1.1.4", syntax: syntax), to: "image.dcm")
  }

  private func words(_ values: [Int]) -> DICOMElement {
    .pixels(values.flatMap { [UInt8($0 & 255), UInt8($0 >> 8 & 255)] }, vr: "OW")
  }

  private func kind(_ path: String) -> String? {
    do throws(ImageFileError) {
      _ = try readNotedVolume(path)
      return nil
    } catch { return error.kind.name }
  }

  /// Values that climb past 4095.
  private let climbing = (0..<480).map { 3500 + ($0 % 24) * 40 + ($0 / 24) * 9 }
  /// Values that stay below 4096.
  private let low = (0..<480).map { 100 + ($0 % 24) * 7 + ($0 / 24) * 11 }

  @Test func valuesThatNeedMoreThanBitsStoredAreRefused() throws {
    #expect(try kind(slice(words(climbing))) == "contradictory-stream")
    let packed = DICOMElement.encapsulated([runLength(climbing, columns: 24)])
    #expect(try kind(slice(packed, syntax: runLengthSyntax)) == "contradictory-stream")
    #expect(try kind(slice(packed, syntax: runLengthSyntax, stored: 13)) == nil)
    #expect(try kind(slice(words(climbing), stored: 13)) == nil)
    // Signed values of 13 bits, with their sign in the bits above.
    let signed = (0..<480).map { (($0 % 24) * 300 - 3600) & 0xffff }
    #expect(try kind(slice(words(signed), signed: 1)) == "contradictory-stream")
    #expect(try kind(slice(words(signed), stored: 13, signed: 1)) == nil)
  }

  /// Overlays that the header describes, in plain pixels and in RLE.
  @Test(arguments: [12, 13, 15]) func overlaysInTheUpperBitsAreLeftOut(bit: Int) throws {
    let drawn = low.enumerated().map { $0 % 24 < 6 && $0 / 24 < 9 ? $1 | 1 << bit : $1 }
    let overlay = [DICOMElement.short(0x6000_0102, bit), .short(0x6000_0100, 16)]
    for (pixels, syntax) in [
      (words(drawn), "1.2.840.10008.1.2.1"), (.encapsulated([runLength(drawn, columns: 24)]), runLengthSyntax),
    ] {
      let found = try readNotedVolume(slice(pixels, syntax: syntax, extra: overlay))
      #expect(found.volume.voxels == low.map(Double.init))
      #expect(!found.notes.contains { $0.kind == "bits outside the stored ones left out" })
      // Without a description nobody knows what they are.
      let asked = try readNotedVolume(slice(pixels, syntax: syntax))
      #expect(asked.volume.voxels == low.map(Double.init))
      #expect(asked.notes.contains(.foreignBits(count: 54)))
    }
  }

  /// The sign of a negative value reaches into the bits above, and the mark of padding jumps.
  @Test func signsAreSilentAndPaddingIsAsked() throws {
    let signed = (0..<480).map { (($0 % 24) * 40 - 500) & 0xffff }
    let found = try readNotedVolume(slice(words(signed), signed: 1))
    #expect(found.volume.voxels[0] == -500 && !found.notes.contains { $0.kind.hasPrefix("bits outside") })
    let padded = low.enumerated().map { $0 % 24 < 3 ? 63536 : $1 }
    #expect(try readNotedVolume(slice(words(padded))).notes.contains(.foreignBits(count: 60)))
  }

  /// Values of 12 bits in the upper bits of a cell, and in the lower ones though HighBit says otherwise.
  @Test func theLowerBitsAreLookedAtToo() throws {
    let upper = low.map { $0 << 4 }
    let found = try readNotedVolume(slice(words(upper), high: 15))
    #expect(found.volume.voxels == low.map(Double.init) && !found.notes.contains { $0.kind.hasPrefix("bits outside") })
    #expect(try kind(slice(words(low), high: 15)) == "contradictory-stream")
    // An overlay below the values, declared or not.
    let drawn = upper.enumerated().map { $0 % 24 < 6 ? $1 | 1 : $1 }
    #expect(try readNotedVolume(slice(words(drawn), high: 15)).notes.contains(.foreignBits(count: 120)))
    let overlay = DICOMElement.short(0x6000_0102, 1)
    let marked = upper.enumerated().map { $0 % 24 < 6 ? $1 | 2 : $1 }
    let declared = try readNotedVolume(slice(words(marked), high: 15, extra: [overlay]))
    #expect(declared.volume.voxels == low.map(Double.init))
    #expect(!declared.notes.contains { $0.kind.hasPrefix("bits outside") })
  }

  /// BitsStored 16 and HighBit 11: values that are the same by both, or that need the bits above, are read.
  @Test func aHighBitBelowBitsStoredIsReadWhereThePixelsDecide() throws {
    let note = ReadingNote.attributeTaken(attribute: "HighBit (0028,0102)", value: "11", taken: "15")
    let negative = (0..<480).map { (($0 % 24) * 40 - 500) & 0xffff }
    for (values, signed) in [(low, 0), (climbing, 0), (low, 1), (negative, 1)] {
      let found = try readNotedVolume(slice(words(values), stored: 16, signed: signed, high: 11))
      #expect(found.volume.voxels == values.map { Double(signed == 1 && $0 > 32767 ? $0 - 65536 : $0) })
      #expect(found.notes.contains(note))
      let packed = DICOMElement.encapsulated([runLength(values, columns: 24)])
      let other = try readNotedVolume(slice(packed, syntax: runLengthSyntax, stored: 16, signed: signed, high: 11))
      #expect(other.volume.voxels == found.volume.voxels && other.notes.contains(note))
    }
    // 2048 may be the lowest number of 12 bits; a mark for padding may be none of the values.
    let positive = (0..<480).map { 1900 + ($0 % 24) * 20 }
    let padded = low.enumerated().map { $0 % 24 < 3 ? 63536 : $1 }
    for (values, signed) in [(positive, 1), (padded, 0)] {
      let error = #expect(throws: ImageFileError.self) {
        try readNotedVolume(slice(words(values), stored: 16, signed: signed, high: 11))
      }
      #expect(error?.kind == .highBitTooLow(11, stored: 16) && error?.kind.name == "contradictory-stream")
    }
    let overlay = [DICOMElement.short(0x6000_0102, 12), .short(0x6000_0100, 16)]
    #expect(try kind(slice(words(low), stored: 16, high: 11, extra: overlay)) == "contradictory-stream")
  }

  /// What cannot be is named with its value; what can be one thing only is read as that.
  @Test func impossibleAttributesAreNamed() throws {
    for (stored, high, frames, named) in [
      (17, 16, 1, "BitsStored (0028,0101) is 17"), (0, 0, 1, "BitsStored (0028,0101) is 0"),
      (12, 16, 1, "HighBit (0028,0102) is 16, and it must be from 11 to 15"),
      (12, 11, -2, "NumberOfFrames (0028,0008) is -2"),
    ] {
      let error = #expect(throws: ImageFileError.self) {
        try readNotedVolume(slice(words(low), stored: stored, frames: frames, high: high))
      }
      #expect(error?.kind.name == "damaged" && error?.description.contains(named) == true)
    }
    for (high, frames, model, taken) in [
      (15, 0, "MONOCHROME2", "NumberOfFrames (0028,0008) is 0, which cannot be, and was read as 1"),
      (15, 1, "monochrome2", "PhotometricInterpretation (0028,0004) is monochrome2"),
      (16, 1, "MONOCHROME2", "HighBit (0028,0102) is 16, which cannot be, and was read as 15"),
    ] {
      let found = try readNotedVolume(slice(words(low), stored: 16, frames: frames, high: high, model: model))
      #expect(found.volume.voxels == low.map(Double.init) && found.notes.contains { $0.description.contains(taken) })
    }
    #expect(try readNotedVolume(slice(words(low), model: "monochrome1")).notes.contains(.greyLevelsInverted))
    let double = try slice(words(low + low), frames: 0)
    #expect(kind(double) == "damaged")
  }

  // MARK: Where frames begin

  private func halves(_ stream: [UInt8]) -> [[UInt8]] {
    let middle = stream.count / 4 * 2
    return [Array(stream[..<middle]), Array(stream[middle...])]
  }

  @Test func framesOfSeveralFragmentsAreFoundByTheirBeginnings() throws {
    for (syntax, encode) in [
      (runLengthSyntax, { runLength($0, columns: 24) }), (losslessSyntax, { losslessJPEG($0, columns: 24) }),
    ] as [(String, ([Int]) -> [UInt8])] {
      let other = low.map { $0 + 5 }
      let fragments = halves(encode(low)) + halves(encode(other))
      let path = try slice(.encapsulated(fragments), syntax: syntax, stored: 16, frames: 2)
      #expect(try storedPixels(ofFile: path) == (low + other).map(Double.init))
    }
  }

  /// A frame whose first bytes are lost cannot be told from the rest of the one before it.
  @Test(arguments: [0, 2]) func framesThatCannotBeToldApartAreRefused(damaged: Int) throws {
    for (syntax, encode) in [
      (runLengthSyntax, { runLength($0, columns: 24) }), (losslessSyntax, { losslessJPEG($0, columns: 24) }),
    ] as [(String, ([Int]) -> [UInt8])] {
      var fragments = halves(encode(low)) + halves(encode(low.map { $0 + 5 }))
      for n in 0..<8 { fragments[damaged][n] = 1 }
      let path = try slice(.encapsulated(fragments), syntax: syntax, stored: 16, frames: 2)
      let error = #expect(throws: ImageFileError.self) { try storedPixels(ofFile: path) }
      #expect(error?.description.contains("do not show where each begins") == true)
    }
  }
}
