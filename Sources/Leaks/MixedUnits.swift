import Glibc

/// A column of positive numbers that may be in two units: two clusters that become one when one of them is divided by
/// 10 or 1000.
///
/// The values are separated at the widest gap of `log₁₀`. Each side must have at least five patients and a twentieth of
/// all, the means must be 1 or 3 apart (within 0.15), and the standard deviation of each side at most a sixth of that.
/// A skewed column has no such gap, and two groups of patients are hardly ever ten times apart and so narrow.
struct MixedUnits {
  /// 10 or 1000.
  let factor: Double
  /// Positions of the smaller cluster.
  let rows: [Int]

  init?(_ values: [Double?]) {
    let known = values.enumerated().compactMap { row, value in value.map { (row: row, value: $0) } }
      .sorted { $0.value < $1.value }
    guard known.count >= 20, known[0].value > 0 else { return nil }
    let logs = known.map { log10($0.value) }
    let least = max(5, known.count / 20)
    let inner = least..<(known.count - least + 1)
    guard let cut = inner.max(by: { logs[$0] - logs[$0 - 1] < logs[$1] - logs[$1 - 1] }) else { return nil }
    let (low, high) = (MixedUnits.spread(logs[..<cut]), MixedUnits.spread(logs[cut...]))
    let apart = high.mean - low.mean
    guard let power = [1.0, 3.0].first(where: { abs(apart - $0) <= 0.15 }), low.deviation + high.deviation > 0,
      max(low.deviation, high.deviation) <= apart / 6, logs[cut] - logs[cut - 1] > max(low.deviation, high.deviation)
    else { return nil }
    factor = power == 1 ? 10 : 1000
    rows = (2 * cut <= known.count ? known[..<cut] : known[cut...]).map(\.row).sorted()
  }

  private static func spread(_ logs: ArraySlice<Double>) -> (mean: Double, deviation: Double) {
    let mean = logs.reduce(0, +) / Double(logs.count)
    let squares = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(logs.count)).squareRoot())
  }
}

extension LeakRules {
  /// Numeric columns that seem to be in two units.
  static func mixedUnits(_ cohort: ScreenedCohort) -> [LeakFinding] {
    cohort.numericColumns.compactMap { name, values in
      MixedUnits(values).map { found in
        .mixedUnits(
          column: name, factor: found.factor, patients: found.rows.prefix(5).map { cohort.ids[$0] },
          count: found.rows.count)
      }
    }
  }
}
