import Execution
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Pixels of another length than Rows x Columns x frames x BitsAllocated announce.
struct PixelLengthTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// An image of pixels made up at random, never 0, with so many bytes more.
  private struct Image {
    let (rows, columns, frames, bits): (Int, Int, Int, Int)
    let pixels: [UInt8]

    init(seed: UInt64) {
      var random = RandomStream(seed: seed, name: "pixel lengths")
      rows = 1 + random.index(below: 12)
      columns = 1 + random.index(below: 12)
      frames = 1 + random.index(below: 4)
      bits = [8, 16, 32][random.index(below: 3)]
      pixels = (0..<rows * columns * frames * bits / 8).map { _ in UInt8(1 + random.index(below: 255)) }
    }

    func file(surplus: [UInt8] = []) -> [UInt8] {
      DICOMElement.file(
        [
          .text(0x0008_0060, "CS", "MR"), .short(0x0028_0002, 1), .text(0x0028_0004, "CS", "MONOCHROME2"),
          .text(0x0028_0008, "IS", "\(frames)"), .short(0x0028_0010, rows), .short(0x0028_0011, columns),
          .short(0x0028_0100, bits), .short(0x0028_0101, bits), .short(0x0028_0102, bits - 1), .short(0x0028_0103, 0),
          .pixels(pixels + surplus, vr: bits == 8 ? "OB" : "OW"),
        ], objectClass: "1.2.840.10008.5.1.4.1.1.4")
    }

    var values: [Double] {
      stride(from: 0, to: pixels.count, by: bits / 8).map { start in
        (0..<bits / 8).reversed().reduce(0.0) { $0 * 256 + Double(pixels[start + $1]) }
      }
    }
  }

  private func read(_ bytes: [UInt8]) throws -> [Double] {
    try storedPixels(ofFile: scratch.write(bytes, to: "image.dcm"))
  }

  private func kind(_ bytes: [UInt8]) throws -> ImageFileError.Kind? {
    do {
      _ = try read(bytes)
      return nil
    } catch let error as ImageFileError { return error.kind }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func pixelsAreReadWhereTheirLengthIsTheAnnouncedOne(seed: UInt64) throws {
    let image = Image(seed: seed)
    #expect(try read(image.file()) == image.values, "seed \(seed)")
    // Zeros after them, fewer than a frame has, are padding.
    let padding = max(0, image.pixels.count / image.frames - 2)
    #expect(try read(image.file(surplus: [UInt8](repeating: 0, count: padding))) == image.values, "seed \(seed)")
  }

  /// Twice the bytes (16 bits that the header calls 8), a frame more, a part of one that is not 0: also where they end
  /// in zeros.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func morePixelsThanAnnouncedAreRefused(seed: UInt64) throws {
    let image = Image(seed: seed)
    let (count, frame) = (image.pixels.count, image.pixels.count / image.frames)
    for surplus in [
      image.pixels, [UInt8](repeating: 0, count: count), [UInt8](repeating: 0, count: 3 * count),
      [UInt8](repeating: 0, count: frame + frame % 2), [UInt8](repeating: 7, count: 2), [0, 0, 0, 9],
    ] where surplus.count > 1 {
      let found = (count + surplus.count + 1) / 2 * 2
      #expect(
        try kind(image.file(surplus: surplus)) == .surplus(expected: count, found: found), "seed \(seed)")
    }
  }

  @Test func theErrorSaysHowMuchIsThereAndWhatToDo() throws {
    let error = ImageFileError("a.dcm", .surplus(expected: 480, found: 960))
    #expect(error.kind.name == "damaged")
    #expect(error.description.contains("announces 480 bytes of values, and 960 are there, twice as many"))
    #expect(error.description.contains("Correct the sizes"))
  }

  /// Padding that every slice has is one note of the series.
  @Test func paddingAfterThePixelsIsSaidOnce() throws {
    var series = GeneratedSeries()
    let plain = series.slices
    series.surplus = [0, 0, 0, 0]
    for (k, slice) in series.slices.enumerated() { try scratch.write(slice, to: "series/\(k).dcm") }
    for (k, slice) in plain.enumerated() { try scratch.write(slice, to: "plain/\(k).dcm") }
    let found = try readNotedVolume(scratch.url.appending(path: "series").path)
    let wanted = try readNotedVolume(scratch.url.appending(path: "plain").path)
    #expect(found.notes == [.trailingBytes(count: 4, areZero: true)] && wanted.notes.isEmpty)
    #expect(found.volume.voxels == wanted.volume.voxels)
  }

  /// RLE of literal runs (PS3.5, annex G): as many frames as announced are read, one more is refused.
  @Test(arguments: [(3, 3, true), (3, 2, false), (2, 3, false), (1, 1, true)] as [(Int, Int, Bool)])
  func compressedFramesAreCounted(stored: Int, announced: Int, isRead: Bool) throws {
    let frames = (0..<stored).map { frame in (0..<64).map { UInt8(frame * 64 + $0) } }
    let path = try scratch.write(rle(frames, announced: announced), to: "rle.dcm")
    let pixels = Result { try storedPixels(ofFile: path) }
    if isRead {
      #expect(try pixels.get() == frames.flatMap(\.self).map(Double.init))
    } else {
      #expect(throws: ImageFileError.self) { try pixels.get() }
    }
  }

  private func rle(_ frames: [[UInt8]], announced: Int) -> [UInt8] {
    func item(_ bytes: [UInt8]) -> [UInt8] {
      let padded = bytes + (bytes.count % 2 == 1 ? [0] : [])
      return [0xfe, 0xff, 0, 0xe0, UInt8(padded.count & 255), UInt8(padded.count >> 8), 0, 0] + padded
    }
    let fragments = frames.map { frame in
      [1, 0, 0, 0, 64, 0, 0, 0] + [UInt8](repeating: 0, count: 56) + [UInt8(frame.count - 1)] + frame
    }
    let header = DICOMElement.file(
      [
        .text(0x0008_0060, "CS", "MR"), .short(0x0028_0002, 1), .text(0x0028_0004, "CS", "MONOCHROME2"),
        .text(0x0028_0008, "IS", "\(announced)"), .short(0x0028_0010, 8), .short(0x0028_0011, 8),
        .short(0x0028_0100, 8), .short(0x0028_0101, 8), .short(0x0028_0102, 7), .short(0x0028_0103, 0),
      ], objectClass: "1.2.840.10008.5.1.4.1.1.4")
    let pixels =
      [0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff] + item([]) + fragments.flatMap(item)
      + [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]
    return replaced("1.2.840.10008.1.2.1\0", by: "1.2.840.10008.1.2.5\0", in: header) + pixels
  }

  private func replaced(_ text: String, by other: String, in bytes: [UInt8]) -> [UInt8] {
    let (old, new) = (Array(text.utf8), Array(other.utf8))
    guard let start = (0..<bytes.count - old.count).first(where: { bytes[$0..<$0 + old.count].elementsEqual(old) })
    else { return bytes }
    return bytes[..<start] + new + bytes[(start + old.count)...]
  }
}

