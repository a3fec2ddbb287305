import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Notes on what a file says of the number and the distance of images.
struct MissingImageTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ slices: [[UInt8]]) throws -> NotedVolume {
    for (k, slice) in slices.enumerated() { try scratch.write(slice, to: "series/\(k).dcm") }
    return try readNotedVolume(scratch.path + "/series")
  }

  @Test(arguments: [(9, false), (8, false), (16, true)] as [(Int, Bool)])
  func slicesOfPETAreCounted(announced: Int, isSaid: Bool) throws {
    var series = GeneratedSeries()
    series.extra = [.short(0x0054_0081, announced)]
    let note = ReadingNote.fewerThanAnnounced(
      attribute: "NumberOfSlices (0054,0081)", announced: announced, found: 9)
    #expect(try read(series.slices).notes == (isSaid ? [note] : []))
  }

  @Test(arguments: [(1, false), (2, true)] as [(Int, Bool)])
  func partsOfAConcatenationAreCounted(total: Int, isSaid: Bool) throws {
    var series = GeneratedSeries()
    series.count = 1
    series.extra = [.text(0x0020_9161, "UI", "2.25.7"), .short(0x0020_9163, total)]
    let note = ReadingNote.fewerThanAnnounced(
      attribute: "InConcatenationTotalNumber (0020,9163)", announced: total, found: 1)
    #expect(try read(series.slices).notes == (isSaid ? [note] : []))
  }

  /// Slices lie 3 mm apart. A distance with its gap, and one that is rounded, are no multiples; 1 is GDCM's default.
  @Test(
    arguments: [(3, false), (1.5, true), (6, true), (12, true), (1, false), (3.3, false), (2, false), (0.3, false)]
      as [(Double, Bool)])
  func aMultipleOfTheDistanceIsSaid(declared: Double, isSaid: Bool) throws {
    var series = GeneratedSeries()
    series.extra = [.numbers(0x0018_0088, [declared])]
    let notes = try read(series.slices).notes
    let found = notes.contains { if case .otherDistance(declared, _) = $0 { true } else { false } }
    #expect(found == isSaid && notes.count == (isSaid ? 1 : 0))
  }

  /// Six of nine images are there, and the region goes on beyond them; or it is not a matter of slices.
  @Test(arguments: [6, 1]) func aRegionBeyondTheFoundImagesSaysWhatIsMissing(there: Int) throws {
    let series = GeneratedSeries()
    let image = try read(Array(series.slices.prefix(there)))
    let listed = (0..<9).map(series.instance)
    func error(_ right: Double, _ slices: [Int], lists: Bool = true) throws -> ImageFileError? {
      let corners: [SIMD2<Double>] = [[4.5, 4.5], [right, 4.5], [right, 12.5], [4.5, 12.5]]
      let contours = slices.map { GeneratedStructureSet.Contour(corners, z: Double($0) * 3) }
      var drawn = GeneratedStructureSet([.init("GTV", number: 1, contours)])
      if lists { drawn.frames = [("2.25.200", series.uid, listed)] }
      let set = try StructureSet(reading: scratch.write(drawn.bytes, to: "rs.dcm"))
      return #expect(throws: ImageFileError.self) {
        try set.reading(roi: "GTV", on: image.volume.grid, slices: image.slices)
      }
    }
    let found = try error(14.5, Array(0...7))
    #expect(found?.kind.name == "outside-image")
    #expect(
      found?.description.contains("lists 9 images of this series, and \(there) \(there == 1 ? "is" : "are") there")
        == true)
    #expect(found?.description.contains("Copy the whole series again") == true)
    #expect(try error(14.5, Array(0...7), lists: false)?.description.contains("Give the series that") == true)
    #expect(try error(44.5, [0])?.description.contains("Give the series that") == true)
    var segmentation = GeneratedSegmentation(heights: [0, 3, 6, 18, 21], thickness: 3)
    segmentation.listed = listed
    let object = try SegmentationObject(reading: scratch.write(segmentation.bytes, to: "seg.dcm"))
    let beyond = #expect(throws: ImageFileError.self) {
      try object.reading(segment: "GTV", on: image.volume.grid, slices: image.slices)
    }
    #expect(beyond?.description.contains("lists 9 images of this series") == true)
  }

  /// The structure set lists all nine images; of an image of other series it says nothing.
  @Test(arguments: [(9, false), (6, true)] as [(Int, Bool)])
  func listedImagesAreCounted(there: Int, isSaid: Bool) throws {
    let series = GeneratedSeries()
    let image = try read(Array(series.slices.prefix(there)))
    let contour = GeneratedStructureSet.Contour([[4.5, 4.5], [14.5, 4.5], [14.5, 12.5], [4.5, 12.5]], z: 12)
    var drawn = GeneratedStructureSet([.init("GTV", number: 1, [contour])])
    drawn.frames = [
      ("2.25.200", series.uid, (0..<9).map(series.instance)), ("2.25.200", "2.25.9", ["2.25.9.1", "2.25.9.2"]),
    ]
    let set = try StructureSet(reading: scratch.write(drawn.bytes, to: "rs.dcm"))
    let reading = try set.reading(roi: "GTV", on: image.volume.grid, slices: image.slices)
    #expect(reading.notes == (isSaid ? [.fewerThanListed(listed: 9, found: 6)] : []))
    #expect(try set.reading(roi: "GTV", on: image.volume.grid).notes.isEmpty)
  }
}
