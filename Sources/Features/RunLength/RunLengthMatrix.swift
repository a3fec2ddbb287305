/// Runs of voxels of one level along a line.
enum RunLengthMatrix {
  /// The matrix of each direction in which some line meets the region in more than one voxel.
  ///
  /// A direction across a flat region has only runs of one voxel and says nothing about texture; PyRadiomics leaves it
  /// out.
  static func counting<Level>(_ region: PaddedLevels<Level>, directions: [Direction]) -> [LevelSizeMatrix] {
    directions.compactMap { direction in
      let matrix = counting(region, direction: direction)
      let isInformative = matrix.cells.contains { $0.size > 1 } || region.hasLineOfSeveralVoxels(along: direction)
      return isInformative ? matrix : nil
    }
  }

  /// The matrix of one direction, runs of single voxels included.
  static func counting<Level>(_ region: PaddedLevels<Level>, direction: Direction) -> LevelSizeMatrix {
    let longest = (0..<3).filter { direction[$0] != 0 }.map { region.size[$0] }.min() ?? 1
    let (levels, positions) = (region.highestLevel + 1, longest + 2)
    let tally = RowTally(size: levels * positions)
    if tally.size - 1 <= Int(Level.max) {
      tallyPositions(in: region, direction: direction, Level.self, into: tally)
    } else {
      tallyPositions(in: region, direction: direction, UInt32.self, into: tally)
    }
    return tally.take { table in
      // A run of length n has a voxel at each of the positions 1 to n, so runs of exactly n are the drop from n to n +
      // 1.
      for entry in levels..<table.count - levels { table[entry] -= table[entry + levels] }
      return LevelSizeMatrix(cells: cells(of: table, levels: levels, longest: longest))
    }
  }

  private static func cells(
    of table: UnsafeMutableBufferPointer<Int32>, levels: Int, longest: Int
  ) -> [LevelSizeMatrix.Cell] {
    var cells: [LevelSizeMatrix.Cell] = []
    for level in 1..<levels {
      for length in 1...longest where table[length * levels + level] > 0 {
        cells.append(LevelSizeMatrix.Cell(level: level, size: length, count: Int(table[length * levels + level])))
      }
    }
    return cells
  }

  /// Counts how many voxels of each level stand at each position of their run, under `position * levels + level`.
  ///
  /// The position of a voxel is one more than that of the voxel before it, if that has the same level, else 1: no run
  /// has to be followed to its end, and every voxel costs the same. So an entry is that of the voxel before plus the
  /// number of levels, or starts anew. Rows of the table are positions, so that the few short positions that most
  /// voxels have lie close together.
  ///
  /// Entries are kept for two slices, as `direction` never goes back more than one. Bounds: see ``PaddedLevels``; a
  /// position is never above the longest line of the box. An entry read was written before: it belongs to an inside
  /// voxel, so to a span of an earlier row or this one.
  private static func tallyPositions<Level, Entry: LevelStorage>(
    in region: PaddedLevels<Level>, direction: Direction, _ type: Entry.Type, into tally: borrowing RowTally
  ) {
    let step = region.offset(of: direction)
    let levelCount = Entry(truncatingIfNeeded: region.highestLevel + 1)
    let (stride, sliceStep) = (region.sliceStride, direction.x + direction.y * region.rowStride)
    withUnsafeTemporaryAllocation(of: Entry.self, capacity: 2 * stride + 2 * region.rowStride + 8) { entries in
      entries.initialize(repeating: 0)
      region.levels.withUnsafeBufferPointer { levels in
        guard let base = levels.baseAddress, let all = entries.baseAddress else { return }
        for span in region.spans {
          let inSlice = region.rowStride + span.start - (span.slice + region.margin) * stride
          let parity = span.slice & 1
          let current = all + inSlice + parity * stride
          let before = all + inSlice + (direction.z == 0 ? parity : 1 - parity) * stride - sliceStep
          advance(current, before, base + span.start, base + span.start - step, levelCount, span.length)
          tally.add(current, count: span.length)
        }
      }
    }
  }

  /// The entries of a row from those before it and the levels of both.
  @inline(__always) private static func advance<Level: LevelStorage, Entry: LevelStorage>(
    _ current: UnsafeMutablePointer<Entry>, _ before: UnsafePointer<Entry>, _ here: UnsafePointer<Level>,
    _ previous: UnsafePointer<Level>, _ levelCount: Entry, _ length: Int
  ) {
    if before + 1 == UnsafePointer(current) {
      advanceAlongRow(current, before, here, previous, levelCount, length)
    } else if Level.self == UInt16.self, Entry.self == UInt16.self {
      advanceInVectors(
        UnsafeMutableRawPointer(current), UnsafeRawPointer(before), UnsafeRawPointer(here), UnsafeRawPointer(previous),
        UInt16(truncatingIfNeeded: levelCount), length)
    } else {
      for x in 0..<length {
        let level = here[x]
        let entry = (level == previous[x] ? before[x] : Entry(truncatingIfNeeded: level)) &+ levelCount
        current[x] = level == 0 ? 0 : entry
      }
    }
  }

  /// Within a row each entry needs the one just written, which stays in a register, and so does the level before: the
  /// caller steps back by the same one voxel in both, so `previous + 1 == here`.
  @inline(__always) private static func advanceAlongRow<Level: LevelStorage, Entry: LevelStorage>(
    _ current: UnsafeMutablePointer<Entry>, _ before: UnsafePointer<Entry>, _ here: UnsafePointer<Level>,
    _ previous: UnsafePointer<Level>, _ levelCount: Entry, _ length: Int
  ) {
    var (entry, levelBefore) = (before[0], previous[0])
    for x in 0..<length {
      let level = here[x]
      entry = (level == levelBefore ? entry : Entry(truncatingIfNeeded: level)) &+ levelCount
      current[x] = level == 0 ? 0 : entry
      levelBefore = level
    }
  }

  /// Eight voxels at a time. What a vector writes beyond its row belongs to rows that are still to come.
  private static func advanceInVectors(
    _ current: UnsafeMutableRawPointer, _ before: UnsafeRawPointer, _ here: UnsafeRawPointer,
    _ previous: UnsafeRawPointer, _ levelCount: UInt16, _ length: Int
  ) {
    typealias Vector = SIMD8<UInt16>
    let levels = Vector(repeating: levelCount)
    for offset in stride(from: 0, to: 2 * length, by: 16) {
      let level = here.loadUnaligned(fromByteOffset: offset, as: Vector.self)
      let levelBefore = previous.loadUnaligned(fromByteOffset: offset, as: Vector.self)
      let start = before.loadUnaligned(fromByteOffset: offset, as: Vector.self)
      var entry = level.replacing(with: start, where: level .== levelBefore) &+ levels
      entry.replace(with: Vector.zero, where: level .== Vector.zero)
      current.storeBytes(of: entry, toByteOffset: offset, as: Vector.self)
    }
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
