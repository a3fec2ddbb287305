import ImageFiles
import TestSupport
import Testing
import Volumes

/// Which contours and frames belong to the region that was asked for, and which image it was drawn on.
struct RegionIdentityTests {
  private typealias Region = GeneratedStructureSet.Region
  private let scratch: Scratch
  private let grid = Grid(size: [24, 20, 9], spacing: [1, 1, 3])
  private let small = ContourRuleTests.box(4.5...8.5, 4.5...8.5)
  private let large = ContourRuleTests.box(4.5...14.5, 4.5...12.5)

  init() throws { scratch = try Scratch() }

  private func drawn(_ corners: [SIMD2<Double>], image: String? = nil) -> [GeneratedStructureSet.Contour] {
    [3, 4, 5].map { GeneratedStructureSet.Contour(corners, z: Double($0) * 3, image: image) }
  }

  private func read(_ set: GeneratedStructureSet) throws -> StructureSet {
    try StructureSet(reading: scratch.write(set.bytes, to: "rs.dcm"))
  }

  private func failure(_ set: StructureSet, _ roi: String) -> ImageFileError.Kind? {
    do {
      _ = try set.mask(roi: roi, on: grid)
      return nil
    } catch { return error.kind }
  }

  @Test func regionsOfOneNumberAreRefusedAndOthersAreNot() throws {
    let set = try read(
      GeneratedStructureSet([
        Region("GTV", number: 1, drawn(large)), Region("Bladder", number: 1, drawn(small)),
        Region("Bone", number: 2, drawn(small)),
      ]))
    for roi in ["GTV", "Bladder"] {
      #expect(failure(set, roi) == .sharedNumber(region: "\"\(roi)\"", number: 1, names: ["GTV", "Bladder"]))
    }
    #expect(try set.mask(roi: "Bone", on: grid).count == 3 * 16)
  }

  @Test func aNumberWithTwoGroupsOfContoursIsRefused() throws {
    var doubled = Region("GTV", number: 1, drawn(large))
    doubled.groups.append(drawn(small))
    let set = try read(GeneratedStructureSet([doubled, Region("Bone", number: 2, drawn(small))]))
    #expect(failure(set, "GTV") == .contoursTwice(region: "\"GTV\"", number: 1, groups: 2))
    #expect(try set.mask(roi: "Bone", on: grid).count == 3 * 16)
    // An empty group holds nothing that could be mixed.
    doubled.groups[1] = []
    #expect(try read(GeneratedStructureSet([doubled])).mask(roi: "GTV", on: grid).count == 3 * 80)
  }

  @Test func regionsOfOneNameAreRefused() throws {
    let set = try read(
      GeneratedStructureSet([Region("GTV", number: 1, drawn(large)), Region("GTV ", number: 2, drawn(small))]))
    #expect(failure(set, "GTV")?.name == "unsupported")
  }

  @Test func aRegionWithoutANumberTakesNoContoursThatReferToNobody() throws {
    let set = try read(GeneratedStructureSet([Region("GTV", number: nil, drawn(large))]))
    #expect(failure(set, "GTV")?.name == "damaged")
  }

  @Test func aRegionWithoutContoursIsSaidToHaveNone() throws {
    let set = try read(
      GeneratedStructureSet([Region("GTV", number: 1, []), Region("Bone", number: 2, drawn(small))]))
    let error = #expect(throws: ImageFileError.self) { try set.mask(roi: "GTV", on: grid) }
    #expect(error?.description.contains("\"GTV\" is named, but has no contour") == true)
  }

  @Test(arguments: [nil, ""] as [String?]) func regionsWithoutANameAreCounted(name: String?) throws {
    let set = try read(
      GeneratedStructureSet([Region(name, number: 1, drawn(large)), Region("Bladder", number: 2, drawn(small))]))
    #expect(set.roiNames == ["Bladder"] && set.unnamedRegions == 1)
    #expect(try set.mask(roi: "Bladder", on: grid).count == 3 * 16)
    #expect(failure(set, "")?.name == "region-not-found")
    let only = try read(GeneratedStructureSet([Region(name, number: 1, drawn(large))]))
    #expect(try only.mask(roi: "", on: grid).count == 3 * 80)
  }

