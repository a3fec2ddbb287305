import Statistics

/// Centres each column and divides it by its population standard deviation.
public struct StandardScaling: Scaling, Codable {
  /// Standard scaling has no settings.
  public init() {}

  /// Learns means and scales from `table`, which has no missing value.
  public func fit(_ table: TrainingTable, log: inout FitLog) -> StandardScaler {
    log.record(.scaling, subjects: table.subjects)
    return StandardScaler(fitting: table.features)
  }
}

/// Fitted means and scales.
public struct StandardScaler: Scaler {
  /// Key in files.
  public static let code: String? = "standard"

  /// The columns it was fitted on.
  public let columns: [String]
  /// Mean of each column.
  public let means: [Double]
  /// Population standard deviation of each column, 1 where that is 0, as scikit-learn.
  public let scales: [Double]

  init(columns: [String], means: [Double], scales: [Double]) {
    (self.columns, self.means, self.scales) = (columns, means, scales)
  }

  init(fitting table: FeatureTable) {
    columns = table.columns
    let moments = table.columns.indices.map { StandardScaler.moments(Array(table.column($0))) }
    means = moments.map(\.mean)
    scales = moments.map(\.scale)
  }

  /// Mean and scale; a spread that is rounding error of the mean counts as none, or noise would be blown up to unit
  /// variance.
  private static func moments(_ values: [Double]) -> (mean: Double, scale: Double) {
    guard let first = values.first, values.contains(where: { $0 != first }) else { return (values.first ?? 0, 1) }
    let centre = mean(values)
    let variance = mean(values.map { ($0 - centre) * ($0 - centre) })
    guard centre.isFinite, variance.isFinite, variance >= leastVariance else {
      return momentsInUnits(values)
    }
    let deviation = variance.squareRoot()
    return (centre, deviation <= 10 * Double.ulpOfOne * abs(centre) ? 1 : deviation)
  }

  /// Squares below it have lost digits, or are 0.
  private static let leastVariance = 1e-280

  /// The same of values whose sum or squares overflow, or whose squares underflow, in units of the largest of them.
  private static func momentsInUnits(_ values: [Double]) -> (mean: Double, scale: Double) {
    let unit = values.map { abs($0) }.max() ?? 1
    let (centre, deviation) = moments(values.map { $0 / unit })
    // A spread below the smallest number is that number, for a scale of 0 divides nothing.
    return (centre * unit, min(max(deviation * unit, .leastNonzeroMagnitude), .greatestFiniteMagnitude))
  }

  /// `(value − centre) / scale`, held within ±1e100, so that sums of squares of scaled values stay numbers: a value so
  /// far outside the training values is as far as any.
  static func scaled(_ value: Double, centre: Double, scale: Double) -> Double {
    let result = (value - centre) / scale
    return min(max(result, -1e100), 1e100)
  }

  /// The scaled table; its columns are those of the scaler in the same order.
  public func transform(_ table: FeatureTable) -> FeatureTable {
    precondition(table.columns == columns, "a scaler transforms the columns it was fitted on")
    let scaled = columns.indices.flatMap { position in
      table.column(position).map { Self.scaled($0, centre: means[position], scale: scales[position]) }
    }
    return FeatureTable(subjects: table.subjects, columns: columns, columnMajor: scaled)
  }

  /// The part of the scaler for the columns called `names`, all of them its own.
  public func selecting(_ names: [String]) -> StandardScaler {
    let positions = names.compactMap { columns.firstIndex(of: $0) }
    return StandardScaler(
      columns: names, means: positions.map { means[$0] }, scales: positions.map { scales[$0] })
  }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    guard means.count == columns.count, scales.count == columns.count else {
      return "scales are not those of \(columns.count) columns"
    }
    return scales.allSatisfy { $0 > 0 } ? twice(columns) : "a scale is not above 0"
  }
}

extension LearningStep {
  /// The study's own pipelines; `standard` of a study file is ``ColumnScaling``, whose log names its rule.
  static let standardScores: LearningStep = {
    var step = LearningStep.scaling(
      "standard-scores", "mean 0, standard deviation 1", rowOrder: .rounding
    ) { _ in StandardScaling() }
    step.isNamed = false
    return step
  }()
}
