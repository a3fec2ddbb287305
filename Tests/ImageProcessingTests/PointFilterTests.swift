import Glibc
import ImageProcessing
import Testing
import Volumes

@Suite struct PointFilterTests {
  private func line(_ voxels: [Double], precision: StoredPrecision = .integer) -> Volume {
    Volume(grid: Grid(size: [voxels.count, 1, 1], spacing: [1, 1, 1]), voxels: voxels, precision: precision)
  }

  /// The scale is chosen so that the largest magnitude stays; the square loses its sign.
  @Test(arguments: PointFilter.allCases)
  func theLargestMagnitudeStays(_ filter: PointFilter) throws {
    let image = line([-50, 0, 10, 100])
    let filtered = try #require(image.filtered(filter, within: image.grid.bounds))
    #expect(abs(filtered.voxels[3] - 100) < 1e-12)
    #expect(filtered.precision == .double)
  }

  /// The formulas in the documentation of PyRadiomics' `imageoperations`, by hand for m = 100.
  @Test func formulas() throws {
    let image = line([-64, 0, 36, 100])
    func filtered(_ filter: PointFilter) throws -> [Double] {
      try #require(image.filtered(filter, within: image.grid.bounds)).voxels
    }
    #expect(zip(try filtered(.square), [40.96, 0, 12.96, 100]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(try filtered(.squareRoot), [-80, 0, 60, 100]).allSatisfy { abs($0 - $1) < 1e-12 })
    let logarithm = try filtered(.logarithm)
    #expect(abs(logarithm[0] + 100 * log(65) / log(101)) < 1e-12 && logarithm[1] == 0)
    #expect(abs(try filtered(.exponential)[2] - pow(100, 0.36)) < 1e-12)
  }

  /// The scale comes from the whole image, also where only a part is asked for.
  @Test func aPartIsThePartOfTheWhole() throws {
    let image = line([1, 2, 3, 1000])
    let part = VoxelBox(lower: [1, 0, 0], upper: [3, 1, 1])
    let whole = try #require(image.filtered(.logarithm, within: image.grid.bounds))
    #expect(try #require(image.filtered(.logarithm, within: part)).voxels == whole.cropped(to: part).voxels)
  }

  @Test func zerosHaveNoScale() {
    let image = line([0, 0, 0])
    #expect(image.filtered(.square, within: image.grid.bounds) == nil)
  }
}
