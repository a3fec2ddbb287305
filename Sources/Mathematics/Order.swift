/// Positions of `values` in ascending order of the values; positions of equal values keep their order (R's `order`,
/// NumPy's stable `argsort`). With a NaN among the values the order means nothing.
package func ascendingOrder(of values: [Double]) -> [Int] {
  // Swift promises that `sorted` is stable.
  values.indices.sorted { values[$0] < values[$1] }
}

/// The first position of `range` at which `isBeyond` holds, or the end of the range if it holds nowhere.
///
/// Once `isBeyond` holds at a position, it must hold at every later one. The function is inlinable, because the
/// condition is often a single comparison, which costs less than a call.
@inlinable
package func partitionPoint(_ range: Range<Int>, where isBeyond: (Int) -> Bool) -> Int {
  var (low, high) = (range.lowerBound, range.upperBound)
  while low < high {
    let middle = (low + high) / 2
    if isBeyond(middle) { high = middle } else { low = middle + 1 }
  }
  return low
}

/// Number of values of the ascending `sorted` that lie below `limit`.
package func lowerBound(_ sorted: [Double], _ limit: Double) -> Int {
  partitionPoint(sorted.indices) { !(sorted[$0] < limit) }
}

/// The interval from `low` to `high` after `halvings` bisections.
///
/// If `isBelow` is true up to some point between them and false beyond it, the interval that is returned holds this
/// point. The ends themselves are never tested.
package func bisected(
  _ low: Double, _ high: Double, halvings: Int, isBelow: (Double) -> Bool
) -> (low: Double, high: Double) {
  var (low, high) = (low, high)
  for _ in 0..<halvings {
    let middle = (low + high) / 2
    if isBelow(middle) { low = middle } else { high = middle }
  }
  return (low, high)
}
