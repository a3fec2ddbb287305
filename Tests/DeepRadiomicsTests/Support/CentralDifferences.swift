import Testing

/// Expects that each number of `gradient` is the slope of `value` at `start`, to 1e-6 of the larger of 1 and the slope.
///
/// The slope is a central difference in float64. At a kink, where the differences of two widths disagree, there is
/// none; more than nine tenths of the places must be away from kinks.
func expectSlopes(
  _ gradient: [Double], of value: ([Double]) -> Double, at start: [Double], seed: UInt64,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var checked = 0
  for position in gradient.indices {
    guard let expected = centralDifference(of: value, at: start, by: position) else { continue }
    checked += 1
    #expect(
      abs(gradient[position] - expected) < 1e-6 * max(1, abs(expected)), "seed \(seed), parameter \(position)",
      sourceLocation: sourceLocation)
  }
  #expect(
    checked * 10 > gradient.count * 9, "seed \(seed): most parameters are away from kinks",
    sourceLocation: sourceLocation)
}

private func centralDifference(of value: ([Double]) -> Double, at start: [Double], by position: Int) -> Double? {
  func slope(_ width: Double) -> Double {
    var (up, down) = (start, start)
    up[position] += width
    down[position] -= width
    return (value(up) - value(down)) / (2 * width)
  }
  let (wide, narrow) = (slope(2e-5), slope(1e-5))
  return abs(wide - narrow) < 1e-7 * max(1, abs(narrow)) ? (4 * narrow - wide) / 3 : nil
}
