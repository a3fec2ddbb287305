import Volumes

/// The texture matrices of a region: integer counts, before any weighting or aggregation.
public struct TextureMatrices: Sendable {
  /// How directions become one matrix or one mean.
  let aggregation: DirectionAggregation
  /// Number of voxels per grey level.
  public let census: LevelCensus
  /// Co-occurrences, one per direction.
  public let cooccurrences: [CooccurrenceCounts]
  /// Runs, one per direction in which runs can be longer than a voxel.
  public var runLengths: [LevelSizeMatrix] { runs.map(\.matrix) }
  /// Runs with their directions.
  let runs: [DirectedRuns]
  /// Zones.
  public let sizeZones: LevelSizeMatrix?
  /// Dependences.
  public let dependences: LevelSizeMatrix?
  /// Grey tone differences.
  public let neighbourhoodDifferences: NeighbourhoodDifferenceMatrix?

  /// Counts the matrices that the classes need, in one thread; `nil` when no voxel is inside.
  /// - Parameter classes: shape and first order need no matrix.
  public init?(
    of region: GreyLevelRegion, classes: Set<FeatureClass> = Set(FeatureClass.defaults),
    settings: TextureSettings = TextureSettings()
  ) { self.init(of: InsideLevels(region), classes: classes, settings: settings) }

  /// Counts the matrices that the classes need, in one thread; `nil` when no voxel is inside.
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
    // Zones are counted slice by slice, so that the kernel need not know of planes.
    let slicedZones =
      classes.contains(.glszm) ? settings.plane.flatMap { SizeZoneMatrix.counting(region.region, census, in: $0) } : nil
    if largest <= Int(UInt16.max) {
      let padded = PaddedLevels<UInt16>(region, census: census, margin: reach)
      self.init(padded, census: census, classes: classes, settings, region.runs.grid, slicedZones)
    } else {
      let padded = PaddedLevels<UInt32>(region, census: census, margin: reach)
      self.init(padded, census: census, classes: classes, settings, region.runs.grid, slicedZones)
    }
  }

  private init<Level>(
    _ region: PaddedLevels<Level>, census: LevelCensus, classes: Set<FeatureClass>, _ settings: TextureSettings,
    _ grid: Grid, _ slicedZones: LevelSizeMatrix?
  ) {
    let all = Directions.all(distances: settings.distances, within: region.size).within(settings.plane)
    let half = Directions.half(distances: settings.distances, within: region.size).within(settings.plane)
    let nearest = Directions.half(distances: [1], within: region.size).within(settings.plane)
    self.census = census
    aggregation = DirectionAggregation(settings, spacing: grid.spacing)
    cooccurrences = classes.contains(.glcm) ? .counting(region, directions: half) : []
    runs = classes.contains(.glrlm) ? DirectedRuns.counting(region, directions: nearest) : []
    sizeZones = classes.contains(.glszm) ? slicedZones ?? SizeZoneMatrix.counting(region) : nil
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
