import Testing
import Volumes

struct ShapeInterpolationTests {
  private func pixels(_ rows: [String]) -> [UInt8] { rows.flatMap { $0.map { $0 == "#" ? 1 : 0 } } }

  private func rows(_ pixels: [UInt8], width: Int) -> [String] {
    stride(from: 0, to: pixels.count, by: width).map { start in
      pixels[start..<(start + width)].map { $0 == 1 ? "#" : "." }.joined()
    }
  }

  private let first = [
    "..............", "..............", "...###........", "..#####.......", ".#######......", "..#####.......",
    "...###........", "..............", "..............", "..............",
  ]
  private let second = [
    "..............", "..............", ".....########.", ".....########.", ".....###..###.", ".....###..###.",
    ".....########.", ".....########.", "..............", "..............",
  ]

  /// Distances by `scipy.ndimage.distance_transform_edt` 1.17.1 with sampling (1.3, 0.7), mixed as Raya and Udupa do.
  @Test func shapesBetweenAreThoseOfDistancesByScipy() {
    let found = shapesBetween(pixels(first), pixels(second), count: 3, width: 14, spacing: [0.7, 1.3])
    #expect(
      rows(found[0], width: 14) == [
        "..............", "..............", "...###........", "...####.......", "..######......", "...####.......",
        "...###........", "..............", "..............", "..............",
      ])
    #expect(
      rows(found[1], width: 14) == [
        "..............", "..............", "....###.......", "....####......", "...#####......", "....###.......",
        "....####......", "..............", "..............", "..............",
      ])
    #expect(
      rows(found[2], width: 14) == [
        "..............", "..............", ".....#######..", ".....#######..", "....####...#..", ".....###...#..",
        ".....#######..", ".....######...", "..............", "..............",
      ])
  }

  @Test func equalShapesGiveThemselvesEvenAtTheRim() {
    let shape = pixels(["##..", "###.", "#..."])
    #expect(shapesBetween(shape, shape, count: 4, width: 4, spacing: [1, 3]).allSatisfy { $0 == shape })
  }

  /// A disc of radius 12 and one of 4, both about one centre: halfway lies a disc of 8, to a pixel of the outline.
  @Test func betweenTwoDiscsLiesTheDiscOfTheMeanRadius() {
    func disc(_ radius: Double) -> [UInt8] {
      (0..<41 * 41).map { n in
        let (x, y) = (Double(n % 41) - 20, Double(n / 41) - 20)
        return x * x + y * y <= radius * radius ? 1 : 0
      }
    }
    let found = shapesBetween(disc(12.3), disc(4.3), count: 1, width: 41, spacing: [1, 1])[0]
    let (inner, outer) = (disc(7.3), disc(9.3))
    #expect(zip(inner, found).allSatisfy { $0 <= $1 } && zip(found, outer).allSatisfy { $0 <= $1 })
  }

  @Test func nothingLiesBetweenNothing() {
    let empty = [UInt8](repeating: 0, count: 12)
    #expect(shapesBetween(empty, empty, count: 2, width: 4, spacing: [1, 1]) == [empty, empty])
  }
}
