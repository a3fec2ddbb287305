import Volumes

/// Largest distances between vertices of the surface mesh, in mm.
///
/// Exact without comparing all pairs: the ends of a largest distance are corners of the convex hull of the vertices, so
/// also of the hull of every plane they lie in. Hulls are found on integer half-voxel indices and hold for any spacing.
struct Diameters {
  /// In any direction.
  let inSpace: Double
  /// Within a slice (constant k), a row-slice plane (constant j) and a column-slice plane (constant i).
  let inSlice: Double
  let inColumn: Double
  let inRow: Double

  init(_ mask: PaddedMask, spacing: SIMD3<Double>) {
    let extents = VertexExtents(mask)
    let slices = extents.planes(normal: 2).map(hull)
    let columns = extents.planes(normal: 1).map(hull)
    let rows = extents.planes(normal: 0).map(hull)
    func largest(_ planes: [[SIMD3<Int>]]) -> Double { planes.reduce(0) { max($0, largestDistance($1, spacing)) } }
    inSlice = largest(slices)
    inColumn = largest(columns)
    inRow = largest(rows)
    let candidates = Set(slices.joined()).intersection(columns.joined()).intersection(rows.joined())
    inSpace = largestDistance(Array(candidates), spacing)
  }

  /// Vertices, in half voxels, that are corners of the hull of each plane they lie in: every corner of the hull in
  /// space is among them. In storage order.
  static func hullCandidates(_ mask: PaddedMask) -> [SIMD3<Int>] {
    let extents = VertexExtents(mask)
    let planes = (0..<3).map { Set(extents.planes(normal: $0).map(hull).joined()) }
    return planes[0].intersection(planes[1]).intersection(planes[2]).sorted { ($0.z, $0.y, $0.x) < ($1.z, $1.y, $1.x) }
  }
}

/// Largest distance between two of the points, given in half voxels.
///
/// Points far from the centre come first; once two cannot be farther apart than the best so far, no later pair can.
private func largestDistance(_ points: [SIMD3<Int>], _ spacing: SIMD3<Double>) -> Double {
  guard points.count > 1 else { return 0 }
  let places = points.map { $0.asDoubles / 2 * spacing }
  let centre = places.reduce(.zero, +) / Double(places.count)
  let sorted = places.map { (place: $0, radius: ($0 - centre).length) }.sorted { $0.radius > $1.radius }
  var best = 0.0
  for first in sorted.indices {
    for second in 0..<first {
      if (sorted[first].radius + sorted[second].radius) * (1 + 1e-12) < best { break }
      best = max(best, (sorted[first].place - sorted[second].place).length)
    }
  }
  return best
}

/// Corners of the convex hull of points of one plane (Andrew 1979, doi 10.1016/0020-0190(79)90072-3).
private func hull(_ plane: VertexExtents.Plane) -> [SIMD3<Int>] {
  func half(_ points: [SIMD2<Int>], turning sign: Int) -> [SIMD2<Int>] {
    var chain: [SIMD2<Int>] = []
    for point in points {
      while chain.count > 1 {
        let (u, v) = (chain[chain.count - 1] &- chain[chain.count - 2], point &- chain[chain.count - 1])
        if (u.x * v.y - u.y * v.x) * sign > 0 { break }
        chain.removeLast()
      }
      chain.append(point)
    }
    return chain
  }
  let lower = half(plane.lines.map { [$0.position, $0.lowest] }, turning: 1)
  let upper = half(plane.lines.map { [$0.position, $0.highest] }, turning: -1)
  return (lower + upper).map { plane.point(line: $0.x, at: $0.y) }
}

/// First and last vertex on every line along i, and on every line along j, in half voxels.
private struct VertexExtents {
  /// A plane of vertices, as the lines it consists of.
  struct Plane {
    let normal: Int
    let height: Int
    let lines: [(position: Int, lowest: Int, highest: Int)]

    func point(line: Int, at position: Int) -> SIMD3<Int> {
      switch normal {
      case 2: [position, line, height]
      case 1: [position, height, line]
      default: [height, position, line]
      }
    }
  }

  private let size: SIMD3<Int>
  private var alongI: [(Int, Int)]
  private var alongJ: [(Int, Int)]

  init(_ mask: PaddedMask) {
    size = mask.size &* 2
    alongI = Array(repeating: (Int.max, Int.min), count: size.y * size.z)
    alongJ = Array(repeating: (Int.max, Int.min), count: size.x * size.z)
    mask.voxels.withUnsafeBufferPointer { voxels in
      for z in 0..<mask.size.z - 1 {
        for y in 0..<mask.size.y - 1 {
          for x in 0..<mask.size.x - 1 {
            let here = mask.offset(x, y, z)
            let inside = voxels[here]
            if inside != voxels[here + 1] { add([2 * x + 1, 2 * y, 2 * z]) }
            if inside != voxels[here + mask.size.x] { add([2 * x, 2 * y + 1, 2 * z]) }
            if inside != voxels[here + mask.size.x * mask.size.y] { add([2 * x, 2 * y, 2 * z + 1]) }
          }
        }
      }
    }
  }

  private mutating func add(_ vertex: SIMD3<Int>) {
    let (i, j) = (vertex.y + size.y * vertex.z, vertex.x + size.x * vertex.z)
    alongI[i] = (min(alongI[i].0, vertex.x), max(alongI[i].1, vertex.x))
    alongJ[j] = (min(alongJ[j].0, vertex.y), max(alongJ[j].1, vertex.y))
  }

  /// The planes at right angles to an axis that hold vertices.
  func planes(normal: Int) -> [Plane] {
    (0..<size[normal]).compactMap { height in
      let lines = lines(normal: normal, height: height).filter { $0.lowest <= $0.highest }
      return lines.isEmpty ? nil : Plane(normal: normal, height: height, lines: lines)
    }
  }

  private func lines(normal: Int, height: Int) -> [(position: Int, lowest: Int, highest: Int)] {
    switch normal {
    case 2: (0..<size.y).map { line in (line, alongI[line + size.y * height].0, alongI[line + size.y * height].1) }
    case 1: (0..<size.z).map { line in (line, alongI[height + size.y * line].0, alongI[height + size.y * line].1) }
    default: (0..<size.z).map { line in (line, alongJ[height + size.x * line].0, alongJ[height + size.x * line].1) }
    }
  }
}
