import Foundation
import Records
import Testing
import TestSupport

/// DICOM regions by label and by folder, and folders that are links.
@Suite struct RegionFileTests {
  private typealias Contour = GeneratedStructureSet.Contour
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    for folder in ["img", "rs", "seg", "both"] {
      try FileManager.default.createDirectory(atPath: scratch.file(folder), withIntermediateDirectories: true)
    }
    for (k, slice) in GeneratedSeries().slices.enumerated() { try put(slice, "img/I\(k).dcm") }
    // 80 voxels of 3 mm³ a slice: seven slices by contours, and two and three by segments.
    let body: [SIMD2<Double>] = [[4.5, 4.5], [14.5, 4.5], [14.5, 12.5], [4.5, 12.5]]
    let contours = (1...7).map { Contour(body, z: Double($0) * 3) }
    let set = GeneratedStructureSet([GeneratedStructureSet.Region("GTV", number: 1, contours)])
    var object = GeneratedSegmentation(heights: [6, 9, 15, 18, 21], thickness: 3)
    object.segments = [(3, "node"), (5, "tumour")]
    object.shown = [2: 5, 3: 5, 4: 5]
    for folder in ["rs", "both"] { try put(set.bytes, "\(folder)/1-1.dcm") }
    for folder in ["seg", "both"] { try put(object.bytes, "\(folder)/1-2.dcm") }
  }

  private func put(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(filePath: scratch.file(name)))
  }

  /// Volume and label of a region, or its error.
  private func found(_ mask: String, _ options: String..., image: String = "img") throws -> String {
    let run = try Command(arguments: ["extract", scratch.file(image), scratch.file(mask)] + options)
    let table = try CSVTable(parsing: run.output, file: "extract")
    let (volume, label) = (table["original_shape_VoxelVolume"]?.first ?? "", table["Label"]?.first ?? "")
    return run.status == 0 ? "\(volume) of \(label)" : table["Error"]?.first ?? run.errors
  }

  @Test func aLabelOfASegmentationIsTheNumberOfASegment() throws {
    #expect(try found("seg/1-2.dcm", "--label", "5") == "720.0 of 5")
    #expect(try found("seg/1-2.dcm", "--roi", "node") == "480.0 of 3")
    #expect(try found("seg/1-2.dcm", "--roi", "tumour", "--label", "5") == "720.0 of 5")
    #expect(try found("seg/1-2.dcm", "--label", "2").contains("no segment has this number; there are: 3 \"node\", 5"))
    #expect(try found("seg/1-2.dcm", "--roi", "node", "--label", "5").contains("that region has the label 3"))
    #expect(try found("seg/1-2.dcm").contains("holds the regions node, tumour"))
  }

  @Test func contoursHaveNoLabels() throws {
    #expect(try found("rs/1-1.dcm", "--label", "1") == "1680.0 of 1")
    let refused = try found("rs/1-1.dcm", "--label", "2")
    #expect(refused.contains("regions of an RTSTRUCT have names and no labels: \"GTV\""), "\(refused)")
  }

  @Test func aFolderWithOneFileOfRegionsIsThatFile() throws {
    #expect(try found("rs") == "1680.0 of 1")
    #expect(try found("seg", "--roi", "node") == "480.0 of 3")
    #expect(
      try found("both").contains("this is a folder, where the file of a mask is meant; it holds 1 RTSTRUCT and 1 SEG"))
    #expect(try found("img").contains("it holds 1 DICOM image series"))
  }

  /// As git-annex and BIDS derivatives link them: the folder, a folder in it, and a circle.
  @Test func aLinkToAFolderIsOne() throws {
    func link(_ name: String, to target: String) throws {
      try FileManager.default.createSymbolicLink(
        atPath: scratch.file(name), withDestinationPath: scratch.file(target))
    }
    try link("linked", to: "img")
    try FileManager.default.createDirectory(atPath: scratch.file("study"), withIntermediateDirectories: true)
    try link("study/series", to: "img")
    try link("study/circle", to: "study")
    try link("img/itself", to: "img")
    for image in ["linked", "linked/", "study"] {
      #expect(try found("rs/1-1.dcm", image: image) == "1680.0 of 1")
      let run = try Command("inspect", scratch.file(image))
      #expect(run.status == 0 && run.output.contains("9 files"), "\(run.output)")
    }
  }

  /// A folder of slices among others must not be passed over.
  @Test func aFolderWhoseNameIsNotUTF8IsSaidToBeNone() throws {
    let name = Array(scratch.file("img/Fran").utf8) + [0xe7, 0]
    let made = name.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { mkdir($0.baseAddress!, 0o755) }
    }
    try #require(made == 0)
    #expect(try found("rs/1-1.dcm").contains("bytes that are not UTF-8"))
  }

  /// Latin-1 names, of which no text of UTF-8 is the path.
  @Test func aNameThatIsNotUTF8IsSaidToBeNone() throws {
    #expect(try found("rs/none\u{fffd}.dcm").contains("no such file"))
    let name = Array(scratch.file("img/Fran").utf8) + [0xe7] + Array("ois.dcm".utf8) + [0]
    let moved = name.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { rename(scratch.file("img/I4.dcm"), $0.baseAddress!) }
    }
    try #require(moved == 0)
    let refused = try found("rs/1-1.dcm")
    #expect(refused.contains("bytes that are not UTF-8"), "\(refused)")
  }
}
