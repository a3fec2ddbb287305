/// How often a grey level is followed by another in one direction: the raw counts, not symmetric.
///
/// IBSI 3.6 (`LFYI`). Symmetry, normalisation and aggregation over directions are later steps.
public struct CooccurrenceCounts: Sendable, Equatable {
  /// A pair of levels and how often it occurs.
  public struct Pair: Sendable, Hashable {
    /// Level of the voxel.
    public let first: Int32
    /// Level of its neighbour.
    public let second: Int32
    /// Number of pairs of voxels.
    public let count: Int32
  }

  /// Step from the voxel to its neighbour.
  public let direction: Direction
  /// Pairs that occur, in ascending order of first, then second level.
  public let pairs: [Pair]
}

extension CooccurrenceCounts {
  /// Up to this level tables of all pairs are kept, 16 MB at most; above, pairs are sorted, as most never occur.
  static let highestDenseLevel = 1024

  /// Counts in each direction.
  static func counting<Level>(_ region: PaddedLevels<Level>, directions: [Direction]) -> [CooccurrenceCounts] {
    // Of a few voxels, such as the kernel of a map, most entries would stay empty, too.
    let entries = (region.highestLevel + 1) * (region.highestLevel + 1)
    guard region.highestLevel <= highestDenseLevel, entries <= 16 * region.voxelCount else {
      return directions.map { CooccurrenceCounts(direction: $0, pairs: sortedPairs(region, $0)) }
    }
    let side = region.highestLevel + 1
    let tally = RowTally(size: side * side)
    return directions.map { direction in
      let offset = region.offset(of: direction)
      // Most regions have few enough levels for an entry to fit in the level's own type, which doubles the vectors.
      if side * side - 1 <= Int(Level.max) {
        count(region, offset, Level(side), Level.self, into: tally)
      } else {
        count(region, offset, UInt32(side), UInt32.self, into: tally)
      }
      return CooccurrenceCounts(direction: direction, pairs: tally.take { pairs(in: $0, side: side) })
    }
  }

  /// Counts the pairs of one direction under `level * side + neighbour`; level 0 (outside) is counted too and dropped
  /// later, which spares a branch per voxel.
  ///
  /// The entries of a row are computed first, in vectors. Bounds: see ``PaddedLevels``; levels are below `side`.
  private static func count<Level, Entry: LevelStorage>(
    _ region: PaddedLevels<Level>, _ offset: Int, _ side: Entry, _ type: Entry.Type, into tally: borrowing RowTally
  ) {
    withUnsafeTemporaryAllocation(of: Entry.self, capacity: region.size.x) { buffer in
      region.levels.withUnsafeBufferPointer { levels in
        guard let base = levels.baseAddress, let entries = buffer.baseAddress else { return }
        for span in region.spans {
          let (here, there) = (base + span.start, base + span.start + offset)
          for x in 0..<span.length {
            entries[x] = Entry(truncatingIfNeeded: here[x]) &* side &+ Entry(truncatingIfNeeded: there[x])
          }
          tally.add(entries, count: span.length)
        }
      }
    }
  }

  /// The pairs of levels above 0.
  private static func pairs(in table: UnsafeMutableBufferPointer<Int32>, side: Int) -> [Pair] {
    var pairs: [Pair] = []
    for first in 1..<side {
      for second in 1..<side where table[first * side + second] > 0 {
        pairs.append(Pair(first: Int32(first), second: Int32(second), count: table[first * side + second]))
      }
    }
    return pairs
  }

  private static func sortedPairs<Level>(_ region: PaddedLevels<Level>, _ direction: Direction) -> [Pair] {
    let offset = region.offset(of: direction)
    var keys: [UInt64] = []
    keys.reserveCapacity(region.voxelCount)
    for span in region.spans {
      for x in span.start..<span.start + span.length {
        let (first, second) = (region.levels[x], region.levels[x + offset])
        if first != 0 && second != 0 { keys.append(UInt64(first) << 32 | UInt64(second)) }
      }
    }
    keys.sort()
    return collapse(keys)
  }

  private static func collapse(_ keys: [UInt64]) -> [Pair] {
    var pairs: [Pair] = []
    var start = 0
    for end in 1...max(1, keys.count) where start < keys.count && (end == keys.count || keys[end] != keys[start]) {
      let key = keys[start]
      pairs.append(
        Pair(first: Int32(key >> 32), second: Int32(truncatingIfNeeded: key), count: Int32(end - start)))
      start = end
    }
    return pairs
  }
}
