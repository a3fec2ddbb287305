import Mathematics

/// Midranks of `values`, doubled so that they are whole: tied values share the mean of the ranks they cover.
///
/// Integers, because sums of halves must compare exactly (Mann-Whitney, AUC ties).
package func doubledMidranks(_ values: [Double]) -> [Int] {
  precondition(values.allSatisfy { !$0.isNaN }, "a NaN has no rank")
  let order = ascendingOrder(of: values)
  var ranks = [Int](repeating: 0, count: values.count)
  forEachTie(values, order: order) { run in
    for position in run { ranks[order[position]] = run.lowerBound + run.upperBound + 1 }
  }
  return ranks
}

/// Calls `body` with every run of equal values in `order`, which sorts `values`.
package func forEachTie(_ values: [Double], order: [Int], _ body: (Range<Int>) -> Void) {
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    body(start..<end)
    start = end
  }
}

/// Sizes of the groups of equal values.
package func tieSizes(_ values: [Double]) -> [Int] {
  var sizes: [Int] = []
  forEachTie(values, order: ascendingOrder(of: values)) { sizes.append($0.count) }
  return sizes
}
