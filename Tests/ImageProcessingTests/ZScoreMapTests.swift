import ImageProcessing
import Testing
import Volumes

@Suite struct ZScoreMapTests {
  private let volume = Volume(grid: Grid(size: [5, 1, 1]), voxels: [1, 2, 3, 4, 10], precision: .integer)

  /// Mean 4 and standard deviation √12.5 (n - 1), by hand.
  @Test func centresAndScalesByTheWholeImage() throws {
    let normalisation = try ZScoreMap(of: volume, scale: 100)
    #expect(normalisation.mean == 4)
    #expect(abs(normalisation.standardDeviation - 12.5.squareRoot()) < 1e-15)
    let result = normalisation.applied(to: volume)
    #expect(result.precision == .double)
    for (value, raw) in zip(result.voxels, volume.voxels) {
      #expect(abs(value - 100 * (raw - 4) / 12.5.squareRoot()) < 1e-12)
    }
  }

  @Test func outliersAreMovedToTheLimitBeforeScaling() throws {
    let result = try ZScoreMap(of: volume, scale: 100, outlierLimit: 0.5).applied(to: volume)
    #expect(result.voxels.min() == -50)
    #expect(result.voxels.max() == 50)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func normalisedImagesHaveMeanZeroAndDeviationOne(seed: UInt64) throws {
    var state = seed
    let voxels = (0..<3000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return 1e6 + Double(state >> 40)
    }
    let volume = Volume(grid: Grid(size: [30, 10, 10]), voxels: voxels)
    let normalised = try ZScoreMap(of: volume).applied(to: volume)
    let again = try ZScoreMap(of: normalised)
    #expect(abs(again.mean) < 1e-12, "seed \(seed)")
    #expect(abs(again.standardDeviation - 1) < 1e-12, "seed \(seed)")
  }

  @Test func refusesAFlatImage() {
    let flat = Volume(grid: Grid(size: [2, 2, 2]), voxels: [Double](repeating: 7, count: 8))
    #expect(throws: ImageProcessingError.imageIsFlat(intensity: 7)) { try ZScoreMap(of: flat) }
  }

  @Test func refusesAnImageWithGaps() {
    let gaps = Volume(grid: Grid(size: [2, 1, 1]), voxels: [1, .nan])
    #expect(throws: ImageProcessingError.intensitiesAreNotFinite(count: 1)) { try ZScoreMap(of: gaps) }
  }
}
