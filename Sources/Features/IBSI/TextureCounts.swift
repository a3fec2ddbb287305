import Volumes

/// All texture counts of a slice or a volume, one per direction where directions matter.
///
/// Unlike ``TextureMatrices`` every direction is there, also one in which nothing is adjacent, so that directions of
/// different slices can be merged, and runs of one voxel count in every direction, as IBSI defines them.
struct TextureCounts {
  let voxelCount: Int
  let cooccurrences: [CooccurrenceCounts]
  let runLengths: [LevelSizeMatrix]
  let sizeZones: LevelSizeMatrix
  let distanceZones: LevelSizeMatrix
  let dependences: LevelSizeMatrix
  let neighbourhoods: NeighbourhoodCounts

  /// `nil` when no voxel is inside.
  /// - Parameter distances: to the edge of the morphological mask, one per voxel.
  init?(_ region: GreyLevelRegion, distances: [Int32], planar: Bool) {
    guard let census = LevelCensus(region) else { return nil }
    let zones = DistanceZoneMatrix.counting(region, distances: distances, planar: planar)
    // Sums over 26 neighbours and the voxel, and positions in runs, have to fit.
    if max(27 * census.highestLevel, census.box.size.max()) <= Int(UInt16.max) {
      self.init(PaddedLevels<UInt16>(region, census: census, margin: 1), distanceZones: zones, planar: planar)
    } else {
      self.init(PaddedLevels<UInt32>(region, census: census, margin: 1), distanceZones: zones, planar: planar)
    }
  }

  private init<Level>(_ region: PaddedLevels<Level>, distanceZones: LevelSizeMatrix, planar: Bool) {
    let reach = SIMD3(3, 3, planar ? 1 : 3)
    let half = Directions.half(distances: [1], within: reach)
    let neighbourhoods = NeighbourhoodCounts.counting(
      region, directions: Directions.all(distances: [1], within: reach), tolerance: 0)
    voxelCount = region.voxelCount
    cooccurrences = CooccurrenceCounts.counting(region, directions: half)
    runLengths = half.map { RunLengthMatrix.counting(region, direction: $0) }
    sizeZones = SizeZoneMatrix.counting(region)
    self.distanceZones = distanceZones
    dependences = DependenceMatrix.from(neighbourhoods)
    self.neighbourhoods = neighbourhoods
  }
}
