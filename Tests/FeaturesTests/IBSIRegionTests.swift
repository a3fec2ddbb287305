import Features
import Testing
import Volumes

/// The IBSI profile against definitions written the slow way, and on regions at the edge of the definitions.
@Suite struct IBSIRegionTests {
  static let cases: [(seed: UInt64, size: SIMD3<Int>)] = [
    (1, [7, 6, 5]), (2, [9, 3, 1]), (3, [1, 1, 9]), (4, [2, 8, 3]), (5, [12, 4, 2]),
  ]

  private func region(_ random: RandomRegion) -> IBSIRegion {
    IBSIRegion(
      image: random.intensities.volume, morphologicalMask: random.mask, intensityMask: random.mask,
      levels: random.levels, volumeHistogram: VolumeHistogramLevels(region: random.levels, first: 1, step: 1))
  }

  private func values(_ region: IBSIRegion) -> [String: FeatureValue] {
    let values = ibsiFeatures(of: region, textures: [.slices, .volume])
    return Dictionary(uniqueKeysWithValues: values.map { ($0.tag, $0.value) })
  }

  @Test(arguments: cases)
  func autocorrelationIsTheSumOverAllPairs(seed: UInt64, size: SIMD3<Int>) throws {
    let random = RandomRegion(seed: seed, size: size, levelCount: 5)
    let values = values(region(random))
    let places = random.indices.map { SIMD3(Double($0.x), Double($0.y), Double($0.z)) * random.mask.grid.spacing }
    let intensities = random.intensities.insideIntensities
    let mean = intensities.reduce(0, +) / Double(intensities.count)
    var (weights, products, differences, squares) = (0.0, 0.0, 0.0, 0.0)
    for a in places.indices {
      squares += (intensities[a] - mean) * (intensities[a] - mean)
      for b in places.indices where a != b {
        let weight = 1 / (places[a] - places[b]).length
        weights += weight
        products += weight * (intensities[a] - mean) * (intensities[b] - mean)
        differences += weight * (intensities[a] - intensities[b]) * (intensities[a] - intensities[b])
      }
    }
    let count = Double(places.count)
    let moran = try #require(values["morph_moran_i"]?.number)
    let geary = try #require(values["morph_geary_c"]?.number)
    #expect(abs(moran - count / weights * products / squares) < 1e-11, "seed \(seed)")
    #expect(abs(geary - (count - 1) / (2 * weights) * differences / squares) < 1e-11, "seed \(seed)")
  }

  @Test(arguments: cases)
  func everyConnectedPartReachesTheEdge(seed: UInt64, size: SIMD3<Int>) throws {
    let random = RandomRegion(seed: seed, size: size, levelCount: 1, density: 0.9)
    // One level: the zones are the connected parts, and every one of them has a voxel at the edge.
    let values = values(region(random))
    #expect(try #require(values["dzm_sde_3D"]?.number) == 1, "seed \(seed)")
    #expect(try #require(values["dzm_zd_var_3D"]?.number) == 0, "seed \(seed)")
  }

  @Test func theMiddleOfACubeIsThreeStepsFromItsEdge() throws {
    let grid = Grid(size: [5, 5, 5])
    let levels = grid.bounds.size.x / 2
    var values = [Int32](repeating: 1, count: grid.count)
    values[grid.offset(levels, levels, levels)] = 2
    let random = RandomRegion(grid: grid, values: values, levelCount: 2)
    let features = self.values(region(random))
    // Two zones, at distances 1 and 3: mean of squares 5, in the volume and in the middle slice.
    #expect(try #require(features["dzm_lde_3D"]?.number) == 5)
    #expect(try #require(features["dzm_lde_2_5D"]?.number) == (5.0 * 1 + 9) / 6)
  }

  @Test func aBoxIsItsOwnHullUpToItsBevels() throws {
    let grid = Grid(size: [4, 3, 6], spacing: [1, 2, 0.5])
    let random = RandomRegion(grid: grid, values: Array(repeating: 1, count: grid.count), levelCount: 1)
    let values = values(region(random))
    #expect(abs(try #require(values["morph_vol_dens_conv_hull"]?.number) - 1) < 1e-12)
    #expect(abs(try #require(values["morph_area_dens_conv_hull"]?.number) - 1) < 1e-12)
  }

  /// One voxel, one row, one slice, one level: a value or a reason for every feature, and always the same columns.
  @Test func everyRegionHasTheSameColumns() {
    let wanted = ibsiFeatures(of: region(RandomRegion(seed: 1, size: [6, 6, 6], levelCount: 4)), textures: [.volume])
    for size in [SIMD3(1, 1, 1), [5, 1, 1], [1, 6, 1], [4, 4, 1]] {
      for levelCount in [1, 3] {
        let random = RandomRegion(seed: 7, size: size, levelCount: levelCount)
        let values = ibsiFeatures(of: region(random), textures: [.volume])
        #expect(values.map(\.tag) == wanted.map(\.tag), "\(size), \(levelCount) levels")
        #expect(values.allSatisfy { $0.value.number?.isFinite ?? true })
      }
    }
  }

  @Test func constantIntensitiesHaveNoAutocorrelation() {
    let grid = Grid(size: [3, 3, 3])
    let random = RandomRegion(grid: grid, values: Array(repeating: 2, count: grid.count), levelCount: 2)
    let values = values(region(random))
    #expect(values["morph_moran_i"] == .undefined(.noVariation))
    #expect(values["morph_geary_c"] == .undefined(.noVariation))
  }
}
