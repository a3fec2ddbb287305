import Mathematics

/// Statistics of intensities (IBSI 3.3 `UHIW`), and the same formulas on grey levels (3.4 `ZVCW`).
struct IBSIStatistics {
  let sorted: [Double]
  let mean: Double
  private let second: Double
  private let third: Double
  private let fourth: Double
  /// Mean distance to the mean.
  let meanAbsoluteDeviation: Double

  /// At least one value.
  init(_ values: [Double]) {
    sorted = values.sorted()
    let count = Double(values.count)
    let mean = sorted[0] == sorted[sorted.count - 1] ? sorted[0] : values.sum { $0 } / count
    let moments = values.centralMoments(about: mean)
    self.mean = mean
    (second, third, fourth) = (moments.second / count, moments.third / count, moments.fourth / count)
    meanAbsoluteDeviation = moments.absolute / count
  }

  private var count: Double { Double(sorted.count) }
  var minimum: Double { sorted[0] }
  var maximum: Double { sorted[sorted.count - 1] }
  var range: Double { maximum - minimum }
  var median: Double { percentile(50) }
  /// 75th less 25th percentile.
  var interquartileRange: Double { percentile(75) - percentile(25) }
  /// `Σ (x - mean)² / N`.
  var variance: Double { second }
  /// `μ₃ / σ³`; 0 by convention for constant values.
  var skewness: Double { second == 0 ? 0 : third / (second * second.squareRoot()) }
  /// `μ₄ / σ⁴ - 3`; 0 by convention for constant values.
  var excessKurtosis: Double { second == 0 ? 0 : fourth / (second * second) - 3 }
  /// Mean distance to the median.
  var medianAbsoluteDeviation: Double {
    let median = median
    return sorted.reduce(0) { $0 + abs($1 - median) } / count
  }
  /// Mean absolute deviation of the values from the 10th to the 90th percentile.
  var robustMeanAbsoluteDeviation: FeatureValue {
    let deviation = sorted.meanAbsoluteDeviation(from: percentile(10), through: percentile(90))
    return deviation.map { .defined($0) } ?? .undefined(.emptyPercentileRange)
  }
  /// Standard deviation over mean.
  var coefficientOfVariation: FeatureValue { .ratio(variance.squareRoot(), mean, else: .zeroSum) }
  /// Interquartile range over the sum of the quartiles.
  var quartileDispersion: FeatureValue {
    .ratio(interquartileRange, percentile(75) + percentile(25), else: .zeroSum)
  }
  /// `Σ x²`.
  var energy: Double { sorted.sum { $0 * $0 } }
  /// `√(Σ x² / N)`.
  var rootMeanSquare: Double { (energy / count).squareRoot() }

  /// Linear between ranks (Hyndman and Fan 1996, type 7): for an interval between ranks IBSI gives no rule.
  func percentile(_ percent: Double) -> Double { quantile(ofSorted: sorted, percent / 100) }
}

