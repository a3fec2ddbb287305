// Whether the points of a contour follow its outline.
extension Crossings {
  /// Pixels that are enclosed in the direction that fewer of them are, where that is more than what a slip of the hand
  /// encloses: three pixels, and a fiftieth of all. 0 for an outline that does not cross itself.
  var turnedBack: (count: Int, share: Double) {
    let (forward, back) = turnCounts
    let (fewer, all) = (min(forward, back), forward + back)
    return fewer >= 3 && 50 * fewer >= all ? (fewer, Double(fewer) / Double(all)) : (0, 0)
  }
}

extension Outline {
  /// Crossings of its own edges from which on, with much area on both sides, the points follow no outline: they were
  /// sorted, shuffled, or taken from a mask row by row.
  private static let mostCrossings = 5
  /// Share of the enclosed pixels on the smaller side that is much.
  private static let muchTurnedBack = 0.1

  /// Whether the points are in no order, so that they enclose other voxels than the outline that they were taken from.
  /// - Parameter crossings: of this outline.
  func isInNoOrder(_ crossings: Crossings) -> Bool {
    crossings.turnedBack.share >= Self.muchTurnedBack
      && edgeCrossings(upTo: Self.mostCrossings + 1) > Self.mostCrossings
  }

  /// Pairs of edges that cross in a point that is a corner of neither, counted up to a limit.
  private func edgeCrossings(upTo limit: Int) -> Int {
    let ends = Array(zip(corners, corners.dropFirst() + corners.prefix(1)))
    var found = 0
    for (n, first) in ends.enumerated() {
      for second in ends[(n + 1)...] where cross(first, second) {
        found += 1
        if found == limit { return found }
      }
    }
    return found
  }

  private func cross(_ first: (SIMD2<Double>, SIMD2<Double>), _ second: (SIMD2<Double>, SIMD2<Double>)) -> Bool {
    side(first, second.0) * side(first, second.1) < 0 && side(second, first.0) * side(second, first.1) < 0
  }

  /// On which side of a line a point lies: the sign.
  private func side(_ line: (SIMD2<Double>, SIMD2<Double>), _ point: SIMD2<Double>) -> Double {
    let (along, to) = (line.1 - line.0, point - line.0)
    let area = along.x * to.y - along.y * to.x
    return area > 0 ? 1 : area < 0 ? -1 : 0
  }
}
