import Foundation
import Testing
import Volumes

import ImageProcessing

/// What holds for every filter of the list.
@Suite struct IBSIFilterTests {
  @Test(arguments: IBSIExamples.filters, [1, 2] as [UInt64])
  func aBoxAndTheWholeImageGiveTheSameVoxels(_ filter: ImageFilter, seed: UInt64) throws {
    let volume = IBSIExamples.noise([13, 10, 9], seed: seed)
    let box = VoxelBox(lower: [2, 3, 1], upper: [9, 9, 8])
    let whole = try filter.response(to: volume).cropped(to: box)
    let part = try filter.response(to: volume, within: box)
    #expect(part.grid == whole.grid)
    #expect(worstShare(part.voxels, whole.voxels) < 1e-10)
  }

  @Test(arguments: IBSIExamples.filters)
  func theSameImageGivesTheSameBits(_ filter: ImageFilter) throws {
    let volume = IBSIExamples.noise([11, 8, 7], seed: 3)
    #expect(try filter.response(to: volume).voxels == filter.response(to: volume).voxels)
  }

  /// All filters are homogeneous: twice the image is twice the response.
  @Test(arguments: IBSIExamples.filters)
  func scalesWithTheImage(_ filter: ImageFilter) throws {
    let volume = IBSIExamples.noise([9, 10, 8], seed: 4)
    let doubled = Volume(grid: volume.grid, voxels: volume.voxels.map { 2 * $0 })
    let response = try filter.response(to: volume).voxels
    #expect(worstShare(try filter.response(to: doubled).voxels, response.map { 2 * $0 }) < 1e-12)
  }

  @Test(arguments: IBSIExamples.filters)
  func anImageOfOneVoxelHasAResponse(_ filter: ImageFilter) throws {
    let volume = Volume(grid: Grid(size: [1, 1, 1]), voxels: [7])
    #expect(try filter.response(to: volume).voxels.allSatisfy(\.isFinite))
  }

  @Test(arguments: IBSIExamples.filters, [Double.nan, .infinity])
  func intensitiesThatAreNotFiniteAreReported(_ filter: ImageFilter, intensity: Double) throws {
    let volume = IBSIExamples.noise([8, 8, 8], seed: 5)
    var voxels = volume.voxels
    voxels[volume.grid.offset(4, 4, 4)] = intensity
    #expect(throws: ImageFilterError.self) {
      try filter.response(to: Volume(grid: volume.grid, voxels: voxels))
    }
  }

  @Test(arguments: IBSIExamples.filters)
  func settingsSurviveEncoding(_ filter: ImageFilter) throws {
    #expect(try JSONDecoder().decode(ImageFilter.self, from: JSONEncoder().encode(filter)) == filter)
  }

  @Test func everyFilterIsAmongTheExamples() {
    #expect(Set(IBSIExamples.filters.map(\.ibsiCode)) == ["S60F", "L6PA", "JTXT", "Q88H", "25BO", "LODD"])
  }

  @Test func namesDiffer() {
    #expect(Set(IBSIExamples.filters.map(\.name)).count == IBSIExamples.filters.count)
  }

  @Test(
    arguments: [
      .mean(MeanFilter(support: 4)), .mean(MeanFilter(support: -1)),
      .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 0)),
      .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: .nan)),
      .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 1, truncation: -4)),
      .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 1, riesz: RieszOrder())),
      .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 1, space: .slices, riesz: RieszOrder(z: 1))),
      .laws(LawsFilter(.slices(x: .l5, y: .e5), energyDistance: 0)),
      .gabor(GaborFilter(sigma: 1, wavelength: 0, aspectRatio: 1)),
      .gabor(GaborFilter(sigma: 1, wavelength: 2, aspectRatio: 0)),
      .gabor(GaborFilter(sigma: 1, wavelength: 2, aspectRatio: 1, angleStep: 0)),
      .separableWavelet(SeparableWaveletFilter(.haar, bands: .slices(x: .low, y: .low), level: 0)),
      .simoncelli(SimoncelliFilter(level: 1, riesz: RieszOrder(x: .max, y: .max, z: 3))),
      .simoncelli(SimoncelliFilter(level: 0)), .simoncelli(SimoncelliFilter(level: 1, riesz: RieszOrder(x: -1, y: 2))),
    ] as [ImageFilter])
  func settingsThatMakeNoFilterAreRefused(_ filter: ImageFilter) {
    #expect {
      try filter.check()
    } throws: { error in
      guard case .unusableParameter = error as? ImageFilterError else { return false }
      return "\(error)".contains(filter.name)
    }
  }

  @Test func kernelsAndBandsAreReadFromTheirNames() {
    #expect(PerAxis<LawsKernel>(named: "E5L5S5") == .volume(x: .e5, y: .l5, z: .s5))
    #expect(PerAxis<LawsKernel>(named: "l3e3") == .slices(x: .l3, y: .e3))
    #expect(PerAxis<WaveletBand>(named: "LLH") == .volume(x: .low, y: .low, z: .high))
    for name in ["", "L5", "L5E", "L5X5", "L5L5L5L5"] { #expect(PerAxis<LawsKernel>(named: name) == nil) }
    for name in ["", "L", "LX", "LHLH"] { #expect(PerAxis<WaveletBand>(named: name) == nil) }
  }
}
