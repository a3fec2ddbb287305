import Mathematics
import Statistics

/// Brings columns to a common scale.
public struct ColumnScaling: Scaling, Codable {
  /// To which.
  public enum Rule: String, Hashable, Codable, Sendable, CaseIterable {
    /// Mean 0, population standard deviation 1.
    case standard
    /// Median 0, interquartile range 1 (quantiles of type 7), as scikit-learn's `RobustScaler`.
    case robust
    /// Training minimum 0 and maximum 1; later subjects may fall outside.
    case range
    /// The share of training subjects below, in [0, 1], as scikit-learn's `QuantileTransformer`; beyond the training
    /// values 0 or 1.
    case quantile
    /// The normal quantile of that share, within ±5.2.
    case normal
  }

  /// To which scale.
  public let rule: Rule

  /// Scaling by `rule`.
  public init(_ rule: Rule = .standard) { self.rule = rule }

  /// Learns from `table`, which has no missing value. A column without spread is centred only.
  public func fit(_ table: TrainingTable, log: inout FitLog) -> ColumnScaler {
    log.record(.scaling, subjects: table.subjects, detail: rule.rawValue)
    let columns = table.columns.indices.map { Array(table.features.column($0)) }
    switch rule {
    case .standard:
      let scaler = StandardScaler(fitting: table.features)
      return ColumnScaler(columns: table.columns, map: .affine(centres: scaler.means, scales: scaler.scales))
    case .robust:
      let spreads = columns.map { min(quantile($0, 0.75) - quantile($0, 0.25), .greatestFiniteMagnitude) }
      return ColumnScaler(
        columns: table.columns,
        map: .affine(centres: columns.map { median($0) }, scales: spreads.map { $0 > 0 ? $0 : 1 }))
    case .range:
      let lows = columns.map { $0.min() ?? 0 }
      let spreads = zip(columns, lows).map { min(($0.max() ?? 0) - $1, .greatestFiniteMagnitude) }
      return ColumnScaler(columns: table.columns, map: .affine(centres: lows, scales: spreads.map { $0 > 0 ? $0 : 1 }))
    case .quantile, .normal:
      return ColumnScaler(
        columns: table.columns, map: .quantiles(columns.map { $0.sorted() }, isNormal: rule == .normal))
    }
  }
}

/// Fitted scales.
public struct ColumnScaler: Scaler {
  /// None: it stood in files before there was a choice.
  public static let code: String? = nil

  /// The map of each column.
  public enum Map: Hashable, Codable, Sendable {
    /// `(x − centre) / scale`.
    case affine(centres: [Double], scales: [Double])
    /// The position among the sorted training values, by column.
    case quantiles([[Double]], isNormal: Bool)
  }

  /// The columns it was fitted on.
  public let columns: [String]
  /// Their maps.
  public let map: Map

  /// The scaled table.
  public func transform(_ table: FeatureTable) -> FeatureTable {
    precondition(table.columns == columns, "a scaler transforms the columns it was fitted on")
    let values = columns.indices.flatMap { column in table.column(column).map { scaled($0, column) } }
    return FeatureTable(subjects: table.subjects, columns: columns, columnMajor: values)
  }

  private func scaled(_ value: Double, _ column: Int) -> Double {
    switch map {
    case .affine(let centres, let scales):
      return StandardScaler.scaled(value, centre: centres[column], scale: scales[column])
    case .quantiles(let sorted, let isNormal):
      let share = share(of: value, in: sorted[column])
      guard isNormal else { return share }
      // scikit-learn cuts the tails at 1e-7.
      return NormalDistribution.quantile(min(max(share, 1e-7), 1 - 1e-7))
    }
  }

  /// Linear between order statistics; a value that several subjects have gets the middle of their shares.
  private func share(of value: Double, in sorted: [Double]) -> Double {
    guard sorted.count > 1, value > sorted[0] else { return sorted.count > 1 ? 0 : 0.5 }
    guard value < sorted[sorted.count - 1] else { return 1 }
    let last = Double(sorted.count - 1)
    let below = partitionPoint(sorted.indices) { sorted[$0] >= value }
    let above = partitionPoint(sorted.indices) { sorted[$0] > value }
    if above > below { return (Double(below) + Double(above - 1)) / 2 / last }
    return (Double(below - 1) + (value - sorted[below - 1]) / (sorted[below] - sorted[below - 1])) / last
  }

  /// The part of the scaler for the columns called `names`, all of them its own.
  public func selecting(_ names: [String]) -> ColumnScaler {
    let positions = names.compactMap { columns.firstIndex(of: $0) }
    switch map {
    case .affine(let centres, let scales):
      let part = Map.affine(centres: positions.map { centres[$0] }, scales: positions.map { scales[$0] })
      return ColumnScaler(columns: names, map: part)
    case .quantiles(let sorted, let isNormal):
      return ColumnScaler(columns: names, map: .quantiles(positions.map { sorted[$0] }, isNormal: isNormal))
    }
  }
}

extension ColumnScaler {
  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    let isSound =
      switch map {
      case .affine(let centres, let scales):
        centres.count == columns.count && scales.count == columns.count && scales.allSatisfy { $0 > 0 }
      case .quantiles(let sorted, _): sorted.count == columns.count
      }
    return isSound ? twice(columns) : "scales are not those of \(columns.count) columns"
  }
}
