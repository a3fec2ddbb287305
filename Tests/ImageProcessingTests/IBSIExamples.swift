import Execution
import ImageProcessing
import Volumes

/// Filters and images for tests that hold for all of them.
enum IBSIExamples {
  /// At least one of every kind, by slice and in space, with every boundary.
  static let filters: [ImageFilter] = [
    .mean(MeanFilter(support: 3, boundary: .zero)),
    .mean(MeanFilter(support: 9, space: .slices, boundary: .periodic)),
    .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 1.5)),
    .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 2, space: .slices, boundary: .nearest)),
    .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 1, boundary: .zero, riesz: RieszOrder(x: 1))),
    .laws(LawsFilter(.volume(x: .e5, y: .l5, z: .s5), pooling: nil, energyDistance: nil, boundary: .periodic)),
    .laws(LawsFilter(.volume(x: .l5, y: .e5, z: .w5), energyDistance: 2)),
    .laws(LawsFilter(.slices(x: .l3, y: .e3), pooling: .average, energyDistance: 3, boundary: .zero)),
    .gabor(GaborFilter(sigma: 2, wavelength: 3, aspectRatio: 1.5, angle: 30, boundary: .nearest)),
    .gabor(GaborFilter(sigma: 2, wavelength: 3, aspectRatio: 0.7, angleStep: 45, planes: .orthogonal)),
    .gabor(
      GaborFilter(sigma: 1.5, wavelength: 4, aspectRatio: 2, angleStep: 90, planes: .orthogonal, pooling: .maximum)),
    .separableWavelet(SeparableWaveletFilter(.daubechies2, bands: .volume(x: .low, y: .high, z: .low))),
    .separableWavelet(
      SeparableWaveletFilter(
        .coiflet1, bands: .volume(x: .high, y: .high, z: .low), level: 2, pooling: .maximum, boundary: .periodic)),
    .separableWavelet(
      SeparableWaveletFilter(.haar, bands: .slices(x: .low, y: .high), level: 2, pooling: nil, boundary: .zero)),
    .simoncelli(SimoncelliFilter(level: 1)),
    .simoncelli(SimoncelliFilter(level: 2, space: .slices, boundary: .mirror)),
    .simoncelli(SimoncelliFilter(level: 1, boundary: .nearest, riesz: RieszOrder(x: 1, y: 1))),
  ]

  /// Normal noise about 100.
  static func noise(_ size: SIMD3<Int>, seed: UInt64, spacing: SIMD3<Double> = .one) -> Volume {
    var stream = RandomStream(seed: seed, name: "IBSIExamples.noise")
    let grid = Grid(size: size, spacing: spacing)
    return Volume(grid: grid, voxels: (0..<grid.count).map { _ in 100 + 30 * stream.normal() })
  }
}

/// The largest difference, as a share of the largest magnitude of the second.
func worstShare(_ values: [Double], _ expected: [Double]) -> Double {
  guard values.count == expected.count else { return .infinity }
  let largest = expected.reduce(0) { max($0, abs($1)) }
  let worst = zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
  return largest > 0 ? worst / largest : worst
}
