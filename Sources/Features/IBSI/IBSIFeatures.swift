import Volumes

/// Whether textures are taken slice by slice or in the volume.
public enum TextureDimension: String, Hashable, Codable, Sendable, CaseIterable {
  /// Neighbours within a slice; features per slice (2D) and of slices merged (2.5D).
  case slices
  /// Neighbours in all directions.
  case volume
}

/// The features of IBSI-1 (reference manual, doi 10.1148/radiol.2020191145) that are asked for.
///
/// Left out are the features that have no reference value by consensus: densities of the oriented bounding box and of the
/// minimum volume enclosing ellipsoid, and the area under the intensity-volume histogram.
/// - Returns: values in the order of their computation; ``IBSIRegistry/entries(of:)`` has that of the columns. An empty list
///   when a mask has no voxel: there is nothing to say about such a region.
public func ibsiFeatures(of region: IBSIRegion, _ selection: IBSISelection) -> [IBSIValue] {
  guard let box = region.morphologicalMask.boundingBox, region.intensityMask.count > 0 else { return [] }
  let cropped = region.cropped(to: box)
  var values: [IBSIValue] = []
  if selection.contains(.morphology) { values += morphology(of: cropped) }
  if selection.contains(.localIntensity) { values += LocalIntensity(of: region).values }
  if selection.contains(.statistics) {
    let intensities = IntensityRegion(volume: cropped.image, mask: cropped.intensityMask)
    values += IBSIStatistics(intensities.insideIntensities).intensityValues
  }
  if selection.contains(.histogram), let census = LevelCensus(cropped.levels) {
    values += histogramValues(of: census)
  }
  if selection.contains(.volumeHistogram) { values += volumeHistogramValues(of: cropped.volumeHistogram) }
  guard selection.families.contains(where: \.isTexture) else { return values }
  for dimension in TextureDimension.allCases where selection.aggregations.contains(where: { $0.dimension == dimension })
  {
    values += IBSITextures(cropped.levels, mask: cropped.morphologicalMask, dimension, selection).values
  }
  return values
}
