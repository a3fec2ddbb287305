import Features
import Testing
import Volumes

/// Regions too small or too flat for a formula; the conventions are PyRadiomics'.
@Suite struct SmallRegionTests {
  private func values(_ region: RandomRegion) -> [String: FeatureValue] {
    Dictionary(uniqueKeysWithValues: region.features().map { ($0.column, $0.value) })
  }

  private func flat(_ size: SIMD3<Int>) -> RandomRegion {
    let grid = Grid(size: size)
    return RandomRegion(grid: grid, values: [Int32](repeating: 1, count: grid.count), levelCount: 1)
  }

  @Test func aFlatRegionTakesTheValuesOfConvention() throws {
    let values = values(flat([4, 3, 3]))
    let expected: [String: Double] = [
      "firstorder_Skewness": 0, "firstorder_Kurtosis": 0, "firstorder_Variance": 0, "firstorder_Uniformity": 1,
      "glcm_Correlation": 1, "glcm_Imc1": 0, "glcm_Imc2": 0, "glcm_MCC": 1, "glcm_InverseVariance": 0,
      "ngtdm_Coarseness": 1e6, "ngtdm_Contrast": 0, "ngtdm_Busyness": 0, "ngtdm_Complexity": 0, "ngtdm_Strength": 0,
    ]
    for (column, number) in expected { #expect(try #require(values[column]?.number) == number, "\(column)") }
    #expect(try abs(#require(values["glcm_JointEntropy"]?.number)) < 1e-15)
    #expect(try abs(#require(values["firstorder_Entropy"]?.number)) < 1e-15)
  }

  @Test func aSingleVoxelHasNoCooccurrencesAndNoRuns() {
    let values = values(flat([1, 1, 1]))
    for entry in FeatureRegistry.entries(of: .glcm) {
      #expect(
        values[entry.column] == (entry.name == "MCC" ? .defined(1) : .undefined(.noNeighbours)), "\(entry.column)")
    }
    for entry in FeatureRegistry.entries(of: .glrlm) { #expect(values[entry.column] == .undefined(.noNeighbours)) }
    #expect(values["glszm_ZonePercentage"] == .defined(1))
    #expect(values["gldm_SmallDependenceEmphasis"] == .defined(1))
    #expect(values["ngtdm_Coarseness"] == .defined(1e6))
    #expect(values["firstorder_Mean"] == .defined(-7.5))
  }

  @Test func voxelsThatShareALineButDoNotTouchHaveRunsOnlyAlongIt() throws {
    let region = RandomRegion(grid: Grid(size: [5, 1, 1]), values: [1, 0, 0, 0, 2], levelCount: 2)
    let matrices = try #require(TextureMatrices(of: region.levels))
    #expect(matrices.runLengths.count == 1)
    #expect(values(region)["glrlm_RunPercentage"] == .defined(1))
    #expect(values(region)["glcm_Contrast"] == .undefined(.noNeighbours))
  }

  @Test func anEmptyRegionHasNoFeatures() {
    let region = RandomRegion(grid: Grid(size: [2, 2, 1]), values: [0, 0, 0, 0], levelCount: 0)
    #expect(region.features().allSatisfy { $0.value == .undefined(.emptyRegion) })
    #expect(region.features().count == FeatureRegistry.entries.count)
  }

  @Test func intensitiesThatAreNotFiniteAreReported() {
    let region = RandomRegion(seed: 1, size: [3, 3, 3], levelCount: 3)
    var voxels = region.intensities.volume.voxels
    voxels[region.mask.voxels.firstIndex(of: 1) ?? 0] = .infinity
    let broken = IntensityRegion(volume: Volume(grid: region.mask.grid, voxels: voxels), mask: region.mask)
    let values = features(of: FeatureSelection(classes: [.firstorder]), intensities: broken, levels: region.levels)
    #expect(values.allSatisfy { $0.value == .undefined(.notFinite) })
  }

  @Test func distancesAreSortedAndUnique() {
    #expect(TextureSettings(distances: [2, 1, 2]).distances == [1, 2])
  }
}
