import Glibc

extension LeakRules {
  /// A table that somebody has standardised, brought to 0 to 1 or freed of batches over all patients, test patients too.
  static func scaledTables(_ cohort: ScreenedCohort) -> [LeakFinding] {
    guard cohort.isTable, cohort.ids.count >= 10 else { return [] }
    let columns = cohort.values.map { $0.compactMap(\.self) }.filter { Set($0).count > 2 }
    guard columns.count >= 5 else { return [] }
    let most = { (count: Int) in 5 * count >= 4 * columns.count && count >= 5 }
    let standardised = columns.count(where: isStandardised)
    if most(standardised) { return [.standardised(columns: standardised)] }
    let rescaled = columns.count { column in
      guard let low = column.min(), let high = column.max() else { return false }
      return abs(high - 1) < 1e-9 && (abs(low) < 1e-9 || abs(low + 1) < 1e-9)
    }
    if most(rescaled) { return [.rescaled(columns: rescaled)] }
    return cohort.factors.filter { $0.isCategorical && ColumnName($0.name).isSite }.compactMap { factor in
      let own = cohort.values.map { batchRatio($0, factor.levels) }.compactMap(\.self).sorted()
      guard own.count >= 10, own[own.count * 9 / 10] < 0.02 else { return nil }
      return .batchCorrected(factor: factor.name, columns: own.count)
    }
  }

  /// Mean 0 and deviation 1 (by n or n - 1), to the rounding of the cells.
  private static func isStandardised(_ values: [Double]) -> Bool {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let tolerance = roundings(values)
    let deviations = [(squares / count).squareRoot(), (squares / (count - 1)).squareRoot()]
    return abs(mean) <= tolerance && deviations.contains { abs($0 - 1) <= tolerance }
  }

  /// The unit of the last decimal of the cells, 1e-6 at least and 0.005 at most.
  private static func roundings(_ values: [Double]) -> Double {
    let unit = [1e-2, 1e-3, 1e-4, 1e-5].first { unit in
      values.allSatisfy { abs(($0 / unit).rounded() * unit - $0) < 1e-9 }
    }
    return min(0.005, max(1e-6, unit ?? 0))
  }

  /// Variance between batches over that within; about 1 by chance and near 0 where means were made equal.
  private static func batchRatio(_ values: [Double?], _ batches: [String?]) -> Double? {
    var groups: [String: [Double]] = [:]
    for (value, batch) in zip(values, batches) { if let value, let batch { groups[batch, default: []].append(value) } }
    let kept = groups.keys.sorted().compactMap { groups[$0] }.filter { $0.count >= 3 }
    let count = kept.reduce(0) { $0 + $1.count }
    guard kept.count >= 2, count > kept.count else { return nil }
    let mean = kept.joined().reduce(0, +) / Double(count)
    var (between, within) = (0.0, 0.0)
    for group in kept {
      let own = group.reduce(0, +) / Double(group.count)
      between += Double(group.count) * (own - mean) * (own - mean)
      within += group.reduce(0) { $0 + ($1 - own) * ($1 - own) }
    }
    guard within > 0, within.isFinite else { return nil }
    return between / Double(kept.count - 1) / (within / Double(count - kept.count))
  }

  /// A table in which hardly any column is unrelated to the outcome: 95 % of ten or more with p < .05. Published tables with a true
  /// signal have unrelated columns too; a table cut down to what is significant has none.
  static func preselection(_ cohort: ScreenedCohort) -> [LeakFinding] {
    guard cohort.isTable else { return [] }
    let tests = cohort.values.compactMap { OutcomeTests.area($0, cohort.outcomes) }
    let found = tests.count { $0.p < 0.05 }
    guard tests.count >= 10, 20 * found >= 19 * tests.count else { return [] }
    return [.allAssociated(columns: found, of: tests.count)]
  }
}