extension IBSIStatistics {
  /// The features of intensities, 3.3, in the order of the manual.
  static let intensityFeatures: [IBSIFeature<IBSIStatistics>] = [
    IBSIFeature("stat_mean", code: "Q4LE", named: "Mean", unit: .intensity) { $0.mean },
    IBSIFeature("stat_var", code: "ECT3", named: "Variance", unit: .squaredIntensity) { $0.variance },
    IBSIFeature("stat_skew", code: "KE2A", named: "Skewness", unit: .none) { $0.skewness },
    IBSIFeature("stat_kurt", code: "IPH6", named: "(Excess) kurtosis", unit: .none) { $0.excessKurtosis },
    IBSIFeature("stat_median", code: "Y12H", named: "Median", unit: .intensity) { $0.median },
    IBSIFeature("stat_min", code: "1GSF", named: "Minimum", unit: .intensity) { $0.minimum },
    IBSIFeature("stat_p10", code: "QG58", named: "10th percentile", unit: .intensity) { $0.percentile(10) },
    IBSIFeature("stat_p90", code: "8DWT", named: "90th percentile", unit: .intensity) { $0.percentile(90) },
    IBSIFeature("stat_max", code: "84IY", named: "Maximum", unit: .intensity) { $0.maximum },
    IBSIFeature("stat_iqr", code: "SALO", named: "Interquartile range", unit: .intensity) { $0.interquartileRange },
    IBSIFeature("stat_range", code: "2OJQ", named: "Range", unit: .intensity) { $0.range },
    IBSIFeature("stat_mad", code: "4FUA", named: "Mean absolute deviation", unit: .intensity) {
      $0.meanAbsoluteDeviation
    },
    IBSIFeature("stat_rmad", code: "1128", named: "Robust mean absolute deviation", unit: .intensity) {
      $0.robustMeanAbsoluteDeviation
    },
    IBSIFeature("stat_medad", code: "N72L", named: "Median absolute deviation", unit: .intensity) {
      $0.medianAbsoluteDeviation
    },
    IBSIFeature("stat_cov", code: "7TET", named: "Coefficient of variation", unit: .none) {
      $0.coefficientOfVariation
    },
    IBSIFeature("stat_qcod", code: "9S40", named: "Quartile coefficient of dispersion", unit: .none) {
      $0.quartileDispersion
    },
    IBSIFeature("stat_energy", code: "N8CA", named: "Energy", unit: .squaredIntensity) { $0.energy },
    IBSIFeature("stat_rms", code: "5ZWQ", named: "Root mean square", unit: .intensity) { $0.rootMeanSquare },
  ]

  /// The features that the intensity histogram, 3.4, shares with them, of grey levels.
  ///
  /// The 10th and 90th percentile have the codes of DICOM's CID 7478; one edition of the manual repeats the minimum's
  /// for the 10th and gives that of the 10th to the 90th.
  static let levelFeatures: [IBSIFeature<IBSIStatistics>] = [
    IBSIFeature("ih_mean", code: "X6K6", named: "Mean", unit: .level) { $0.mean },
    IBSIFeature("ih_var", code: "CH89", named: "Variance", unit: .squaredLevel) { $0.variance },
    IBSIFeature("ih_skew", code: "88K1", named: "Skewness", unit: .none) { $0.skewness },
    IBSIFeature("ih_kurt", code: "C3I7", named: "(Excess) kurtosis", unit: .none) { $0.excessKurtosis },
    IBSIFeature("ih_median", code: "WIFQ", named: "Median", unit: .level) { $0.median },
    IBSIFeature("ih_min", code: "1PR8", named: "Minimum", unit: .level) { $0.minimum },
    IBSIFeature("ih_p10", code: "GPMT", named: "10th percentile", unit: .level) { $0.percentile(10) },
    IBSIFeature("ih_p90", code: "OZ0C", named: "90th percentile", unit: .level) { $0.percentile(90) },
    IBSIFeature("ih_max", code: "3NCY", named: "Maximum", unit: .level) { $0.maximum },
    IBSIFeature("ih_iqr", code: "WR0O", named: "Interquartile range", unit: .level) { $0.interquartileRange },
    IBSIFeature("ih_range", code: "5Z3W", named: "Range", unit: .level) { $0.range },
    IBSIFeature("ih_mad", code: "D2ZX", named: "Mean absolute deviation", unit: .level) { $0.meanAbsoluteDeviation },
    IBSIFeature("ih_rmad", code: "WRZB", named: "Robust mean absolute deviation", unit: .level) {
      $0.robustMeanAbsoluteDeviation
    },
    IBSIFeature("ih_medad", code: "4RNL", named: "Median absolute deviation", unit: .level) {
      $0.medianAbsoluteDeviation
    },
    IBSIFeature("ih_cov", code: "CWYJ", named: "Coefficient of variation", unit: .none) { $0.coefficientOfVariation },
    IBSIFeature("ih_qcod", code: "SLWD", named: "Quartile coefficient of dispersion", unit: .none) {
      $0.quartileDispersion
    },
  ]
}
