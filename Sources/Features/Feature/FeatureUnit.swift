/// The unit of a feature's values.
///
/// Every feature names its unit, and one without a unit says ``none``: a forgotten unit does not compile.
public enum FeatureUnit: String, Hashable, Codable, Sendable, CaseIterable {
  /// A number without unit: a ratio, a probability, or a texture feature of grey levels, which are numbers themselves.
  case none = ""
  /// Lengths.
  case millimetre = "mm"
  /// Areas.
  case squareMillimetre = "mm²"
  /// Volumes.
  case cubicMillimetre = "mm³"
  /// Area over volume, and perimeter over area.
  case perMillimetre = "1/mm"
  /// The unit of the image, calibrated or not.
  case intensity
  /// Its square: variances and energies.
  case squaredIntensity = "intensity²"
  /// Intensity times volume.
  case intensityVolume = "intensity mm³"
  /// Energy times volume.
  case squaredIntensityVolume = "intensity² mm³"
  /// Grey levels after discretisation.
  case level
  /// Their square.
  case squaredLevel = "level²"
  /// Entropies, which take logarithms to base 2.
  case bit
  /// Slopes of an intensity histogram.
  case voxelsPerLevel = "voxel/level"
  /// The intensity-volume histogram has the unit of the image where that is calibrated, else numbers of bins.
  case intensityOrBin = "intensity or bin number"
}
