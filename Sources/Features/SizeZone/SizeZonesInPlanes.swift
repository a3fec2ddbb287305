import Volumes

extension SizeZoneMatrix {
  /// Zones within the slices of a plane, which touch inside a slice only.
  ///
  /// The slices along k go through the kernel one by one; the other planes are turned first.
  static func counting(_ region: GreyLevelRegion, _ census: LevelCensus, in plane: ImagePlane) -> LevelSizeMatrix {
    var counts: [SIMD2<Int>: Int] = [:]
    for position in census.box.lower[plane.normal]..<census.box.upper[plane.normal] {
      let slice = region.slice(position, of: plane, in: census.box)
      guard let census = LevelCensus(slice) else { continue }
      for cell in counting(PaddedLevels<UInt32>(slice, census: census, margin: 1)).cells {
        counts[SIMD2(cell.level, cell.size), default: 0] += cell.count
      }
    }
    let ordered = counts.sorted { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }
    return LevelSizeMatrix(
      cells: ordered.map { LevelSizeMatrix.Cell(level: $0.key.x, size: $0.key.y, count: $0.value) })
  }
}

extension GreyLevelRegion {
  /// One slice of a plane, as a region one voxel thick.
  fileprivate func slice(_ position: Int, of plane: ImagePlane, in box: VoxelBox) -> GreyLevelRegion {
    let (fast, slow) = plane.axes
    var index = SIMD3<Int>.zero
    index[plane.normal] = position
    var cut: [Int32] = []
    cut.reserveCapacity(box.size[fast] * box.size[slow])
    for y in box.lower[slow]..<box.upper[slow] {
      index[slow] = y
      for x in box.lower[fast]..<box.upper[fast] {
        index[fast] = x
        cut.append(levels[grid.offset(index.x, index.y, index.z)])
      }
    }
    let size = SIMD3(box.size[fast], box.size[slow], 1)
    return GreyLevelRegion(grid: Grid(size: size), levels: cut, levelCount: levelCount)
  }
}
