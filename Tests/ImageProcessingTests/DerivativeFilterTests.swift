import ImageProcessing
import Testing
import Volumes

@Suite struct DerivativeFilterTests {
  private let grid = Grid(size: [24, 20, 16], spacing: [0.5, 1, 2])

  private func image(_ value: (SIMD3<Double>) -> Double) -> Volume {
    var voxels: [Double] = []
    for k in 0..<grid.size.z {
      for j in 0..<grid.size.y {
        for i in 0..<grid.size.x {
          voxels.append(value(SIMD3(Double(i), Double(j), Double(k)) * grid.spacing))
        }
      }
    }
    return Volume(grid: grid, voxels: voxels)
  }

  /// A ramp of 3, 4 and 12 per mm has a slope of 13 wherever both neighbours are in the image.
  @Test func aRampHasItsSlope() {
    let ramp = image { 3 * $0.x + 4 * $0.y + 12 * $0.z }
    let inner = VoxelBox(lower: [1, 1, 1], upper: grid.size &- 1)
    #expect(ramp.gradientMagnitude(within: inner).voxels.allSatisfy { abs($0 - 13) < 1e-4 })
    let perVoxel = ramp.gradientMagnitude(within: inner, usesSpacing: false)
    #expect(perVoxel.voxels.allSatisfy { abs($0 - (1.5 * 1.5 + 4 * 4 + 24 * 24 as Double).squareRoot()) < 1e-4 })
  }

  @Test func aConstantHasNoCurvature() throws {
    let flat = image { _ in 700 }
    let filtered = try #require(flat.laplacianOfGaussian(sigma: 1.5, within: grid.bounds))
    #expect(filtered.voxels.allSatisfy { abs($0) < 1e-2 })
    #expect(filtered.precision == .single)
  }

  /// The Laplacian of x² is 2, whatever the smoothing, and times sigma² here; far from the ends of the image.
  @Test func aParabolaHasItsCurvature() throws {
    let parabola = image { $0.x * $0.x }
    let centre = VoxelBox(lower: [11, 9, 7], upper: [13, 11, 9])
    let filtered = try #require(parabola.laplacianOfGaussian(sigma: 1, within: centre))
    #expect(filtered.voxels.allSatisfy { abs($0 - 2) < 0.02 })
  }

  /// Recursive filters read whole lines, so a part must not depend on what was asked for.
  @Test(arguments: [0.6, 1, 2.5])
  func aPartIsThePartOfTheWhole(_ sigma: Double) throws {
    let wave = image { ($0.x * 7 + $0.y * 3).truncatingRemainder(dividingBy: 11) * $0.z }
    let part = VoxelBox(lower: [3, 0, 5], upper: [10, 7, 16])
    let whole = try #require(wave.laplacianOfGaussian(sigma: sigma, within: grid.bounds))
    #expect(try #require(wave.laplacianOfGaussian(sigma: sigma, within: part)).voxels == whole.cropped(to: part).voxels)
    let slope = wave.gradientMagnitude(within: grid.bounds)
    #expect(wave.gradientMagnitude(within: part).voxels == slope.cropped(to: part).voxels)
  }

  @Test func anImageNoLongerThanTheWidthHasNone() {
    #expect(image { $0.x }.laplacianOfGaussian(sigma: 12, within: grid.bounds) == nil)
  }
}
