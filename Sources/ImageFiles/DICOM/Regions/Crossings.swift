/// Which pixel centres an outline runs round, and how often, within the box that holds it.
struct Crossings {
  private let left: Int
  private let top: Int
  private let columns: Int
  /// Times that the outline turns round each pixel, signed by its direction.
  private var turns: [Int32]
  /// 1 where it does so an odd number of times in all.
  private var parity: [UInt8]

  /// - Parameters:
  ///   - corners: in pixels; integers are pixel centres.
  ///   - width: pixels of a row of the image.
  ///   - height: rows of the image.
  init(_ corners: [SIMD2<Double>], width: Int, height: Int) {
    let (x, y) = (corners.map(\.x), corners.map(\.y))
    left = min(max(Int((x.min() ?? 0).rounded(.up)), 0), width)
    top = min(max(Int((y.min() ?? 0).rounded(.up)), 0), height)
    columns = max(0, min(width, Int((x.max() ?? 0).rounded(.up))) - left)
    let rows = max(0, min(height, Int((y.max() ?? 0).rounded(.up))) - top)
    turns = [Int32](repeating: 0, count: columns * rows)
    parity = [UInt8](repeating: 0, count: columns * rows)
    guard columns > 0 else { return }
    for (a, b) in zip(corners, corners.dropFirst() + corners.prefix(1)) where a.y != b.y {
      cross(a, b, rows: top..<(top + rows))
    }
  }

  /// Crossing an edge from the left changes all that is to the right of it: no sorting is needed.
  private mutating func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>, rows all: Range<Int>) {
    let (low, high, sign) = a.y < b.y ? (a, b, Int32(1)) : (b, a, Int32(-1))
    // Half-open in j: a row through a corner meets exactly one of the two edges.
    let first = max(all.lowerBound, Int(low.y.rounded(.up)))
    let rows = first..<max(first, min(all.upperBound, Int(high.y.rounded(.up))))
    for j in rows {
      let x = low.x + (Double(j) - low.y) * (high.x - low.x) / (high.y - low.y)
      // Half-open in i: a centre on the edge is to the right of it.
      let start = min(max(Int(x.rounded(.up)) - left, 0), columns)
      let row = (j - top) * columns
      for n in (row + start)..<(row + columns) {
        parity[n] ^= 1
        turns[n] += sign
      }
    }
  }

  /// Whether it turns round a pixel twice in one direction.
  var hasDoubleTurn: Bool { turns.contains { abs($0) >= 2 } }

  /// Pixels that the outline turns round in each of the two directions.
  var turnCounts: (Int, Int) { (turns.count { $0 > 0 }, turns.count { $0 < 0 }) }

  /// Whether any pixel is inside by even-odd.
  var enclosesPixel: Bool { parity.contains(1) }

  /// Calls `body` with the offset, in an image of rows of `width`, of each pixel inside by even-odd.
  func forEachInside(width: Int, _ body: (Int) -> Void) {
    for (n, value) in parity.enumerated() where value == 1 {
      body((top + n / columns) * width + left + n % columns)
    }
  }
}
