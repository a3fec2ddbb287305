import Features
import ImageProcessing
import Volumes

/// Image and masks after the image processing of the manual's chapter 2, up to re-segmentation.
struct IBSIPreparedImage: Sendable {
  let image: Volume
  /// The region as drawn.
  let morphologicalMask: Mask
  /// Its voxels within the limits of re-segmentation.
  let intensityMask: Mask
  /// Bounding box of the region as drawn.
  let box: VoxelBox
  /// The region before resampling.
  let given: RegionFacts
  private let limits: ClosedRange<Double>?

  init(
    _ image: Volume, _ mask: Mask, _ settings: IBSISettings, gridTolerance: Double
  ) throws(ImageProcessingError) {
    guard image.grid.agrees(with: mask.grid, tolerance: gridTolerance) else {
      throw .gridsDiffer(image: image.grid, mask: mask.grid)
    }
    guard let drawn = mask.boundingBox else { throw .regionIsEmpty }
    given = RegionFacts(mask, box: drawn)
    let onGrid = Mask(grid: image.grid, voxels: mask.voxels)
    self.image = try settings.processed(image)
    morphologicalMask = try settings.processed(onGrid)
    guard let box = morphologicalMask.boundingBox else {
      let spacing = morphologicalMask.grid.spacing
      throw .regionLostInResampling(spacing: [spacing.x, spacing.y, spacing.z])
    }
    self.box = box
    let region = IntensityRegion(volume: self.image, mask: morphologicalMask)
    intensityMask = try settings.resegmentation.applied(to: region)
    guard intensityMask.voxels.contains(1) else {
      throw .resegmentationLeavesNothing(voxels: morphologicalMask.count)
    }
    limits = settings.resegmentation.range
  }

  /// The region on the image itself, or on a response map of the voxels in `part`.
  func region(
    _ response: (map: Volume, part: VoxelBox)? = nil, binning: IBSIBinning, volumeHistogram: VolumeHistogramBinning,
    _ selection: IBSISelection
  ) throws(ImageProcessingError) -> IBSIRegion {
    let volume = response?.map ?? image
    let drawn = response.map { morphologicalMask.cropped(to: $0.part) } ?? morphologicalMask
    let kept = response.map { intensityMask.cropped(to: $0.part) } ?? intensityMask
    let intensities = IntensityRegion(volume: volume, mask: kept)
    let empty = GreyLevelRegion(
      grid: volume.grid, levels: [Int32](repeating: 0, count: volume.grid.count), levelCount: 1)
    let counted =
      selection.families.contains(.volumeHistogram)
      ? try volumeHistogram.levels(of: intensities, range: response == nil ? limits : nil)
      : VolumeHistogramLevels(region: empty, first: 0, step: 1)
    return IBSIRegion(
      image: volume, morphologicalMask: drawn, intensityMask: kept,
      levels: selection.needsLevels ? try intensities.discretised(ibsi: binning) : empty, volumeHistogram: counted)
  }
}

extension IBSISettings {
  /// The image, rounded and interpolated as asked for.
  func processed(_ image: Volume) throws(ImageProcessingError) -> Volume {
    let whole =
      roundsImage
      ? Volume(grid: image.grid, voxels: image.voxels.map { $0.rounded() }, precision: image.precision) : image
    guard let resampling else { return whole }
    let plan = try ResamplingPlan(centredOn: image.grid, spacing: resampling.spacing)
    return whole.interpolated(plan, resampling.interpolator, roundsIntensities: resampling.roundsIntensities)
  }

  /// The mask on the grid of the processed image.
  fileprivate func processed(_ mask: Mask) throws(ImageProcessingError) -> Mask {
    guard let resampling else { return mask }
    let plan = try ResamplingPlan(centredOn: mask.grid, spacing: resampling.spacing)
    return mask.interpolated(plan, resampling.maskInterpolator, threshold: resampling.maskThreshold)
  }
}

extension VolumeHistogramBinning {
  /// Section 3.5 of the manual: whole numbers within the range, bin centres, or bin numbers.
  /// - Parameter range: of re-segmentation; where it is open or absent the intensities of the region end it.
  fileprivate func levels(
    of region: IntensityRegion, range: ClosedRange<Double>?
  ) throws(ImageProcessingError) -> VolumeHistogramLevels {
    let inside = region.insideIntensities
    let (lowest, highest) = (inside.min() ?? 0, inside.max() ?? 0)
    let start = range.map(\.lowerBound).flatMap { $0.isFinite ? $0 : nil } ?? lowest
    let end = max(start, range.map(\.upperBound).flatMap { $0.isFinite ? $0 : nil } ?? highest)
    switch self {
    case .none: return try levels(of: region, from: start, bins: (end - start) + 1, size: 1, first: start)
    case .size(let size):
      return try levels(of: region, from: start, bins: (end - start) / size, size: size, first: start + size / 2)
    case .number(let count):
      let levels = try region.discretised(ibsi: .fixedBinNumber(count))
      return VolumeHistogramLevels(region: levels.widened(to: count), first: 1, step: 1)
    }
  }

  private func levels(
    of region: IntensityRegion, from start: Double, bins: Double, size: Double, first: Double
  ) throws(ImageProcessingError) -> VolumeHistogramLevels {
    let limit = 1 << 20
    guard bins <= Double(limit) else { throw .tooManyGreyLevels(count: bins, limit: limit) }
    let levels = try region.discretised(ibsi: .fixedBinSize(size, lowest: start))
    return VolumeHistogramLevels(region: levels.widened(to: Int(bins)), first: first, step: size)
  }
}

extension GreyLevelRegion {
  /// The same levels in a range of at least `count`.
  fileprivate func widened(to count: Int) -> GreyLevelRegion {
    GreyLevelRegion(grid: grid, levels: levels, levelCount: max(count, levelCount))
  }
}
