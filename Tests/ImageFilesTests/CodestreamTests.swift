import Foundation
import ImageFiles
import TestSupport
import Testing

/// What a compressed image says of itself against the header of its file.
struct CodestreamTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// 24 x 20 pixels that climb from `first` by `step`.
  private static func ramp(_ first: Int = 0, step: Int = 8) -> [Int] { (0..<480).map { first + $0 * step } }

  private static let losslessSyntax = "1.2.840.10008.1.2.4.70"
  private static let runLengthSyntax = "1.2.840.10008.1.2.5"

  private struct Header {
    var (rows, columns) = (20, 24)
    var (allocated, stored) = (16, 16)
    var syntax = CodestreamTests.losslessSyntax
  }

  private func file(_ fragments: [[UInt8]], _ header: Header) throws -> String {
    let elements: [DICOMElement] = [
      .text(0x0008_0060, "CS", "MR"), .short(0x0028_0002, 1), .text(0x0028_0004, "CS", "MONOCHROME2"),
      .short(0x0028_0010, header.rows), .short(0x0028_0011, header.columns), .short(0x0028_0100, header.allocated),
      .short(0x0028_0101, header.stored), .short(0x0028_0102, header.stored - 1), .short(0x0028_0103, 0),
      .encapsulated(fragments),
    ]
    return try scratch.write(
      DICOMElement.file(elements, objectClass: "1.2.840.10008.5.1.4.1.1.4", syntax: header.syntax), to: "image.dcm")
  }

  private func read(_ stream: [UInt8], _ header: Header = Header()) throws -> [Double] {
    try storedPixels(ofFile: file([stream], header))
  }

  private func contradiction(_ stream: [UInt8], _ header: Header) throws -> String? {
    do {
      _ = try read(stream, header)
      return nil
    } catch let error as ImageFileError {
      guard case .streamContradiction(let attribute, _, _) = error.kind else { return error.kind.name }
      return attribute
    }
  }

  @Test func losslessJPEGIsReadAsItIs() throws {
    let values = Self.ramp()
    #expect(try read(losslessJPEG(values, columns: 24)) == values.map(Double.init))
  }

  /// The decoder fills the rest of such a frame with a constant and only warns.
  @Test(arguments: [1, 2, 3, 5, 10, 50, 200, 400])
  func dataThatEndBeforeTheMarkerOfTheEndAreRefused(bytes: Int) throws {
    let whole = losslessJPEG(Self.ramp(), columns: 24)
    let cut = whole.dropLast(2 + bytes) + [0xff, 0xd9]
    let error = #expect(throws: ImageFileError.self) { try read(Array(cut)) }
    #expect(error?.kind.name == "damaged")
    // A warning about one file is not one about the next.
    #expect(try read(whole) == Self.ramp().map(Double.init))
  }

  @Test(arguments: [[0xff, 0xd5], [0xff, 0xd9], [0xff, 0xc4]] as [[UInt8]])
  func aMarkerAmidTheDataIsRefused(marker: [UInt8]) throws {
    var stream = losslessJPEG(Self.ramp(), columns: 24)
    stream.replaceSubrange(150..<152, with: marker)
    #expect(throws: ImageFileError.self) { try read(stream) }
  }

  /// A decoder of the other process gives other values, and no error.
  @Test(arguments: ["1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.80"])
  func theTransferSyntaxIsThatOfTheStream(syntax: String) throws {
    var header = Header()
    header.syntax = syntax
    #expect(try contradiction(losslessJPEG(Self.ramp(), columns: 24), header) == "TransferSyntaxUID (0002,0010)")
  }

  @Test func rowsAndColumnsAreThoseOfTheStream() throws {
    let stream = losslessJPEG(Self.ramp(), columns: 24)
    var header = Header()
    (header.rows, header.columns) = (24, 20)
    #expect(try contradiction(stream, header) == "Rows (0028,0010)")
    (header.rows, header.columns) = (20, 23)
    #expect(try contradiction(stream, header) == "Columns (0028,0011)")
  }

  @Test func bitsThatACellCannotHoldAreRefused() throws {
    var header = Header()
    (header.allocated, header.stored) = (8, 8)
    #expect(try contradiction(losslessJPEG(Self.ramp(), columns: 24), header) == "BitsAllocated (0028,0100)")
  }

  /// Encoders write 16 bits for pixels of 12; only values of more than 12 would be cut.
  @Test func bitsStoredMayBeFewerWhereTheValuesFit() throws {
    var header = Header()
    header.stored = 12
    let low = Self.ramp(0, step: 8)
    #expect(try read(losslessJPEG(low, columns: 24), header) == low.map(Double.init))
    #expect(try contradiction(losslessJPEG(Self.ramp(300, step: 8), columns: 24), header) == "BitsStored (0028,0101)")
    let twelve = losslessJPEG(low, columns: 24, precision: 12)
    #expect(try read(twelve) == low.map(Double.init))
  }

  /// PS3.5, A.4: a frame may be cut into fragments anywhere, within a marker too.
  @Test(arguments: [2, 8, 20, 60]) func aFrameMayBeCutAnywhere(count: Int) throws {
    let values = Self.ramp()
    let stream = losslessJPEG(values, columns: 24)
    let length = max(2, stream.count / count / 2 * 2)
    let fragments = stride(from: 0, to: stream.count, by: length).map {
      Array(stream[$0..<min($0 + length, stream.count)])
    }
    #expect(fragments.count >= count)
    #expect(try storedPixels(ofFile: file(fragments, Header())) == values.map(Double.init))
  }

  @Test(
    arguments: [
      ("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000"), ("1.2.840.10008.1.2.4.110", "JPEG XL"),
      ("1.2.3.4", nil),
    ] as [(String, String?)])
  func anUnreadSyntaxIsNamed(uid: String, name: String?) throws {
    var header = Header()
    header.syntax = uid
    let path = try file([losslessJPEG(Self.ramp(), columns: 24)], header)
    let error = #expect(throws: ImageFileError.self) { try storedPixels(ofFile: path) }
    #expect(error?.kind == .unreadSyntax(uid: uid, name: name))
    #expect(error?.description.contains("damaged") == false)
  }

  // MARK: RLE

  private static func runLengthHeader() -> Header {
    var header = Header()
    header.syntax = runLengthSyntax
    return header
  }

  @Test func runLengthFramesAreReadAsTheyAre() throws {
    let values = Self.ramp()
    #expect(try read(runLength(values, columns: 24), Self.runLengthHeader()) == values.map(Double.init))
  }

  /// A frame whose segments are too short is filled with zeros by DCMTK.
  @Test(arguments: [0.3, 0.6, 0.9]) func aCutRunLengthFrameIsTruncated(share: Double) throws {
    let whole = runLength(Self.ramp(), columns: 24)
    let cut = Array(whole.prefix(Int(Double(whole.count) * share) / 2 * 2))
    let error = #expect(throws: ImageFileError.self) { try read(cut, Self.runLengthHeader()) }
    #expect(error?.kind.name == "truncated")
  }

  @Test func aLongerRunLengthFrameIsRefused() throws {
    var header = Self.runLengthHeader()
    header.rows = 16
    let error = #expect(throws: ImageFileError.self) { try read(runLength(Self.ramp(), columns: 24), header) }
    #expect(error?.kind.name == "damaged")
  }

  @Test func exchangedRowsAndColumnsOfRunLengthAreSeen() throws {
    var header = Self.runLengthHeader()
    (header.rows, header.columns) = (24, 20)
    let found = try contradiction(runLength(Self.ramp(), columns: 24), header)
    #expect(found == "Rows (0028,0010) and Columns (0028,0011)")
    // A frame of one value has no rows of its own where runs take no heed of them.
    let flat = [Int](repeating: 0, count: 480)
    #expect(try read(runLength(flat, columns: 480), header) == flat.map(Double.init))
  }
}

