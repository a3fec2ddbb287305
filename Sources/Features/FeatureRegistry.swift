/// The only list of features, in the order of the columns.
///
/// ``entries`` are computed by default. Those that PyRadiomics has deprecated or does not have, and `shape2D`, are
/// computed only when they are named.
public enum FeatureRegistry {
  /// A feature without its formula: everything that lists, tables and reports show of it.
  public struct Entry: Hashable, Codable, Sendable {
    /// The class it belongs to.
    public let featureClass: FeatureClass
    /// PyRadiomics' name, without class.
    public let name: String
    /// IBSI's code, where IBSI defines the feature.
    public let ibsi: String?
    /// The unit of its values.
    public let unit: FeatureUnit
    /// Whether PyRadiomics 3.1 marks it deprecated: another feature has the same value, or a value that follows from
    /// it.
    public let isDeprecated: Bool

    /// `class_name`.
    public var column: String { "\(featureClass.rawValue)_\(name)" }

    /// How its matrices become one value under some settings, in the words of IBSI's tables; empty where it has none.
    public func aggregation(under settings: TextureSettings) -> String {
      switch featureClass {
      case .shape, .firstorder: ""
      case .shape2D: "2D"
      case .glcm, .glrlm: settings.aggregation.ending(directional: true).title + settings.weightingWords
      case .gldm, .glszm, .ngtdm: settings.aggregation.ending(directional: false).title
      }
    }
  }

  /// The features of a class that are computed by default, by name, as PyRadiomics orders its columns.
  public static func entries(of featureClass: FeatureClass) -> [Entry] {
    list(featureClass).filter(\.isDefault).map(\.entry)
  }

  /// The features of a class with those among them that are computed only when they are named.
  public static func known(of featureClass: FeatureClass) -> [Entry] { list(featureClass).map(\.entry) }

  private static func list(_ featureClass: FeatureClass) -> [(entry: Entry, isDefault: Bool)] {
    switch featureClass {
    case .shape: list(MorphologicalFeatures.all, MorphologicalFeatures.onlyWhenNamed, featureClass)
    case .shape2D: list(PlanarFeatures.all, PlanarFeatures.onlyWhenNamed, featureClass)
    case .firstorder: list(IntensityFeatures.all, IntensityFeatures.onlyWhenNamed, featureClass)
    case .glcm: list(CooccurrenceFeatures.all, CooccurrenceFeatures.onlyWhenNamed, featureClass)
    case .gldm: list(DependenceFeatures.all, DependenceFeatures.onlyWhenNamed, featureClass)
    case .glrlm: list(RunLengthFeatures.all, RunLengthFeatures.onlyWhenNamed, featureClass)
    case .glszm: list(SizeZoneFeatures.all, SizeZoneFeatures.onlyWhenNamed, featureClass)
    case .ngtdm:
      list(NeighbourhoodDifferenceFeatures.all, NeighbourhoodDifferenceFeatures.onlyWhenNamed, featureClass)
    }
  }

  /// Every feature that is computed by default, in the order of the columns.
  public static let entries: [Entry] = FeatureClass.defaults.flatMap(entries(of:))

  /// Every feature there is, in the order of the columns.
  public static let known: [Entry] = FeatureClass.allCases.flatMap(known(of:))

  private static func list<Input>(
    _ features: [Feature<Input>], _ others: [Feature<Input>], _ featureClass: FeatureClass
  ) -> [(entry: Entry, isDefault: Bool)] {
    let named = Set(others.map(\.name))
    return features.including(others).map { feature in
      let isDefault = !named.contains(feature.name)
      let entry = Entry(
        featureClass: featureClass, name: feature.name, ibsi: feature.ibsi, unit: feature.unit,
        isDeprecated: !isDefault && feature.isOfPyRadiomics)
      return (entry, isDefault)
    }
  }
}

extension TextureSettings {
  /// IBSI's aggregation that the settings amount to: within a plane the counts of all slices are merged (2.5D), and a
  /// weighting merges the directions.
  fileprivate var aggregation: IBSIAggregation {
    switch (plane, weighting) {
    case (nil, nil): .volumeAveraged
    case (nil, _?): .volumeMerged
    case (_?, nil): .directionMerged
    case (_?, _?): .merged
    }
  }

  /// IBSI merges directions without weights.
  fileprivate var weightingWords: String {
    guard let weighting, weighting != .none else { return "" }
    return " with weights by distance"
  }
}

extension Array {
  /// These features and others in the order of PyRadiomics' columns: that of the names of its methods.
  func including<Input>(_ others: [Feature<Input>]) -> [Feature<Input>] where Element == Feature<Input> {
    others.isEmpty ? self : (self + others).sorted { $0.name + "FeatureValue" < $1.name + "FeatureValue" }
  }
}
