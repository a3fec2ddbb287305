/// The list of the IBSI profile's features, with those of a selection in the order of the columns.
public enum IBSIRegistry {
  /// A feature with its names, code and unit.
  public struct Entry: Hashable, Codable, Sendable {
    /// Tag in the consortium's tables, which is the column.
    public let tag: String
    /// IBSI's code.
    public let code: String
    /// Name in the consortium's tables.
    public let name: String
    /// Family.
    public let family: IBSIFamily
    /// Aggregation in the words of the consortium's tables; empty where there is none.
    public let aggregation: String
    /// Unit.
    public let unit: FeatureUnit
  }

  /// The features of a selection.
  public static func entries(of selection: IBSISelection) -> [Entry] {
    selection.families.flatMap { family in
      let facts = facts(of: family)
      guard family.isTexture else { return facts.map { Entry($0, of: family) } }
      var seen: Set<IBSIAggregation.Ending> = []
      return selection.aggregations.map { $0.ending(directional: family.isDirectional) }
        .filter { seen.insert($0).inserted }.flatMap { ending in facts.map { Entry($0, of: family, ending) } }
    }
  }

  /// Every feature of every aggregation.
  public static let all = entries(of: IBSISelection(aggregations: IBSIAggregation.allCases))

  private static func facts(of family: IBSIFamily) -> [IBSIFacts] {
    switch family {
    case .morphology: IBSIMorphology.features.map(\.facts)
    case .localIntensity: LocalIntensity.features.map(\.facts)
    case .statistics: IBSIStatistics.intensityFeatures.map(\.facts)
    case .histogram: IBSIStatistics.levelFeatures.map(\.facts) + IntensityHistogram.features.map(\.facts)
    case .volumeHistogram: VolumeHistogram.features.map(\.facts)
    case .glcm: IBSICooccurrence.features.map(\.facts)
    case .glrlm: IBSILevelSizeFamily.runs.features.map(\.facts)
    case .glszm: IBSILevelSizeFamily.sizeZones.features.map(\.facts)
    case .gldzm: IBSILevelSizeFamily.distanceZones.features.map(\.facts)
    case .ngtdm: IBSINeighbourhood.features.map(\.facts)
    case .ngldm: IBSILevelSizeFamily.dependences.features.map(\.facts)
    }
  }
}

extension IBSIRegistry.Entry {
  /// A feature that is not taken from a texture matrix.
  fileprivate init(_ facts: IBSIFacts, of family: IBSIFamily) {
    self.init(
      tag: facts.tag, code: facts.code, name: facts.name, family: family, aggregation: "", unit: facts.unit)
  }

  /// A texture feature of one aggregation.
  fileprivate init(_ facts: IBSIFacts, of family: IBSIFamily, _ ending: IBSIAggregation.Ending) {
    self.init(
      tag: "\(facts.tag)_\(ending.tag)", code: facts.code, name: facts.name, family: family,
      aggregation: ending.title, unit: facts.unit)
  }
}
