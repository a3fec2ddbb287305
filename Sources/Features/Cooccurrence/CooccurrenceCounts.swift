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
  /// Up to this level a table of all pairs is kept, 4 MB at most; above, pairs are sorted, as most never occur.
  static let highestDenseLevel = 1024

  /// Counts in each direction.
  static func counting<Level>(_ region: PaddedLevels<Level>, directions: [Direction]) -> [CooccurrenceCounts] {
    // Of a few voxels, such as the kernel of a map, most entries would stay empty, too.
    let entries = (region.highestLevel + 1) * (region.highestLevel + 1)
    guard region.highestLevel <= highestDenseLevel, entries <= 16 * region.voxelCount else {
      return directions.map { CooccurrenceCounts(direction: $0, pairs: sortedPairs(region, $0)) }
    }
    let side = region.highestLevel + 1
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * side * side) { tables in
      tables.initialize(repeating: 0)
      return directions.map { direction in
        tally(region, offset: region.offset(of: direction), side: side, into: tables)
        return CooccurrenceCounts(direction: direction, pairs: takePairs(from: tables, side: side))
      }
    }
  }

  /// Counts pairs of one direction; level 0 (outside) is counted too and dropped later, which spares a branch per voxel.
  ///
  /// Two tables take turns because flat regions hit the same entry again and again, and an increment must wait for the
  /// one before it. Bounds: see ``PaddedLevels``; entries are below `side * side` since levels are below `side`.
  private static func tally<Level>(
    _ region: PaddedLevels<Level>, offset: Int, side: Int, into tables: UnsafeMutableBufferPointer<Int32>
  ) {
    guard let even = tables.baseAddress else { return }
    let odd = even + side * side
    region.levels.withUnsafeBufferPointer { levels in
      guard let base = levels.baseAddress else { return }
      for span in region.spans {
        let (here, there) = (base + span.start, base + span.start + offset)
        var x = 0
        while x + 1 < span.length {
          even[Int(here[x]) &* side &+ Int(there[x])] &+= 1
          odd[Int(here[x + 1]) &* side &+ Int(there[x + 1])] &+= 1
          x &+= 2
        }
        if x < span.length { even[Int(here[x]) &* side &+ Int(there[x])] &+= 1 }
      }
    }
  }

  /// The pairs of levels above 0 in both tables, which are zero again afterwards.
  private static func takePairs(from tables: UnsafeMutableBufferPointer<Int32>, side: Int) -> [Pair] {
    var pairs: [Pair] = []
    for first in 1..<side {
      for second in 1..<side {
        let entry = first * side + second
        let count = tables[entry] + tables[entry + side * side]
        if count > 0 { pairs.append(Pair(first: Int32(first), second: Int32(second), count: count)) }
      }
    }
    tables.update(repeating: 0)
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
