/// The 18 intensity statistics of the IBSI reference manual, from their definitions, by the tags of the reference
/// values.
struct IBSI2Statistics {
  let values: [String: Double]

  init(_ intensities: [Double]) {
    let sorted = intensities.sorted()
    let count = Double(sorted.count)
    func mean(_ transform: (Double) -> Double) -> Double { sorted.reduce(0) { $0 + transform($1) } / count }
    func percentile(_ share: Double) -> Double {
      let position = share * (count - 1)
      let lower = Int(position)
      let upper = min(lower + 1, sorted.count - 1)
      return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
    }
    func central(_ order: Int, about centre: Double) -> Double {
      mean { value in (0..<order).reduce(1.0) { power, _ in power * (value - centre) } }
    }
    let average = mean { $0 }
    let variance = central(2, about: average)
    let (median, p10, p25) = (percentile(0.5), percentile(0.1), percentile(0.25))
    let (p75, p90) = (percentile(0.75), percentile(0.9))
    let robust = sorted.filter { p10 <= $0 && $0 <= p90 }
    let robustMean = robust.reduce(0, +) / Double(robust.count)
    let squares = mean { $0 * $0 }
    values = [
      "stat_mean": average, "stat_var": variance,
      "stat_skew": central(3, about: average) / (variance * variance.squareRoot()),
      "stat_kurt": central(4, about: average) / (variance * variance) - 3,
      "stat_median": median, "stat_min": sorted[0], "stat_p10": p10, "stat_p90": p90,
      "stat_max": sorted[sorted.count - 1], "stat_iqr": p75 - p25, "stat_range": sorted[sorted.count - 1] - sorted[0],
      "stat_mad": mean { abs($0 - average) },
      "stat_rmad": robust.reduce(0) { $0 + abs($1 - robustMean) } / Double(robust.count),
      "stat_medad": mean { abs($0 - median) }, "stat_cov": variance.squareRoot() / average,
      "stat_qcod": (p75 - p25) / (p75 + p25), "stat_energy": squares * count, "stat_rms": squares.squareRoot(),
    ]
  }
}
