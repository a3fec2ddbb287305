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
/// Left out are the features that have no reference value by consensus: densities of the oriented bounding box and of
/// the minimum volume enclosing ellipsoid, and the area under the intensity-volume histogram.
/// - Returns: values in the order of their computation; ``IBSIRegistry/entries(of:)`` has that of the columns. An empty
///   list when a mask has no voxel: there is nothing to say about such a region.
public func ibsiFeatures(of region: IBSIRegion, _ selection: IBSISelection) -> [IBSIValue] {
  guard let box = region.morphologicalMask.boundingBox, region.intensityMask.count > 0 else { return [] }
  let cropped = region.cropped(to: box)
  var found: [IBSIValue] = []
  if selection.contains(.morphology) {
    found +=
      EigenvalueLibrary.missing == nil
      ? all(IBSIMorphology.features, of: IBSIMorphology(cropped))
      : IBSIMorphology.features.map { IBSIValue($0.facts.tag, $0.facts.code, .undefined(.missingLibrary)) }
  }
  if selection.contains(.localIntensity) { found += all(LocalIntensity.features, of: LocalIntensity(of: region)) }
  if selection.contains(.statistics) {
    let intensities = IntensityRegion(volume: cropped.image, mask: cropped.intensityMask)
    found += all(IBSIStatistics.intensityFeatures, of: IBSIStatistics(intensities.insideIntensities))
  }
  if selection.contains(.histogram), let census = LevelCensus(cropped.levels) {
    found += IntensityHistogram(census).values
  }
  if selection.contains(.volumeHistogram) {
    found += all(VolumeHistogram.features, of: VolumeHistogram(cropped.volumeHistogram))
  }
  guard selection.families.contains(where: \.isTexture) else { return found }
  for dimension in TextureDimension.allCases where selection.aggregations.contains(where: { $0.dimension == dimension })
  {
    found += IBSITextures(cropped.levels, mask: cropped.morphologicalMask, dimension, selection).values
  }
  return found
}

/// The features of an input; none where there is no input.
private func all<Input>(_ features: [IBSIFeature<Input>], of input: Input?) -> [IBSIValue] {
  input.map { input in features.map { $0.value(of: input) } } ?? []
}
