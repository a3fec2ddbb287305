import Execution
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Contours through the centres of the outermost voxels, as programs write them that trace a mask with OpenCV.
struct TracedContourTests {
  private let scratch: Scratch
  private let grid = Grid(size: [24, 20, 9], spacing: [1, 1, 3])

  init() throws { scratch = try Scratch() }

  private func reading(_ contours: [(Int, [SIMD2<Double>])], type: String = "CLOSED_PLANAR") throws -> MaskReading {
    let drawn = contours.map { GeneratedStructureSet.Contour($1, z: Double($0) * 3, type: type) }
    let set = GeneratedStructureSet([.init("GTV", number: 1, drawn)])
    return try StructureSet(reading: scratch.write(set.bytes, to: "rs.dcm")).reading(roi: "GTV", on: grid)
  }

  private func inside(_ mask: Mask, _ slice: Int) -> [Bool] {
    (0..<20).flatMap { j in (0..<24).map { mask[$0, j, slice] } }
  }

  /// A lesion with parts, holes, islands and single voxels, also at the edge of the image.
  private func lesion(seed: UInt64) -> [Bool] {
    var random = RandomStream(seed: seed, name: "traced lesions")
    var pixels = [Bool](repeating: false, count: 480)
    func box(_ size: Int, _ value: Bool) {
      let (left, top) = (random.index(below: 24), random.index(below: 20))
      let (right, bottom) = (left + random.index(below: size), top + random.index(below: size))
      for j in top...min(19, bottom) { for i in left...min(23, right) { pixels[j * 24 + i] = value } }
    }
    for _ in 0..<5 { box(12, true) }
    for _ in 0..<3 { box(5, false) }
    for _ in 0..<8 { box(1, true) }
    for _ in 0..<8 { box(1, false) }
    return pixels
  }

  /// Voxel for voxel. A ring of single voxels that touch by their corners alone has one outline on both sides, which is
  /// taken for one that is there twice, with a note.
  @Test(arguments: 0..<120 as Range<UInt64>) func aTracedMaskComesBack(seed: UInt64) throws {
    let pixels = lesion(seed: seed)
    for isSimplified in [true, false] {
      let outlines = BorderFollowing(pixels, width: 24, isSimplified: isSimplified).outlines
      for shift in [0, 0.004] {
        let moved = outlines.map { outline in outline.map { $0 + SIMD2(shift, -shift) } }
        let found = try reading(moved.map { (4, $0) })
        #expect(found.notes.contains(.tracedContours), "seed \(seed)")
        guard !found.notes.contains(where: { $0.kind == "doubled contours read once" }) else { continue }
        #expect(inside(found.mask, 4) == pixels, "seed \(seed)")
      }
    }
  }

