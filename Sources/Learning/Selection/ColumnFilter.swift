import Mathematics
import Statistics

/// Drops columns one by one rule, before anything is selected.
public enum ColumnFilter: Filter, Codable {
  /// A test between the outcomes.
  public enum Test: String, Hashable, Codable, Sendable, CaseIterable {
    /// Welch's t test.
    case welch
    /// Student's t test.
    case student
    /// Mann and Whitney's test, as R does it by default.
    case mannWhitney
  }

  /// Drops columns whose sample variance is at most the limit; columns should not be standardised yet.
  case variance(atMost: Double)
  /// Goes through the columns from the left and drops each whose absolute Pearson correlation with one that was kept is
  /// above the limit.
  case correlation(above: Double)
  /// Keeps columns whose intraclass correlation in the given table is at least the limit; a column that is not listed
  /// is dropped.
  case reliability([String: Double], atLeast: Double)
  /// Keeps columns with a p-value below the limit.
  case pValue(Test, below: Double)
  /// Keeps columns whose p-value, adjusted by Benjamini and Hochberg over all columns, is below the limit.
  case falseDiscoveryRate(Test, below: Double)
  /// Keeps the columns with the smallest p-values.
  case best(Int, by: Test)
  /// Keeps columns whose AUC, or 1 minus it, is at least the limit.
  case auc(atLeast: Double)

  /// Learns which columns of `table`, which has no missing value, are kept.
  /// - Throws: ``LearningError/oneClass(events:nonEvents:)`` for the rules that look at outcomes.
  public func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> KeptColumns {
    let keeps = try keeps(table)
    let kept = zip(table.columns, keeps).filter(\.1).map(\.0)
    log.record(.filter, subjects: table.subjects, detail: "\(self): kept \(kept.count) of \(table.columns.count)")
    return KeptColumns(columns: kept)
  }

  private func keeps(_ table: TrainingTable) throws(LearningError) -> [Bool] {
    let columns = table.columns.indices.map { Array(table.features.column($0)) }
    switch self {
    case .variance(let limit): return columns.map { (sampleVariance($0).value ?? 0) > limit }
    case .correlation(let limit): return uncorrelated(columns, limit)
    case .reliability(let values, let limit): return table.columns.map { values[$0].map { $0 >= limit } ?? false }
    case .pValue(let test, let limit): return try pValues(columns, table, test).map { $0 < limit }
    case .falseDiscoveryRate(let test, let limit):
      return benjaminiHochbergAdjusted(try pValues(columns, table, test)).map { $0 < limit }
    case .best(let count, let test):
      let values = try pValues(columns, table, test)
      let order = ascendingOrder(of: values)
      let chosen = Set(order.prefix(count))
      return values.indices.map { chosen.contains($0) }
    case .auc(let limit):
      try table.requireBothClasses()
      let classes = try table.classes()
      return columns.map { column in
        let area = Statistics.auc(column, outcomes: classes).value ?? 0.5
        return max(area, 1 - area) >= limit
      }
    }
  }

  private func uncorrelated(_ columns: [[Double]], _ limit: Double) -> [Bool] {
    var kept: [[Double]] = []
    return columns.map { column in
      let unit = unitVector(column)
      let isCopy = kept.contains { other in abs(dot(other[...], unit[...])) > limit }
      if !isCopy { kept.append(unit) }
      return !isCopy
    }
  }

  private func pValues(
    _ columns: [[Double]], _ table: TrainingTable, _ test: Test
  ) throws(LearningError) -> [Double] {
    try table.requireBothClasses()
    let classes = try table.classes()
    return columns.map { column in
      let groups = [true, false].map { wanted in scores(column, classes, where: wanted) }
      let value: Statistic =
        switch test {
        case .welch: welchTest(groups[0], groups[1]).pValue
        case .student: studentTest(groups[0], groups[1]).pValue
        case .mannWhitney: mannWhitneyTest(groups[0], groups[1]).pValue
        }
      // A test without a value (no variance) has found no difference.
      return value.value ?? 1
    }
  }
}

extension ColumnFilter: CustomStringConvertible {
  /// The rule in words.
  public var description: String {
    switch self {
    case .variance(let limit): "variance above \(limit)"
    case .correlation(let limit): "correlation at most \(limit)"
    case .reliability(_, let limit): "intraclass correlation at least \(limit)"
    case .pValue(let test, let limit): "\(test.rawValue) p below \(limit)"
    case .falseDiscoveryRate(let test, let limit): "\(test.rawValue) Benjamini-Hochberg p below \(limit)"
    case .best(let count, let test): "\(count) best by \(test.rawValue)"
    case .auc(let limit): "AUC at least \(limit)"
    }
  }
}
