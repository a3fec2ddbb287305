/// The only list of features: what can be asked for, in the order of the columns.
///
/// ``entries`` are computed by default; those PyRadiomics has deprecated, and `shape2D`, only when they are named.
public enum FeatureRegistry {
  /// What a feature is called.
  public struct Entry: Hashable, Codable, Sendable {
    /// The class it belongs to.
    public let featureClass: FeatureClass
    /// PyRadiomics' name, without class.
    public let name: String
    /// IBSI's code, where IBSI defines the feature.
    public let ibsi: String?
    /// Whether PyRadiomics 3.1 marks it deprecated: another feature has the same value, or a value that follows from it.
    public let isDeprecated: Bool

    /// `class_name`.
    public var column: String { "\(featureClass.rawValue)_\(name)" }
  }

  /// The features of a class that are computed by default, by name, as PyRadiomics orders its columns.
  public static func entries(of featureClass: FeatureClass) -> [Entry] {
    known(of: featureClass).filter { !$0.isDeprecated }
  }

  /// The features of a class with the deprecated ones among them.
  public static func known(of featureClass: FeatureClass) -> [Entry] {
    switch featureClass {
    case .shape: list(MorphologicalFeatures.all, MorphologicalFeatures.deprecated, featureClass)
    case .shape2D: list(PlanarFeatures.all, PlanarFeatures.deprecated, featureClass)
    case .firstorder: list(IntensityFeatures.all, IntensityFeatures.deprecated, featureClass)
    case .glcm: list(CooccurrenceFeatures.all, CooccurrenceFeatures.deprecated, featureClass)
    case .gldm: list(DependenceFeatures.all, DependenceFeatures.deprecated, featureClass)
    case .glrlm: list(RunLengthFeatures.all, [], featureClass)
    case .glszm: list(SizeZoneFeatures.all, [], featureClass)
    case .ngtdm: list(NeighbourhoodDifferenceFeatures.all, [], featureClass)
    }
  }

  /// Every feature that is computed by default, in the order of the columns.
  public static let entries: [Entry] = FeatureClass.defaults.flatMap(entries(of:))

  /// Every feature there is, in the order of the columns.
  public static let known: [Entry] = FeatureClass.allCases.flatMap(known(of:))

  private static func list<Input>(
    _ features: [Feature<Input>], _ deprecated: [Feature<Input>], _ featureClass: FeatureClass
  ) -> [Entry] {
    let names = Set(deprecated.map(\.name))
    return features.including(deprecated).map {
      Entry(featureClass: featureClass, name: $0.name, ibsi: $0.ibsi, isDeprecated: names.contains($0.name))
    }
  }
}

extension Array {
  /// These features and others in the order of PyRadiomics' columns: that of the names of its methods.
  func including<Input>(_ others: [Feature<Input>]) -> [Feature<Input>] where Element == Feature<Input> {
    others.isEmpty ? self : (self + others).sorted { $0.name + "FeatureValue" < $1.name + "FeatureValue" }
  }
}
