import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// What `inspect` lists as problems and notes, for files made up in each way.
struct InspectionProblemTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func kinds(_ bytes: [UInt8], _ name: String = "x.dcm") throws -> (problems: [String], notes: [String]) {
    let found = inspect(try scratch.write(bytes, to: name))
    #expect(found.hasProblems == !found.problems.isEmpty)
    return (found.problems.map(\.kind), found.notes.map(\.kind))
  }

  private func square(_ low: Double = 4, z: Double = 0, type: String = "CLOSED_PLANAR") -> GeneratedStructureSet.Contour
  {
    .init([[low, 4], [low, 9], [12, 9], [12, 4]], z: z, type: type)
  }

  @Test func soundFilesHaveNoProblem() throws {
    let set = GeneratedStructureSet([.init("GTV", number: 1, [square()]), .init("Node", number: 2, [square(5)])])
    #expect(try kinds(set.bytes) == ([], []))
    #expect(try kinds(GeneratedSegmentation(heights: [6, 9], thickness: 3).bytes) == ([], []))
    for (k, slice) in GeneratedSeries().slices.enumerated() { try scratch.write(slice, to: "series/\(k).dcm") }
    try scratch.write(GeneratedSeries().enhanced, to: "enhanced.dcm")
    for path in ["series", "enhanced.dcm"] {
      let found = inspect(scratch.path + "/" + path)
      #expect(!found.hasProblems && found.notes.isEmpty, "\(found)")
    }
  }

  /// As long as announced, a byte too short or long, half, twice.
  @Test(arguments: [-960, -20, -1, 20, 960]) func pixelsOfAnotherLengthAreNamed(surplus: Int) throws {
    var series = GeneratedSeries()
    if surplus > 0 { series.surplus = Array(repeating: 7, count: surplus) }
    for (k, slice) in series.slices.enumerated() {
      // The pixels are the end of the file.
      let isCut = surplus < 0 && k == 4
      try scratch.write(isCut ? Array(slice.dropLast(-surplus)) : slice, to: "series/\(k).dcm")
    }
    let found = inspect(scratch.path + "/series")
    #expect(found.hasProblems, "\(found)")
    let problem = found.series.first?.problem?.kind ?? found.problems.first?.kind
    #expect(problem == (surplus < 0 ? "truncated" : "damaged"), "\(found)")
  }

  @Test func brokenContoursAreNamed() throws {
    var few = square()
    few.announced = 9
    #expect(
      try kinds(GeneratedStructureSet([.init("GTV", number: 1, [few])]).bytes).problems == ["contour-point-count"])
    let shared = GeneratedStructureSet([.init("GTV", number: 1, [square()]), .init("Node", number: 1, [square(5)])])
    #expect(try kinds(shared.bytes).problems == ["shared-number", "shared-number"])
  }

  /// Planning systems list regions that nobody drew.
  @Test func aRegionWithoutContoursIsANoteBesideOthers() throws {
    let beside = GeneratedStructureSet([.init("GTV", number: 1, [square()]), .init("Node", number: 2, [])])
    #expect(try kinds(beside.bytes) == ([], ["no-closed-contour"]))
    let points = GeneratedStructureSet([
      .init("GTV", number: 1, [square()]), .init("Iso", number: 2, [square(type: "POINT")]),
    ])
    #expect(try kinds(points.bytes) == ([], ["no-closed-contour"]))
    let alone = GeneratedStructureSet([.init("Node", number: 2, [])])
    #expect(try kinds(alone.bytes) == (["no-closed-contour"], []))
  }

  @Test func segmentationsThatCannotBeReadAreNamed() throws {
    var object = GeneratedSegmentation(heights: [6, 9], thickness: 3)
    object.surplus = Array(repeating: 1, count: 400)
    #expect(try kinds(object.bytes).problems == ["damaged"])
    object.surplus = []
    #expect(try kinds(Array(object.bytes.dropLast(8))).problems == ["truncated"])
    object.type = "LABELMAP"
    #expect(try kinds(object.bytes).problems == ["unsupported"])
    object.type = "BINARY"
    object.segments = [(1, "GTV"), (1, "Node")]
    #expect(try kinds(object.bytes).problems == ["shared-segment"])
    object.segments = [(1, "GTV"), (2, "Node")]
    object.shown = [0: 1, 1: 1]
    #expect(try kinds(object.bytes) == ([], ["segment-without-frames"]))
    object.shown = [0: 1, 1: 5]
    #expect(try kinds(object.bytes).notes.sorted() == ["segment-without-frames", "undescribed-segments"])
    object.segments = [(1, "GTV")]
    object.shown = [0: 5, 1: 5]
    #expect(try kinds(object.bytes).problems == ["segment-without-frames"])
  }

  private func nrrd(_ keys: [String], layers: Int = 2, _ value: (Int) -> Int = { $0 / 16 }) -> [UInt8] {
    let values = (0..<48).flatMap { voxel in (0..<layers).map { "\(max(0, value(voxel) - $0))" } }
    let lines =
      [
        "NRRD0004", "type: uchar", "dimension: \(layers == 1 ? 3 : 4)",
        "sizes: \(layers == 1 ? "" : "\(layers) ")4 4 3",
      ]
      + (layers == 1 ? ["spacings: 1 1 1"] : ["kinds: list domain domain domain", "spacings: nan 1 1 1"])
      + ["encoding: text"] + keys
    return Array((lines.joined(separator: "\n") + "\n\n" + values.joined(separator: " ") + "\n").utf8)
  }

  @Test(arguments: [1, 2]) func segmentsOfALabelImageAreListed(layers: Int) throws {
    let last = layers - 1
    let keys = [
      "Segment0_Name:=GTV", "Segment0_LabelValue:=2", "Segment0_Layer:=0", "Segment1_Name:=Node",
      "Segment1_LabelValue:=1", "Segment1_Layer:=\(last)",
    ]
    let path = try scratch.write(nrrd(keys, layers: layers), to: "mask.seg.nrrd")
    let found = inspect(path)
    #expect(!found.hasProblems && found.notes.isEmpty, "\(found)")
    #expect(found.images.first?.labels == [1, 2] && found.images.first?.grid.size == [4, 4, 3])
    let places = [SegmentPlace(label: 2, layer: 0), SegmentPlace(label: 1, layer: last)]
    #expect(found.images.first?.segments.map(\.place) == places)
    #expect(found.description.contains("\"GTV\" (label 2, layer 0), \"Node\" (label 1, layer \(last))"), "\(found)")
    #expect(try JSONDecoder().decode(Inspection.self, from: JSONEncoder().encode(found)) == found)
    #expect(!inspect(scratch.path).hasProblems)
  }

  @Test func segmentsWithoutCertainVoxelsAreNamed() throws {
    let shared = ["Segment0_Name:=GTV", "Segment0_LabelValue:=1", "Segment1_Name:=Node", "Segment1_LabelValue:=1"]
    #expect(try kinds(nrrd(shared, layers: 1), "a.nrrd").problems == ["uncertain-segment", "uncertain-segment"])
    #expect(try kinds(nrrd(shared), "a.nrrd").problems == ["uncertain-segment", "uncertain-segment"])
    // Slicer keeps segments that nobody drew.
    let empty = ["Segment0_Name:=GTV", "Segment0_LabelValue:=1", "Segment1_Name:=Node", "Segment1_LabelValue:=9"]
    #expect(try kinds(nrrd(empty, layers: 1), "a.nrrd") == ([], ["empty-mask"]))
    #expect(try kinds(nrrd([], layers: 1) { _ in 0 }, "a.nrrd").problems == ["empty-mask"])
  }
}
