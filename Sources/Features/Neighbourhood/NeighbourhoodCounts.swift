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

  /// Eight voxels at a time: sum, number inside and number dependent stay in registers over all offsets.
  ///
  /// Bounds: see ``PaddedLevels``. Sums fit in `Level`, which is chosen so.
  private static func tally<Level: LevelStorage>(
    _ region: PaddedLevels<Level>, _ offsets: [Int], _ tolerance: Level, _ tables: Tables
  ) {
    typealias Vector = SIMD8<Level>
    let (one, none) = (Vector(repeating: 1), Vector(repeating: 0))
    let (reach, slack) = (Vector(repeating: tolerance &* 2), Vector(repeating: tolerance))
    region.levels.withUnsafeBytes { levels in
      offsets.withUnsafeBufferPointer { offsets in
        let width = MemoryLayout<Level>.size
        for span in region.spans {
          var x = 0
          while x < span.length {
            let here = levels.loadUnaligned(fromByteOffset: (span.start &+ x) &* width, as: Vector.self)
            var (sum, inside, dependent) = (none, none, none)
            for offset in offsets {
              let there = levels.loadUnaligned(fromByteOffset: (span.start &+ x &+ offset) &* width, as: Vector.self)
              sum &+= there
              let isInside = there .!= none
              inside &+= none.replacing(with: one, where: isInside)
              // |there - here| <= tolerance, as one unsigned comparison.
              let isDependent = (there &- here &+ slack) .<= reach
              dependent &+= none.replacing(with: one, where: isDependent .& isInside)
            }
            add(here, sum, inside, dependent, lanes: min(8, span.length &- x), tables)
            x &+= 8
          }
        }
      }
    }
  }

  @inline(__always) private static func add<Level: LevelStorage>(
    _ here: SIMD8<Level>, _ sum: SIMD8<Level>, _ inside: SIMD8<Level>, _ dependent: SIMD8<Level>, lanes: Int,
    _ tables: Tables
  ) {
    for lane in 0..<lanes where here[lane] != 0 {
      let (level, count) = (Int(here[lane]), Int(inside[lane]))
      let row = level &* tables.columns
      tables.dependences[row &+ Int(dependent[lane])] &+= 1
      tables.voxels[row &+ count] &+= 1
      tables.differences[row &+ count] &+= abs(level &* count &- Int(sum[lane]))
    }
  }
}
