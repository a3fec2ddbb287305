/// What the neighbours of voxels look like, counted per grey level: the raw form of the dependence and the grey tone
/// difference matrix, found in one pass.
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
  /// Dividing by c, once per entry instead of once per voxel, gives the sum of differences to the mean: exact until then.
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

  /// Row by row, one offset at a time over the whole row: loops without branches, which compile to vector instructions
  /// (generic `SIMD8<Level>` does not).
  ///
  /// Bounds: see ``PaddedLevels``. Sums fit in `Level`, which is chosen so.
  private static func tally<Level: LevelStorage>(
    _ region: PaddedLevels<Level>, _ offsets: [Int], _ tolerance: Level, _ tables: Tables
  ) {
    let width = region.size.x
    withUnsafeTemporaryAllocation(of: Level.self, capacity: 3 * width) { buffer in
      region.levels.withUnsafeBufferPointer { levels in
        guard let base = levels.baseAddress, let start = buffer.baseAddress else { return }
        let row = RowBuffers(sum: start, inside: start + width, dependent: start + 2 * width)
        for span in region.spans {
          start.update(repeating: 0, count: 3 * width)
          for offset in offsets { add(base + span.start, offset, tolerance, span.length, row) }
          add(base + span.start, span.length, row, to: tables)
        }
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
