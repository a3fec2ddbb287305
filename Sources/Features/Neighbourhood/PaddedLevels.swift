import Volumes

/// An unsigned integer wide enough for the levels of a region and for sums of them over a neighbourhood.
protocol LevelStorage: FixedWidthInteger & UnsignedInteger & SIMDScalar & Sendable & Codable {}

extension UInt16: LevelStorage {}
extension UInt32: LevelStorage {}

/// The grey levels on the bounding box of a region with a border of zeros, so that kernels need no bounds checks.
///
/// Invariant that every kernel leans on: an offset of at most `margin` voxels along each axis from a voxel of the box, and a
/// vector of 8 levels read there, stay inside `levels`.
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

  /// Copies the levels of `census`' box out of `region`.
  init(_ region: GreyLevelRegion, census: LevelCensus, margin: Int) {
    let box = census.box
    size = box.size
    self.margin = margin
    highestLevel = census.highestLevel
    voxelCount = census.voxelCount
    let (rowStride, sliceStride) = (box.size.x + 2 * margin, (box.size.x + 2 * margin) * (box.size.y + 2 * margin))
    let count = sliceStride * (box.size.z + 2 * margin) + 8
    var spans: [Span] = []
    spans.reserveCapacity(census.rows.count)
    levels = [Level](unsafeUninitializedCapacity: count) { padded, filled in
      padded.initialize(repeating: 0)
      region.levels.withUnsafeBufferPointer { source in
        for row in census.rows {
          let (y, z) = (row.j - box.lower.y + margin, row.k - box.lower.z + margin)
          let start = row.first - box.lower.x + margin + y * rowStride + z * sliceStride
          let from = region.grid.offset(row.first, row.j, row.k)
          for x in 0..<row.length { padded[start + x] = Level(truncatingIfNeeded: source[from + x]) }
          spans.append(Span(start: start, length: row.length, slice: z - margin))
        }
      }
      filled = count
    }
    self.spans = spans
  }
}
