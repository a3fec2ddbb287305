import Volumes

/// Whether textures are taken slice by slice or in the volume.
public enum TextureDimension: String, Hashable, Codable, Sendable, CaseIterable {
  /// Neighbours within a slice; features per slice (2D) and of slices merged (2.5D).
  case slices
  /// Neighbours in all directions.
  case volume
}

/// Every feature of IBSI-1 (reference manual, doi 10.1148/radiol.2020191145), in the order of its families.
///
/// Left out are the features that have no reference value by consensus: densities of the oriented bounding box and of the
/// minimum volume enclosing ellipsoid, and the area under the intensity-volume histogram.
/// - Returns: an empty list when a mask has no voxel: there is nothing to say about such a region.
public func ibsiFeatures(of region: IBSIRegion, textures: Set<TextureDimension>) -> [IBSIValue] {
  guard let box = region.morphologicalMask.boundingBox, region.intensityMask.count > 0 else { return [] }
  let cropped = region.cropped(to: box)
  let intensities = IntensityRegion(volume: cropped.image, mask: cropped.intensityMask)
  var values = morphology(of: cropped)
  values += LocalIntensity(of: region).values
  values += IBSIStatistics(intensities.insideIntensities).intensityValues
  if let census = LevelCensus(cropped.levels) { values += histogramValues(of: census) }
  values += volumeHistogramValues(of: cropped.volumeHistogram)
  for dimension in TextureDimension.allCases where textures.contains(dimension) {
    values += IBSITextures(cropped.levels, mask: cropped.morphologicalMask, dimension).values
  }
  return values
}
