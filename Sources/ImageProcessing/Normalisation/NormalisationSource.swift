import Volumes

/// An image with the masks that a normalisation may look through.
struct NormalisationSource {
  let image: Volume
  var roi: Mask?
  var reference: Mask?
  let body: BodyRule

  /// The intensities of a region, one at least; all of the image are finite.
  func intensities(_ region: IntensityNormalisation.Region) throws(NormalisationError) -> [Double] {
    try image.requireFiniteIntensities()
    switch region {
    case .image: return image.voxels
    case .body: return try inside(image.body(body), .body)
    case .roi:
      guard let roi else { throw .needsRegionOfInterest }
      return try inside(roi, .roi)
    case .reference:
      guard let reference else { throw .needsRegionOfInterest }
      return try inside(reference, .reference)
    }
  }

  /// The intensities of a region, sorted.
  func order(_ region: IntensityNormalisation.Region) throws(NormalisationError) -> IntensityOrder {
    IntensityOrder(try intensities(region))
  }

  /// Intensities of the body strictly within `width` of the share of voxels below the peak.
  ///
  /// With `q` the share of the body below the peak, the limits are the quantiles `q ± width`, held within 0 and 1.
  func stripe(_ tissue: ReferenceTissue) throws(NormalisationError) -> [Double] {
    let order = try order(.body)
    guard let mode = order.mode(tissue.peak) else { throw .flat(.body, intensity: order.sorted[0]) }
    let place = order.share(below: mode)
    let lower = order.percentile(100 * max(place - tissue.width, 0))
    let upper = order.percentile(100 * min(place + tissue.width, 1))
    let stripe = order.sorted.filter { $0 > lower && $0 < upper }
    guard !stripe.isEmpty else { throw .stripeIsEmpty(lower: lower, upper: upper) }
    return stripe
  }

  private func inside(_ mask: Mask, _ region: IntensityNormalisation.Region) throws(NormalisationError) -> [Double] {
    guard mask.grid.size == image.grid.size else { throw .gridsDiffer(image: image.grid, mask: mask.grid) }
    let intensities = IntensityRegion(volume: image, mask: mask).insideIntensities
    guard !intensities.isEmpty else { throw .regionIsEmpty(region) }
    return intensities
  }
}
