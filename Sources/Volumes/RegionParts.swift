/// The separate parts of a region.
public struct RegionParts: Hashable, Sendable {
  /// What two voxels of one part share: a face, or at least a corner.
  public enum Neighbours: Hashable, Sendable {
    case faces, corners

    /// The earlier rows that a row can touch, and how far runs may lie apart along i.
    fileprivate var rows: [(j: Int, k: Int)] {
      self == .faces ? [(-1, 0), (0, -1)] : [(-1, 0), (-1, -1), (0, -1), (1, -1)]
    }
    fileprivate var reach: Int { self == .faces ? 0 : 1 }
  }

  /// Voxels of each part, in the order of their first voxels.
  public let sizes: [Int]

  /// The parts of a mask, from its runs along i: a few thousand runs stand for millions of voxels.
  public init(_ mask: Mask, joinedBy neighbours: Neighbours = .corners) {
    let regions = RegionRuns(mask)
    let size = mask.grid.size
    let runs = regions.runs
    var parts = DisjointSets(count: runs.count)
    // Runs of one row lie side by side, and rows come in the order of storage.
    var rows = [Range<Int>](repeating: 0..<0, count: size.y * size.z)
    var first = 0
    while first < runs.count {
      let row = runs[first].start / size.x
      var end = first + 1
      while end < runs.count, runs[end].start / size.x == row { end += 1 }
      rows[row] = first..<end
      let (k, j) = row.quotientAndRemainder(dividingBy: size.y)
      for (dj, dk) in neighbours.rows {
        guard k + dk >= 0, (0..<size.y).contains(j + dj) else { continue }
        parts.join(rows[row], rows[row + dj + dk * size.y], runs: runs, width: size.x, reach: neighbours.reach)
      }
      first = end
    }
    var counts: [Int: Int] = [:]
    var order: [Int] = []
    for (position, run) in runs.enumerated() {
      let root = parts.root(position)
      if counts[root] == nil { order.append(root) }
      counts[root, default: 0] += run.length
    }
    sizes = order.map { counts[$0] ?? 0 }
  }
}

/// Union by the smaller index, so that a part's root is its first run.
private struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func root(_ position: Int) -> Int {
    var root = position
    while parents[root] != root { root = parents[root] }
    var next = position
    while parents[next] != root { (parents[next], next) = (root, parents[next]) }
    return root
  }

  /// Joins the runs of two neighbouring rows that touch, both ascending.
  mutating func join(_ own: Range<Int>, _ others: Range<Int>, runs: [RegionRuns.Run], width: Int, reach: Int) {
    guard var a = own.first, var b = others.first else { return }
    while a < own.upperBound, b < others.upperBound {
      let (startA, startB) = (runs[a].start % width, runs[b].start % width)
      let (endA, endB) = (startA + runs[a].length, startB + runs[b].length)
      if startA < endB + reach, startB < endA + reach {
        let (low, high) = (min(root(a), root(b)), max(root(a), root(b)))
        parents[high] = low
      }
      if endA < endB { a += 1 } else { b += 1 }
    }
  }
}
