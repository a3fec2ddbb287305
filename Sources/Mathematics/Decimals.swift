/// How many decimals an interval is printed with, and with it its estimate: `least`, or the fewest with which no limit
/// that differs from zero is printed as zero.
///
/// A limit that is printed as 0.000 has lost its sign, and with it the answer to whether the interval contains 0. The
/// decimals end at six: what is smaller is rounding error of the computation, and counts as zero.
package func decimals(showing lower: Double, _ upper: Double, atLeast least: Int) -> Int {
  let most = 6
  func isShown(_ limit: Double, _ decimals: Int) -> Bool { abs(limit) * power(10, decimals) >= 0.5 }
  let limits = [lower, upper].filter { isShown($0, most) }
  guard least <= most else { return least }
  return (least...most).first { count in limits.allSatisfy { isShown($0, count) } } ?? least
}