  /// Contours of a number that no region has: the region lost its entry, and the other is not the only one.
  @Test func contoursOfNoRegionAreThoseOfOneWithoutAName() throws {
    let whole = GeneratedStructureSet([
      Region("GTV", number: 7, drawn(large)), Region("Bladder", number: 2, drawn(small)),
    ])
    // The item of GTV in StructureSetROISequence now has the number of nobody's contours, and is Bladder's twin in
    // name.
    var bytes = whole.bytes
    let gtv = Array("GTV ".utf8)
    let at = try #require(bytes.firstRange(of: gtv))
    #expect(try StructureSet(reading: scratch.write(bytes, to: "whole.dcm")).unnamedRegions == 0)
    // "7 " before the name, as ROINumber is written there first.
    let number = try #require(bytes[..<at.lowerBound].lastIndex(of: UInt8(ascii: "7")))
    bytes[number] = UInt8(ascii: "9")
    #expect(try StructureSet(reading: scratch.write(bytes, to: "lost.dcm")).unnamedRegions == 1)
  }

  /// Two frames of reference with a series each: a region has its own, whatever the first region has.
  @Test func theOriginIsThatOfTheRegionAskedFor() throws {
    var made = GeneratedStructureSet([
      Region("PET", number: 1, frame: "2.25.9", drawn(small)), Region("GTV", number: 2, drawn(large)),
    ])
    made.frames = [("2.25.9", "2.25.10", []), ("2.25.200", "2.25.100", [])]
    let set = try read(made)
    #expect(
      try set.origin(of: "GTV") == RegionOrigin(frameOfReferenceUID: "2.25.200", series: ["2.25.100"], instances: []))
    #expect(
      try set.origin(of: "PET") == RegionOrigin(frameOfReferenceUID: "2.25.9", series: ["2.25.10"], instances: []))
  }

  /// Two series of one frame of reference: the images that the contours name tell which is meant.
  @Test func theSeriesIsThatOfTheImagesThatContoursName() throws {
    var made = GeneratedStructureSet([
      Region("GTV", number: 1, drawn(large, image: "2.25.100.4")),
      Region("T2", number: 2, drawn(small, image: "2.25.7")),
      Region("?", number: 3, drawn(small)),
    ])
    made.frames = [("2.25.200", "2.25.100", ["2.25.100.4"]), ("2.25.200", "2.25.101", ["2.25.101.1"])]
    let set = try read(made)
    #expect(try set.origin(of: "GTV").series == ["2.25.100"])
    #expect(try set.origin(of: "T2").instances == ["2.25.7"])
    #expect(try set.origin(of: "?").series == ["2.25.100", "2.25.101"])
  }

  private func segmentation(_ heights: [Double], _ thickness: Double?, _ distance: Double? = nil) throws
    -> SegmentationObject
  {
    let made = GeneratedSegmentation(heights: heights, thickness: thickness, distance: distance)
    return try SegmentationObject(reading: scratch.write(made.bytes, to: "seg.dcm"))
  }

  /// Made on slices of 3 mm, given with an image of 1 mm: the third part of the volume would be read.
  @Test(arguments: [(3, nil), (3, 3), (nil, 3), (nil, nil), (2.5, 3), (1, 3)] as [(Double?, Double?)])
  func framesForOtherSlicesAreRefused(thickness: Double?, distance: Double?) throws {
    let object = try segmentation((2...8).map { Double($0) * 3 }, thickness, distance)
    let thin = Grid(size: [24, 20, 27])
    let error = #expect(throws: ImageFileError.self) { try object.mask(segment: "GTV", on: thin) }
    #expect(error?.kind.name == "different-grids")
    #expect(try object.mask(segment: "GTV", on: grid).count == 560)
  }

  @Test func oneThickFrameIsRefused() throws {
    let object = try segmentation([6], 3)
    #expect(throws: ImageFileError.self) { try object.mask(segment: "GTV", on: Grid(size: [24, 20, 27])) }
    #expect(try object.mask(segment: "GTV", on: grid).count == 80)
    let finer = try segmentation([6], 1)
    #expect(throws: ImageFileError.self) { try finer.mask(segment: "GTV", on: grid) }
  }

  /// Empty frames need not be there, thickness is not distance, and some writers declare nothing.
  @Test func soundSegmentationsAreRead() throws {
    // Slices 6 mm apart and 5 mm thick, every second one without a voxel.
    let gapped = Grid(size: [24, 20, 9], spacing: [1, 1, 6])
    #expect(try segmentation([12, 24, 36], 5).mask(segment: "GTV", on: gapped).count == 240)
    #expect(try segmentation([12], 5).mask(segment: "GTV", on: gapped).count == 80)
    // Overlapping slices: 5 mm thick and 2 mm apart; alone it is the image that tells.
    let overlapping = Grid(size: [24, 20, 9], spacing: [1, 1, 2])
    #expect(try segmentation([4, 6, 8], 5).mask(segment: "GTV", on: overlapping).count == 240)
    #expect(try segmentation([4], 5).mask(segment: "GTV", on: overlapping, imageThickness: 5).count == 80)
    // Sparse by the distance that it declares, and neighbours without a declaration.
    #expect(try segmentation([6, 12, 18], 3, 3).mask(segment: "GTV", on: grid).count == 240)
    #expect(try segmentation([6, 9, 18], nil).mask(segment: "GTV", on: grid).count == 240)
    #expect(try segmentation([6], nil).mask(segment: "GTV", on: grid).count == 80)
    // Thin slices with large gaps.
    #expect(
      try segmentation([20, 40], 3).mask(segment: "GTV", on: Grid(size: [24, 20, 9], spacing: [1, 1, 10])).count == 160)
  }

  @Test func segmentsOfOneNumberAreRefused() throws {
    var made = GeneratedSegmentation(heights: [6, 9], thickness: 3)
    made.segments = [(1, "GTV"), (1, "Bladder")]
    let object = try SegmentationObject(reading: scratch.write(made.bytes, to: "seg.dcm"))
    let error = #expect(throws: ImageFileError.self) { try object.mask(segment: "GTV", on: grid) }
    #expect(error?.kind == .sharedSegment(number: 1, labels: ["GTV", "Bladder"]))
  }

  /// Contours lie on slices 3, 4 and 5 and name the images of slices that lie `shift` higher.
  @Test(arguments: [-2, -1, 0, 1]) func contoursThatNameOtherSlicesAreSaid(shift: Int) throws {
    let slices = Dictionary(uniqueKeysWithValues: (0..<9).map { ("2.25.100.\($0 + 1)", $0) })
    let contours = [3, 4, 5].map {
      GeneratedStructureSet.Contour(large, z: Double($0) * 3, image: "2.25.100.\($0 + shift + 1)")
    }
    let set = try read(GeneratedStructureSet([Region("GTV", number: 1, contours)]))
    let found = try set.reading(roi: "GTV", on: grid, slices: slices)
    #expect(found.mask.count == 240)
    #expect(found.notes.map(\.kind) == (shift == 0 ? [] : ["coordinates and named images contradict each other"]))
    // Half a slice off, either neighbour may be named.
    let between = [3, 4, 5].map {
      GeneratedStructureSet.Contour(large, z: Double($0) * 3 + 1.4, image: "2.25.100.\($0 + max(0, shift) + 1)")
    }
    let other = try read(GeneratedStructureSet([Region("GTV", number: 1, between)]))
    let notes = try other.reading(roi: "GTV", on: grid, slices: slices).notes
    #expect(!notes.map(\.kind).contains("coordinates and named images contradict each other"))
  }

  @Test func framesThatNameOtherSlicesAreSaid() throws {
    let slices = Dictionary(uniqueKeysWithValues: (0..<9).map { ("2.25.100.\($0 + 1)", $0) })
    for (images, isSaid) in [([4, 5, 6], false), ([5, 6, 7], true), ([], false)] {
      var made = GeneratedSegmentation(heights: [9, 12, 15], thickness: 3)
      made.images = images.map { "2.25.100.\($0)" }
      let object = try SegmentationObject(reading: scratch.write(made.bytes, to: "seg.dcm"))
      let found = try object.reading(segment: "GTV", on: grid, slices: slices)
      #expect(found.mask.count == 240)
      #expect(found.notes.isEmpty != isSaid, "\(images)")
    }
  }

  /// Two frames of one segment at one place: the same twice is one, different ones are united and said.
  @Test func framesOfOnePlaceThatDifferAreSaid() throws {
    for (narrow, isSaid) in [(false, false), (true, true)] {
      var made = GeneratedSegmentation(heights: [9, 9, 12], thickness: 3)
      made.values = { (480..<960).contains($0) && narrow && $0 % 24 < 10 ? 0 : 1 }
      let object = try SegmentationObject(reading: scratch.write(made.bytes, to: "seg.dcm"))
      let found = try object.reading(segment: "GTV", on: grid)
      #expect(found.mask.count == 160)
      #expect(found.notes.map(\.kind) == (isSaid ? ["frames of one place that differ"] : []))
    }
  }
}
