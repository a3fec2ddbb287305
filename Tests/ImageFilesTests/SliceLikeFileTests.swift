import Foundation
import ImageFiles
import TestSupport
import Testing

/// Files beside the slices of a series that are no DICOM.
struct SliceLikeFileTests {
  private let scratch: Scratch
  private let slices = GeneratedSeries().slices

  init() throws { scratch = try Scratch() }

  /// The last two of nine slices are gone, and `content` stands under the name that each of them had.
  private func failure(naming name: (Int) -> String, content: [UInt8]) throws -> ImageFileError? {
    for k in 0..<7 { try scratch.write(slices[k], to: name(k)) }
    for k in 7..<9 { try scratch.write(content, to: name(k)) }
    do throws(ImageFileError) {
      _ = try readVolume(scratch.path)
      return nil
    } catch { return error }
  }

  static let names: [(String, @Sendable (Int) -> String)] = [
    ("numbers", { "\($0)" }), ("padded numbers", { "IM00001\($0)" }), ("UIDs", { "MR.1.2.3.4.\($0)" }),
    ("hexadecimal", { "0000000\("0789ABCDE".map(String.init)[$0])" }), ("extension", { "I\($0).IMA" }),
    ("letters", { "\("abcdefghi".map(String.init)[$0]).ima" }), ("words", { "slice-\($0)" }),
    ("img", { "\($0).img" }),
  ]

  @Test(arguments: names.map(\.0))
  func slicesThatBecameZerosAreNamed(naming: String) throws {
    let name = try #require(Self.names.first { $0.0 == naming }?.1)
    for length in [4096, slices[8].count] {
      let error = try failure(naming: name, content: [UInt8](repeating: 0, count: length))
      #expect(error?.kind.name == "unreadable-neighbour")
      #expect(error?.file.hasSuffix("/\(name(7))") == true)
    }
  }

  @Test func emptySlicesAreNamedAndOtherEmptyFilesPassedOver() throws {
    try scratch.write([], to: "done.txt")
    let error = try failure(naming: { "I\($0)" }, content: [])
    #expect(error?.kind.name == "unreadable-neighbour")
    #expect(error?.file.hasSuffix("/I7") == true)
  }

  @Test func slicesThatBecameAWebPageAreNamed() throws {
    let page = Array("<!DOCTYPE html><html><body>504 Gateway Time-out</body></html>".utf8)
    #expect(try failure(naming: { "I\($0)" }, content: page)?.kind.name == "unreadable-neighbour")
  }

  /// The preamble and its prefix are zeros, and the rest is whole: whatever the name, the size is a slice's.
  @Test func aSliceWithoutItsFirstBlockIsKnownByItsSize() throws {
    for k in 0..<8 { try scratch.write(slices[k], to: "slice\(k).dcm") }
    let broken = [UInt8](repeating: 0, count: 512) + slices[8].dropFirst(512)
    try scratch.write(broken, to: "recovered.bin")
    let error = #expect(throws: ImageFileError.self) { try readVolume(scratch.path) }
    #expect(error?.kind.name == "unreadable-neighbour")
    #expect(try DICOMFolder(scanning: scratch.path).problems.map(\.file) == [scratch.path + "/recovered.bin"])
  }

  /// What lies beside slices on media, in exports and in data sets.
  @Test(arguments: ["I%.dcm", "I%", "%", "I%.IMA"])
  func otherFilesArePassedOver(naming: String) throws {
    func name(_ k: Int) -> String { naming.replacingOccurrences(of: "%", with: "\(k)") }
    for (k, slice) in slices.enumerated() { try scratch.write(slice, to: name(k)) }
    let others = [
      "README", "LICENSE.txt", "DICOMDIR", "Thumbs.db", "desktop.ini", "VERSION", "notes", "MD5SUMS", "series.json",
      "table.csv", "I3.jpg", "3.png", "I3.txt", "report.pdf", "index.htm", ".DS_Store", "._I3", "autorun.inf",
    ]
    for other in others { try scratch.write("Some text, no slice".utf8, to: other) }
    for other in ["Thumbs.db", "I3.jpg", "3.png", ".DS_Store"] {
      try scratch.write([UInt8](repeating: 0, count: slices[0].count), to: other)
    }
    try scratch.write([], to: "complete")
    #expect(try readVolume(scratch.path).grid.size.z == 9)
    #expect(try DICOMFolder(scanning: scratch.path).problems.isEmpty)
  }

  /// Another folder's files are another folder's.
  @Test func filesOfFoldersBelowAreNoSlices() throws {
    for (k, slice) in slices.enumerated() { try scratch.write(slice, to: "\(k)") }
    try scratch.write([UInt8](repeating: 0, count: 4096), to: "masks/9")
    #expect(try readVolume(scratch.path).grid.size.z == 9)
  }
}
