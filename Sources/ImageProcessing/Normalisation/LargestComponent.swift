import Volumes

extension Volume {
  /// The largest face-connected component of the voxels above `threshold`; `nil` where there is none.
  func largestComponent(above threshold: Double) -> Mask? {
    var runs = ForegroundRuns(self, above: threshold)
    guard let largest = runs.largest() else { return nil }
    var inside = [UInt8](repeating: 0, count: grid.count)
    for run in largest {
      let row = run.row * grid.size.x
      for position in (row + run.start)..<(row + run.end) { inside[position] = 1 }
    }
    return Mask(grid: grid, voxels: inside)
  }
}

/// The foreground as runs along x, joined where they touch: a few thousand runs stand for millions of voxels.
private struct ForegroundRuns {
  struct Run {
    /// `j + size.y * k`.
    let row: Int
    /// First voxel along x and one past the last.
    let start: Int
    let end: Int
  }

  private var runs: [Run] = []
  /// Union by the smaller index, so that a component's root is its first run.
  private var parents: [Int] = []

  init(_ volume: Volume, above threshold: Double) {
    let size = volume.grid.size
    // First run of each row, and one past the last of all.
    var firsts: [Int] = []
    firsts.reserveCapacity(size.y * size.z + 1)
    for row in 0..<(size.y * size.z) {
      firsts.append(runs.count)
      addRuns(of: volume, row: row, above: threshold)
      parents.append(contentsOf: parents.count..<runs.count)
      let own = firsts[row]..<runs.count
      if row % size.y > 0 { join(own, firsts[row - 1]..<firsts[row]) }
      if row >= size.y { join(own, firsts[row - size.y]..<firsts[row - size.y + 1]) }
    }
  }

  /// The runs of the component with the most voxels.
  mutating func largest() -> [Run]? {
    var sizes = [Int](repeating: 0, count: runs.count)
    for position in runs.indices { sizes[root(position)] += runs[position].end - runs[position].start }
    guard let most = sizes.max(), let first = sizes.firstIndex(of: most) else { return nil }
    return runs.indices.filter { root($0) == first }.map { runs[$0] }
  }

  private mutating func addRuns(of volume: Volume, row: Int, above threshold: Double) {
    let width = volume.grid.size.x
    var start: Int?
    for x in 0..<width {
      let isInside = volume.voxels[row * width + x] > threshold
      if isInside, start == nil { start = x }
      if !isInside, let from = start {
        runs.append(Run(row: row, start: from, end: x))
        start = nil
      }
    }
    if let from = start { runs.append(Run(row: row, start: from, end: width)) }
  }

  /// Joins the runs of two neighbouring rows that overlap along x.
  private mutating func join(_ own: Range<Int>, _ other: Range<Int>) {
    var (a, b) = (own.lowerBound, other.lowerBound)
    while a < own.upperBound, b < other.upperBound {
      if runs[a].start < runs[b].end, runs[b].start < runs[a].end { unite(a, b) }
      if runs[a].end < runs[b].end { a += 1 } else { b += 1 }
    }
  }

  private mutating func unite(_ a: Int, _ b: Int) {
    let (first, second) = (root(a), root(b))
    parents[max(first, second)] = min(first, second)
  }

  private mutating func root(_ position: Int) -> Int {
    var position = position
    while parents[position] != position {
      parents[position] = parents[parents[position]]
      position = parents[position]
    }
    return position
  }
}