/// JPEG 2000 of pydicom's test files.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: JPEG 2000 files"))
struct JPEG2000StreamTests {
  private let scratch: Scratch
  private let whole: [UInt8]

  init() throws {
    scratch = try Scratch()
    whole = Array(try Data(contentsOf: ReferenceData.file("dicom_edge/MR_small_jp2klossless.dcm")))
  }

  /// The file with another unsigned short as the value of (0028,`element`).
  private func changed(_ element: UInt8, to value: UInt8) throws -> String {
    let start: [UInt8] = [0x28, 0, element, 0, 0x55, 0x53, 2, 0]
    let at = try #require((0..<whole.count - 10).first { whole[$0..<$0 + 8].elementsEqual(start) })
    var bytes = whole
    (bytes[at + 8], bytes[at + 9]) = (value, 0)
    return try scratch.write(bytes, to: "image.dcm")
  }

  @Test(arguments: [(0x10, 32, "Rows (0028,0010)"), (0x11, 32, "Columns (0028,0011)")] as [(UInt8, UInt8, String)])
  func sizesAreThoseOfTheStream(element: UInt8, value: UInt8, attribute: String) throws {
    let path = try changed(element, to: value)
    let error = #expect(throws: ImageFileError.self) { try storedPixels(ofFile: path) }
    #expect(error?.kind == .streamContradiction(attribute: attribute, header: "\(value)", stream: "64"))
  }

  /// The last frame of the file ends with EOC (FFD9); pixels at its end may be lost and still decode.
  @Test func aStreamWithoutItsEndIsSaid() throws {
    let end = try #require((0..<whole.count - 1).last { whole[$0] == 0xff && whole[$0 + 1] == 0xd9 })
    var bytes = whole
    (bytes[end], bytes[end + 1]) = (0, 0)
    let cut = try readNotedVolume(scratch.write(bytes, to: "cut.dcm"))
    #expect(cut.notes.contains(.streamsWithoutEnd(count: 1)))
    let found = try readNotedVolume(scratch.write(whole, to: "whole.dcm"))
    #expect(!found.notes.contains { $0.kind == "compressed frames without an end" })
  }
}
