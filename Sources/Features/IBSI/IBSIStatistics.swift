/// Statistics of intensities (IBSI 3.3 `UHIW`), and the same formulas on grey levels (3.4 `ZVCW`).
struct IBSIStatistics {
  let sorted: [Double]
  let mean: Double
  private let second: Double
  private let third: Double
  private let fourth: Double
  private let absolute: Double

  /// At least one value.
  init(_ values: [Double]) {
    sorted = values.sorted()
    let count = Double(values.count)
    let mean = sorted[0] == sorted[sorted.count - 1] ? sorted[0] : values.sum { $0 } / count
    let moments = values.centralMoments(about: mean)
    self.mean = mean
    (second, third, fourth) = (moments.second / count, moments.third / count, moments.fourth / count)
    absolute = moments.absolute / count
  }

  private var count: Double { Double(sorted.count) }
  /// `Σ (x - mean)² / N`.
  var variance: Double { second }
  /// `μ₃ / σ³`; 0 by convention for constant values.
  var skewness: Double { second == 0 ? 0 : third / (second * second.squareRoot()) }
  /// `μ₄ / σ⁴ - 3`; 0 by convention for constant values.
  var excessKurtosis: Double { second == 0 ? 0 : fourth / (second * second) - 3 }
  /// Mean distance to the median.
  var medianAbsoluteDeviation: Double {
    let median = percentile(50)
    return sorted.reduce(0) { $0 + abs($1 - median) } / count
  }
  /// Mean absolute deviation of the values from the 10th to the 90th percentile.
  private var robustMeanAbsoluteDeviation: FeatureValue {
    let deviation = sorted.meanAbsoluteDeviation(from: percentile(10), through: percentile(90))
    return deviation.map { .defined($0) } ?? .undefined(.emptyPercentileRange)
  }
  private var coefficientOfVariation: FeatureValue { .ratio(variance.squareRoot(), mean, else: .zeroSum) }
  private var quartileDispersion: FeatureValue {
    .ratio(percentile(75) - percentile(25), percentile(75) + percentile(25), else: .zeroSum)
  }
  private var energy: Double { sorted.sum { $0 * $0 } }

  /// Linear between ranks (Hyndman and Fan 1996, type 7): for an interval between ranks IBSI gives no rule.
  func percentile(_ percent: Double) -> Double {
    let position = percent / 100 * (count - 1)
    let lower = Int(position)
    let (low, high) = (sorted[lower], sorted[min(lower + 1, sorted.count - 1)])
    return low + (high - low) * (position - Double(lower))
  }

  /// Every feature of family 3.3.
  var intensityValues: [IBSIValue] {
    [
      IBSIValue("stat_mean", "Q4LE", number: mean), IBSIValue("stat_var", "ECT3", number: variance),
      IBSIValue("stat_skew", "KE2A", number: skewness), IBSIValue("stat_kurt", "IPH6", number: excessKurtosis),
      IBSIValue("stat_median", "Y12H", number: percentile(50)), IBSIValue("stat_min", "1GSF", number: sorted[0]),
      IBSIValue("stat_p10", "QG58", number: percentile(10)), IBSIValue("stat_p90", "8DWT", number: percentile(90)),
      IBSIValue("stat_max", "84IY", number: sorted[sorted.count - 1]),
      IBSIValue("stat_iqr", "SALO", number: percentile(75) - percentile(25)),
      IBSIValue("stat_range", "2OJQ", number: sorted[sorted.count - 1] - sorted[0]),
      IBSIValue("stat_mad", "4FUA", number: absolute),
      IBSIValue("stat_rmad", "1128", robustMeanAbsoluteDeviation),
      IBSIValue("stat_medad", "N72L", number: medianAbsoluteDeviation),
      IBSIValue("stat_cov", "7TET", coefficientOfVariation),
      IBSIValue("stat_qcod", "9S40", quartileDispersion),
      IBSIValue("stat_energy", "N8CA", number: energy),
      IBSIValue("stat_rms", "5ZWQ", number: (energy / count).squareRoot()),
    ]
  }

  /// The features that family 3.4 shares with 3.3, on grey levels.
  var levelValues: [IBSIValue] {
    [
      IBSIValue("ih_mean", "X6K6", number: mean), IBSIValue("ih_var", "CH89", number: variance),
      IBSIValue("ih_skew", "88K1", number: skewness), IBSIValue("ih_kurt", "C3I7", number: excessKurtosis),
      IBSIValue("ih_median", "WIFQ", number: percentile(50)), IBSIValue("ih_min", "1PR8", number: sorted[0]),
      IBSIValue("ih_p10", "GPMT", number: percentile(10)), IBSIValue("ih_p90", "OZ0C", number: percentile(90)),
      IBSIValue("ih_max", "3NCY", number: sorted[sorted.count - 1]),
      IBSIValue("ih_iqr", "WR0O", number: percentile(75) - percentile(25)),
      IBSIValue("ih_range", "5Z3W", number: sorted[sorted.count - 1] - sorted[0]),
      IBSIValue("ih_mad", "D2ZX", number: absolute),
      IBSIValue("ih_rmad", "WRZB", robustMeanAbsoluteDeviation),
      IBSIValue("ih_medad", "4RNL", number: medianAbsoluteDeviation),
      IBSIValue("ih_cov", "CWYJ", coefficientOfVariation),
      IBSIValue("ih_qcod", "SLWD", quartileDispersion),
    ]
  }
}
