/// The families of features of the IBSI reference manual, in its order.
public enum IBSIFamily: String, Hashable, Codable, Sendable, CaseIterable {
  /// 3.1.
  case morphology
  /// 3.2.
  case localIntensity = "local-intensity"
  /// 3.3.
  case statistics
  /// 3.4.
  case histogram = "intensity-histogram"
  /// 3.5.
  case volumeHistogram = "intensity-volume-histogram"
  /// 3.6, co-occurrence.
  case glcm
  /// 3.7, run length.
  case glrlm
  /// 3.8, size zone.
  case glszm
  /// 3.9, distance zone.
  case gldzm
  /// 3.10, neighbourhood grey tone difference.
  case ngtdm
  /// 3.11, neighbouring grey level dependence.
  case ngldm

  /// The name in the consortium's tables.
  public var title: String {
    switch self {
    case .morphology: "Morphology"
    case .localIntensity: "Local intensity"
    case .statistics: "Statistics"
    case .histogram: "Intensity histogram"
    case .volumeHistogram: "Intensity volume histogram"
    case .glcm: "Co-occurrence matrix"
    case .glrlm: "Run length matrix"
    case .glszm: "Size zone matrix"
    case .gldzm: "Distance zone matrix"
    case .ngtdm: "Neighbourhood grey tone difference matrix"
    case .ngldm: "Neighbouring grey level dependence matrix"
    }
  }

  /// Whether it is taken from a texture matrix, and so has aggregations.
  public var isTexture: Bool { isDirectional || [.glszm, .gldzm, .ngtdm, .ngldm].contains(self) }

  /// Whether its matrix is counted per direction.
  var isDirectional: Bool { self == .glcm || self == .glrlm }

  /// Whether it reads grey levels rather than intensities.
  public var needsLevels: Bool { self == .histogram || isTexture }
}
