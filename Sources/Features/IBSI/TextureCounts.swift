import Volumes

/// The texture counts of a slice or a volume that are asked for, one per direction where directions matter.
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
  /// `nil` where not asked for.
  let neighbourhoods: NeighbourhoodCounts?

  /// `nil` when no voxel is inside.
  /// - Parameter distances: to the edge of the morphological mask, one per voxel; empty where distance zones are not
  ///   asked for.
  init?(_ region: GreyLevelRegion, distances: [Int32], planar: Bool, _ selection: IBSISelection) {
    guard let census = LevelCensus(region) else { return nil }
    let zones =
      selection.contains(.gldzm)
      ? DistanceZoneMatrix.counting(region, distances: distances, planar: planar) : LevelSizeMatrix(cells: [])
    // Sums over the neighbours and the voxel, differences with tolerance, and positions in runs, have to fit.
    let side = 2 * selection.texture.reach + 1
    let largest = side * side * side * (census.highestLevel + 2 * selection.texture.dependenceCoarseness)
    if max(largest, census.box.size.max()) <= Int(UInt16.max) {
      let padded = PaddedLevels<UInt16>(region, census: census, margin: selection.texture.reach)
      self.init(padded, distanceZones: zones, planar: planar, selection)
    } else {
      let padded = PaddedLevels<UInt32>(region, census: census, margin: selection.texture.reach)
      self.init(padded, distanceZones: zones, planar: planar, selection)
    }
  }

  private init<Level>(
    _ region: PaddedLevels<Level>, distanceZones: LevelSizeMatrix, planar: Bool, _ selection: IBSISelection
  ) {
    let texture = selection.texture
    func half(_ distance: Int) -> [Direction] {
      Directions.half(distances: [distance], within: Self.reach(distance, planar: planar))
    }
    func neighbourhoods(_ distance: Int) -> NeighbourhoodCounts {
      let all = Directions.all(distances: Array(1...distance), within: Self.reach(distance, planar: planar))
      return NeighbourhoodCounts.counting(region, directions: all, tolerance: texture.dependenceCoarseness)
    }
    voxelCount = region.voxelCount
    cooccurrences =
      selection.contains(.glcm)
      ? CooccurrenceCounts.counting(region, directions: half(texture.cooccurrenceDistance)) : []
    runLengths =
      selection.contains(.glrlm) ? half(1).map { RunLengthMatrix.counting(region, direction: $0) } : []
    sizeZones = selection.contains(.glszm) ? SizeZoneMatrix.counting(region) : LevelSizeMatrix(cells: [])
    self.distanceZones = distanceZones
    let differences = selection.contains(.ngtdm) ? neighbourhoods(texture.differenceDistance) : nil
    self.neighbourhoods = differences
    let shared = texture.differenceDistance == texture.dependenceDistance ? differences : nil
    dependences =
      selection.contains(.ngldm)
      ? DependenceMatrix.from(shared ?? neighbourhoods(texture.dependenceDistance)) : LevelSizeMatrix(cells: [])
  }

  /// Steps longer than a region are kept, so that directions are the same in every slice.
  private static func reach(_ distance: Int, planar: Bool) -> SIMD3<Int> {
    SIMD3(distance + 1, distance + 1, planar ? 1 : distance + 1)
  }
}
