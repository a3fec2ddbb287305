import Volumes

/// An unsigned integer wide enough for the levels of a region and for sums of them over a neighbourhood.
protocol LevelStorage: FixedWidthInteger & UnsignedInteger & SIMDScalar & Sendable & Codable {}

extension UInt16: LevelStorage {}
extension UInt32: LevelStorage {}

/// The grey levels on the bounding box of a region with a border of zeros, so that kernels need no bounds checks.
///
/// Invariant that every kernel leans on: an offset of at most `margin` voxels along each axis from a voxel of the box,
/// and a vector of 8 levels read there, stay inside `levels`.
struct PaddedLevels<Level: LevelStorage>: Sendable {
  /// Voxels of the box along i, j and k, without the border.
  let size: SIMD3<Int>
  /// Width of the border in voxels.
  let margin: Int
  /// 0 outside the region, else the grey level; x-fastest.
  let levels: [Level]
  /// First inside voxel (offset in `levels`) and length up to the last inside voxel, for each row that has any, in
  /// storage order.
  let spans: [Span]
  /// Highest level inside.
  let highestLevel: Int
  /// Number of voxels inside.
  let voxelCount: Int

  /// The part of a row between its first and last inside voxel.
  struct Span: Sendable {
    let start: Int
    let length: Int
    /// Slice of the box the row lies in.
    let slice: Int
  }

  /// Distance in storage between rows and between slices.
  var rowStride: Int { size.x + 2 * margin }
  var sliceStride: Int { rowStride * (size.y + 2 * margin) }

  /// Distance in storage of a step.
  func offset(of direction: Direction) -> Int {
    direction.x + direction.y * rowStride + direction.z * sliceStride
  }

  /// The levels of a region on a box.
  init(_ region: GreyLevelRegion, census: LevelCensus, margin: Int) {
    self.init(InsideLevels(region), census: census, margin: margin)
  }

  /// Lays the levels of a region out on the box of its `census`.
  init(_ region: InsideLevels, census: LevelCensus, margin: Int) {
    let box = census.box
    size = box.size
    self.margin = margin
    highestLevel = census.highestLevel
    voxelCount = census.voxelCount
    let (rowStride, sliceStride) = (box.size.x + 2 * margin, (box.size.x + 2 * margin) * (box.size.y + 2 * margin))
    func start(_ i: Int, _ j: Int, _ k: Int) -> Int {
      i - box.lower.x + margin + (j - box.lower.y + margin) * rowStride + (k - box.lower.z + margin) * sliceStride
    }
    let count = sliceStride * (box.size.z + 2 * margin) + Self.slack
    let grid = region.runs.grid.size
    levels = [Level](unsafeUninitializedCapacity: count) { padded, filled in
      padded.initialize(repeating: 0)
      region.levels.withUnsafeBufferPointer { source in
        var next = 0
        for run in region.runs.runs {
          let (row, i) = run.start.quotientAndRemainder(dividingBy: grid.x)
          let target = start(i, row % grid.y, row / grid.y)
          for x in 0..<run.length { padded[target + x] = Level(truncatingIfNeeded: source[next + x]) }
          next += run.length
        }
      }
      filled = count
    }
    spans = census.rows.map {
      Span(start: start($0.first, $0.j, $0.k), length: $0.length, slice: $0.k - box.lower.z)
    }
  }

  /// Levels after the last row, for a vector that starts in it.
  private static var slack: Int { 8 }
}