  /// With the half-open rule the rectangle would be one of 5 x 4 voxels, half a voxel off.
  @Test func aRectangleThroughCentresHasTheVoxelsOnIt() throws {
    let box = ContourRuleTests.box(3...8, 2...6)
    let found = try reading([(3, box), (4, box)])
    #expect(found.mask.count == 2 * 6 * 5 && found.notes == [.tracedContours])
    #expect(found.notes.description.contains("rt-utils"))
    // A wall of one voxel, and a last slice of one row.
    let hole: [SIMD2<Double>] = [[4, 2], [7, 2], [8, 3], [8, 5], [7, 6], [4, 6], [3, 5], [3, 3]]
    let ring = try reading([(3, box), (3, hole), (4, [[3, 3], [8, 3]]), (5, [[5, 3]])])
    #expect(ring.mask.count == 6 * 5 - 4 * 3 + 6 + 1)
    #expect(
      ring.notes.map(\.kind) == ["contours inside others read as holes", "contours through the centres of voxels"])
  }

  /// One of ten outlines may have been mended by hand.
  @Test func aMendedContourAmongTracedOnesIsReadAsDrawn() throws {
    let box = ContourRuleTests.box(3...8, 2...6)
    let mended = (4, ContourRuleTests.box(3.3...8.2, 2.4...6.3))
    let small = (0..<9).map { (3, ContourRuleTests.box(12...13, Double(2 * $0)...Double(2 * $0 + 1))) }
    let many = try reading([(3, box), mended] + small)
    #expect(many.notes.contains(.tracedContours) && inside(many.mask, 4).count { $0 } == 5 * 4)
    let few = try reading([(3, box), mended])
    #expect(!few.notes.contains(.tracedContours) && inside(few.mask, 3).count { $0 } == 5 * 4)
  }

  /// Corners left out of a traced outline (approxPolyDP): its edges run in any direction. The mask comes back but for
  /// voxels at its border; by the half-open rule a tenth of it and more would be lost on two sides.
  @Test(arguments: 0..<60 as Range<UInt64>) func aSimplifiedOutlineHasTheVoxelsUnderIt(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "simplified lesions")
    let (x, y) = (10 + 3 * random.uniform(), 9 + 2 * random.uniform())
    let radii = SIMD2(5 + 4 * random.uniform(), 4 + 3 * random.uniform())
    let pixels = (0..<480).map { n in
      let place = (SIMD2(Double(n % 24), Double(n / 24)) - SIMD2(x, y)) / radii
      return (place * place).sum() <= 1
    }
    let outlines = BorderFollowing(pixels, width: 24, isSimplified: false).outlines.map { simplified($0, within: 0.6) }
    try #require(outlines.count == 1 && outlines[0].count > 2)
    let found = try reading([(4, outlines[0])])
    let polygon = try SlicePolygon(
      outlines[0].map { SIMD3($0.x, $0.y, 12) }, on: grid, place: ContourPlace(region: "", number: 1, start: nil),
      file: "")
    let isOblique = zip(outlines[0], outlines[0].dropFirst()).contains { a, b in
      let step = b - a
      return step.x != 0 && step.y != 0 && abs(step.x) != abs(step.y)
    }
    #expect(found.notes == [isOblique ? .simplifiedContours : .tracedContours], "seed \(seed)")
    let area = pixels.count { $0 }
    let apart = zip(inside(found.mask, 4), pixels).count { $0 != $1 }
    #expect(apart * 12 <= area, "seed \(seed): \(apart) of \(area)")
    #expect(filled([polygon], on: grid).count { $0 == 1 } < found.mask.count, "seed \(seed)")
    // A hundredth of a voxel beside the centres it is drawn, and along the edges of pixels it is none of a mask's
    // centres.
    for (shift, isHalfOpen) in [
      (SIMD2(0.0004, -0.0004), false), (SIMD2(0.01, 0.004), isOblique), (SIMD2(0.5, 0.5), true),
    ] {
      let moved = outlines[0].map { $0 + shift }
      let other = try reading([(4, moved)])
      #expect(other.notes.isEmpty == isHalfOpen, "seed \(seed) \(shift)")
    }
  }

  /// Douglas and Peucker's algorithm on a closed line, from its first point and the one farthest from it.
  private func simplified(_ line: [SIMD2<Double>], within tolerance: Double) -> [SIMD2<Double>] {
    func length(_ a: SIMD2<Double>) -> Double { (a * a).sum().squareRoot() }
    func kept(_ part: ArraySlice<SIMD2<Double>>) -> [SIMD2<Double>] {
      guard part.count > 2, let first = part.first, let last = part.last else { return Array(part.prefix(1)) }
      let along = last - first
      let farthest = part.indices.dropFirst().dropLast().map { n -> (Int, Double) in
        let offset = part[n] - first
        return (n, length(along) > 0 ? abs(along.x * offset.y - along.y * offset.x) / length(along) : length(offset))
      }.max { $0.1 < $1.1 }
      guard let (n, distance) = farthest, distance > tolerance else { return [first] }
      return kept(part[part.startIndex...n]) + kept(part[n..<part.endIndex])
    }
    let far = line.indices.max { length(line[$0] - line[0]) < length(line[$1] - line[0]) } ?? 0
    let closed = line + [line[0]]
    return kept(closed[0...far]) + kept(closed[far...])
  }

  /// Drawn outlines, the edges of pixels, the edges of pixels of a grid half a voxel off, polygons with corners near
  /// centres and other directions, and exclusive or.
  @Test(arguments: 0..<60 as Range<UInt64>) func otherContoursKeepTheHalfOpenRule(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "other contours")
    let (x, y) = (Double(8 + random.index(below: 6)), Double(7 + random.index(below: 4)))
    let drawn = (0..<12).map { n -> SIMD2<Double> in
      let (angle, radius) = (Double(n) * .pi / 6, 3 + 3 * random.uniform())
      return SIMD2(x + radius * cos(angle), y + radius * sin(angle))
    }
    // An L; its area is 6 x 5 - 3 x 2.
    let stairs: [SIMD2<Double>] = [
      [x, y], [x + 6, y], [x + 6, y + 5], [x + 3, y + 5], [x + 3, y + 3], [x, y + 3],
    ]
    for (outline, count) in [
      (drawn, nil), (stairs.map { $0 + 0.5 }, 24), (stairs, 24),
      ([[x, y], [x + 6.002, y + 1], [x + 2, y + 5]], nil),
    ] as [([SIMD2<Double>], Int?)] {
      let found = try reading([(4, outline)])
      let polygon = try SlicePolygon(
        outline.map { SIMD3($0.x, $0.y, 12) }, on: grid, place: ContourPlace(region: "", number: 1, start: nil),
        file: "")
      #expect(found.mask.voxels == filled([polygon], on: grid) && found.notes.isEmpty, "seed \(seed)")
      if let count { #expect(found.mask.count == count, "seed \(seed)") }
    }
    let exclusive = try reading([(4, ContourRuleTests.box(x...x + 6, y...y + 5))], type: "CLOSEDPLANAR_XOR")
    #expect(exclusive.mask.count == 30 && exclusive.notes.isEmpty)
  }
}
