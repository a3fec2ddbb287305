import Volumes

/// The convex hull of the surface mesh: volume and area.
///
/// Points are added one by one; faces that see a point give way to its cone. Coordinates are whole half-voxels, so
/// whether a face sees a point is exact, and points in the plane of a face do no harm.
struct ConvexHull {
  /// mm³.
  let volume: Double
  /// mm².
  let area: Double

  private struct Face {
    let corners: (Int, Int, Int)
    let normal: SIMD3<Int>
    let height: Int
  }

  private struct Edge: Hashable {
    let from: Int
    let to: Int
  }

  /// - Parameter mask: not empty; its mesh then has vertices that are not in one plane.
  init(_ mask: PaddedMask, spacing: SIMD3<Double>) {
    let points = Diameters.hullCandidates(mask)
    let faces = Self.faces(points)
    var (volume, area) = (0.0, 0.0)
    for face in faces {
      let corners = [face.corners.0, face.corners.1, face.corners.2].map { points[$0].asDoubles / 2 * spacing }
      volume += corners[0].dot(corners[1].cross(corners[2])) / 6
      area += (corners[1] - corners[0]).cross(corners[2] - corners[0]).length / 2
    }
    self.volume = volume
    self.area = area
  }

  private static func faces(_ points: [SIMD3<Int>]) -> [Face] {
    let start = tetrahedron(points)
    guard start.count == 4 else { return [] }
    let (a, b, c, d) = (start[0], start[1], start[2], start[3])
    var faces = [(a, b, c, d), (a, b, d, c), (a, c, d, b), (b, c, d, a)].map { outwards(points, $0) }
    for (position, point) in points.enumerated() where !start.contains(position) {
      var edges = Set<Edge>()
      var kept: [Face] = []
      for face in faces {
        guard (face.normal &* point).wrappedSum() > face.height else {
          kept.append(face)
          continue
        }
        let (a, b, c) = face.corners
        for edge in [Edge(from: a, to: b), Edge(from: b, to: c), Edge(from: c, to: a)] {
          // An edge between two faces that both see the point is not on the horizon.
          if edges.remove(Edge(from: edge.to, to: edge.from)) == nil { edges.insert(edge) }
        }
      }
      guard !edges.isEmpty else { continue }
      let ordered = edges.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
      faces = kept + ordered.map { face(points, $0.from, $0.to, position) }
    }
    return faces
  }

  private static func face(_ points: [SIMD3<Int>], _ a: Int, _ b: Int, _ c: Int) -> Face {
    let normal = cross(points[b] &- points[a], points[c] &- points[a])
    return Face(corners: (a, b, c), normal: normal, height: (normal &* points[a]).wrappedSum())
  }

  /// The face of three corners turned so that the fourth point is behind it.
  private static func outwards(_ points: [SIMD3<Int>], _ corners: (Int, Int, Int, Int)) -> Face {
    let face = face(points, corners.0, corners.1, corners.2)
    let isBehind = (face.normal &* points[corners.3]).wrappedSum() < face.height
    return isBehind ? face : Self.face(points, corners.0, corners.2, corners.1)
  }

  /// Four points that are not in one plane; fewer when there are none.
  private static func tetrahedron(_ points: [SIMD3<Int>]) -> [Int] {
    guard let b = points.indices.first(where: { points[$0] != points[0] }) else { return [] }
    let along = points[b] &- points[0]
    guard let c = points.indices.first(where: { cross(along, points[$0] &- points[0]) != .zero }) else { return [] }
    let normal = cross(along, points[c] &- points[0])
    guard let d = points.indices.first(where: { (normal &* (points[$0] &- points[0])).wrappedSum() != 0 }) else {
      return []
    }
    return [0, b, c, d]
  }

  private static func cross(_ u: SIMD3<Int>, _ v: SIMD3<Int>) -> SIMD3<Int> {
    [u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x]
  }
}
