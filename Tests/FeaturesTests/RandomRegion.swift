import Execution
import Features
import Volumes

/// A random mask with random grey levels, for properties that hold for every region.
struct RandomRegion: Sendable {
  let levels: GreyLevelRegion
  let intensities: IntensityRegion

  var mask: Mask { intensities.mask }

  /// Blocky enough to have runs and zones: each voxel repeats its left neighbour half of the time.
  init(seed: UInt64, size: SIMD3<Int>, levelCount: Int, density: Double = 0.7, spacing: SIMD3<Double> = [1, 1.5, 2.5]) {
    var stream = RandomStream(seed: seed, name: "random region")
    let grid = Grid(size: size, spacing: spacing)
    var values = [Int32](repeating: 0, count: grid.count)
    for position in values.indices where stream.uniform() < density {
      let repeats = position > 0 && values[position - 1] > 0 && stream.uniform() < 0.5
      values[position] = repeats ? values[position - 1] : Int32(stream.index(below: levelCount)) + 1
    }
    if !values.contains(where: { $0 > 0 }) { values[0] = 1 }
    self.init(grid: grid, values: values, levelCount: levelCount)
  }

  init(grid: Grid, values: [Int32], levelCount: Int) {
    levels = GreyLevelRegion(grid: grid, levels: values, levelCount: levelCount)
    intensities = IntensityRegion(
      volume: Volume(grid: grid, voxels: values.map { Double($0) * 12.5 - 20 }),
      mask: Mask(grid: grid, voxels: values.map { $0 > 0 ? 1 : 0 }))
  }

  func features(settings: TextureSettings = TextureSettings()) -> [NamedFeature] {
    shapeFeatures(of: mask) + Features.features(intensities: intensities, levels: levels, settings: settings)
  }

  /// Level at an index, 0 outside the region and the grid.
  func level(_ index: SIMD3<Int>) -> Int {
    let size = levels.grid.size
    let isInGrid = (0..<3).allSatisfy { index[$0] >= 0 && index[$0] < size[$0] }
    return isInGrid ? Int(levels.levels[levels.grid.offset(index.x, index.y, index.z)]) : 0
  }

  /// Indices of the voxels inside, in storage order.
  var indices: [SIMD3<Int>] {
    let size = levels.grid.size
    return (0..<size.z).flatMap { k in (0..<size.y).flatMap { j in (0..<size.x).map { SIMD3($0, j, k) } } }
      .filter { level($0) > 0 }
  }
}
