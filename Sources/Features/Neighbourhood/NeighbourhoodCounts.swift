/// Counts of neighbours by grey level: the raw form of the dependence matrix and of the grey tone difference matrix,
/// found in one pass.
struct NeighbourhoodCounts: Sendable {
  /// Number of directions K; a voxel has 0 to K neighbours inside the region.
  let directionCount: Int
  /// Highest level.
  let highestLevel: Int
  /// Voxels by level (row) and number of dependent neighbours (column 0 to K).
  let dependences: [Int32]
  /// Voxels by level and number of neighbours inside.
  let voxels: [Int32]
  /// `Σ |c i - Σ neighbours|` over voxels of level i with c neighbours, by i and c.
  ///
  /// Dividing by c, once per entry instead of once per voxel, gives the sum of differences to the mean: exact until
  /// then.
  let differences: [Int]

  var columns: Int { directionCount + 1 }
}

extension NeighbourhoodCounts {
  /// Counts over all `directions` (both of each pair).
  static func counting<Level: LevelStorage>(
    _ region: PaddedLevels<Level>, directions: [Direction], tolerance: Int
  ) -> NeighbourhoodCounts {
    let offsets = directions.map(region.offset(of:))
    let (columns, rows) = (directions.count + 1, region.highestLevel + 1)
    var dependences = [Int32](repeating: 0, count: rows * columns)
    var voxels = dependences
    var differences = [Int](repeating: 0, count: rows * columns)
    dependences.withUnsafeMutableBufferPointer { dependences in
      voxels.withUnsafeMutableBufferPointer { voxels in
        differences.withUnsafeMutableBufferPointer { differences in
          let tables = Tables(dependences: dependences, voxels: voxels, differences: differences, columns: columns)
          tally(region, offsets, Level(clamping: tolerance), tables)
        }
      }
    }
    return NeighbourhoodCounts(
      directionCount: directions.count, highestLevel: region.highestLevel, dependences: dependences, voxels: voxels,
      differences: differences)
  }

  private struct Tables {
    let dependences: UnsafeMutableBufferPointer<Int32>
    let voxels: UnsafeMutableBufferPointer<Int32>
    let differences: UnsafeMutableBufferPointer<Int>
    let columns: Int
  }

  /// Sum of the neighbours, number inside and number dependent of each voxel of a row.
  private struct RowBuffers<Level: LevelStorage> {
    let sum: UnsafeMutablePointer<Level>
    let inside: UnsafeMutablePointer<Level>
    let dependent: UnsafeMutablePointer<Level>
  }

  /// Row by row. Bounds: see ``PaddedLevels``, and rows of the buffer end on a whole vector. Sums fit in `Level`, which
  /// is chosen so.
  private static func tally<Level: LevelStorage>(
    _ region: PaddedLevels<Level>, _ offsets: [Int], _ tolerance: Level, _ tables: Tables
  ) {
    let width = (region.size.x + 7) & ~7
    withUnsafeTemporaryAllocation(of: Level.self, capacity: 3 * width) { buffer in
      region.levels.withUnsafeBufferPointer { levels in
        guard let base = levels.baseAddress, let start = buffer.baseAddress else { return }
        let row = RowBuffers(sum: start, inside: start + width, dependent: start + 2 * width)
        for span in region.spans {
          look(base + span.start, offsets, tolerance, span.length, row)
          add(base + span.start, span.length, row, to: tables)
        }
      }
    }
  }

  /// Fills the buffers of a row.
  @inline(__always) private static func look<Level: LevelStorage>(
    _ here: UnsafePointer<Level>, _ offsets: [Int], _ tolerance: Level, _ length: Int, _ row: RowBuffers<Level>
  ) {
    if tolerance == 0, Level.self == UInt16.self {
      let (raw, sum) = (UnsafeRawPointer(here), UnsafeMutableRawPointer(row.sum))
      lookInVectors(
        raw.assumingMemoryBound(to: UInt16.self), offsets, length, sum.assumingMemoryBound(to: UInt16.self),
        inside: row.inside - row.sum, dependent: row.dependent - row.sum)
      return
    }
    row.sum.update(repeating: 0, count: length)
    row.inside.update(repeating: 0, count: length)
    row.dependent.update(repeating: 0, count: length)
    for offset in offsets { add(here, offset, tolerance, length, row) }
  }

  /// Eight voxels at a time, all neighbours of them while the three sums stay in registers. Comparisons give -1 for
  /// true.
  private static func lookInVectors(
    _ here: UnsafePointer<UInt16>, _ offsets: [Int], _ length: Int, _ sums: UnsafeMutablePointer<UInt16>, inside: Int,
    dependent: Int
  ) {
    typealias Vector = SIMD8<UInt16>
    func vector(_ pointer: UnsafePointer<UInt16>) -> Vector {
      UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
    }
    let neighbours = Vector(repeating: UInt16(truncatingIfNeeded: offsets.count))
    offsets.withUnsafeBufferPointer { offsets in
      for x in stride(from: 0, to: length, by: 8) {
        let level = vector(here + x)
        var (sum, outside, equal) = (Vector.zero, Vector.zero, Vector.zero)
        for offset in offsets {
          let other = vector(here + x + offset)
          sum &+= other
          outside &-= unsafeBitCast(other .== Vector.zero, to: Vector.self)
          equal &-= unsafeBitCast(other .== level, to: Vector.self)
        }
        let target = UnsafeMutableRawPointer(sums + x)
        target.storeBytes(of: sum, as: Vector.self)
        target.storeBytes(of: neighbours &- outside, toByteOffset: 2 * inside, as: Vector.self)
        target.storeBytes(of: equal, toByteOffset: 2 * dependent, as: Vector.self)
      }
    }
  }

  @inline(__always) private static func add<Level: LevelStorage>(
    _ here: UnsafePointer<Level>, _ offset: Int, _ tolerance: Level, _ length: Int, _ row: RowBuffers<Level>
  ) {
    let there = here + offset
    if tolerance == 0 {
      for x in 0..<length {
        row.sum[x] &+= there[x]
        row.inside[x] &+= there[x] != 0 ? 1 : 0
        row.dependent[x] &+= there[x] == here[x] ? 1 : 0
      }
    } else {
      for x in 0..<length {
        row.sum[x] &+= there[x]
        row.inside[x] &+= there[x] != 0 ? 1 : 0
        // |there - here| <= tolerance, as one unsigned comparison.
        let isDependent = there[x] &- here[x] &+ tolerance <= tolerance &* 2
        row.dependent[x] &+= isDependent && there[x] != 0 ? 1 : 0
      }
    }
  }

  @inline(__always) private static func add<Level: LevelStorage>(
    _ here: UnsafePointer<Level>, _ length: Int, _ row: RowBuffers<Level>, to tables: Tables
  ) {
    for x in 0..<length where here[x] != 0 {
      let (level, count) = (Int(here[x]), Int(row.inside[x]))
      let entry = level &* tables.columns
      tables.dependences[entry &+ Int(row.dependent[x])] &+= 1
      tables.voxels[entry &+ count] &+= 1
      tables.differences[entry &+ count] &+= abs(level &* count &- Int(row.sum[x]))
    }
  }
}
