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

  // MARK: Copies and downloads that did not end

  private func neighbours(_ name: (Int) -> String, _ other: String, _ content: [UInt8] = []) throws -> ImageFileError? {
    for k in 0..<7 { try scratch.write(slices[k], to: name(k)) }
    try scratch.write(content, to: other)
    do throws(ImageFileError) {
      _ = try readVolume(scratch.path)
      return nil
    } catch { return error }
  }

  /// Names under which programs keep a slice before it is whole, or pack it. `%` is the number of the slice.
  static let unfinished = [
    "IM001%.dcm.gz", "IM001%.dcm.crdownload", "IM001%.dcm.part", "IM001%.dcm.partial", "IM001%.dcm.download",
    "IM001%.dcm.filepart", "IM001%.dcm.tmp", ".IM001%.dcm.XyZ12", ".IM001%.dcm.aB3dE9", ".syncthing.IM001%.dcm.tmp",
    "~syncthing~IM001%.dcm.tmp", "~$IM001%.dcm", ".IM001%.dcm.icloud", ".IM001%.dcm.part", "IM001%.dcm.xz",
  ]

  @Test(arguments: unfinished, [[], Array("some text".utf8), [UInt8](repeating: 0, count: 2000)])
  func unfinishedCopiesOfSlicesAreNamed(name: String, content: [UInt8]) throws {
    let own = name.replacingOccurrences(of: "%", with: "8")
    let error = try neighbours({ "IM001\($0).dcm" }, own, content)
    #expect(error?.kind.name == "unreadable-neighbour", "\(own)")
    #expect(error?.file == scratch.path + "/" + own)
    #expect(error?.description.contains("IM0018.dcm") == true)
    #expect(inspect(scratch.path).problems.contains { $0.file == scratch.path + "/" + own })
  }

  /// Hidden files that stand for a slice: another program's copy, and what macOS knows of one that did not arrive.
  @Test(arguments: [".IM001%.dcm", "._IM001%.dcm"]) func hiddenSlicesAreNamed(name: String) throws {
    let own = name.replacingOccurrences(of: "%", with: "8")
    let error = try neighbours({ "IM001\($0).dcm" }, own, slices[8])
    #expect(error?.kind.name == "unreadable-neighbour" && error?.file == scratch.path + "/" + own)
    #expect(error?.description.contains("IM0018.dcm") == true)
  }

  @Test(arguments: [".IM001%.dcm", "._IM001%.dcm"]) func hiddenFilesBesideTheirSlicesArePassedOver(name: String) throws
  {
    #expect(try neighbours({ "IM001\($0).dcm" }, name.replacingOccurrences(of: "%", with: "3"), slices[3]) == nil)
  }

  /// A series in several folders: what cannot be read in another folder beside them is named, if no other series is in
  /// that folder.
  @Test(arguments: ["c/IM8.dcm.gz", "c/.IM8.dcm.icloud", "c/IM8.dcm", "c/._IM8.dcm"])
  func partsOfASeriesInOtherFoldersAreNamed(lost: String) throws {
    let name = { (k: Int) in k < 4 ? "a/IM\(k).dcm" : "b/IM\(k).dcm" }
    let error = try neighbours(name, lost, [UInt8](repeating: 0, count: 900))
    #expect(error?.kind.name == "unreadable-neighbour" && error?.file == scratch.path + "/" + lost)
    var other = GeneratedSeries()
    other.uid = "2.25.7"
    for (k, slice) in other.slices.enumerated() { try scratch.write(slice, to: "c/\(k).dcm") }
    let folder = try DICOMFolder(scanning: scratch.path)
    let own = try #require(folder.series.first { $0.seriesUID == "2.25.100" })
    #expect(throws: Never.self) { try own.layout() }
  }

  @Test func aFolderOfPackedSlicesAloneIsNamed() throws {
    // The first bytes of a gzip file; a slice as it is would be read whatever its name.
    for k in 0..<3 { try scratch.write([0x1f, 0x8b, 8, 0] + slices[k], to: "IM\(k).dcm.gz") }
    #expect(inspect(scratch.path).problems.contains { $0.description.contains("IM0.dcm.gz") })
  }

  /// What such a name stands for is there: an older copy, or the packed original.
  /// A file of the extension `.dcm` is always expected to be DICOM.
  @Test(arguments: unfinished.filter { !$0.hasPrefix("~$") })
  func unfinishedCopiesOfSlicesThatAreThereArePassedOver(name: String) throws {
    let own = name.replacingOccurrences(of: "%", with: "3")
    #expect(try neighbours({ "IM001\($0).dcm" }, own, [1, 2, 3]) == nil)
  }

  @Test func aListOfAria2SaysThatItsFileIsIncomplete() throws {
    #expect(try neighbours({ "IM\($0)" }, "IM3.aria2", [1, 2])?.kind.name == "unreadable-neighbour")
  }

  /// Hidden files and compressed ones that are no slices.
  @Test(arguments: ["I%.dcm", "I%", "%", "I%.IMA"])
  func otherHiddenFilesArePassedOver(naming: String) throws {
    let others = [
      ".DS_Store", "._I3", "._I3.dcm", ".git/config", ".gitignore", ".bashrc", ".directory", ".Thumbs.db",
      ".hidden.txt",
      ".nfs0000000001", "scan.nii.gz", "table.csv.gz", "archive.zip", "notes.tmp", ".~lock.table.csv#", ".notes.part",
      "~$report.docx", "backup.tar.gz", ".dropbox.attr", ".apdisk",
    ]
    for other in others { try scratch.write([9, 9, 9], to: other) }
    let name = { (k: Int) in naming.replacingOccurrences(of: "%", with: "\(k)") }
    #expect(try neighbours(name, "README", [1]) == nil)
  }

  /// Each slice in a folder of its own, as some archives export them.
  @Test(arguments: [
    ("%/0.dcm", "8/0.dcm"), ("%/0", "8/0"), ("a%/DICOM/I0", "a8/DICOM/I0"), ("%/0.dcm", "8/.0.dcm.aB3dE9"),
  ])
  func aSliceInAFolderOfItsOwnIsNamed(naming: String, lost: String) throws {
    let name = { (k: Int) in naming.replacingOccurrences(of: "%", with: "\(k)") }
    let error = try neighbours(name, lost, [UInt8](repeating: 0, count: 3000))
    #expect(error?.kind.name == "unreadable-neighbour")
    #expect(error?.file == scratch.path + "/" + lost)
  }

  /// Other patients, and folders of other names, are elsewhere.
  @Test func foldersOfOtherNamesAreNotThoseOfSlices() throws {
    for k in 0..<7 { try scratch.write(slices[k], to: "p1/s/\(k)/0.dcm") }
    try scratch.write([UInt8](repeating: 0, count: 3000), to: "p2/s/8/0.dcm")
    try scratch.write([UInt8](repeating: 0, count: 3000), to: "p1/other/0.dcm")
    #expect(try readVolume(scratch.path).grid.size.z == 7)
  }

  @Test(arguments: ["f47ac10b-58cc-4372-a567-0e02b2c3d%79", "%f-abcd-cafe-beef", "1.2.840.%"])
  func emptyFilesNamedLikeSlicesAreNamed(naming: String) throws {
    let name = { (k: Int) in naming.replacingOccurrences(of: "%", with: "\(k)") }
    let lost = naming.replacingOccurrences(of: "%", with: "8").replacingOccurrences(of: "cafe", with: "ca1e")
    #expect(try neighbours(name, lost)?.kind.name == "unreadable-neighbour")
  }

  /// Names of letters: an empty file of as many letters was a slice, and a mark was not.
  @Test func emptyFilesOfTheLengthOfSlicesAreNamed() throws {
    let name = { (k: Int) in "zyxwvut".map(String.init)[k] }
    #expect(try neighbours(name, "s")?.kind.name == "unreadable-neighbour")
    try FileManager.default.removeItem(atPath: scratch.path + "/s")
    #expect(try neighbours(name, "complete") == nil)
  }
}
