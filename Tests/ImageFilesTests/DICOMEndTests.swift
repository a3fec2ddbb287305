import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// What follows the data set of a file, and what is missing at its end.
struct DICOMEndTests {
  private let scratch: Scratch
  private let slices = GeneratedSeries().slices

  init() throws { scratch = try Scratch() }

  /// A byte too many, padding to a block, and the rest of a file that was written over.
  static let trailers: [[UInt8]] = [
    [0], [UInt8](repeating: 0x78, count: 7), [UInt8](repeating: 0, count: 512), [UInt8](repeating: 0xff, count: 512),
  ]

  @Test(arguments: trailers) func bytesAfterTheDataSetAreNoTruncation(trailer: [UInt8]) throws {
    for (k, slice) in slices.enumerated() { try scratch.write(slice, to: "plain/\(k).dcm") }
    for (k, slice) in slices.enumerated() { try scratch.write(slice + (k == 4 ? trailer : []), to: "longer/\(k).dcm") }
    let wanted = try readVolume(scratch.path + "/plain")
    #expect(try readVolume(scratch.path + "/longer").voxels == wanted.voxels)
  }

  @Test(arguments: trailers) func contoursAreReadBeforeATrailer(trailer: [UInt8]) throws {
    let contour = GeneratedStructureSet.Contour([[4.5, 4.5], [14.5, 4.5], [14.5, 12.5], [4.5, 12.5]], z: 12)
    let bytes = GeneratedStructureSet([.init("GTV", number: 1, [contour])]).bytes
    let set = try StructureSet(reading: scratch.write(bytes + trailer, to: "rs.dcm"))
    #expect(try set.mask(roi: "GTV", on: Grid(size: [24, 20, 9], spacing: [1, 1, 3])).count == 80)
  }

  @Test(arguments: [1, 2, 100, 960]) func aCutSliceIsTruncated(lost: Int) throws {
    for (k, slice) in slices.enumerated() {
      try scratch.write(k == 8 ? Array(slice.dropLast(lost)) : slice, to: "\(k).dcm")
    }
    let error = #expect(throws: ImageFileError.self) { try readVolume(scratch.path) }
    #expect(error?.kind.name == "truncated")
    #expect(error?.file.hasSuffix("/8.dcm") == true)
  }

  /// A structure set cut anywhere is an error or has all contours.
  @Test func aCutStructureSetIsNeverASmallerRegion() throws {
    let contours = (1...5).map {
      GeneratedStructureSet.Contour([[4.5, 4.5], [14.5, 4.5], [14.5, 12.5], [4.5, 12.5]], z: Double(3 * $0))
    }
    let bytes = GeneratedStructureSet([.init("GTV", number: 1, contours)]).bytes
    let grid = Grid(size: [24, 20, 9], spacing: [1, 1, 3])
    for lost in 1..<bytes.count / 2 {
      let path = try scratch.write(bytes.dropLast(lost), to: "rs.dcm")
      let count = try? StructureSet(reading: path).mask(roi: "GTV", on: grid).count
      #expect(count == nil || count == 400, "\(lost) bytes lost")
    }
  }
}
