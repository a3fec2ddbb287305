extension SlicePolygon {
  /// The outline with its corners on voxel centres exactly, if it is one that following the border of a mask gives
  /// (`findContours` of OpenCV and, with it, rt-utils): then the voxels on it belong to the region, also those on the
  /// outline of a hole. `nil` for any other.
  ///
  /// A drawn outline has its corners anywhere, and one along the edges of pixels at half voxels. The corners of this
  /// one are voxel centres, to a hundredth of a voxel, as exporters round; its edges run along rows, columns and
  /// diagonals, and where it turns inwards it takes a diagonal. So one without a diagonal is a rectangle: a staircase
  /// on centres follows the edges of pixels of another grid.
  var traced: SlicePolygon? {
    guard let (whole, steps) = onCentres(within: 0.01) else { return nil }
    guard steps.allSatisfy({ $0.x == 0 || $0.y == 0 || abs($0.x) == abs($0.y) }) else { return nil }
    guard steps.contains(where: isOblique) || turns(steps) <= 4 else { return nil }
    return through(whole)
  }

  /// The same for an outline of which corners were left out afterwards (`approxPolyDP` of OpenCV, its Teh-Chin chains),
  /// so that edges run in any direction; also one that is ``traced``.
  ///
  /// Directions tell nothing here, so the corners have to lie on centres to a thousandth of a voxel.
  var simplified: SlicePolygon? {
    if let traced { return traced }
    guard let (whole, steps) = onCentres(within: 1e-3), steps.contains(where: isOblique) else { return nil }
    return through(whole)
  }

  /// The corners on voxel centres, and the edges between them; `nil` if a corner is farther from one.
  private func onCentres(within tolerance: Double) -> (corners: [SIMD2<Double>], edges: [SIMD2<Double>])? {
    let whole = corners.map { SIMD2($0.x.rounded(), $0.y.rounded()) }
    let areNear = zip(corners, whole).allSatisfy {
      abs($0.x - $1.x) <= tolerance && abs($0.y - $1.y) <= tolerance
    }
    guard areNear else { return nil }
    return (whole, zip(whole, whole.dropFirst() + whole.prefix(1)).map { $1 - $0 }.filter { $0 != .zero })
  }

  private func through(_ whole: [SIMD2<Double>]) -> SlicePolygon {
    var polygon = self
    (polygon.corners, polygon.isTraced) = (whole, true)
    return polygon
  }

  private func isOblique(_ step: SIMD2<Double>) -> Bool { step.x != 0 && step.y != 0 }

  private func turns(_ steps: [SIMD2<Double>]) -> Int {
    zip(steps, steps.dropFirst() + steps.prefix(1)).count { direction($0) != direction($1) }
  }
}

extension Outline {
  /// The voxel centres on a traced outline.
  var centres: [SIMD2<Int>] { voxelCentres(along: corners) }
}

/// The voxel centres on a closed line of whole corners.
///
/// An edge along a row, a column or a diagonal has them on it. Any other edge replaces a piece of the outline that ran
/// beside it, so the centres are taken that lie less than half a voxel from it, along the other axis; of two that lie
/// just half a voxel away, the one inside is inside anyhow.
func voxelCentres(along corners: [SIMD2<Double>]) -> [SIMD2<Int>] {
  zip(corners, corners.dropFirst() + corners.prefix(1)).flatMap { a, b in
    let (start, step) = (SIMD2(Int(a.x), Int(a.y)), SIMD2(Int(b.x) - Int(a.x), Int(b.y) - Int(a.y)))
    let length = max(abs(step.x), abs(step.y))
    return (0...length).compactMap { n -> SIMD2<Int>? in
      guard let x = share(step.x, n, length), let y = share(step.y, n, length) else { return nil }
      return start &+ SIMD2(x, y)
    }
  }
}

/// The whole number nearest to `step * n / length`; `nil` in the middle between two.
private func share(_ step: Int, _ n: Int, _ length: Int) -> Int? {
  guard length > 0 else { return 0 }
  let twice = 2 * abs(step) * n + length
  guard !twice.isMultiple(of: 2 * length) else { return nil }
  return step.signum() * (twice / (2 * length))
}

/// -1, 0 or 1 along each axis.
private func direction(_ step: SIMD2<Double>) -> SIMD2<Int> {
  SIMD2(step.x == 0 ? 0 : step.x < 0 ? -1 : 1, step.y == 0 ? 0 : step.y < 0 ? -1 : 1)
}
