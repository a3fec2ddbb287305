import ImageProcessing
import Volumes

/// Image and mask after normalisation and resampling, ready for filters and features.
struct PreparedImage: Sendable {
  let volume: Volume
  let mask: Mask
  /// The region that shape is taken from: that before resegmentation, unless the settings say otherwise.
  let shapeMask: Mask
  /// Bounding box of the region.
  let box: VoxelBox
  /// The region before resampling.
  let given: RegionFacts

  /// The steps of PyRadiomics, in its order: normalise by the whole image, resample around the region, check
  /// the region, narrow it.
  init(
    _ image: Volume, _ mask: Mask, _ settings: ExtractionSettings, workers: Int
  ) throws(ImageProcessingError) {
    let mask = try mask.aligned(with: image.grid, settings)
    guard let box = mask.boundingBox else { throw .regionIsEmpty }
    given = RegionFacts(mask, box: box)
    let normalisation = try Self.normalisation(image, settings.normalisation)
    let found: Mask
    (volume, found) = try Self.sampled(image, mask, box, normalisation, settings, workers)
    let whole = try found.checkedBox(settings.requirements)
    guard let recipe = settings.resegmentation else {
      (self.mask, shapeMask, self.box) = (found, found, whole)
      return
    }
    self.mask = found.narrowed(to: recipe, in: volume)
    self.box = try self.mask.checkedBox(settings.requirements)
    shapeMask = recipe.changesShape ? self.mask : found
  }

  /// Image and mask on the new grid, or cropped, or as they are.
  private static func sampled(
    _ image: Volume, _ mask: Mask, _ box: VoxelBox, _ normalisation: Normalisation?, _ settings: ExtractionSettings,
    _ workers: Int
  ) throws(ImageProcessingError) -> (Volume, Mask) {
    let asked = settings.resampledSpacing
    if let spacing = asked, !ResamplingPlan.keeps(mask.grid, spacing: spacing, box: box) {
      let plan = try ResamplingPlan(box: box, on: mask.grid, spacing: spacing, margin: settings.padDistance)
      let volume = image.resampled(plan, settings.interpolator, normalisation: normalisation, workers: workers)
      return (volume, mask.resampled(plan))
    }
    guard asked != nil || settings.cropsFirst else { return (normalisation?.applied(to: image) ?? image, mask) }
    let kept = box.expanded(by: SIMD3(repeating: settings.padDistance), within: mask.grid.bounds)
    let cut = image.cropped(to: kept)
    return (normalisation?.applied(to: cut) ?? cut, mask.cropped(to: kept))
  }

  private static func normalisation(
    _ image: Volume, _ recipe: NormalisationRecipe?
  ) throws(ImageProcessingError) -> Normalisation? {
    guard let recipe else { return nil }
    return try Normalisation(of: image, scale: recipe.scale, outlierLimit: recipe.outlierLimit)
  }
}

extension Mask {
  /// The mask as it is where its grid agrees with the image's, or else, if asked for, read at the image's voxels.
  ///
  /// Not together with resampling, which PyRadiomics starts from the grid of the mask as it was.
  fileprivate func aligned(
    with image: Grid, _ settings: ExtractionSettings
  ) throws(ImageProcessingError) -> Mask {
    if image.agrees(with: grid, tolerance: settings.gridTolerance) { return self }
    guard let box = boundingBox else { throw .regionIsEmpty }
    guard settings.correctsMask, settings.resampledSpacing == nil, image.contains(box, of: grid) else {
      throw .gridsDiffer(image: image, mask: grid)
    }
    return resampled(onto: image)
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
