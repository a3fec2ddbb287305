/// Pearson's correlation of paired numbers, by plain sums about the means; within `-1...1`. `nil` where one of the two
/// does not vary, or where there are no pairs.
///
/// `Learning` compares many columns with each other and prepares each once as a unit vector by sums with correction.
/// The last digits differ, and the selection of columns depends on them.
package func pearsonCorrelation(_ first: [Double], _ second: [Double]) -> Double? {
  let count = Double(first.count)
  let means = (first.reduce(0, +) / count, second.reduce(0, +) / count)
  var (both, firsts, seconds) = (0.0, 0.0, 0.0)
  for (x, y) in zip(first, second) {
    both += (x - means.0) * (y - means.1)
    firsts += (x - means.0) * (x - means.0)
    seconds += (y - means.1) * (y - means.1)
  }
  let spread = (firsts * seconds).squareRoot()
  return spread > 1e-12 ? min(max(both / spread, -1), 1) : nil
}
