import ImageProcessing
import Testing
import Volumes

@Suite struct LocalBinaryPatternTests {
  private let grid = Grid(size: [9, 9, 9])
  private let box = VoxelBox(lower: [4, 4, 4], upper: [5, 5, 5])

  private func patterns(
    _ settings: LocalBinaryPatternSettings = LocalBinaryPatternSettings(), _ intensity: (Int) -> Double
  ) -> LocalBinaryPatterns {
    var inside = [UInt8](repeating: 0, count: grid.count)
    inside[grid.offset(4, 4, 4)] = 1
    let volume = Volume(grid: grid, voxels: (0..<grid.count).map(intensity), precision: .integer)
    return LocalBinaryPatterns(of: volume, mask: Mask(grid: grid, voxels: inside), within: box, settings: settings)
  }

  /// Degree 0 projects the share of samples set, here all: `n / 4π · √n` for the `n = 10 · 4ˢ + 2` samples.
  @Test(arguments: [(0, 12.0), (1, 42), (2, 162)])
  func aFlatNeighbourhoodSetsEverySample(subdivisions: Int, samples: Double) throws {
    let flat = patterns(LocalBinaryPatternSettings(subdivisions: subdivisions)) { _ in 7 }
    let value = try #require(flat.volume(level: 0)).voxels[0]
    #expect(abs(value - samples / (4 * .pi) * samples.squareRoot()) < 1e-9)
  }

  /// Samples that are all the same have no kurtosis.
  @Test func aFlatNeighbourhoodHasNoKurtosis() {
    #expect(patterns { _ in 7 }.volume(level: nil) == nil)
  }

  @Test func aPeakSetsNoSample() throws {
    let centre = grid.offset(4, 4, 4)
    let peak = patterns { $0 == centre ? 100 : 0 }
    #expect(try #require(peak.volume(level: 0)).voxels == [0])
    #expect(try #require(peak.volume(level: 1)).voxels == [0])
  }

  /// Only the order of intensities counts for the levels, and not even an affine change for the kurtosis.
  @Test func doesNotDependOnScaleAndOffset() throws {
    let noise = { (n: Int) in Double(n * 7919 % 101) * 1000 }
    let (first, second) = (patterns { noise($0) }, patterns { 3 * noise($0) - 50 })
    for level in [0, 1] { #expect(first.volume(level: level)?.voxels == second.volume(level: level)?.voxels) }
    let (a, b) = (try #require(first.volume(level: nil)), try #require(second.volume(level: nil)))
    #expect(abs(a.voxels[0] - b.voxels[0]) < 1e-3)
  }
}
