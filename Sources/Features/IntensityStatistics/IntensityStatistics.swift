import Volumes

/// Intensities of a region with everything the first-order features need, computed once.
package struct IntensityStatistics: Sendable {
  /// Number of voxels.
  let count: Double
  /// Volume of a voxel, mm³.
  let voxelVolume: Double
  let minimum: Double
  let maximum: Double
  let mean: Double
  /// Central moments `Σ (x - mean)ⁿ / N`; exactly 0 for constant intensities.
  let secondMoment: Double
  let thirdMoment: Double
  let fourthMoment: Double
  let meanAbsoluteDeviation: Double
  /// `nil` when no intensity lies between the percentiles.
  let robustMeanAbsoluteDeviation: Double?
  /// `Σ (x + shift)²`.
  let energy: Double
  let percentiles: Percentiles
  /// Share of the voxels in each grey level that occurs.
  let levelShares: [Double]

  /// Values at 10, 25, 50, 75 and 90 % of the ordered intensities, linear between neighbours (numpy's default).
  struct Percentiles: Sendable {
    let p10: Double
    let p25: Double
    let p50: Double
    let p75: Double
    let p90: Double
  }

  /// Statistics of the intensities inside, in storage order.
  /// - Parameter levelCounts: number of voxels per grey level, for entropy and uniformity.
  /// - Throws: ``FeatureValue/UndefinedReason/emptyRegion``, or ``FeatureValue/UndefinedReason/notFinite`` for infinite
  ///   intensities and NaN.
  init(
    _ intensities: [Double], levelCounts: [Int], voxelVolume: Double, shift: Double
  ) throws(FeatureValue.UndefinedReason) {
    guard let first = intensities.first else { throw .emptyRegion }
    let range = intensities.extremes ?? (first, first)
    let total = intensities.sum { $0 }
    guard total.isFinite else { throw .notFinite }
    let count = Double(intensities.count)
    let mean = range.minimum == range.maximum ? range.minimum : total / count
    let moments = intensities.centralMoments(about: mean)
    let ordered = OrderStatistics(
      intensities, range: range.minimum...range.maximum, mean: mean,
      standardDeviation: (moments.second / count).squareRoot())
    let percentiles = Percentiles(
      p10: ordered.percentile(10), p25: ordered.percentile(25), p50: ordered.percentile(50),
      p75: ordered.percentile(75), p90: ordered.percentile(90))
    self.count = count
    self.voxelVolume = voxelVolume
    (minimum, maximum, self.mean) = (range.minimum, range.maximum, mean)
    secondMoment = moments.second / count
    thirdMoment = moments.third / count
    fourthMoment = moments.fourth / count
    meanAbsoluteDeviation = moments.absolute / count
    energy = intensities.sum(padding: -shift) { ($0 + SIMD2(repeating: shift)) * ($0 + SIMD2(repeating: shift)) }
    self.percentiles = percentiles
    robustMeanAbsoluteDeviation = intensities.meanAbsoluteDeviation(from: percentiles.p10, through: percentiles.p90)
    let voxels = Double(levelCounts.reduce(0, +))
    levelShares = levelCounts.filter { $0 > 0 }.map { Double($0) / voxels }
  }
}
