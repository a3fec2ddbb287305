/// The shapes between two shapes of one plane, by shape-based interpolation.
///
/// Each shape becomes a map of signed distances: from a pixel inside to the nearest outside, positive, and from one
/// outside to the nearest inside, negative, between pixel centres in mm. The maps are mixed linearly, and what is above
/// 0 is inside. Equal shapes give themselves; of shapes that do not overlap those in between may be empty.
/// - Parameters:
///   - first: pixels of one shape, 1 inside; x-fastest.
///   - second: pixels of the other, as many.
///   - count: how many shapes, at even distances.
///   - width: pixels of a row.
///   - spacing: distance between pixels of a row and between rows, mm.
/// - Returns: `count` shapes, from the first to the second.
/// - SeeAlso: Raya and Udupa 1990, doi:10.1109/42.52980; Herman, Zheng and Bucholtz 1992, doi:10.1109/38.135915.
package func shapesBetween(
  _ first: [UInt8], _ second: [UInt8], count: Int, width: Int, spacing: SIMD2<Double>
) -> [[UInt8]] {
  precondition(first.count == second.count && width > 0 && first.count % width == 0, "two shapes of whole rows")
  guard count > 0, let box = PixelBox(first, second, width: width) else {
    return (0..<max(count, 0)).map { _ in [UInt8](repeating: 0, count: first.count) }
  }
  let maps = [first, second].map { signedDistances(box.cut($0), width: box.width, spacing: spacing) }
  return (1...count).map { step in
    let share = Double(step) / Double(count + 1)
    let inside = zip(maps[0], maps[1]).map { (1 - share) * $0 + share * $1 > 0 ? UInt8(1) : 0 }
    return box.pasted(inside, count: first.count)
  }
}

/// Distances between pixel centres, positive inside and negative outside. The rim of the map must be outside.
func signedDistances(_ shape: [UInt8], width: Int, spacing: SIMD2<Double>) -> [Double] {
  let toInside = squaredDistances(shape.map { $0 == 1 ? 0 : .infinity }, width: width, spacing: spacing)
  let toOutside = squaredDistances(shape.map { $0 == 1 ? .infinity : 0 }, width: width, spacing: spacing)
  return zip(toInside, toOutside).map { $1.squareRoot() - $0.squareRoot() }
}

/// Squared Euclidean distance to the nearest 0, by the lower envelope of parabolas, rows first and then columns.
/// - SeeAlso: Felzenszwalb and Huttenlocher 2012, doi:10.4086/toc.2012.v008a019.
private func squaredDistances(_ start: [Double], width: Int, spacing: SIMD2<Double>) -> [Double] {
  var values = start
  let height = start.count / width
  for j in 0..<height {
    let row = lowerEnvelope((0..<width).map { values[j * width + $0] }, step: spacing.x)
    for i in 0..<width { values[j * width + i] = row[i] }
  }
  for i in 0..<width {
    let column = lowerEnvelope((0..<height).map { values[$0 * width + i] }, step: spacing.y)
    for j in 0..<height { values[j * width + i] = column[j] }
  }
  return values
}

/// `min over q of (step (p − q))² + values[q]`, for each `p`.
private func lowerEnvelope(_ values: [Double], step: Double) -> [Double] {
  var (centres, starts): ([Int], [Double]) = ([], [])
  let height = { (q: Int) in values[q] + step * step * Double(q * q) }
  for q in values.indices where values[q].isFinite {
    var start = -Double.infinity
    while let last = centres.last {
      start = (height(q) - height(last)) / (2 * step * step * Double(q - last))
      guard start <= starts[starts.count - 1] else { break }
      centres.removeLast()
      starts.removeLast()
      start = -.infinity
    }
    centres.append(q)
    starts.append(start)
  }
  guard !centres.isEmpty else { return values }
  var at = 0
  return values.indices.map { p in
    while at + 1 < centres.count, starts[at + 1] < Double(p) { at += 1 }
    let offset = step * Double(p - centres[at])
    return offset * offset + values[centres[at]]
  }
}

/// The smallest box with both shapes, and a rim of one pixel round it that is outside.
private struct PixelBox {
  private let left: Int
  private let top: Int
  private let height: Int
  private let rowLength: Int
  let width: Int

  /// `nil` where both are empty.
  init?(_ first: [UInt8], _ second: [UInt8], width: Int) {
    let inside = first.indices.filter { first[$0] == 1 || second[$0] == 1 }
    guard let start = inside.first, let end = inside.last else { return nil }
    let columns = inside.map { $0 % width }
    left = (columns.min() ?? 0) - 1
    top = start / width - 1
    self.width = (columns.max() ?? 0) + 2 - left
    height = end / width + 2 - top
    rowLength = width
  }

  private func offset(_ i: Int, _ j: Int, count: Int) -> Int? {
    let (x, y) = (i + left, j + top)
    return (0..<rowLength).contains(x) && (0..<count / rowLength).contains(y) ? y * rowLength + x : nil
  }

  func cut(_ shape: [UInt8]) -> [UInt8] {
    (0..<width * height).map { n in offset(n % width, n / width, count: shape.count).map { shape[$0] } ?? 0 }
  }

  func pasted(_ shape: [UInt8], count: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    for (n, value) in shape.enumerated() where value == 1 {
      if let at = offset(n % width, n / width, count: count) { result[at] = 1 }
    }
    return result
  }
}
