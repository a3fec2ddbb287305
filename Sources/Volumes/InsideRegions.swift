/// The intensities of the voxels inside a region and nothing else.
public struct InsideIntensities: Sendable {
  /// Which voxels they belong to.
  public let runs: RegionRuns
  /// One intensity per voxel inside, in storage order.
  public let values: [Double]
  /// Precision of the image they come from.
  public let precision: StoredPrecision

  /// `values.count` must equal `runs.count`.
  public init(runs: RegionRuns, values: [Double], precision: StoredPrecision) {
    precondition(values.count == runs.count, "one intensity per voxel inside")
    self.runs = runs
    self.values = values
    self.precision = precision
  }

  /// The voxels inside `runs` of an image on the same grid.
  public init(of volume: Volume, runs: RegionRuns) {
    self.init(runs: runs, values: runs.gathered(volume.voxels), precision: volume.precision)
  }

  /// The inside of a region.
  public init(_ region: IntensityRegion) { self.init(of: region.volume, runs: RegionRuns(region.mask)) }
}

/// The grey levels of the voxels inside a region and nothing else: the input of the texture matrices.
public struct InsideLevels: Sendable {
  /// Which voxels they belong to.
  public let runs: RegionRuns
  /// One level per voxel inside, `1...levelCount`, in storage order.
  public let levels: [Int32]
  /// Highest grey level that can occur.
  public let levelCount: Int

  /// `levels.count` must equal `runs.count`, every level lie in `1...levelCount`.
  public init(runs: RegionRuns, levels: [Int32], levelCount: Int) {
    precondition(levels.count == runs.count, "one level per voxel inside")
    self.runs = runs
    self.levels = levels
    self.levelCount = levelCount
  }

  /// The inside of a region.
  public init(_ region: GreyLevelRegion) {
    self.init(runs: RegionRuns(region), levels: region.levels.filter { $0 != 0 }, levelCount: region.levelCount)
  }

  /// The levels on the box, 0 outside.
  public var region: GreyLevelRegion {
    var all = [Int32](repeating: 0, count: runs.grid.count)
    var next = 0
    for run in runs.runs {
      all.replaceSubrange(run.start..<run.start + run.length, with: levels[next..<next + run.length])
      next += run.length
    }
    return GreyLevelRegion(grid: runs.grid, levels: all, levelCount: levelCount)
  }
}
