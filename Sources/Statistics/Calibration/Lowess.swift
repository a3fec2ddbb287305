import Mathematics

/// Local linear smoothing without robustness steps, `lowess(x, y, iter = 0)`: the calibration curve of `rms::val.prob`.
///
/// Fits at points more than `delta` apart and interpolates between them, so that large samples stay cheap.
/// - SeeAlso: Cleveland 1981, doi 10.2307/2683591.
public struct Lowess: Sendable {
  private let x: [Double]
  private let y: [Double]
  private let neighbours: Int
  private let delta: Double

  /// Smooths `y` over `x` with the share `fraction` of points in a neighbourhood; `delta` is 1 % of the range of x
  /// unless given.
  public static func smooth(_ x: [Double], _ y: [Double], fraction: Double = 2.0 / 3, delta: Double? = nil) -> [Double]
  {
    precondition(!x.isEmpty && x.count == y.count, "one y per x")
    let order = ascendingOrder(of: x)
    let sorted = order.map { x[$0] }
    let lowess = Lowess(
      x: sorted, y: order.map { y[$0] },
      neighbours: max(2, min(x.count, Int(fraction * Double(x.count) + 1e-7))),
      delta: delta ?? 0.01 * (sorted[x.count - 1] - sorted[0]))
    var result = [Double](repeating: 0, count: x.count)
    for (position, value) in lowess.fitted().enumerated() { result[order[position]] = value }
    return result
  }

  private func fitted() -> [Double] {
    var values = y
    var (left, last, next) = (0, -1, 0)
    let n = x.count
    while last < n - 1 {
      // The neighbourhood moves right while that brings its far end nearer.
      while left + neighbours < n, x[next] - x[left] > x[left + neighbours] - x[next] { left += 1 }
      values[next] = fit(at: x[next], from: left) ?? y[next]
      if last < next - 1 { interpolate(&values, from: last, to: next) }
      last = next
      let limit = x[last] + delta
      next = last + 1
      while next < n, x[next] <= limit {
        if x[next] == x[last] {
          values[next] = values[last]
          last = next
        }
        next += 1
      }
      next = max(last + 1, next - 1)
    }
    return values
  }

  private func interpolate(_ values: inout [Double], from last: Int, to next: Int) {
    for between in (last + 1)..<next {
      let share = (x[between] - x[last]) / (x[next] - x[last])
      values[between] = share * values[next] + (1 - share) * values[last]
    }
  }

  /// The weighted line at `centre`, over the neighbourhood from `left` and what ties with its right end.
  private func fit(at centre: Double, from left: Int) -> Double? {
    let reach = max(centre - x[left], x[min(left + neighbours, x.count) - 1] - centre)
    var weights: [Double] = []
    for index in left..<x.count {
      let distance = abs(x[index] - centre)
      if distance > 0.999 * reach, x[index] > centre { break }
      weights.append(Lowess.tricube(distance, reach))
    }
    let total = weights.reduce(0, +)
    guard total > 0 else { return nil }
    for index in weights.indices { weights[index] /= total }
    if reach > 0 { tilt(&weights, centre, left) }
    return weights.indices.reduce(0) { $0 + weights[$1] * y[left + $1] }
  }

  private static func tricube(_ distance: Double, _ reach: Double) -> Double {
    if distance > 0.999 * reach { return 0 }
    if distance <= 0.001 * reach { return 1 }
    let ratio = distance / reach
    let rest = 1 - ratio * ratio * ratio
    return rest * rest * rest
  }

  /// Turns the weights of a mean into those of a line, unless the x are nearly one point.
  private func tilt(_ weights: inout [Double], _ centre: Double, _ left: Int) {
    let mean = weights.indices.reduce(0) { $0 + weights[$1] * x[left + $1] }
    let spread = weights.indices.reduce(0) { $0 + weights[$1] * (x[left + $1] - mean) * (x[left + $1] - mean) }
    guard spread.squareRoot() > 0.001 * (x[x.count - 1] - x[0]) else { return }
    let slope = (centre - mean) / spread
    for index in weights.indices { weights[index] *= slope * (x[left + index] - mean) + 1 }
  }
}
