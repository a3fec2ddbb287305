/// The edges of an outline, sorted by the rows of pixels that they pass.
///
/// Contours of thousands of points are compared at thousands of points. With this index a question about a point looks
/// only at the edges in its rows and not at all of them.
struct EdgeRows {
  /// Row of the first bucket.
  private let first: Int
  /// Where the edges of each row begin in `numbers`, and the end of the last row.
  private let starts: [Int]
  private let numbers: [Int32]

  /// - Parameter corners: in pixels, within a bounded range. Edge n runs from corner n to the next one.
  init(_ corners: [SIMD2<Double>]) {
    let heights = corners.map { Int($0.y.rounded(.down)) }
    let lowest = heights.min() ?? 0
    let count = (heights.max() ?? -1) - lowest + 1
    func rows(_ n: Int) -> ClosedRange<Int> {
      let other = heights[n + 1 == corners.count ? 0 : n + 1]
      return min(heights[n], other) - lowest...max(heights[n], other) - lowest
    }
    var starts = [Int](repeating: 0, count: count + 1)
    for n in corners.indices { for row in rows(n) { starts[row + 1] += 1 } }
    for row in starts.indices.dropFirst() { starts[row] += starts[row - 1] }
    var (next, numbers) = (starts, [Int32](repeating: 0, count: starts[count]))
    for n in corners.indices {
      for row in rows(n) {
        numbers[next[row]] = Int32(n)
        next[row] += 1
      }
    }
    (first, self.starts, self.numbers) = (lowest, starts, numbers)
  }

  /// Every edge that meets the horizontal line at `y`, and possibly others of the same row.
  func edges(through y: Double) -> ArraySlice<Int32> {
    let row = Int(y.rounded(.down)) - first
    return row >= 0 && row < starts.count - 1 ? numbers[starts[row]..<starts[row + 1]] : []
  }

  /// Whether `answer` is true for any edge that comes within `distance` of the height `y`; other edges may be asked
  /// too.
  func contains(near y: Double, within distance: Double, _ answer: (Int32) -> Bool) -> Bool {
    // A little more, since the caller's own distance is rounded.
    let reach = distance + 1e-6
    let low = max(0, Int((y - reach).rounded(.down)) - first)
    let high = min(starts.count - 2, Int((y + reach).rounded(.down)) - first)
    guard low <= high else { return false }
    return numbers[starts[low]..<starts[high + 1]].contains(where: answer)
  }
}
