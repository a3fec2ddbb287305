import Execution
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

  /// NumPy 2.4.6: `x = float32([1, 4.8, 3.8, 5.4]); digitize(x, arange(x0 - x0 % 0.1, x3 + 0.2, 0.1))`, and the same
  /// after `x.astype(float)`: remainder and step are taken in the type of the image.
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

  /// Whole blocks of 64 are guessed by the quotient; three intensities alone are looked up between the edges.
  /// Intensities lie on edges, a rounding beside them and anywhere.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func aGuessedLevelIsTheOneBetweenTheEdges(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "levels")
    let width = [0.1, 1.0 / 3, 2.5, 25, 1e-3][stream.index(below: 5)]
    let binning = seed % 2 == 0 ? Binning.fixedBinWidth(width) : .fixedBinCount(1 + stream.index(below: 64))
    let precision: StoredPrecision = seed % 3 == 0 ? .single : .double
    let origin = 1000 * stream.normal()
    let intensities = (0..<192).map { _ -> Double in
      let step = origin + width * Double(stream.index(below: 60))
      let value = [step, step.nextUp, step.nextDown, step + width * stream.uniform()][stream.index(below: 4)]
      return precision == .single ? Double(Float(value)) : value
    }
    let (lowest, highest) = (intensities.min() ?? 0, intensities.max() ?? 0)
    for (intensity, level) in zip(intensities, try levels(intensities, binning, precision: precision)) {
      let alone = try levels([lowest, intensity, highest], binning, precision: precision)[1]
      #expect(level == alone, "\(intensity) in \(binning), seed \(seed)")
    }
  }
}
