import Execution
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Long oblique stacks whose direction cosines or positions are written with few digits.
struct StackDirectionTests {
  private let scratch: Scratch
  private static let count = 60

  init() throws { scratch = try Scratch() }

  private func axes(_ random: inout RandomStream) -> Axes {
    func vector() -> SIMD3<Double> { SIMD3((0..<3).map { _ in random.normal() }) }
    let i = vector()
    let first = i / i.length
    let k = first.cross(vector())
    return Axes(i: first, j: (k / k.length).cross(first), k: k / k.length)
  }

  private func text(_ values: [Double], _ decimals: Int) -> String {
    values.map { String(format: "%.\(decimals)f", $0) }.joined(separator: "\\")
  }

  /// The grid that is read of a stack of slices of 3 mm and pixels of 0.5 mm, and its notes.
  private func read(
    _ axes: Axes, stacked along: SIMD3<Double>, cosines: Int, positions: Int
  ) throws -> (grid: Grid, notes: [ReadingNote]) {
    var series = GeneratedSeries()
    (series.count, series.pixel) = (Self.count, 0.5)
    let orientation = text([axes.i.x, axes.i.y, axes.i.z, axes.j.x, axes.j.y, axes.j.z], cosines)
    let places = (0..<Self.count).map { k in
      let place = SIMD3(12.25, -31.5, 40.75) + along * (3 * Double(k))
      return text([place.x, place.y, place.z], positions)
    }
    series.geometry = { k in [.text(0x0020_0032, "DS", places[k]), .text(0x0020_0037, "DS", orientation)] }
    let folder = UUID().uuidString
    for (k, slice) in series.slices.enumerated() { try scratch.write(slice, to: "\(folder)/\(k).dcm") }
    let path = scratch.url.appending(path: folder).path
    let layout = try DICOMFolder(scanning: path).onlySeries(of: path).layout(spacing: .standard)
    return (layout.grid, layout.notes)
  }

  /// Every slice lies where its file says, to a twentieth of a pixel and the rounding of three positions: its own, and
  /// those of both ends.
  @Test(arguments: 0..<60 as Range<UInt64>) func slicesLieWhereTheirFilesSay(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "rounded cosines")
    let axes = axes(&random)
    let (cosines, positions) = (3 + Int(seed % 4), 1 + Int(seed % 5))
    let found = try read(axes, stacked: axes.k, cosines: cosines, positions: positions)
    let unit = pow(10, -Double(positions))
    for k in 0..<Self.count {
      let place = SIMD3(12.25, -31.5, 40.75) + axes.k * (3 * Double(k))
      let apart = (found.grid.position(of: [0, 0, Double(k)]) - place).length
      #expect(apart <= 0.026 + 3 * unit, "seed \(seed): slice \(k) is \(apart) mm off")
    }
    #expect(abs(found.grid.spacing.z - 3) <= 2 * unit / Double(Self.count - 1) + 1e-5, "seed \(seed)")
    #expect(cosines < 5 || found.notes.isEmpty, "seed \(seed) \(found.notes)")
    #expect(found.notes.allSatisfy { $0.kind == "direction of the stack by its positions" }, "seed \(seed)")
  }

  /// Half a degree and more is no rounding, whatever the digits.
  @Test(arguments: 0..<40 as Range<UInt64>) func aTiltedGantryIsRefused(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "tilted gantries")
    let axes = seed % 2 == 0 ? axes(&random) : .identity
    let angle = (0.5 + 20 * random.uniform()) * .pi / 180
    let along = axes.k * cos(angle) + axes.j * sin(angle)
    let error = #expect(throws: ImageFileError.self, "seed \(seed)") {
      try read(axes, stacked: along, cosines: Int(seed % 7), positions: 1 + Int(seed % 5))
    }
    #expect(["sheared-stack", "invalid-grid"].contains(error?.kind.name), "seed \(seed)")
  }

  /// Vectors that are not at right angles by more than their digits explain.
  @Test func directionsThatAreNotAtRightAnglesAreRefused() throws {
    let skewed = Axes(i: [1, 0, 0], j: [0.002, 1, 0], k: [0, 0, 1])
    let error = #expect(throws: ImageFileError.self) {
      try read(skewed, stacked: [0, 0, 1], cosines: 6, positions: 3)
    }
    #expect(error?.kind.name == "invalid-grid")
  }
}
