import Volumes

/// The texture matrices of a region: integer counts, before any weighting or aggregation.
public struct TextureMatrices: Sendable {
  /// Number of voxels per grey level.
  public let census: LevelCensus
  /// Co-occurrences, one per direction.
  public let cooccurrences: [CooccurrenceCounts]
  /// Runs, one per direction in which runs can be longer than a voxel.
  public let runLengths: [LevelSizeMatrix]
  /// Zones.
  public let sizeZones: LevelSizeMatrix?
  /// Dependences.
  public let dependences: LevelSizeMatrix?
  /// Grey tone differences.
  public let neighbourhoodDifferences: NeighbourhoodDifferenceMatrix?

  /// Counts what the classes need, in one thread; `nil` when no voxel is inside.
  /// - Parameter classes: shape and first order need no matrix.
  public init?(
    of region: GreyLevelRegion, classes: Set<FeatureClass> = Set(FeatureClass.allCases),
    settings: TextureSettings = TextureSettings()
  ) { self.init(of: InsideLevels(region), classes: classes, settings: settings) }

  /// Counts what the classes need, in one thread; `nil` when no voxel is inside.
  /// - Parameter classes: shape and first order need no matrix.
  public init?(
    of region: InsideLevels, classes: Set<FeatureClass> = Set(FeatureClass.allCases),
    settings: TextureSettings = TextureSettings()
  ) {
    guard let census = LevelCensus(region) else { return nil }
    let reach = settings.distances.max() ?? 1
    let neighbours = Directions.all(distances: settings.distances, within: census.box.size).count
    // Sums over a neighbourhood, differences with tolerance and positions along a line must all fit.
    let largest = max(
      (neighbours + 1) * (census.highestLevel + 2 * settings.dependenceTolerance), census.box.size.max())
    if largest <= Int(UInt16.max) {
      let padded = PaddedLevels<UInt16>(region, census: census, margin: reach)
      self.init(padded, census: census, classes: classes, settings: settings)
    } else {
      let padded = PaddedLevels<UInt32>(region, census: census, margin: reach)
      self.init(padded, census: census, classes: classes, settings: settings)
    }
  }

  private init<Level>(
    _ region: PaddedLevels<Level>, census: LevelCensus, classes: Set<FeatureClass>, settings: TextureSettings
  ) {
    let all = Directions.all(distances: settings.distances, within: region.size)
    let nearest = Directions.half(distances: [1], within: region.size)
    self.census = census
    cooccurrences =
      classes.contains(.glcm)
      ? .counting(region, directions: Directions.half(distances: settings.distances, within: region.size)) : []
    runLengths = classes.contains(.glrlm) ? RunLengthMatrix.counting(region, directions: nearest) : []
    sizeZones = classes.contains(.glszm) ? SizeZoneMatrix.counting(region) : nil
    let neighbourhoods =
      classes.isDisjoint(with: [.gldm, .ngtdm])
      ? nil : NeighbourhoodCounts.counting(region, directions: all, tolerance: settings.dependenceTolerance)
    dependences = classes.contains(.gldm) ? neighbourhoods.map(DependenceMatrix.from) : nil
    neighbourhoodDifferences =
      classes.contains(.ngtdm) ? neighbourhoods.map(NeighbourhoodDifferenceMatrix.init) : nil
  }
}

extension [CooccurrenceCounts] {
  fileprivate static func counting<Level>(_ region: PaddedLevels<Level>, directions: [Direction]) -> Self {
    CooccurrenceCounts.counting(region, directions: directions)
  }
}
