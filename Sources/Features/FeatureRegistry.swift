/// The only list of features: what can be asked for, in the order of the columns.
public enum FeatureRegistry {
  /// What a feature is called.
  public struct Entry: Hashable, Codable, Sendable {
    /// The class it belongs to.
    public let featureClass: FeatureClass
    /// PyRadiomics' name, without class.
    public let name: String
    /// IBSI's code, where IBSI defines the feature.
    public let ibsi: String?

    /// `class_name`.
    public var column: String { "\(featureClass.rawValue)_\(name)" }
  }

  /// The features of a class, by name, as PyRadiomics orders its columns.
  public static func entries(of featureClass: FeatureClass) -> [Entry] {
    switch featureClass {
    case .shape: list(MorphologicalFeatures.all, featureClass)
    case .firstorder: list(IntensityFeatures.all, featureClass)
    case .glcm: list(CooccurrenceFeatures.all, featureClass)
    case .gldm: list(DependenceFeatures.all, featureClass)
    case .glrlm: list(RunLengthFeatures.all, featureClass)
    case .glszm: list(SizeZoneFeatures.all, featureClass)
    case .ngtdm: list(NeighbourhoodDifferenceFeatures.all, featureClass)
    }
  }

  /// Every feature, in the order of the columns.
  public static let entries: [Entry] = FeatureClass.allCases.flatMap(entries(of:))

  private static func list<Input>(_ features: [Feature<Input>], _ featureClass: FeatureClass) -> [Entry] {
    features.map { Entry(featureClass: featureClass, name: $0.name, ibsi: $0.ibsi) }
  }
}
