import ImageProcessing
import Mathematics
import Volumes

/// Image and mask after normalisation and resampling, ready for filters and features.
package struct PreparedImage: Sendable {
  package let volume: Volume
  package let mask: Mask
  /// The region that shape is taken from: that before resegmentation, unless the settings say otherwise.
  let shapeMask: Mask
  /// Bounding box of the region.
  package let box: VoxelBox
  /// The region before resampling.
  package let given: RegionFacts

  /// The steps of PyRadiomics, in its order: normalise by the whole image, resample around the region, check
  /// the region, narrow it.
  package init(
    _ image: Volume, _ mask: Mask, _ settings: ExtractionSettings, workers: Int
  ) throws(ImageProcessingError) {
    let agrees = image.grid.agrees(with: mask.grid, tolerance: settings.gridTolerance)
    guard let drawn = mask.boundingBox else { throw .regionIsEmpty }
    guard agrees || settings.correctsMask && image.grid.contains(drawn, of: mask.grid) else {
      throw .gridsDiffer(image: image.grid, mask: mask.grid)
    }
    let normalisation = try Self.normalisation(of: image, by: settings.normalisation)
    let found: Mask
    if !agrees, let spacing = settings.resampledSpacing, !mask.keeps(image.grid, spacing: spacing, box: drawn) {
      given = RegionFacts(mask, box: drawn)
      (volume, found) = try Self.resampled(
        image, from: mask, box: drawn, spacing: spacing, normalisation: normalisation, settings: settings)
    } else {
      let mask = agrees ? mask : mask.resampled(onto: image.grid)
      guard let box = mask.boundingBox else { throw .regionIsEmpty }
      given = RegionFacts(mask, box: box)
      (volume, found) = try Self.sampled(
        image, mask: mask, box: box, normalisation: normalisation, settings: settings, workers: workers)
    }
    if let spacing = settings.resampledSpacing, found.boundingBox == nil {
      throw .regionLostInResampling(spacing: [spacing.x, spacing.y, spacing.z])
    }
    let whole = try found.checkedBox(settings.requirements)
    guard let recipe = settings.resegmentation else {
      (self.mask, shapeMask, self.box) = (found, found, whole)
      return
    }
    self.mask = found.narrowed(to: recipe, in: volume)
    self.box = try self.mask.checkedBox(settings.requirements)
    shapeMask = recipe.changesShape ? self.mask : found
  }

  /// Image and mask on a new grid that follows the mask's, which is not the image's.
  private static func resampled(
    _ image: Volume, from mask: Mask, box: VoxelBox, spacing: SIMD3<Double>, normalisation: ZScoreMap?,
    settings: ExtractionSettings
  ) throws(ImageProcessingError) -> (Volume, Mask) {
    let plan = try ResamplingPlan(box: box, on: mask.grid, spacing: spacing, margin: settings.padDistance)
    let source = normalisation?.applied(to: image) ?? image
    return (try source.resampled(onto: plan.target, settings.interpolator), mask.resampled(plan))
  }

  /// Image and mask on the new grid, or cropped, or as they are.
  private static func sampled(
    _ image: Volume, mask: Mask, box: VoxelBox, normalisation: ZScoreMap?, settings: ExtractionSettings, workers: Int
  ) throws(ImageProcessingError) -> (Volume, Mask) {
    let asked = settings.resampledSpacing
    if let spacing = asked, !ResamplingPlan.keeps(mask.grid, spacing: spacing, box: box) {
      let plan = try ResamplingPlan(box: box, on: mask.grid, spacing: spacing, margin: settings.padDistance)
      let volume = image.resampled(plan, settings.interpolator, normalisation: normalisation, workers: workers)
      return (volume, mask.resampled(plan))
    }
    guard asked != nil || settings.cropsFirst else { return (normalisation?.applied(to: image) ?? image, mask) }
    let kept = box.expanded(by: SIMD3(repeating: settings.padDistance), within: mask.grid.bounds)
    let cut = normalisation?.applied(to: image, within: kept, workers: workers) ?? image.cropped(to: kept)
    return (cut, mask.cropped(to: kept))
  }

  private static func normalisation(
    of image: Volume, by recipe: ZScoreRecipe?
  ) throws(ImageProcessingError) -> ZScoreMap? {
    guard let recipe else { return nil }
    return try ZScoreMap(of: image, scale: recipe.scale, outlierLimit: recipe.outlierLimit)
  }
}

extension Mask {
  /// Whether a region of this mask, drawn on another grid than the image, asks for a spacing that the image has
  /// already: PyRadiomics then reads the mask at the image's voxels. Where nothing is asked of an axis, the mask's
  /// spacing counts.
  fileprivate func keeps(_ image: Grid, spacing: SIMD3<Double>, box: VoxelBox) -> Bool {
    (0..<3).allSatisfy { axis in
      let asked = spacing[axis] == 0 || box.size[axis] == 1 ? grid.spacing[axis] : spacing[axis]
      return isClose(image.spacing[axis], to: asked)
    }
  }
}

extension Grid {
  /// Whether two opposite corners of a box of another grid lie within this one, to a thousandth of a voxel.
  fileprivate func contains(_ box: VoxelBox, of other: Grid) -> Bool {
    [box.lower, box.upper].allSatisfy { corner in
      let place = index(of: other.position(of: SIMD3<Double>(corner) - 0.5))
      return (0..<3).allSatisfy { place[$0] >= -0.501 && place[$0] <= Double(size[$0]) - 0.499 }
    }
  }
}
