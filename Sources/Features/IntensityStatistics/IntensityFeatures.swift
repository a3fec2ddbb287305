import Glibc

/// First-order features. IBSI 3.3 (`UHIW`); entropy and uniformity are those of its intensity histogram, 3.4 (`ZVCW`).
package enum IntensityFeatures {
  typealias Statistic = Feature<IntensityStatistics>

  /// By name, as PyRadiomics orders its columns.
  static let all: [Feature<IntensityStatistics>] = [
    percentile10, percentile90, energy, entropyOfLevels, interquartileRange, kurtosis, maximum, meanAbsoluteDeviation,
    mean,
    median, minimum, range, robustMeanAbsoluteDeviation, rootMeanSquared, skewness, totalEnergy, uniformity, variance,
  ]

  /// Only when named: the root of `Variance`.
  static let onlyWhenNamed: [Feature<IntensityStatistics>] = [
    Statistic("StandardDeviation", ibsi: nil, unit: .intensity) { $0.secondMoment.squareRoot() }
  ]

  /// Linear between ranks, unlike IBSI's, which takes an intensity that occurs. IBSI `QG58`.
  static let percentile10 = Statistic("10Percentile", ibsi: "QG58", unit: .intensity) { $0.percentiles.p10 }

  /// Linear between ranks. IBSI `8DWT`.
  static let percentile90 = Statistic("90Percentile", ibsi: "8DWT", unit: .intensity) { $0.percentiles.p90 }

  /// `Σ (x + shift)²`; grows with the volume. IBSI `N8CA` for shift 0.
  static let energy = Statistic("Energy", ibsi: "N8CA", unit: .squaredIntensity) { $0.energy }

  /// `-Σ p log₂(p + ε)` over grey levels, in bits. IBSI `TLU2`.
  static let entropyOfLevels = Statistic("Entropy", ibsi: "TLU2", unit: .bit) { statistics in
    entropy(statistics.levelShares)
  }

  /// 75th less 25th percentile. IBSI `SALO`.
  static let interquartileRange = Statistic("InterquartileRange", ibsi: "SALO", unit: .intensity) {
    $0.percentiles.p75 - $0.percentiles.p25
  }

  /// `μ₄ / σ⁴`, 3 for a normal distribution: IBSI's `IPH6` plus 3; 0 by convention for constant intensities.
  static let kurtosis = Statistic("Kurtosis", ibsi: "IPH6", unit: .none) {
    $0.secondMoment == 0 ? 0 : $0.fourthMoment / ($0.secondMoment * $0.secondMoment)
  }

  /// IBSI `84IY`.
  static let maximum = Statistic("Maximum", ibsi: "84IY", unit: .intensity) { $0.maximum }

  /// `Σ x / N`. IBSI `Q4LE`.
  static let mean = Statistic("Mean", ibsi: "Q4LE", unit: .intensity) { $0.mean }

  /// `Σ |x - mean| / N`. IBSI `4FUA`.
  static let meanAbsoluteDeviation = Statistic("MeanAbsoluteDeviation", ibsi: "4FUA", unit: .intensity) {
    $0.meanAbsoluteDeviation
  }

  /// Linear between ranks. IBSI `Y12H`.
  static let median = Statistic("Median", ibsi: "Y12H", unit: .intensity) { $0.percentiles.p50 }

  /// IBSI `1GSF`.
  static let minimum = Statistic("Minimum", ibsi: "1GSF", unit: .intensity) { $0.minimum }

  /// Largest less smallest. IBSI `2OJQ`.
  static let range = Statistic("Range", ibsi: "2OJQ", unit: .intensity) { $0.maximum - $0.minimum }

  /// Mean absolute deviation of the intensities from the 10th to the 90th percentile, both included. IBSI `1128`.
  static let robustMeanAbsoluteDeviation = Statistic("RobustMeanAbsoluteDeviation", ibsi: "1128", unit: .intensity) {
    statistics in
    guard let deviation = statistics.robustMeanAbsoluteDeviation else { return .undefined(.emptyPercentileRange) }
    return .defined(deviation)
  }

  /// `√(Σ (x + shift)² / N)`. IBSI `5ZWQ` for shift 0.
  static let rootMeanSquared = Statistic("RootMeanSquared", ibsi: "5ZWQ", unit: .intensity) {
    ($0.energy / $0.count).squareRoot()
  }

  /// `μ₃ / σ³`; 0 by convention for constant intensities. IBSI `KE2A`.
  static let skewness = Statistic("Skewness", ibsi: "KE2A", unit: .none) {
    $0.secondMoment == 0 ? 0 : $0.thirdMoment / ($0.secondMoment * $0.secondMoment.squareRoot())
  }

  /// Energy times the volume of a voxel, in mm³.
  static let totalEnergy = Statistic("TotalEnergy", ibsi: nil, unit: .squaredIntensityVolume) {
    $0.energy * $0.voxelVolume
  }

  /// `Σ p²` over grey levels, in `(0, 1]`. IBSI `BJ5W`.
  static let uniformity = Statistic("Uniformity", ibsi: "BJ5W", unit: .none) {
    $0.levelShares.reduce(0) { $0 + $1 * $1 }
  }

  /// `Σ (x - mean)² / N`. IBSI `ECT3`.
  static let variance = Statistic("Variance", ibsi: "ECT3", unit: .squaredIntensity) { $0.secondMoment }
}
