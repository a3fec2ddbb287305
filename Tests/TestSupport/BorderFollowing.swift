/// The outlines that `findContours` of OpenCV gives of a mask, which rt-utils writes as contours: through the centres
/// of the outermost voxels, and round a hole through those of the voxels around it.
///
/// Suzuki and Abe 1985 (doi:10.1016/0734-189X(85)90016-7), algorithm 1, written from the paper.
public struct BorderFollowing {
  /// The outlines, each of the centres in turn.
  public private(set) var outlines: [[SIMD2<Double>]] = []
  private var cells: [Int]
  private let width: Int

  /// Clockwise from the cell on the left, as (row, column).
  private static let around: [SIMD2<Int>] = [
    [0, -1], [-1, -1], [-1, 0], [-1, 1], [0, 1], [1, 1], [1, 0], [1, -1],
  ]

  /// - Parameters:
  ///   - pixels: rows of `width`.
  ///   - isSimplified: whether the points between the ends of a straight line are left out.
  public init(_ pixels: [Bool], width: Int, isSimplified: Bool) {
    let height = pixels.count / width
    self.width = width + 2
    cells = [Int](repeating: 0, count: (width + 2) * (height + 2))
    for (n, inside) in pixels.enumerated() where inside { cells[(n / width + 1) * self.width + n % width + 1] = 1 }
    var number = 1
    for row in 1...height {
      for column in 1...width {
        let here = SIMD2(row, column)
        let isOuter = self[here] == 1 && self[here &+ [0, -1]] == 0
        guard isOuter || self[here] >= 1 && self[here &+ [0, 1]] == 0 else { continue }
        number += 1
        let points = follow(here, from: isOuter ? 0 : 4, number)
        outlines.append(isSimplified ? Self.simplified(points) : points)
      }
    }
  }

  private subscript(cell: SIMD2<Int>) -> Int {
    get { cells[cell.x * width + cell.y] }
    set { cells[cell.x * width + cell.y] = newValue }
  }

  private mutating func follow(_ start: SIMD2<Int>, from side: Int, _ number: Int) -> [SIMD2<Double>] {
    let clockwise = (0..<8).map { (side + $0) % 8 }
    guard let first = clockwise.first(where: { self[start &+ Self.around[$0]] != 0 }) else {
      self[start] = -number
      return [Self.point(start)]
    }
    let last = start &+ Self.around[first]
    var (current, back, points) = (start, first, [SIMD2<Double>]())
    while true {
      points.append(Self.point(current))
      let turns = (1...8).map { (back - $0 + 8) % 8 }
      let found = turns.firstIndex { self[current &+ Self.around[$0]] != 0 } ?? 7
      let isRightEmpty = turns[..<found].contains(4)
      if isRightEmpty { self[current] = -number } else if self[current] == 1 { self[current] = number }
      let next = current &+ Self.around[turns[found]]
      if next == start, current == last { return points }
      back = (turns[found] + 4) % 8
      current = next
    }
  }

  private static func point(_ cell: SIMD2<Int>) -> SIMD2<Double> { SIMD2(Double(cell.y - 1), Double(cell.x - 1)) }

  private static func simplified(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    guard points.count > 2 else { return points }
    return points.indices.filter { n in
      let (before, after) = (points[(n + points.count - 1) % points.count], points[(n + 1) % points.count])
      return points[n] - before != after - points[n]
    }.map { points[$0] }
  }
}
