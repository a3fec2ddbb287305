import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// The series of STS_002, 35 slices, broken in one way each.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: DICOM series"))
struct BrokenSeriesTests {
  let scratch: Scratch
  /// Slices in the order of their positions.
  let slices: [URL]

  init() throws {
    scratch = try Scratch()
    let files = try scratch.copySeries("sts/dicom/STS_002/MR_T1/image")
    let heights = try files.map { try readVolume($0.path).grid.origin.z }
    slices = zip(files, heights).sorted { $0.1 < $1.1 }.map(\.0)
  }

  private func failure() -> ImageFileError? {
    #expect(throws: ImageFileError.self) { try readVolume(scratch.path) }
  }

  @Test func aWholeSeriesReads() throws {
    #expect(try readVolume(scratch.path).grid.size == [115, 90, 35])
  }

  @Test func aMissingSliceIsCounted() throws {
    try FileManager.default.removeItem(at: slices[10])
    try FileManager.default.removeItem(at: slices[11])
    guard case .missingSlices(let count, let between, let spacing) = failure()?.kind else {
      Issue.record("no gap was seen")
      return
    }
    #expect(count == 2)
    #expect(between.count == 1)
    #expect(abs(spacing - 3.27) < 0.01)
  }

  @Test(arguments: [0, 17, 34])
  func aHalfTruncatedSliceIsAnErrorThatNamesIt(position: Int) throws {
    try slices[position].truncate(to: 0.5)
    let error = failure()
    #expect(error?.kind.name == "truncated")
    #expect(error?.file.hasSuffix(slices[position].lastPathComponent) == true)
  }

  /// Cut in its header the last slice no longer says which series it is of, and leaves no gap: every place but the
  /// end of the file, element boundaries included.
  @Test func aSliceCutAnywhereIsNeverASilentGap() throws {
    for slice in slices[..<32] { try FileManager.default.removeItem(at: slice) }
    let whole = try Data(contentsOf: slices[34])
    let header = whole.count - 115 * 90 * 2
    for length in Array(stride(from: 0, through: header, by: 2)) + [whole.count - 2] {
      try whole.prefix(length).write(to: slices[34])
      let error = #expect(throws: ImageFileError.self, "cut at \(length)") { try readVolume(scratch.path) }
      #expect(error?.file.hasSuffix(slices[34].lastPathComponent) == true)
    }
  }

  @Test func twoCopiesOfASliceAreRefused() throws {
    try FileManager.default.copyItem(at: slices[3], to: scratch.url.appending(path: "copy.dcm"))
    #expect(failure()?.kind.name == "duplicate-positions")
  }

  @Test func anotherOrientationIsRefused() throws {
    try slices[5].patch("1.00000000000000\\0.00000000000000\\0.0", with: "0.99984769515639\\0.01745240643728\\0.0")
    try slices[5].patch("\\0.00000000000000\\1.00000000000000\\0.0", with: "\\-.01745240643728\\0.99984769515639\\0.0")
    let error = failure()
    #expect(error?.kind.name == "mixed-orientations")
    #expect(error?.description.contains("Take localisers") == true)
  }

  @Test func anotherPixelSpacingIsRefused() throws {
    try slices[5].patch("0.97656200000000\\0.97656200000000", with: "0.98656200000000\\0.97656200000000")
    #expect(failure()?.kind.name == "mixed-sizes")
  }

  @Test func anotherFrameOfReferenceIsRefused() throws {
    let folder = try DICOMFolder(scanning: scratch.path)
    let uid = folder.series[0].frameOfReferenceUID
    try slices[5].patch(uid, with: uid.dropLast() + (uid.last == "1" ? "2" : "1"))
    #expect(failure()?.kind.name == "several-frames-of-reference")
  }

  @Test func twoSeriesAreListed() throws {
    let uid = try DICOMFolder(scanning: scratch.path).series[0].seriesUID
    for slice in slices[20...] { try slice.patch(uid, with: uid.dropLast() + (uid.last == "1" ? "2" : "1")) }
    #expect(failure()?.kind.name == "several-series")
  }

  @Test func colourIsRefusedByName() throws {
    try slices[0].patch("MONOCHROME2 ", with: "RGB         ")
    #expect(failure()?.kind == .colour(model: "RGB"))
  }

  @Test func unevenSpacingPassesOnlyByName() throws {
    let text = String(decoding: try Data(contentsOf: slices[4]), as: Unicode.ASCII.self)
    let height = try #require(text.split(separator: "\\").first { $0.hasPrefix("-59") && $0.contains(".") })
    let number = String(height.prefix { $0 == "-" || $0 == "." || $0.isNumber })
    let moved = "\(try #require(Double(number)) + 0.5)".prefix(number.count)
    try slices[4].patch(number, with: moved + String(repeating: "0", count: number.count - moved.count))
    #expect(failure()?.kind.name == "uneven-spacing")
    let series = try DICOMFolder(scanning: scratch.path).series[0]
    #expect(try series.read(spacing: .even(tolerance: 0.2)).grid.size.z == 35)
    let noted = try readNotedVolume(scratch.path, spacing: .even(tolerance: 0.2))
    #expect(noted.notes.map(\.kind).contains("unevenly spaced slices"))
  }

  @Test func whatIsNotDICOMIsPassedOver() throws {
    try scratch.write("Notes, not an image".utf8, to: "notes.txt")
    #expect(try readVolume(scratch.path).grid.size.z == 35)
  }

  @Test func somethingNamedDICOMIsNotPassedOver() throws {
    try scratch.write("Notes, not an image".utf8, to: "notes.dcm")
    let error = failure()
    #expect(error?.kind.name == "unreadable-neighbour")
    #expect(error?.file.hasSuffix("notes.dcm") == true)
  }
}
