/// The list of the IBSI profile's features: what a selection yields, in the order of the columns.
public enum IBSIRegistry {
  /// What a feature is called.
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
    /// Unit; empty for a number without one.
    public let unit: String
  }

  /// The features of a selection.
  public static func entries(of selection: IBSISelection) -> [Entry] {
    selection.families.flatMap { family in
      guard family.isTexture else { return plain(family) }
      var seen: Set<IBSIAggregation.Ending> = []
      return selection.aggregations.map { $0.ending(directional: family.isDirectional) }
        .filter { seen.insert($0).inserted }.flatMap { texture(family, $0) }
    }
  }

  /// Every feature of every aggregation.
  public static let all = entries(of: IBSISelection(aggregations: IBSIAggregation.allCases))

  private static func plain(_ family: IBSIFamily) -> [Entry] {
    let names =
      switch family {
      case .morphology: IBSINames.morphology
      case .localIntensity: IBSINames.localIntensity
      case .statistics: IBSINames.statistics
      case .histogram: IBSINames.histogram
      default: IBSINames.volumeHistogram
      }
    return names.map {
      Entry(tag: $0.tag, code: $0.code, name: $0.name, family: family, aggregation: "", unit: $0.unit)
    }
  }

  private static func texture(_ family: IBSIFamily, _ ending: IBSIAggregation.Ending) -> [Entry] {
    names(family).map { tag, code, name in
      Entry(
        tag: "\(tag)_\(ending.tag)", code: code, name: name, family: family, aggregation: ending.title,
        unit: unit(of: name))
    }
  }

  private static func names(_ family: IBSIFamily) -> [(tag: String, code: String, name: String)] {
    switch family {
    case .glcm:
      zip(IBSICooccurrence.features, IBSITextureNames.cooccurrence).map { ("cm_\($0.tag)", $0.code, $1) }
    case .ngtdm: IBSINeighbourhood.features.map { ($0.tag, $0.feature.ibsi ?? "", $0.name) }
    case .glrlm: levelSize(.runs, IBSITextureNames.runs)
    case .glszm: levelSize(.sizeZones, IBSITextureNames.sizeZones)
    case .gldzm: levelSize(.distanceZones, IBSITextureNames.distanceZones)
    default: levelSize(.dependences, IBSITextureNames.dependences)
    }
  }

  private static func levelSize(
    _ family: IBSILevelSizeFamily, _ names: [String]
  ) -> [(tag: String, code: String, name: String)] {
    zip(family.names, names).map { ("\(family.prefix)_\($0.tag)", $0.code, $1) }
  }

  private static func unit(of name: String) -> String { name.lowercased().contains("entropy") ? "bit" : "" }
}

/// Names in the consortium's tables, in the order of the formulas.
private enum IBSITextureNames {
  static let cooccurrence = [
    "Joint maximum", "Joint average", "Joint variance", "Joint entropy", "Difference average", "Difference variance",
    "Difference entropy", "Sum average", "Sum variance", "Sum entropy", "Angular second moment", "Contrast",
    "Dissimilarity", "Inverse difference", "Normalised inverse difference", "Inverse difference moment",
    "Normalised inverse difference moment", "Inverse variance", "Correlation", "Autocorrelation", "Cluster tendency",
    "Cluster shade", "Cluster prominence", "Information correlation 1", "Information correlation 2",
  ]
  static let runs = [
    "Short runs emphasis", "Long runs emphasis", "Low grey level run emphasis", "High grey level run emphasis",
    "Short run low grey level emphasis", "Short run high grey level emphasis", "Long run low grey level emphasis",
    "Long run high grey level emphasis", "Grey level non-uniformity", "Normalised grey level non-uniformity",
    "Run length non-uniformity", "Normalised run length non-uniformity", "Run percentage", "Grey level variance",
    "Run length variance", "Run entropy",
  ]
  static let sizeZones = [
    "Small zone emphasis", "Large zone emphasis", "Low grey level emphasis", "High grey level emphasis",
    "Small zone low grey level emphasis", "Small zone high grey level emphasis", "Large zone low grey level emphasis",
    "Large zone high grey level emphasis", "Grey level non-uniformity", "Normalised grey level non-uniformity",
    "Zone size non-uniformity", "Normalised zone size non-uniformity", "Zone percentage", "Grey level variance",
    "Zone size variance", "Zone size entropy",
  ]
  static let distanceZones = [
    "Small distance emphasis", "Large distance emphasis", "Low grey level emphasis", "High grey level emphasis",
    "Small distance low grey level emphasis", "Small distance high grey level emphasis",
    "Large distance low grey level emphasis", "Large distance high grey level emphasis", "Grey level non-uniformity",
    "Normalised grey level non-uniformity", "Zone distance non-uniformity", "Normalised zone distance non-uniformity",
    "Zone percentage", "Grey level variance", "Zone distance variance", "Zone distance entropy",
  ]
  static let dependences = [
    "Low dependence emphasis", "High dependence emphasis", "Low grey level count emphasis",
    "High grey level count emphasis", "Low dependence low grey level emphasis",
    "Low dependence high grey level emphasis", "High dependence low grey level emphasis",
    "High dependence high grey level emphasis", "Grey level non-uniformity", "Normalised grey level non-uniformity",
    "Dependence count non-uniformity", "Normalised dependence count non-uniformity", "Dependence count percentage",
    "Grey level variance", "Dependence count variance", "Dependence count entropy", "Dependence count energy",
  ]
}
