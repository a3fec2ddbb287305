import Execution
import ImageFiles
import Testing
import Volumes

/// Which voxels a contour takes.
struct EdgeRuleTests {
  private let grid = Grid(size: [12, 12, 3], spacing: [1, 2, 3], origin: [-7, 4, 11])

  /// A polygon given in voxels of the middle slice.
  private func polygon(_ corners: [SIMD2<Double>], slice: Double = 1) throws -> SlicePolygon {
    let points = corners.map { grid.position(of: [$0.x, $0.y, slice]) }
    return try SlicePolygon(
      points, on: grid, place: ContourPlace(region: "test", number: 1, start: nil), file: "test.dcm")
  }

  private func inside(_ polygons: [SlicePolygon]) -> [SIMD2<Int>] {
    let mask = Mask(grid: grid, voxels: filled(polygons, on: grid))
    return (0..<12).flatMap { j in (0..<12).filter { mask[$0, j, 1] }.map { SIMD2($0, j) } }
  }

  private func square(_ low: Double, _ high: Double) -> [SIMD2<Double>] {
    [[low, low], [high, low], [high, high], [low, high]]
  }

  /// Centres on the left and top edges are inside, those on the right and bottom edges are not.
  @Test func centresOnAnEdgeBelongToOneSide() throws {
    #expect(inside([try polygon(square(2, 4))]) == [[2, 2], [3, 2], [2, 3], [3, 3]])
  }

  @Test func theDirectionOfDrawingDoesNotMatter() throws {
    #expect(inside([try polygon(square(2, 4))]) == inside([try polygon(square(2, 4).reversed())]))
  }

  @Test func aContourInAContourIsAHole() throws {
    let ring = inside([try polygon(square(1.5, 8.5)), try polygon(square(3.5, 5.5))])
    #expect(ring.count == 7 * 7 - 2 * 2)
    #expect(!ring.contains([4, 4]))
  }

  /// The same ring as one contour that runs in along a channel of no width, round the hole and back out.
  @Test(arguments: [3.5, 4.0])
  func aKeyholeContourHasAHole(channel: Double) throws {
    let outer: [SIMD2<Double>] = [[1.5, 1.5], [8.5, 1.5], [8.5, 8.5], [1.5, 8.5], [1.5, channel]]
    let inner: [SIMD2<Double>] = [[3.5, channel], [3.5, 5.5], [5.5, 5.5], [5.5, 3.5], [3.5, 3.5], [3.5, channel]]
    let ring = inside([try polygon(outer + inner + [[1.5, channel]])])
    #expect(ring == inside([try polygon(square(1.5, 8.5)), try polygon(square(3.5, 5.5))]))
  }

  /// Cut a region in two anywhere, even through centres: each voxel is in exactly one part.
  @Test(arguments: 0..<50 as Range<UInt64>)
  func partsOfARegionShareNoVoxelAndMissNone(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "cuts")
    func corner() -> Double { Double(Int.random(in: 0...22, using: &random)) / 2 }
    let (left, right) = (SIMD2(0, corner()), SIMD2(11, corner()))
    let above = try polygon([[0, 0], [11, 0], right, left])
    let below = try polygon([left, right, [11, 11], [0, 11]])
    let (first, second) = (inside([above]), inside([below]))
    #expect(Set(first).isDisjoint(with: second), "seed \(seed)")
    #expect(Set(first + second) == Set(inside([try polygon(square(0, 11))])), "seed \(seed)")
  }

  @Test func aContourBelongsToTheNearestSlice() throws {
    #expect(try polygon(square(2, 4), slice: 1.4).slice == 1)
    #expect(try polygon(square(2, 4), slice: 1.6).slice == 2)
    #expect(throws: ImageFileError.self) { try polygon(square(2, 4), slice: 2.6) }
    #expect(throws: ImageFileError.self) { try polygon(square(2, 14)) }
  }
}
