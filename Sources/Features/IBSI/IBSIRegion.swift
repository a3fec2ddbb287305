import Volumes

/// The input of the IBSI profile: an image with the two masks of a region, and its grey levels.
///
/// IBSI keeps the region as drawn (morphological mask, `G5KJ`) apart from the voxels left after re-segmentation
/// (intensity mask, `SEFI`): shape and distances to the edge come from the first, everything else from the second.
public struct IBSIRegion: Sendable {
  /// Intensities after interpolation, of the whole image: intensity peaks read beyond the region.
  public let image: Volume
  /// The region as drawn.
  public let morphologicalMask: Mask
  /// Its voxels that are left after re-segmentation.
  public let intensityMask: Mask
  /// Grey levels of the intensity mask.
  public let levels: GreyLevelRegion
  /// Levels of the intensity-volume histogram.
  public let volumeHistogram: VolumeHistogramLevels

  /// All on one grid.
  public init(
    image: Volume, morphologicalMask: Mask, intensityMask: Mask, levels: GreyLevelRegion,
    volumeHistogram: VolumeHistogramLevels
  ) {
    let sizes = [
      morphologicalMask.grid.size, intensityMask.grid.size, levels.grid.size, volumeHistogram.region.grid.size,
    ]
    precondition(sizes.allSatisfy { $0 == image.grid.size }, "image, masks and levels on one grid")
    self.image = image
    self.morphologicalMask = morphologicalMask
    self.intensityMask = intensityMask
    self.levels = levels
    self.volumeHistogram = volumeHistogram
  }

  /// The part in `box`.
  func cropped(to box: VoxelBox) -> IBSIRegion {
    IBSIRegion(
      image: image.cropped(to: box), morphologicalMask: morphologicalMask.cropped(to: box),
      intensityMask: intensityMask.cropped(to: box), levels: levels.cropped(to: box),
      volumeHistogram: VolumeHistogramLevels(
        region: volumeHistogram.region.cropped(to: box), first: volumeHistogram.first, step: volumeHistogram.step))
  }
}

/// Intensities counted for the intensity-volume histogram: level n stands for the intensity `first + (n - 1) step`.
public struct VolumeHistogramLevels: Sendable {
  /// Levels; ``/Volumes/GreyLevelRegion/levelCount`` is that of the whole range, of which the highest may not occur.
  public let region: GreyLevelRegion
  /// Intensity of level 1, `min(G)`.
  public let first: Double
  /// Intensity from one level to the next.
  public let step: Double

  /// A histogram over `region.levelCount` intensities.
  public init(region: GreyLevelRegion, first: Double, step: Double) {
    self.region = region
    self.first = first
    self.step = step
  }
}

extension GreyLevelRegion {
  func cropped(to box: VoxelBox) -> GreyLevelRegion {
    GreyLevelRegion(grid: grid.cropped(to: box), levels: levels.block(box, of: grid), levelCount: levelCount)
  }

  /// One region per slice.
  var slices: [GreyLevelRegion] {
    (0..<grid.size.z).map { k in
      cropped(to: VoxelBox(lower: [0, 0, k], upper: [grid.size.x, grid.size.y, k + 1]))
    }
  }
}
