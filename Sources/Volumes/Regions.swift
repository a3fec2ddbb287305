/// The intensities of a region of interest: a box of voxels and which of them are inside.
///
/// The box keeps the voxels around the region, as filters and neighbourhoods need them; features read only those
/// inside.
public struct IntensityRegion: Sendable {
  /// Intensities on the box.
  public let volume: Volume
  /// 1 inside, 0 outside; same grid as `volume`.
  public let mask: Mask

  /// Both must be on one grid.
  public init(volume: Volume, mask: Mask) {
    precondition(volume.grid.size == mask.grid.size, "image and mask on one grid")
    self.volume = volume
    self.mask = mask
  }

  /// Where the voxels are.
  public var grid: Grid { volume.grid }

  /// Intensities of the voxels inside, in storage order.
  public var insideIntensities: [Double] { RegionRuns(mask).gathered(volume.voxels) }
}

/// A region of interest after discretisation: the input of every texture matrix.
public struct GreyLevelRegion: Sendable {
  /// Where the voxels are.
  public let grid: Grid
  /// Grey level of every voxel, `1...levelCount` inside and 0 outside; x-fastest.
  public let levels: [Int32]
  /// Highest grey level that can occur (IBSI's N_g); levels in between may be empty.
  public let levelCount: Int

  /// `levels.count` must equal `grid.count`, every level lie in `0...levelCount`.
  public init(grid: Grid, levels: [Int32], levelCount: Int) {
    precondition(levels.count == grid.count, "one level per voxel")
    self.grid = grid
    self.levels = levels
    self.levelCount = levelCount
  }
}
