import ImageProcessing
import Testing
import Volumes

@Suite struct DiscretisationTests {
  private func levels(
    _ intensities: [Double], _ binning: Binning, precision: StoredPrecision = .double
  ) throws -> [Int32] {
    let grid = Grid(size: [intensities.count, 1, 1])
    let volume = Volume(grid: grid, voxels: intensities, precision: precision)
    let mask = Mask(grid: grid, voxels: [UInt8](repeating: 1, count: intensities.count))
    return try IntensityRegion(volume: volume, mask: mask).discretised(binning).levels
  }

  /// Edges 50, 75, ... 175: the example in PyRadiomics' documentation of `getBinEdges`.
  @Test func fixedWidthPutsEdgesAtMultiples() throws {
    #expect(try levels([54, 74.9, 75, 100, 166], .fixedBinWidth(25)) == [1, 1, 2, 3, 5])
  }

  @Test func fixedWidthFloorsBelowZero() throws {
    #expect(try levels([-26, -25, -1, 0, 24], .fixedBinWidth(25)) == [1, 2, 2, 3, 3])
  }

  @Test func fixedCountPutsTheMaximumInTheLastBin() throws {
    #expect(try levels([0, 0.9, 1, 3.9, 4], .fixedBinCount(4)) == [1, 1, 2, 4, 4])
  }

  /// `numpy.histogram` widens a flat range by half a unit on each side, so the value lies on the middle edge.
  @Test func aFlatRegionFallsInTheMiddleBin() throws {
    #expect(try levels([7, 7], .fixedBinCount(32)) == [17, 17])
    #expect(try levels([7, 7], .fixedBinWidth(25)) == [1, 1])
  }

  /// NumPy 2.4.6: `x = float32([1, 4.8, 3.8, 5.4]); digitize(x, arange(x0 - x0 % 0.1, x3 + 0.2, 0.1))`, and the same after
  /// `x.astype(float)`: remainder and step are taken in the type of the image.
  @Test func float32ImagesHaveFloat32Edges() throws {
    let stored = [1, 4.8, 3.8, 5.4].map { Double(Float($0)) }
    #expect(try levels(stored, .fixedBinWidth(0.1), precision: .single) == [2, 40, 30, 46])
    #expect(try levels(stored, .fixedBinWidth(0.1)) == [2, 40, 29, 46])
  }

  @Test func refusesABinWidthInTheWrongUnit() {
    #expect(throws: ImageProcessingError.self) { try levels([0, 1e6], .fixedBinWidth(1e-3)) }
  }

  @Test func refusesIntensitiesThatAreNotFinite() {
    #expect(throws: ImageProcessingError.intensitiesAreNotFinite(count: 2)) {
      try levels([0, .nan, .infinity], .fixedBinCount(8))
    }
  }
}
