import Execution
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Contours whose coordinates were rounded by the program that wrote them, on grids of any orientation.
struct RoundedContourTests {
  private let scratch: Scratch
  private static let size = SIMD3(24, 20, 9)

  init() throws { scratch = try Scratch() }

  /// A grid with an origin and directions at random; every third one is axial.
  private func grid(_ random: inout RandomStream, pixel: Double, isAxial: Bool) -> Grid {
    let origin = SIMD3((0..<3).map { _ in 400 * random.uniform() - 200 })
    let spacing = SIMD3(pixel, pixel, 1 + 3 * random.uniform())
    guard !isAxial else { return Grid(size: Self.size, spacing: spacing, origin: origin) }
    func vector() -> SIMD3<Double> { SIMD3((0..<3).map { _ in random.normal() }) }
    let i = vector()
    let first = i / i.length
    let k = first.cross(vector())
    let normal = k / k.length
    return Grid(
      size: Self.size, spacing: spacing, origin: origin, axes: Axes(i: first, j: normal.cross(first), k: normal))
  }

  private func reading(
    _ contours: [(slice: Int, corners: [SIMD2<Double>])], on grid: Grid, decimals: Int, type: String = "CLOSED_PLANAR"
  ) throws -> (reading: MaskReading, polygons: [SlicePolygon]) {
    let scale = pow(10, Double(decimals))
    let drawn = contours.map { contour in
      var written = GeneratedStructureSet.Contour([], z: 0, type: type)
      written.points = contour.corners.map {
        (grid.position(of: SIMD3($0.x, $0.y, Double(contour.slice))) * scale).rounded(.toNearestOrAwayFromZero) / scale
      }
      return written
    }
    let file = try scratch.write(GeneratedStructureSet([.init("GTV", number: 1, drawn)]).bytes, to: "rs.dcm")
    let polygons = try drawn.map {
      try SlicePolygon(
        $0.points, on: grid, rounding: .one, place: ContourPlace(region: "", number: 1, start: nil), file: "")
    }
    // The slices are drawn independently of each other, so parts of the region have gaps between slices.
    return (try StructureSet(reading: file).reading(roi: "GTV", on: grid, between: .leave), polygons)
  }

  private func inside(_ mask: Mask, _ slice: Int) -> [Bool] {
    (0..<20).flatMap { j in (0..<24).map { mask[$0, j, slice] } }
  }

  /// A lesion with holes and single voxels.
  private func lesion(_ random: inout RandomStream) -> [Bool] {
    var pixels = [Bool](repeating: false, count: 480)
    for (n, size) in [12, 12, 10, 8, 4, 3, 1, 1, 1].enumerated() {
      let (left, top) = (random.index(below: 24), random.index(below: 20))
      for j in top...min(19, top + random.index(below: size)) {
        for i in left...min(23, left + random.index(below: size)) { pixels[j * 24 + i] = n != 4 && n != 8 }
      }
    }
    return pixels
  }

  /// Rectilinear, with a step from every column to the next, and none of the corners of a rectangle.
  private func stairs(_ random: inout RandomStream) -> (corners: [SIMD2<Double>], pixels: [Bool]) {
    let (left, top) = (2 + random.index(below: 6), 2 + random.index(below: 4))
    let heights = (0..<8).map { 3 + 2 * ($0 % 2) + random.index(below: 6) }
    var corners: [SIMD2<Double>] = []
    var pixels = [Bool](repeating: false, count: 480)
    for (n, height) in heights.enumerated() {
      corners += [left + n, left + n + 1].map { SIMD2(Double($0), Double(top + height)) }
      for j in top..<(top + height) { pixels[j * 24 + left + n] = true }
    }
    return (corners + [SIMD2(Double(left + 8), Double(top)), SIMD2(Double(left), Double(top))], pixels)
  }

  /// Voxel for voxel, whatever the size of pixels, the digits and the direction of slices.
  @Test(arguments: 0..<180 as Range<UInt64>) func aTracedMaskComesBackWhateverTheDigits(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "rounded traced contours")
    let grid = grid(&random, pixel: 0.2 + random.uniform(), isAxial: seed % 3 == 0)
    let decimals = 1 + Int(seed % 6)
    var contours: [(slice: Int, corners: [SIMD2<Double>])] = []
    let masks = (3...5).map { _ in lesion(&random) }
    for (n, pixels) in masks.enumerated() {
      contours += BorderFollowing(pixels, width: 24, isSimplified: seed % 2 == 0).outlines.map { (n + 3, $0) }
    }
    let found = try reading(contours, on: grid, decimals: decimals).reading
    #expect(found.notes.contains(.tracedContours), "seed \(seed)")
    guard !found.notes.contains(where: { $0.kind == "doubled contours read once" }) else { return }
    for (n, pixels) in masks.enumerated() { #expect(inside(found.mask, n + 3) == pixels, "seed \(seed)") }
  }

