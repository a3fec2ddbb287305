import Glibc
import Mathematics

/// Local quadratic regression of one variable, evaluated directly (no interpolation between the vertices of a tree).
///
/// At `x₀` the nearest `⌊span · n⌋` points are weighted by the tricube of their distance over that of the farthest. The
/// fit solves the weighted least squares by Householder reflections and the singular values of the 3 × 3 triangle;
/// those below 100 ε of the largest are dropped, since neighbourhoods of fewer than three distinct values have no
/// unique parabola.
/// - SeeAlso: Cleveland and Devlin 1988, doi 10.1080/01621459.1988.10478639; R's `loess(surface = "direct")`.
public struct Loess: Sendable {
  private let x: [Double]
  private let y: [Double]
  private let neighbours: Int
  /// Values of x this near are one value.
  private let grain: Double

  /// Prepares the regression of `y` on `x`; `span` is the share of points in a neighbourhood.
  ///
  /// Values that differ by less than 1e-12 of the largest are taken as equal. Equal scores that models of two folds
  /// computed in another order differ by that much, and a slope between them would be the rounding divided by itself.
  public init(_ x: [Double], _ y: [Double], span: Double = 0.75) {
    precondition(!x.isEmpty && x.count == y.count, "one y per x")
    precondition(span > 0 && span <= 1, "a span is a share of the points")
    let order = ascendingOrder(of: x)
    let sorted = order.map { x[$0] }
    grain = Self.grain(ofSorted: sorted)
    self.x = Self.merged(sorted)
    self.y = order.map { y[$0] }
    neighbours = min(x.count, max(1, Int(Double(x.count) * span + 1e-5)))
  }

  private static func grain(ofSorted x: [Double]) -> Double { 1e-12 * max(abs(x[0]), abs(x[x.count - 1])) }

  /// Ascending values, each of a run of nearly equal ones replaced by the first of the run.
  static func merged(_ sorted: [Double]) -> [Double] {
    let grain = grain(ofSorted: sorted)
    var first = sorted[0]
    return sorted.map { value in
      if value - first > grain { first = value }
      return first
    }
  }

  /// The fitted value at `centre`; `nil` when all neighbours share one x.
  public func callAsFunction(_ centre: Double) -> Double? {
    let window = nearest(to: centre)
    let reach = max(abs(x[window.lowerBound] - centre), abs(x[window.upperBound - 1] - centre))
    guard reach > grain else { return nil }
    var system = LocalSystem(rows: window.count)
    for (row, index) in window.enumerated() {
      let distance = x[index] - centre
      let offset = abs(distance) > grain ? distance : 0
      let ratio = abs(offset) / reach
      let tricube = 1 - ratio * ratio * ratio
      let weight = (tricube * tricube * tricube).squareRoot()
      system.set(row, weight, weight * offset, weight * offset * offset, weight * y[index])
    }
    return system.intercept()
  }

  /// The run of `neighbours` points nearest to `centre`: the points are sorted, so the farthest one is at an end.
  private func nearest(to centre: Double) -> Range<Int> {
    // The run may start no later than the first point above the centre, and moves right while that brings the far end
    // nearer.
    let first = partitionPoint(0..<x.count - neighbours) { !(centre - x[$0] > x[$0 + neighbours] - centre) }
    return first..<(first + neighbours)
  }
}

/// Weighted least squares with the columns 1, offset and offset².
private struct LocalSystem {
  private let rows: Int
  /// Three columns, then the right-hand side.
  private var columns: [[Double]]

  init(rows: Int) {
    self.rows = rows
    columns = [[Double]](repeating: [Double](repeating: 0, count: rows), count: 4)
  }

  mutating func set(_ row: Int, _ a: Double, _ b: Double, _ c: Double, _ y: Double) {
    columns[0][row] = a
    columns[1][row] = b
    columns[2][row] = c
    columns[3][row] = y
  }

  /// The first coefficient of the solution of least norm in columns of unit length.
  mutating func intercept() -> Double {
    let lengths = equilibrate()
    let order = min(3, rows)
    for step in 0..<order { reflect(step) }
    var triangle = [[Double]](repeating: [0, 0, 0], count: 3)
    for column in 0..<3 { for row in 0...min(column, order - 1) { triangle[column][row] = columns[column][row] } }
    let right = (0..<3).map { $0 < rows ? columns[3][$0] : 0 }
    return LocalSystem.leastNorm(triangle, right)[0] / lengths[0]
  }

  private mutating func equilibrate() -> [Double] {
    (0..<3).map { column in
      let length = columns[column].reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { return 1 }
      for row in 0..<rows { columns[column][row] /= length }
      return length
    }
  }

  /// Householder's reflection that clears column `step` below its diagonal.
  private mutating func reflect(_ step: Int) {
    var vector = columns[step]
    var norm = 0.0
    for row in step..<rows { norm += vector[row] * vector[row] }
    guard norm > 0 else { return }
    vector[step] += copysign(norm.squareRoot(), vector[step])
    var length = 0.0
    for row in step..<rows { length += vector[row] * vector[row] }
    for column in step..<4 {
      var product = 0.0
      for row in step..<rows { product += vector[row] * columns[column][row] }
      let scale = 2 * product / length
      for row in step..<rows { columns[column][row] -= scale * vector[row] }
    }
  }

  /// `V Σ⁺ Uᵀ right` by one-sided Jacobi rotations of the columns of `triangle`.
  private static func leastNorm(_ triangle: [[Double]], _ right: [Double]) -> [Double] {
    var (u, v) = (triangle, [[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    for _ in 0..<30 {
      let turns = [(0, 1), (0, 2), (1, 2)].map { rotate(&u, &v, $0.0, $0.1) }
      if !turns.contains(true) { break }
    }
    let singular = u.map { dot($0, $0).squareRoot() }
    let limit = 100 * Double.ulpOfOne * (singular.max() ?? 0)
    var solution = [0.0, 0, 0]
    for k in 0..<3 where singular[k] > limit {
      let share = dot(u[k], right) / (singular[k] * singular[k])
      for row in 0..<3 { solution[row] += v[k][row] * share }
    }
    return solution
  }

  /// Makes columns i and j orthogonal; whether they were not.
  private static func rotate(_ u: inout [[Double]], _ v: inout [[Double]], _ i: Int, _ j: Int) -> Bool {
    let (a, b, c) = (dot(u[i], u[i]), dot(u[j], u[j]), dot(u[i], u[j]))
    guard abs(c) > 1e-16 * (a * b).squareRoot(), c != 0 else { return false }
    let zeta = (b - a) / (2 * c)
    let tangent = copysign(1, zeta) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = cosine * tangent
    for row in 0..<3 {
      (u[i][row], u[j][row]) = (cosine * u[i][row] - sine * u[j][row], sine * u[i][row] + cosine * u[j][row])
      (v[i][row], v[j][row]) = (cosine * v[i][row] - sine * v[j][row], sine * v[i][row] + cosine * v[j][row])
    }
    return true
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { a[0] * b[0] + a[1] * b[1] + a[2] * b[2] }
}
