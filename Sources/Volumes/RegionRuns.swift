/// The voxels inside a region as runs along i, in storage order.
///
/// Computed once a mask and shared by all images of a case: what is outside is then never touched again.
public struct RegionRuns: Sendable {
  /// Neighbouring inside voxels of one row.
  public struct Run: Sendable, Hashable {
    /// Offset of the first in the arrays of the grid.
    public let start: Int
    /// Number of voxels, 1 or more.
    public let length: Int
  }

  /// Where the voxels are.
  public let grid: Grid
  /// Ascending by start; a run never goes on in the next row.
  public let runs: [Run]
  /// Number of voxels inside.
  public let count: Int

  /// The runs of a mask.
  public init(_ mask: Mask) {
    grid = mask.grid
    (runs, count) = mask.voxels.withUnsafeBytes { Self.runs(of: $0, rowLength: mask.grid.size.x) }
  }

  /// The runs of the levels above 0.
  public init(_ region: GreyLevelRegion) {
    self.init(Mask(grid: region.grid, voxels: region.levels.map { $0 == 0 ? 0 : 1 }))
  }

  /// The values inside, in storage order.
  public func gathered(_ values: [Double]) -> [Double] {
    precondition(values.count == grid.count, "one value per voxel")
    return [Double](unsafeUninitializedCapacity: count) { kept, filled in
      values.withUnsafeBufferPointer { values in
        guard let source = values.baseAddress, var next = kept.baseAddress else { return }
        for run in runs {
          next.initialize(from: source + run.start, count: run.length)
          next += run.length
        }
      }
      filled = count
    }
  }

  /// The intensities inside of an image of which `box` is the grid of the runs.
  public func gathered(_ volume: Volume, in box: VoxelBox) -> [Double] {
    precondition(box.size == grid.size, "the box is the grid of the runs")
    return [Double](unsafeUninitializedCapacity: count) { kept, filled in
      volume.voxels.withUnsafeBufferPointer { values in
        guard let source = values.baseAddress, var next = kept.baseAddress else { return }
        for run in runs {
          let (row, i) = run.start.quotientAndRemainder(dividingBy: grid.size.x)
          let (k, j) = row.quotientAndRemainder(dividingBy: grid.size.y)
          let start = volume.grid.offset(box.lower.x + i, box.lower.y + j, box.lower.z + k)
          next.initialize(from: source + start, count: run.length)
          next += run.length
        }
      }
      filled = count
    }
  }

  /// Eight bytes at a time, all of them 0 or all 1, wherever a row has as many left.
  private static func runs(of voxels: UnsafeRawBufferPointer, rowLength: Int) -> ([Run], Int) {
    var (runs, count): ([Run], Int) = ([], 0)
    var position = 0
    for row in stride(from: 0, to: voxels.count, by: max(rowLength, 1)) {
      let end = row + rowLength
      position = row
      while true {
        position = skip(voxels, from: position, to: end, where: 0)
        guard position < end else { break }
        let start = position
        position = skip(voxels, from: position, to: end, where: 1)
        runs.append(Run(start: start, length: position - start))
        count += position - start
      }
    }
    return (runs, count)
  }

  /// The first position from which a voxel is not `value`. Loads end at `end`, which is at most the count.
  @inline(__always) private static func skip(
    _ voxels: UnsafeRawBufferPointer, from start: Int, to end: Int, where value: UInt8
  ) -> Int {
    let eight = UInt64(value) &* 0x0101_0101_0101_0101
    var position = start
    while position &+ 8 <= end, voxels.loadUnaligned(fromByteOffset: position, as: UInt64.self) == eight {
      position &+= 8
    }
    while position < end, voxels[position] == value { position &+= 1 }
    return position
  }
}
