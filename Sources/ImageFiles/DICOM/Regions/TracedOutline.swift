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
    let whole = corners.map { SIMD2($0.x.rounded(), $0.y.rounded()) }
    guard zip(corners, whole).allSatisfy({ abs($0.x - $1.x) <= 0.01 && abs($0.y - $1.y) <= 0.01 }) else { return nil }
    let steps: [SIMD2<Double>] = zip(whole, whole.dropFirst() + whole.prefix(1)).map { $1 - $0 }.filter { $0 != .zero }
    guard steps.allSatisfy({ $0.x == 0 || $0.y == 0 || abs($0.x) == abs($0.y) }) else { return nil }
    let isDiagonal = { (step: SIMD2<Double>) in step.x != 0 && step.y != 0 }
    let turns = zip(steps, steps.dropFirst() + steps.prefix(1)).count { direction($0) != direction($1) }
    guard steps.contains(where: isDiagonal) || turns <= 4 else { return nil }
    var polygon = self
    (polygon.corners, polygon.isTraced) = (whole, true)
    return polygon
  }
}

extension Outline {
  /// The voxel centres on a traced outline.
  var centres: [SIMD2<Int>] { voxelCentres(along: corners) }
}

/// The voxel centres on a closed line of whole corners whose edges run along rows, columns and diagonals.
func voxelCentres(along corners: [SIMD2<Double>]) -> [SIMD2<Int>] {
  zip(corners, corners.dropFirst() + corners.prefix(1)).flatMap { a, b in
    let (step, length) = (direction(b - a), Int(max(abs(b.x - a.x), abs(b.y - a.y))))
    return (0...length).map { n in SIMD2(Int(a.x) + n * step.x, Int(a.y) + n * step.y) }
  }
}

/// -1, 0 or 1 along each axis.
private func direction(_ step: SIMD2<Double>) -> SIMD2<Int> {
  SIMD2(step.x == 0 ? 0 : step.x < 0 ? -1 : 1, step.y == 0 ? 0 : step.y < 0 ? -1 : 1)
}
