import Execution
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Positions of even slices, rounded as their file has them written.
struct RoundedPositionTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ series: GeneratedSeries, without lost: Int? = nil) throws -> Grid {
    let folder = "\(series.spacing) \(series.decimals ?? 0) \(lost ?? 0)"
    for (k, slice) in series.slices.enumerated() where k != lost { try scratch.write(slice, to: "\(folder)/\(k).dcm") }
    return try readVolume(scratch.url.appending(path: folder).path).grid
  }

  /// 0.33, 0.67 and 1 for slices of a third of a millimetre, and such.
  @Test(arguments: 0..<40 as Range<UInt64>) func roundedEvenSlicesAreEven(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "rounded positions")
    var series = GeneratedSeries()
    let decimals = 1 + random.index(below: 3)
    let unit = [0.1, 0.01, 0.001][decimals - 1]
    (series.spacing, series.decimals, series.count) = ((6.2 + 100 * random.uniform()) * unit, decimals, 20)
    let grid = try read(series)
    #expect(grid.size.z == 20 && abs(grid.spacing.z - series.spacing) <= unit / 19 + 1e-9, "seed \(seed)")
    let error = #expect(throws: ImageFileError.self, "seed \(seed)") { try read(series, without: 7) }
    #expect(["missing-slices", "uneven-spacing"].contains(error?.kind.name))
  }

  /// 0, 1.7, 3.3 and 5 mm are five thirds; the mean is what SimpleITK has, (last - first) / (count - 1). Frames of a
  /// segmentation at these positions lie on the slices.
  @Test(arguments: [1, 2]) func slicesOfFiveThirdsAreEven(decimals: Int) throws {
    var series = GeneratedSeries()
    (series.spacing, series.decimals, series.count) = (5.0 / 3, decimals, 10)
    let grid = try read(series)
    #expect(abs(grid.spacing.z - 5.0 / 3) < 1e-9)
    for lost in 1...8 {
      let error = #expect(throws: ImageFileError.self) { try read(series, without: lost) }
      #expect(["missing-slices", "uneven-spacing"].contains(error?.kind.name))
    }
    let heights = decimals == 1 ? [1.7, 3.3, 5.0, 6.7] : [1.67, 3.33, 5.0, 6.67]
    let made = GeneratedSegmentation(heights: heights, thickness: 1.7)
    let object = try SegmentationObject(reading: scratch.write(made.bytes, to: "seg.dcm"))
    let mask = try object.reading(segment: object.segments[0], on: grid).mask
    #expect(mask.count == 4 * 80 && mask.boundingBox?.lower.z == 1 && mask.boundingBox?.size.z == 4)
  }

  /// Frames that are turned against the image as by the rounding of cosines lie on its voxels, and others do not.
  @Test(arguments: [(0.0008, true), (0.004, false), (0.02, false)]) func framesTurnedByRoundingFit(
    angle: Double, fits: Bool
  ) throws {
    let grid = Grid(size: [200, 160, 9], spacing: [1, 1, 3])
    var made = GeneratedSegmentation(heights: [6, 9, 12], thickness: 3)
    made.size = [200, 160]
    let (c, s) = (cos(angle), sin(angle))
    for orientation in [[c, s, 0, -s, c, 0], [c, 0, s, 0, 1, 0]] {
      made.orientation = orientation
      let object = try SegmentationObject(reading: scratch.write(made.bytes, to: "seg.dcm"))
      guard fits else {
        let error = #expect(throws: ImageFileError.self) { try object.reading(segment: object.segments[0], on: grid) }
        #expect(error?.kind.name == "frame-off-grid")
        continue
      }
      #expect(try object.reading(segment: object.segments[0], on: grid).mask.count == 3 * 80)
    }
  }

  /// Slices that lie elsewhere by more than their last digit, and digits too coarse to tell.
  @Test(arguments: [(3, 2, 0.06), (3, 3, 0.13), (2.5, 0, 0), (0.3, 1, 0)] as [(Double, Int, Double)])
  func otherDifferencesAreUneven(spacing: Double, decimals: Int, shift: Double) throws {
    var series = GeneratedSeries()
    (series.spacing, series.decimals, series.count) = (spacing, decimals, 12)
    series.shifts = { $0 == 5 ? shift : $0 == 7 && spacing == 0.3 ? 0.05 : 0 }
    let error = #expect(throws: ImageFileError.self) { try read(series) }
    #expect(["missing-slices", "uneven-spacing"].contains(error?.kind.name))
  }
}
