import Extraction
import Foundation
import ImageFiles
import Testing
import Volumes

/// Which voxels a segment of a `.seg.nrrd` has, by headers with every combination of given, missing, wrong and equal
/// keys.
@Suite struct SegmentPlaceTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "apus-segments-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// The keys of a segment, `nil` for one that is missing.
  private struct Keys: Hashable {
    var name: String
    var label: Int?
    var layer: Int?

    func lines(_ number: Int) -> [String] {
      ["Segment\(number)_Name:=\(name)"] + (label.map { ["Segment\(number)_LabelValue:=\($0)"] } ?? [])
        + (layer.map { ["Segment\(number)_Layer:=\($0)"] } ?? [])
    }
  }

  /// 4 x 4 x 3 voxels: in layer `n` the label of a voxel is its slice, from 0, plus `n`.
  private func write(_ segments: [Keys], layers: Int) throws -> String {
    let values = (0..<48).flatMap { voxel in (0..<layers).map { layer in "\(voxel / 16 + layer)" } }
    let sizes = layers == 1 ? "4 4 3" : "\(layers) 4 4 3"
    let lines =
      ["NRRD0004", "type: uchar", "dimension: \(layers == 1 ? 3 : 4)", "sizes: \(sizes)"]
      + (layers == 1 ? ["spacings: 1 1 1"] : ["kinds: list domain domain domain", "spacings: nan 1 1 1"])
      + ["encoding: text"] + segments.enumerated().flatMap { $1.lines($0) }
    let path = folder.appending(path: "mask.seg.nrrd").path
    try (lines.joined(separator: "\n") + "\n\n" + values.joined(separator: " ") + "\n").write(
      toFile: path, atomically: false, encoding: .utf8)
    return path
  }

  private func place(_ path: String, roi: String? = nil, label: Int? = nil, channel: Int = 0) throws -> SegmentPlace? {
    do throws(RegionChoiceError) {
      return try RegionChoice(roi: roi, label: label, channel: channel).place(in: path)
    } catch {
      let text = error.description
      #expect(text.hasPrefix(path + ": ") && text.hasSuffix("."), "\(text)")
      return nil
    }
  }

  private static let labels: [Int?] = [nil, -1, 0, 1, 2]
  private static let layers: [Int?] = [nil, -1, 0, 1, 2]

  /// Nobody says what the layers are, so the first one is a choice, and it is said.
  @Test func theFirstOfSeveralLayersWithoutNamesIsSaid() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    for layers in 1...3 {
      let path = try write([], layers: layers)
      let found = try RegionChoice(roi: nil, label: nil).labelMask(in: path)
      #expect(found.mask.count == 16 && found.notes == (layers == 1 ? [] : [.firstLayerTaken(of: layers)]))
    }
    let path = try write([], layers: 3)
    #expect(try RegionChoice(roi: nil, label: 2, channel: 1).labelMask(in: path).notes.isEmpty)
    let named = try write([Keys(name: "a", label: 1, layer: 0), Keys(name: "b", label: 1, layer: 1)], layers: 2)
    #expect(try RegionChoice(roi: "a", label: nil).labelMask(in: named).notes.isEmpty)
  }

  /// What is read follows from keys that are there, or there is no other way to read the file.
  @Test(arguments: [1, 2]) func aNameIsReadOnlyWhereItsVoxelsAreCertain(layers: Int) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    for first in Self.labels {
      for firstLayer in Self.layers {
        for second in Self.labels {
          for secondLayer in Self.layers {
            let segments = [
              Keys(name: "GTV", label: first, layer: firstLayer), Keys(name: "Node", label: second, layer: secondLayer),
            ]
            try check(segments, layers: layers)
          }
        }
      }
    }
  }

  private func check(_ segments: [Keys], layers: Int) throws {
    let path = try write(segments, layers: layers)
    let places = try segments.map { try place(path, roi: $0.name) }
    let isOld = segments.allSatisfy { $0.label == nil && $0.layer == nil }
    for (number, (keys, place)) in zip(segments, places).enumerated() {
      let isSound = (keys.label ?? 0) >= 1 && (0..<layers).contains(keys.layer ?? (layers == 1 ? 0 : -1))
      if let place {
        #expect(isSound || isOld && layers == 2, "\(segments)")
        #expect(place == SegmentPlace(label: keys.label ?? 1, layer: keys.layer ?? (isOld ? number : 0)), "\(segments)")
      } else {
        let other = segments[1 - number]
        let isShared = keys.label == other.label && (keys.layer ?? 0) == (other.layer ?? 0)
        #expect(!isOld || layers == 1)
        #expect(!isSound || isShared, "\(segments) are refused")
      }
    }
    if let first = places[0] { #expect(first != places[1], "\(segments)") }
  }

  @Test func theOnlySegmentNeedsNoKeys() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try write([Keys(name: "GTV")], layers: 1)
    #expect(try place(path) == SegmentPlace(label: 1, layer: 0))
    #expect(try place(path, roi: "GTV") == SegmentPlace(label: 1, layer: 0))
    let later = try write([Keys(name: "GTV", label: 2, layer: 1)], layers: 2)
    #expect(try place(later) == SegmentPlace(label: 2, layer: 1))
    #expect(try place(later, label: 2) == SegmentPlace(label: 2, layer: 1))
  }

  /// Without a name and a label, the file is read where label 1 means one region, as PyRadiomics reads it.
  @Test func withoutANameLabelOneHasToMeanOneRegion() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let flat = try write([Keys(name: "GTV", label: 1, layer: 0), Keys(name: "Node", label: 2, layer: 0)], layers: 1)
    #expect(try place(flat) == SegmentPlace(label: 1, layer: 0))
    #expect(try place(flat, label: 2) == SegmentPlace(label: 2, layer: 0))
    #expect(try place(flat, label: 7) == SegmentPlace(label: 7, layer: 0))
    let others = try write([Keys(name: "GTV", label: 2, layer: 0), Keys(name: "Node", label: 3, layer: 0)], layers: 1)
    #expect(try place(others) == nil)
    let layered = try write([Keys(name: "GTV", label: 1, layer: 0), Keys(name: "Node", label: 1, layer: 1)], layers: 2)
    #expect(try place(layered) == nil)
    #expect(try place(layered, label: 1) == nil)
    #expect(try place(layered, label: 1, channel: 1) == SegmentPlace(label: 1, layer: 1))
    let apart = try write([Keys(name: "GTV", label: 1, layer: 0), Keys(name: "Node", label: 3, layer: 1)], layers: 2)
    #expect(try place(apart) == SegmentPlace(label: 1, layer: 0))
    #expect(try place(apart, label: 3) == SegmentPlace(label: 3, layer: 1))
  }

  /// Layer 0 has the labels 0 to 2, and layer 1 those from 1 to 3.
  @Test func aLabelOfAnotherLayerIsNotCalledAbsent() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try write([Keys(name: "GTV", label: 1, layer: 0), Keys(name: "Node", label: 1, layer: 1)], layers: 2)
    let error = #expect(throws: RegionChoiceError.self) { try RegionChoice(roi: nil, label: 3).labelMask(in: path) }
    #expect(error?.description.contains("the label is in layer 1") == true, "\(error?.description ?? "")")
    let none = #expect(throws: RegionChoiceError.self) { try RegionChoice(roi: nil, label: 9).labelMask(in: path) }
    #expect(none?.description.contains("no voxel of its 2 layers has label 9") == true, "\(none?.description ?? "")")
  }

  @Test func oneNameOfTwoIsToldApartByItsLabel() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try write([Keys(name: "GTV", label: 1, layer: 0), Keys(name: "GTV", label: 2, layer: 0)], layers: 1)
    let error = #expect(throws: RegionChoiceError.self) { try RegionChoice(roi: "GTV", label: nil).place(in: path) }
    #expect(error?.description.contains("with the labels 1, 2. Choose one by its label") == true)
    #expect(try place(path, roi: "GTV", label: 2) == SegmentPlace(label: 2, layer: 0))
    let layered = try write([Keys(name: "GTV", label: 1, layer: 0), Keys(name: "GTV", label: 1, layer: 1)], layers: 2)
    let other = #expect(throws: RegionChoiceError.self) { try RegionChoice(roi: "GTV", label: 1).place(in: layered) }
    #expect(other?.description.contains("a name of its own") == true)
  }

  /// A mask that Slicer cropped to its region fills its own grid, and not the image that `correctMask` puts it on.
  @Test func aCropDoesNotFillTheImage() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "image.nii").path
    let grid = Grid(size: [16, 16, 16])
    try writeNIfTI(Volume(grid: grid, voxels: (0..<4_096).map { Double($0 % 97) }), to: path)
    let image = try OpenedImage(reading: path)
    func kinds(_ mask: Grid) -> [String] {
      image.notes(on: Mask(grid: mask, voxels: Array(repeating: 1, count: mask.count))).map(\.kind)
    }
    #expect(kinds(Grid(size: [5, 5, 5])).isEmpty)
    #expect(kinds(grid) == ["region fills the image"])
    #expect(kinds(Grid(size: [32, 32, 32], spacing: [0.5, 0.5, 0.5])) == ["region fills the image"])
  }
}
