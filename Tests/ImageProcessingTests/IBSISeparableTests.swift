import Testing
import Volumes

import ImageProcessing

/// Filters that are products of kernels along the axes.
@Suite struct IBSISeparableTests {
  /// E5, L5 and S5 of Laws 1980.
  private static let kernels = [[-1.0, -2, 0, 2, 1], [1, 4, 6, 4, 1], [-1, 0, 2, 0, -1]].map { weights in
    weights.map { $0 / weights.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  }

  /// Also where the image is smaller than the kernel and the boundary is met several times over.
  @Test(arguments: BoundaryCondition.allCases, [[9, 8, 7], [3, 2, 1]] as [SIMD3<Int>])
  func lawsIsTheConvolutionByDefinition(_ boundary: BoundaryCondition, size: SIMD3<Int>) throws {
    let volume = IBSIExamples.noise(size, seed: 11)
    let filter = ImageFilter.laws(
      LawsFilter(.volume(x: .e5, y: .l5, z: .s5), pooling: nil, energyDistance: nil, boundary: boundary))
    let expected = (0..<volume.grid.count).map { convolution(volume, at: $0, boundary) }
    #expect(worstShare(try filter.response(to: volume).voxels, expected) < 1e-13)
  }

  /// `Σ k(a, b, c) f(x - a, y - b, z - c)`, the boundary by its picture: `a b c d` continued.
  private func convolution(_ volume: Volume, at position: Int, _ boundary: BoundaryCondition) -> Double {
    let size = volume.grid.size
    let voxel = SIMD3(position % size.x, position / size.x % size.y, position / size.x / size.y)
    var sum = 0.0
    for a in -2...2 {
      for b in -2...2 {
        for c in -2...2 {
          let source = voxel &- SIMD3(a, b, c)
          let indices = (0..<3).map { continued(source[$0], size[$0], boundary) }
          guard let i = indices[0], let j = indices[1], let k = indices[2] else { continue }
          sum += Self.kernels[0][a + 2] * Self.kernels[1][b + 2] * Self.kernels[2][c + 2] * volume[i, j, k]
        }
      }
    }
    return sum
  }

  private func continued(_ index: Int, _ length: Int, _ boundary: BoundaryCondition) -> Int? {
    var index = index
    while index < 0 || index >= length {
      switch boundary {
      case .zero: return nil
      case .nearest: index = index < 0 ? 0 : length - 1
      case .periodic: index += index < 0 ? length : -length
      case .mirror: index = index < 0 ? -1 - index : 2 * length - 1 - index
      }
    }
    return index
  }

  /// Pooled over all rotations, a filter turns with the image.
  @Test(
    arguments: [
      .mean(MeanFilter(support: 3)), .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 1.2)),
      .laws(LawsFilter(.volume(x: .e5, y: .l3, z: .w5), energyDistance: nil)),
      .laws(LawsFilter(.volume(x: .e5, y: .l5, z: .s5), pooling: .average, energyDistance: 2, boundary: .periodic)),
      .laws(LawsFilter(.volume(x: .e5, y: .e5, z: .e5), pooling: .average, energyDistance: nil)),
      .separableWavelet(
        SeparableWaveletFilter(.daubechies3, bands: .volume(x: .low, y: .high, z: .high), level: 2)),
      .separableWavelet(
        SeparableWaveletFilter(.daubechies2, bands: .volume(x: .low, y: .low, z: .high), pooling: .maximum)),
      .gabor(GaborFilter(sigma: 1.5, wavelength: 3, aspectRatio: 1.5, angleStep: 45, planes: .orthogonal)),
    ] as [ImageFilter], [0, 1, 2])
  func pooledFiltersTurnWithTheImage(_ filter: ImageFilter, axis: Int) throws {
    let volume = IBSIExamples.noise([9, 9, 9], seed: 12)
    let turned = try filter.response(to: quarterTurn(volume, about: axis))
    let response = quarterTurn(try filter.response(to: volume), about: axis)
    let largest = response.voxels.reduce(1e-9) { max($0, abs($1)) }
    #expect(zip(turned.voxels, response.voxels).allSatisfy { abs($0 - $1) <= 1e-11 * max(largest, 100) })
  }

  private func quarterTurn(_ volume: Volume, about axis: Int) -> Volume {
    let (a, b, last) = ((axis + 1) % 3, (axis + 2) % 3, volume.grid.size.x - 1)
    let size = volume.grid.size
    let voxels = (0..<volume.grid.count).map { position in
      var source = SIMD3(position % size.x, position / size.x % size.y, position / size.x / size.y)
      (source[a], source[b]) = (source[b], last - source[a])
      return volume[source.x, source.y, source.z]
    }
    return Volume(grid: volume.grid, voxels: voxels)
  }

  @Test(arguments: WaveletFamily.allCases)
  func waveletsAreOrthonormalWithVanishingMoments(_ family: WaveletFamily) {
    let (low, high) = (family.lowPass, family.highPass)
    #expect(abs(low.reduce(0, +) - 2.0.squareRoot()) < 1e-10)
    for shift in stride(from: 0, to: low.count, by: 2) {
      let products = zip(low.dropFirst(shift), low).map { $0 * $1 }.reduce(0, +)
      #expect(abs(products - (shift == 0 ? 1 : 0)) < 1e-10, "shift \(shift)")
      #expect(abs(zip(high.dropFirst(shift), low).map { $0 * $1 }.reduce(0, +)) < 1e-10)
    }
    for power in 0..<2 where power < low.count / 2 {
      let moment = high.enumerated().reduce(0) { sum, entry in
        sum + entry.element * (power == 0 ? 1 : Double(entry.offset))
      }
      #expect(abs(moment) < 1e-8, "moment \(power)")
    }
  }

  /// Low-pass filters of a constant multiply it by `√2` an axis and level; any high-pass filter leaves nothing.
  @Test(arguments: [1, 2, 3])
  func aConstantImageHasOnlyAnApproximation(level: Int) throws {
    let volume = Volume(grid: Grid(size: [6, 5, 4]), voxels: [Double](repeating: 10, count: 120))
    func response(_ bands: String) throws -> [Double] {
      let axes = try #require(PerAxis<WaveletBand>(named: bands))
      let filter = ImageFilter.separableWavelet(SeparableWaveletFilter(.daubechies2, bands: axes, level: level))
      return try filter.response(to: volume).voxels
    }
    let gain = (0..<3 * level).reduce(10.0) { value, _ in value * 2.0.squareRoot() }
    #expect(try response("LLL").allSatisfy { abs($0 - gain) < 1e-9 * gain })
    #expect(try response("LHL").allSatisfy { abs($0) < 1e-9 })
  }

  /// `-1 · 255 · D / σ² / (√(2π) σ)ᴰ` at an impulse: IBSI-2 manual, at `x = 0`.
  @Test(arguments: [FilterSpace.slices, .volume])
  func theLaplacianOfAGaussianAtAnImpulseIsItsFormula(_ space: FilterSpace) throws {
    var voxels = [Double](repeating: 0, count: 9 * 9 * 9)
    voxels[364] = 255
    let volume = Volume(grid: Grid(size: [9, 9, 9], spacing: [2, 2, 2]), voxels: voxels)
    let response = try ImageFilter.laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 3, space: space))
      .response(to: volume)
    let dimensions = space == .slices ? 2 : 3
    let peak = (0..<dimensions).reduce(-255 * Double(dimensions) / 2.25) { value, _ in
      value / ((2 * Double.pi).squareRoot() * 1.5)
    }
    #expect(abs(response[4, 4, 4] - peak) < 1e-12 * abs(peak))
  }
}