  /// The edges of the pixels of a grid half a voxel off: a centre on an edge is inside if the region is on its +i or +j
  /// side, so the mask is that of the cells, also under exclusive or.
  @Test(arguments: 0..<120 as Range<UInt64>) func stepsThroughCentresKeepTheEdgeRule(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "rounded stairs")
    let grid = grid(&random, pixel: 0.3 + 0.9 * random.uniform(), isAxial: seed % 3 == 0)
    let shapes = (3...5).map { _ in stairs(&random) }
    let found = try reading(
      shapes.enumerated().map { ($0.offset + 3, $0.element.corners) }, on: grid, decimals: 1 + Int(seed % 6),
      type: seed % 4 == 0 ? "CLOSEDPLANAR_XOR" : "CLOSED_PLANAR"
    ).reading
    for (n, shape) in shapes.enumerated() { #expect(inside(found.mask, n + 3) == shape.pixels, "seed \(seed)") }
    #expect(Set(found.notes).isSubset(of: [.roundedCorners(areOnCentres: true)]), "seed \(seed): \(found.notes)")
  }

  /// The same shapes along the edges of the grid's own pixels, and shapes drawn by hand: no corner is moved, and there
  /// is no note.
  @Test(arguments: 0..<180 as Range<UInt64>) func otherRoundedContoursStayAsTheyAre(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "other rounded contours")
    let grid = grid(&random, pixel: 0.2 + random.uniform(), isAxial: seed % 3 == 0)
    let decimals = 1 + Int(seed % 6)
    let shapes = (3...5).map { _ in stairs(&random) }
    let edges = try reading(
      shapes.enumerated().map { (n, shape) in (n + 3, shape.corners.map { $0 - 0.5 }) }, on: grid, decimals: decimals)
    for (n, shape) in shapes.enumerated() { #expect(inside(edges.reading.mask, n + 3) == shape.pixels, "seed \(seed)") }
    let drawn = (3...5).map { slice in
      (
        slice,
        (0..<12).map { n in
          let (angle, radius) = (Double(n) * .pi / 6, 3 + 5 * random.uniform())
          return SIMD2(11.5 + radius * cos(angle), 9.5 + radius * sin(angle))
        }
      )
    }
    let free = try reading(drawn, on: grid, decimals: decimals)
    #expect(free.reading.mask.voxels == filled(free.polygons, on: grid), "seed \(seed)")
    #expect(edges.reading.notes.isEmpty && free.reading.notes.isEmpty, "seed \(seed) \(free.reading.notes)")
  }

  /// Four corners of one decimal on pixels of 0.2 mm may be rounded from anywhere.
  @Test func tooFewDigitsAreSaid() throws {
    let grid = Grid(size: Self.size, spacing: [0.2, 0.2, 3], origin: [0.07, 0.03, 0])
    let corners: [SIMD2<Double>] = [[3, 4], [10, 4], [10, 9], [3, 9]]
    #expect(try reading([(4, corners)], on: grid, decimals: 1).reading.notes == [.roundedCorners(areOnCentres: false)])
    #expect(try reading([(4, corners)], on: grid, decimals: 3).reading.notes == [.tracedContours])
  }

  /// The rounding of coordinates takes no contour out of the image, and tilts none.
  @Test(arguments: 0..<40 as Range<UInt64>) func roundedContoursAtTheEdgeOfTheImageFit(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "edges of the image")
    let grid = grid(&random, pixel: 0.2 + random.uniform(), isAxial: seed % 3 == 0)
    let corners: [SIMD2<Double>] = [
      [-0.5, -0.5], [23.5, -0.5], [23.5, 10.5], [12.5, 10.5], [12.5, 19.5], [-0.5, 19.5],
    ]
    let found = try reading([0, 1, 2].map { ($0, corners) }, on: grid, decimals: 1 + Int(seed % 3)).reading
    #expect(found.mask.count == 3 * (24 * 11 + 13 * 9) && found.notes.isEmpty, "seed \(seed) \(found.notes)")
  }
}