/// Frames of bits that do not fill whole bytes, and what FRACTIONAL files hold.
struct SegmentationPackingTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func reading(_ drawn: GeneratedSegmentation) throws -> MaskReading {
    let grid = Grid(size: [drawn.size.x, drawn.size.y, 9], spacing: [1, 1, 3])
    return try SegmentationObject(reading: scratch.write(drawn.bytes, to: "seg.dcm")).reading(segment: "GTV", on: grid)
  }

  /// Both ways of packing give the same mask, and only the one that the standard does not have is said. Sizes leave 1
  /// to 7 bits over.
  @Test(arguments: 17...27, [17, 19, 20, 21, 23])
  func bothPackingsGiveOneMask(columns: Int, rows: Int) throws {
    for count in 1...7 {
      var drawn = GeneratedSegmentation(heights: (0..<count).map { Double($0) * 3 }, thickness: 3)
      drawn.size = [columns, rows]
      let packed = try reading(drawn)
      let announced = (columns * rows * count + 7) / 8
      let padded = (columns * rows + 7) / 8 * count
      let isTie =
        count > 1 && columns * rows % 8 != 0 && (padded == announced || padded == announced + 1 && padded % 2 == 0)
      #expect(packed.notes == (isTie ? [.framesOfEitherPacking] : []), "\(count) frames of \(columns) x \(rows)")
      #expect(packed.mask.count == 80 * count, "\(count) frames of \(columns) x \(rows)")
      drawn.padsFrames = true
      // Where a byte that makes the length even and a byte of padded frames cannot be told apart, the standard's
      // packing is taken, with a note.
      if padded == announced || padded == announced + 1 && announced % 2 == 1 { continue }
      let found = try reading(drawn)
      #expect(found.mask == packed.mask && found.notes == [.framesOfWholeBytes], "\(count) of \(columns) x \(rows)")
    }
  }

  /// Frames that are whole bytes, one frame, or so many that the lengths differ leave no doubt.
  @Test(
    arguments: [([21, 22], 4, true), ([24, 20], 4, false), ([21, 22], 1, false), ([21, 22], 9, false)]
      as [(SIMD2<Int>, Int, Bool)])
  func onlyATieIsAsked(size: SIMD2<Int>, count: Int, isAsked: Bool) throws {
    var drawn = GeneratedSegmentation(heights: (0..<count).map { Double($0) * 3 }, thickness: 3)
    drawn.size = size
    #expect(try reading(drawn).notes == (isAsked ? [.framesOfEitherPacking] : []))
  }

  /// A HighBit that one bit cannot have.
  @Test func aHighBitThatCannotBeIsSaid() throws {
    var drawn = GeneratedSegmentation(heights: [9, 12, 15], thickness: 3)
    drawn.highBit = 7
    let found = try reading(drawn)
    #expect(found.mask.count == 240)
    #expect(found.notes == [.attributeTaken(attribute: "HighBit (0028,0102)", value: "7", taken: "0")])
  }

  /// Other lengths are no known packing.
  @Test func framesOfAnotherLengthAreRefused() throws {
    for surplus in [[UInt8](repeating: 0, count: 64), [0, 0, 9, 9], [UInt8](repeating: 1, count: 2_000)] {
      var drawn = GeneratedSegmentation(heights: [0, 3, 6], thickness: 3)
      drawn.size = [23, 19]
      drawn.surplus = surplus
      let error = #expect(throws: ImageFileError.self) { try reading(drawn) }
      #expect(error?.kind.name == "damaged")
    }
  }

  /// Nothing and all: every threshold gives one region. A value between, one value that is not the maximum, or no
  /// maximum leaves it open.
  @Test(
    arguments: [
      (255, 255, true), (1, 1, true), (200, 200, true), (128, 255, false), (1, 255, false), (255, nil, false),
    ] as [(UInt8, Int?, Bool)])
  func aFractionalFileOfAllOrNothingIsAMask(value: UInt8, maximum: Int?, isRead: Bool) throws {
    var drawn = GeneratedSegmentation(heights: [9, 12, 15], thickness: 3)
    (drawn.type, drawn.maximum, drawn.values) = ("FRACTIONAL", maximum, { _ in value })
    if isRead {
      let found = try reading(drawn)
      #expect(found.mask.count == 240 && found.notes == [.fractionalAllOrNothing(maximum: Double(value))])
    } else {
      let error = #expect(throws: ImageFileError.self) { try reading(drawn) }
      #expect(error?.kind == .fractionalSegmentation(value: Double(value), maximum: maximum.map(Double.init)))
    }
  }

  @Test func oneValueBetweenIsEnoughToRefuse() throws {
    var drawn = GeneratedSegmentation(heights: [9, 12, 15], thickness: 3)
    (drawn.type, drawn.maximum) = ("FRACTIONAL", 255)
    let last = 2 * 480 + 12 * 24 + 14
    drawn.values = { $0 == last ? 254 : 255 }
    let error = #expect(throws: ImageFileError.self) { try reading(drawn) }
    #expect(error?.kind == .fractionalSegmentation(value: 254, maximum: 255))
    #expect(error?.description.contains("254 of 255") == true)
  }
}
