import ImageProcessing
import Volumes

/// Image and mask after normalisation and resampling, ready for filters and features.
struct PreparedImage: Sendable {
  let volume: Volume
  let mask: Mask
  /// Bounding box of the region.
  let box: VoxelBox
  /// The region before resampling.
  let given: RegionFacts

  /// The steps of PyRadiomics, in its order: normalise by the whole image, resample around the region, check the region.
  init(_ image: Volume, _ mask: Mask, _ settings: ExtractionSettings) throws(ImageProcessingError) {
    guard image.grid.agrees(with: mask.grid, tolerance: settings.gridTolerance) else {
      throw .gridsDiffer(image: image.grid, mask: mask.grid)
    }
    guard let box = mask.boundingBox else { throw .regionIsEmpty }
    given = RegionFacts(mask, box: box)
    let normalisation = try Self.normalisation(image, settings.normalisation)
    let asked = settings.resampledSpacing
    if let spacing = asked, !ResamplingPlan.keeps(mask.grid, spacing: spacing, box: box) {
      let plan = try ResamplingPlan(box: box, on: mask.grid, spacing: spacing, margin: settings.padDistance)
      volume = image.resampled(plan, settings.interpolator, normalisation: normalisation)
      self.mask = mask.resampled(plan)
    } else if asked != nil || settings.cropsFirst {
      let kept = box.expanded(by: SIMD3(repeating: settings.padDistance), within: mask.grid.bounds)
      let cut = image.cropped(to: kept)
      volume = normalisation?.applied(to: cut) ?? cut
      self.mask = mask.cropped(to: kept)
    } else {
      volume = normalisation?.applied(to: image) ?? image
      self.mask = mask
    }
    self.box = try self.mask.checkedBox(settings.requirements)
  }

  private static func normalisation(
    _ image: Volume, _ recipe: NormalisationRecipe?
  ) throws(ImageProcessingError) -> Normalisation? {
    guard let recipe else { return nil }
    return try Normalisation(of: image, scale: recipe.scale, outlierLimit: recipe.outlierLimit)
  }
}
