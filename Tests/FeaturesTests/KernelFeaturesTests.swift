import Features
import Testing
import Volumes

/// Features of kernels against features of the same voxels as a region of their own.
@Suite struct KernelFeaturesTests {
  /// Those whose formula has N_g, which is that of the whole region, and the one whose matrix has its levels.
  private static let ofTheRegion: Set = ["glcm_Idn", "glcm_Idmn", "glcm_MCC"]

  @Test(arguments: [(1, 1 as UInt64, 1), (2, 2, 1), (1, 3, 2)])
  func aKernelIsARegion(radius: Int, seed: UInt64, distance: Int) throws {
    let random = RandomRegion(seed: seed, size: [6, 7, 5], levelCount: 6)
    let settings = TextureSettings(distances: Array(1...distance), dependenceTolerance: distance - 1)
    let kernels = KernelFeatures(
      of: .all, intensities: random.intensities, levels: random.levels, radius: radius, settings: settings)
    let grid = random.levels.grid
    for place in random.indices {
      let box = VoxelBox(lower: place, upper: place &+ 1).expanded(by: SIMD3(repeating: radius), within: grid.bounds)
      let alone = features(
        intensities: IntensityRegion(
          volume: random.intensities.volume.cropped(to: box), mask: random.mask.cropped(to: box)),
        levels: GreyLevelRegion(
          grid: grid.cropped(to: box), levels: random.levels.levels.block(box, of: grid), levelCount: 6),
        settings: settings)
      let expected = Dictionary(uniqueKeysWithValues: alone.map { ($0.column, $0.value) })
      for (column, value) in zip(kernels.columns, kernels.values(at: place)) where !Self.ofTheRegion.contains(column) {
        #expect(value == expected[column], "\(column) at \(place), seed \(seed)")
      }
    }
  }

  /// A plane of level 1 beside a plane of level 4: where the kernel sees one level only, Idn still divides by N_g = 4.
  @Test func levelsAreThoseOfTheRegion() throws {
    let grid = Grid(size: [4, 3, 3])
    let random = RandomRegion(
      grid: grid, values: (0..<grid.count).map { $0 % 4 < 3 ? ($0 % 4 == 2 ? 3 : 1) : 4 }, levelCount: 4)
    let kernels = KernelFeatures(
      of: try FeatureSelection(names: [.glcm: ["Idn", "MCC"]]), intensities: random.intensities, levels: random.levels,
      radius: 1, settings: TextureSettings())
    #expect(kernels.columns == ["glcm_Idn", "glcm_MCC"])
    let flat = kernels.values(at: [0, 1, 1])
    #expect(flat == [.defined(1), .defined(0)])
    // Steps across the border of the planes 3 and 4: |i - j| is 1 in 9 directions and 0 in 4.
    let mixed = kernels.values(at: [3, 1, 1])[0].number
    let across = 1 / (1 + 1.0 / 4)
    #expect(abs(try #require(mixed) - (9 * across + 4) / 13) < 1e-12)
  }

  @Test func aLonelyVoxelHasAReason() throws {
    var values = [Int32](repeating: 0, count: 125)
    (values[0], values[124]) = (1, 2)
    let random = RandomRegion(grid: Grid(size: [5, 5, 5]), values: values, levelCount: 2)
    let kernels = KernelFeatures(
      of: try FeatureSelection(names: [.glcm: ["Contrast"], .firstorder: ["Mean"]]), intensities: random.intensities,
      levels: random.levels, radius: 1, settings: TextureSettings())
    #expect(kernels.values(at: [0, 0, 0]) == [.defined(-7.5), .undefined(.noNeighbours)])
  }
}
