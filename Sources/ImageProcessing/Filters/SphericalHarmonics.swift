import Glibc

/// The spherical harmonics of one degree at points of a sphere, orders 0 and above; the others follow by symmetry.
struct SphericalHarmonics {
  /// Real and imaginary part per point, for each order from 0.
  private let orders: [[SIMD2<Double>]]

  /// Angles as PyRadiomics passes them to SciPy: `arccos z` as azimuth and `atan2(y, x)` as polar angle.
  init(degree: Int, at points: [SIMD3<Double>], radius: Double) {
    orders = (0...degree).map { order in
      let scale = Self.normalisation(degree, order)
      return points.map { point in
        let (azimuth, polar) = (acos(point.z / radius), atan2(point.y, point.x))
        let amplitude = scale * Self.legendre(degree, order, cos(polar))
        let phase = Double(order) * azimuth
        return SIMD2(amplitude * cos(phase), amplitude * sin(phase))
      }
    }
  }

  /// `√(Σ f²)` over the points, with f the projection of the indicator `isSet` on this degree.
  func projectionLength(_ isSet: (Int) -> Bool) -> Double {
    var coefficients = [SIMD2<Double>](repeating: .zero, count: orders.count)
    let points = orders[0].indices
    for point in points where isSet(point) {
      for order in orders.indices { coefficients[order] += orders[order][point] }
    }
    var square = 0.0
    for point in points {
      var value = coefficients[0].x * orders[0][point].x
      for order in orders.indices.dropFirst() {
        // Orders m and -m add up to twice the real part, as their products are conjugate.
        let (c, y) = (coefficients[order], orders[order][point])
        value += 2 * (c.x * y.x - c.y * y.y)
      }
      square += value * value
    }
    return square.squareRoot()
  }

  /// `√((2n + 1) / 4π · (n - m)! / (n + m)!)`.
  private static func normalisation(_ n: Int, _ m: Int) -> Double {
    let ratio = (n - m + 1..<n + m + 1).reduce(1.0) { $0 / Double($1) }
    return (Double(2 * n + 1) / (4 * Double.pi) * ratio).squareRoot()
  }

  /// The associated Legendre function with the Condon-Shortley phase, by the usual recursion in the degree.
  private static func legendre(_ n: Int, _ m: Int, _ x: Double) -> Double {
    let root = max(0, 1 - x * x).squareRoot()
    var before = 0.0
    var value = (0..<m).reduce(1.0) { $0 * -Double(2 * $1 + 1) * root }
    for degree in m + 1..<max(n, m) + 1 {
      let next = (x * Double(2 * degree - 1) * value - Double(degree + m - 1) * before) / Double(degree - m)
      (before, value) = (value, next)
    }
    return value
  }
}

/// The vertices of an icosahedron on a sphere, and after each division the middles of all edges, moved out to the
/// sphere.
func icosphere(subdivisions: Int, radius: Double) -> [SIMD3<Double>] {
  let golden = (1 + 5.0.squareRoot()) / 2
  var points: [SIMD3<Double>] = []
  for (first, second) in [(-1.0, golden), (1.0, golden), (-1.0, -golden), (1.0, -golden)] {
    points += [SIMD3(first, second, 0), SIMD3(0, first, second), SIMD3(second, 0, first)]
  }
  // Three vertices are a face when all pairs are neighbours, which lie 2 apart.
  func isEdge(_ a: Int, _ b: Int) -> Bool {
    let step = points[a] - points[b]
    return (step * step).sum() < 4.5
  }
  var faces: [SIMD3<Int>] = []
  for a in 0..<12 {
    for b in a + 1..<12 where isEdge(a, b) {
      for c in b + 1..<12 where isEdge(a, c) && isEdge(b, c) { faces.append([a, b, c]) }
    }
  }
  points = points.map { unit($0) }
  for _ in 0..<subdivisions { divide(&points, &faces) }
  return points.map { $0 * radius }
}

private func unit(_ point: SIMD3<Double>) -> SIMD3<Double> { point / (point * point).sum().squareRoot() }

/// Each face into four; an edge that two faces share has one middle.
private func divide(_ points: inout [SIMD3<Double>], _ faces: inout [SIMD3<Int>]) {
  var middles: [SIMD2<Int>: Int] = [:]
  var divided: [SIMD3<Int>] = []
  for face in faces {
    var corners = [Int](repeating: 0, count: 3)
    for side in 0..<3 {
      let (a, b) = (face[side], face[(side + 1) % 3])
      let edge = SIMD2(min(a, b), max(a, b))
      if middles[edge] == nil {
        middles[edge] = points.count
        points.append(unit((points[a] + points[b]) / 2))
      }
      corners[side] = middles[edge] ?? 0
    }
    divided += [
      SIMD3(face.x, corners[0], corners[2]), SIMD3(face.y, corners[1], corners[0]),
      SIMD3(face.z, corners[2], corners[1]), SIMD3(corners[0], corners[1], corners[2]),
    ]
  }
  faces = divided
}
