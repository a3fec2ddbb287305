/// A closed outline in the plane of a slice, in voxels, with the questions that its neighbours ask of it.
struct Outline {
  let corners: [SIMD2<Double>]
  /// Whether the voxels on it belong to the region, by ``SlicePolygon/traced``.
  var isTraced = false
  /// Which contour of its region it is; `nil` for one that no file has.
  var place: ContourPlace?
  private let low: SIMD2<Double>
  private let high: SIMD2<Double>
  private let rows: EdgeRows

  init(_ corners: [SIMD2<Double>]) {
    self.corners = corners
    low = corners.reduce(corners.first ?? .zero) { pointwiseMin($0, $1) }
    high = corners.reduce(corners.first ?? .zero) { pointwiseMax($0, $1) }
    rows = EdgeRows(corners)
  }

  private var edges: Zip2Sequence<[SIMD2<Double>], [SIMD2<Double>]> {
    zip(corners, Array(corners.dropFirst() + corners.prefix(1)))
  }

  /// Absolute area by the shoelace formula, in voxels².
  var area: Double { abs(edges.reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }) / 2 }

  /// Points along the outline, `step` voxels apart at most, the corners among them.
  ///
  /// At most 64 on an edge: an edge across the whole image needs no more to be told from another.
  private func samples(step: Double) -> [SIMD2<Double>] {
    edges.flatMap { a, b in
      let parts = min(64, max(1, Int((distance(a, b) / step).rounded(.up))))
      return (0..<parts).map { a + (b - a) * (Double($0) / Double(parts)) }
    }
  }

  /// Whether both run along each other everywhere, within `tolerance` voxels, whatever their direction and first
  /// corner.
  func repeats(_ other: Outline, tolerance: Double) -> Bool {
    guard distance(low, other.low) <= 2 * tolerance, distance(high, other.high) <= 2 * tolerance else { return false }
    return samples(step: 0.5).allSatisfy { other.isNear($0, tolerance) }
      && other.samples(step: 0.5).allSatisfy { isNear($0, tolerance) }
  }

  /// Whether both run along each other half a voxel away, but for a tenth of their points, where they may be one and a
  /// half voxels away: an outline that was shrunk keeps a larger distance at its sharp corners.
  func runsAlong(_ other: Outline) -> Bool {
    guard distance(low, other.low) <= 3, distance(high, other.high) <= 3 else { return false }
    return [(self, other), (other, self)].allSatisfy { one, another in
      let points = one.samples(step: 0.5)
      let far = points.filter { !another.isNear($0, 0.5) }
      return far.count * 10 <= points.count && far.allSatisfy { another.isNear($0, 1.5) }
    }
  }

  /// Whether no part of the other is farther than `tolerance` outside.
  func contains(_ other: Outline, tolerance: Double) -> Bool {
    guard (other.low - low).min() >= -tolerance, (high - other.high).min() >= -tolerance, other.area < area else {
      return false
    }
    return other.samples(step: 0.25).allSatisfy { isInside($0) || isNear($0, tolerance) }
  }

  /// Whether the two have area in common, deeper than `tolerance`.
  func overlaps(_ other: Outline, tolerance: Double) -> Bool {
    guard (other.high - low).min() > tolerance, (high - other.low).min() > tolerance else { return false }
    return other.samples(step: 0.25).contains { isInside($0) && !isNear($0, tolerance) }
      || samples(step: 0.25).contains { other.isInside($0) && !other.isNear($0, tolerance) }
  }

  /// Even-odd.
  private func isInside(_ point: SIMD2<Double>) -> Bool {
    guard (point - low).min() >= 0, (high - point).min() >= 0 else { return false }
    var inside = false
    for edge in rows.edges(through: point.y) {
      let (a, b) = ends(edge)
      guard (a.y > point.y) != (b.y > point.y) else { continue }
      if point.x < a.x + (point.y - a.y) * (b.x - a.x) / (b.y - a.y) { inside.toggle() }
    }
    return inside
  }

  private func isNear(_ point: SIMD2<Double>, _ tolerance: Double) -> Bool {
    rows.contains(near: point.y, within: tolerance) { edge in
      let (a, b) = ends(edge)
      let (along, offset) = (b - a, point - a)
      let length = (along * along).sum()
      let share = length > 0 ? min(1, max(0, (along * offset).sum() / length)) : 0
      return distance(point, a + along * share) <= tolerance
    }
  }

  private func ends(_ edge: Int32) -> (SIMD2<Double>, SIMD2<Double>) {
    let first = Int(edge)
    return (corners[first], corners[first + 1 == corners.count ? 0 : first + 1])
  }
}

extension Outline {
  /// The outline without corners that repeat their neighbour, run round once where the file runs round it several
  /// times; `nil` where it encloses nothing: fewer than three corners, all on one line, or a line that runs there and
  /// back.
  ///
  /// - Returns: the outline, and how often the file runs round it.
  static func cleaned(_ corners: [SIMD2<Double>]) -> (outline: Outline, rounds: Int)? {
    var kept: [SIMD2<Double>] = []
    for corner in corners where kept.last.map({ distance($0, corner) > 1e-6 }) ?? true { kept.append(corner) }
    while kept.count > 1, distance(kept[0], kept[kept.count - 1]) <= 1e-6 { kept.removeLast() }
    let rounds = [3, 2].first { rounds in
      let length = kept.count / rounds
      guard kept.count % rounds == 0, length >= 3 else { return false }
      return (length..<kept.count).allSatisfy { distance(kept[$0], kept[$0 - length]) <= 0.05 }
    }
    if let rounds { kept = Array(kept.prefix(kept.count / rounds)) }
    let outline = Outline(kept)
    guard kept.count >= 3, !outline.isOnOneLine, !outline.runsThereAndBack else { return nil }
    return (outline, rounds ?? 1)
  }

  private var isOnOneLine: Bool {
    guard let far = corners.max(by: { distance($0, corners[0]) < distance($1, corners[0]) }) else { return true }
    let along = far - corners[0]
    return corners.allSatisfy { corner in
      let offset = corner - corners[0]
      return abs(along.x * offset.y - along.y * offset.x) <= 1e-6 * max(1, distance(far, corners[0]))
    }
  }

  /// Whether every edge is walked an even number of times.
  private var runsThereAndBack: Bool {
    struct Edge: Hashable {
      let ends: Set<SIMD2<Double>>
    }
    var walked: [Edge: Int] = [:]
    for (a, b) in edges { walked[Edge(ends: [a, b]), default: 0] += 1 }
    return walked.values.allSatisfy { $0.isMultiple(of: 2) }
  }
}

private func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
  let difference = a - b
  return (difference * difference).sum().squareRoot()
}
