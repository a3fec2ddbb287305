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
    let values = ibsiFeatures(of: region, IBSISelection(aggregations: IBSIAggregation.allCases))
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
    let wanted = ibsiFeatures(of: region(RandomRegion(seed: 1, size: [6, 6, 6], levelCount: 4)), IBSISelection())
    for size in [SIMD3(1, 1, 1), [5, 1, 1], [1, 6, 1], [4, 4, 1]] {
      for levelCount in [1, 3] {
        let random = RandomRegion(seed: 7, size: size, levelCount: levelCount)
        let values = ibsiFeatures(of: region(random), IBSISelection())
        #expect(values.map(\.tag) == wanted.map(\.tag), "\(size), \(levelCount) levels")
        #expect(values.allSatisfy { $0.value.number?.isFinite ?? true })
      }
    }
  }

  /// The registry is the list of the columns: every value of every selection is in it, with its code, and nothing else
  /// is.
  @Test(arguments: [IBSIAggregation.allCases, [.volumeMerged], [.sliceAveraged, .merged]])
  func theRegistryListsWhatIsComputed(aggregations: [IBSIAggregation]) {
    let random = region(RandomRegion(seed: 3, size: [5, 6, 4], levelCount: 4))
    let selection = IBSISelection(aggregations: aggregations)
    let values = ibsiFeatures(of: random, selection)
    let entries = IBSIRegistry.entries(of: selection)
    #expect(entries.count == values.count)
    #expect(
      Dictionary(uniqueKeysWithValues: entries.map { ($0.tag, $0.code) })
        == Dictionary(uniqueKeysWithValues: values.map { ($0.tag, $0.code) }))
    for family in IBSIFamily.allCases {
      let alone = ibsiFeatures(of: random, selection.only([family]))
      let wanted = Set(entries.filter { $0.family == family }.map(\.tag))
      #expect(Set(alone.map(\.tag)) == wanted, "\(family)")
      #expect(alone.allSatisfy { values.contains($0) }, "\(family) alone")
    }
  }

  /// Chebyshev distance 2 on a line of five levels: pairs (1, 3), (2, 4), (3, 5), by hand.
  @Test func distancesAndCoarsenessAreThoseAskedFor() throws {
    let grid = Grid(size: [5, 1, 1])
    let line = region(RandomRegion(grid: grid, values: [1, 2, 3, 4, 5], levelCount: 5))
    func values(_ texture: IBSITextureSettings) -> [String: FeatureValue] {
      let values = ibsiFeatures(of: line, IBSISelection(aggregations: [.volumeMerged], texture: texture))
      return Dictionary(uniqueKeysWithValues: values.map { ($0.tag, $0.value) })
    }
    let far = values(IBSITextureSettings(cooccurrenceDistance: 2, differenceDistance: 2, dependenceDistance: 2))
    #expect(far["cm_contrast_3D_comb"] == .defined(4))
    #expect(far["cm_joint_max_3D_comb"] == .defined(1.0 / 6))
    // α = 1: the ends depend on one neighbour and themselves, the three in the middle on two: (2 · 2² + 3 · 3²) / 5.
    let coarse = values(IBSITextureSettings(dependenceCoarseness: 1))
    #expect(coarse["ngl_hde_3D"] == .defined(7))
    // At distance 2 and α = 2 the ends have two dependent neighbours, the next ones three, the middle four: 75 / 5.
    let both = values(IBSITextureSettings(dependenceDistance: 2, dependenceCoarseness: 2))
    #expect(both["ngl_hde_3D"] == .defined(15))
  }

  @Test func constantIntensitiesHaveNoAutocorrelation() {
    let grid = Grid(size: [3, 3, 3])
    let random = RandomRegion(grid: grid, values: Array(repeating: 2, count: grid.count), levelCount: 2)
    let values = values(region(random))
    #expect(values["morph_moran_i"] == .undefined(.noVariation))
    #expect(values["morph_geary_c"] == .undefined(.noVariation))
  }
}
