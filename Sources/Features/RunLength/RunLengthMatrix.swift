/// Runs of voxels of one level along a line.
enum RunLengthMatrix {
  /// The matrix of each direction in which some line meets the region in more than one voxel.
  ///
  /// A direction across a flat region has only runs of one voxel and says nothing about texture; PyRadiomics leaves it out.
  static func counting<Level>(_ region: PaddedLevels<Level>, directions: [Direction]) -> [LevelSizeMatrix] {
    directions.compactMap { direction in
      let matrix = counting(region, direction: direction)
      let isInformative = matrix.cells.contains { $0.size > 1 } || region.hasLineOfSeveralVoxels(along: direction)
      return isInformative ? matrix : nil
    }
  }

  private static func counting<Level>(_ region: PaddedLevels<Level>, direction: Direction) -> LevelSizeMatrix {
    let longest = (0..<3).filter { direction[$0] != 0 }.map { region.size[$0] }.min() ?? 1
    let columns = longest + 2
    let entries = (region.highestLevel + 1) * columns
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * entries) { tables in
      tables.initialize(repeating: 0)
      tallyPositions(in: region, direction: direction, columns: columns, into: tables)
      for entry in 0..<entries { tables[entry] += tables[entries + entry] }
      // A run of length n has a voxel at each of the positions 1 to n, so runs of exactly n are the drop from n to n + 1.
      for level in 1..<(region.highestLevel + 1) {
        for length in 1...longest { tables[level * columns + length] -= tables[level * columns + length + 1] }
      }
      return LevelSizeMatrix(table: UnsafeBufferPointer(rebasing: tables[..<entries]), columns: columns)
    }
  }

  /// Counts how many voxels of each level stand at each position of their run.
  ///
  /// The position of a voxel is one more than that of the voxel before it, if that has the same level, else 1: no run has to
  /// be followed to its end, and every voxel costs the same. Positions are kept for two slices, as `direction` never
  /// goes back more than one. Bounds: see ``PaddedLevels``; a position is never above the longest line of the box. A
  /// position read was written before: it belongs to an inside voxel, so to a span of an earlier row or this one.
  private static func tallyPositions<Level>(
    in region: PaddedLevels<Level>, direction: Direction, columns: Int, into tables: UnsafeMutableBufferPointer<Int32>
  ) {
    let step = region.offset(of: direction)
    let (stride, sliceStep) = (region.sliceStride, direction.x + direction.y * region.rowStride)
    withUnsafeTemporaryAllocation(of: Level.self, capacity: 2 * stride + 2 * region.rowStride) { positions in
      positions.initialize(repeating: 0)
      region.levels.withUnsafeBufferPointer { levels in
        guard let base = levels.baseAddress, let all = positions.baseAddress else { return }
        for span in region.spans {
          let inSlice = region.rowStride + span.start - (span.slice + region.margin) * stride
          let parity = span.slice & 1
          let current = all + inSlice + parity * stride
          let before = all + inSlice + (direction.z == 0 ? parity : 1 - parity) * stride - sliceStep
          let (here, previous) = (base + span.start, base + span.start - step)
          for x in 0..<span.length {
            // Loads first: a load that depends on a comparison would keep the loop from becoming vector instructions.
            let (level, levelBefore, next) = (here[x], previous[x], before[x] &+ 1)
            let position = level == levelBefore ? next : 1
            current[x] = level == 0 ? 0 : position
          }
          tally(here, current, span.length, columns, tables)
        }
      }
    }
  }

  /// Two tables take turns, since neighbours often share an entry and an increment must wait for the one before it.
  @inline(__always) private static func tally<Level: LevelStorage>(
    _ levels: UnsafePointer<Level>, _ positions: UnsafePointer<Level>, _ length: Int, _ columns: Int,
    _ tables: UnsafeMutableBufferPointer<Int32>
  ) {
    guard let even = tables.baseAddress else { return }
    let odd = even + tables.count / 2
    var x = 0
    while x + 1 < length {
      even[Int(levels[x]) &* columns &+ Int(positions[x])] &+= 1
      odd[Int(levels[x + 1]) &* columns &+ Int(positions[x + 1])] &+= 1
      x &+= 2
    }
    if x < length { even[Int(levels[x]) &* columns &+ Int(positions[x])] &+= 1 }
  }
}

extension PaddedLevels {
  /// Whether some line along `direction` meets the region twice, neighbours or not.
  func hasLineOfSeveralVoxels(along direction: Direction) -> Bool {
    let axis = (0..<3).first { direction[$0] != 0 } ?? 0
    var lines = Set<SIMD3<Int>>()
    for span in spans {
      for x in span.start..<span.start + span.length where levels[x] != 0 {
        let index = SIMD3(x % rowStride, x % sliceStride / rowStride, x / sliceStride)
        // The voxel of the same line whose index along the axis is 0.
        let start = index &- direction &* SIMD3(repeating: index[axis] * direction[axis].signum())
        if !lines.insert(start).inserted { return true }
      }
    }
    return false
  }
}
