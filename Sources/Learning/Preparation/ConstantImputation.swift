import Statistics

/// One value per column in the place of missing ones.
public struct ConstantImputation: Imputation, Codable {
  /// Which value.
  public enum Rule: String, Hashable, Codable, Sendable {
    /// The training median.
    case median
    /// The most frequent training value, the smallest of equally frequent ones, as scikit-learn: for coded categories.
    case mode
    /// The training median, and a column `name=missing` (0 or 1) for every column that has a missing value in training:
    /// that a value is missing may itself say something. For categories `oneHot` does the same.
    case category
  }

  /// Which value.
  public let rule: Rule

  /// Imputation by `rule`.
  public init(_ rule: Rule = .median) { self.rule = rule }

  /// Learns the values of `table`. A column without any value gets 0 and is later dropped as constant.
  public func fit(_ table: TrainingTable, log: inout FitLog) -> ConstantImputer {
    let present = table.columns.indices.map { table.features.column($0).filter { !$0.isNaN } }
    let missing = present.map { table.subjects.count - $0.count }
    log.record(
      .imputation, subjects: table.subjects, detail: "\(rule.rawValue), \(missing.reduce(0, +)) missing values")
    return ConstantImputer(
      columns: table.columns, values: present.map { $0.isEmpty ? 0 : rule == .mode ? mode($0) : median($0) },
      marked: rule == .category ? table.columns.indices.filter { missing[$0] > 0 }.map { table.columns[$0] } : [])
  }

  private func mode(_ values: [Double]) -> Double {
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? 0
  }
}

/// Fitted constants.
public struct ConstantImputer: Imputer {
  /// Key in files.
  public static let code: String? = "constant"

  /// The columns it was fitted on.
  public let columns: [String]
  /// The value that replaces a missing one, by column.
  public let values: [Double]
  /// Columns that get a second one saying whether the value is missing.
  public let marked: [String]

  /// The table without missing values.
  public func transform(_ table: FeatureTable) -> FeatureTable {
    precondition(table.columns == columns, "an imputer transforms the columns it was fitted on")
    let filled = columns.indices.flatMap { position in
      table.column(position).map { $0.isNaN ? values[position] : $0 }
    }
    let positions = columns.indices.filter { marked.contains(columns[$0]) }
    let marks = positions.flatMap { table.column($0).map { $0.isNaN ? 1.0 : 0 } }
    return FeatureTable(subjects: table.subjects, columns: columns, columnMajor: filled).appending(
      FeatureTable(subjects: table.subjects, columns: marked.map { "\($0)=missing" }, columnMajor: marks))
  }
}

extension ConstantImputer {
  /// The columns that mark missing values.
  public var added: [String] { marked.map { "\($0)=missing" } }

  /// The table without missing values, of which there is one completion.
  public func transform(_ table: FeatureTable, completion: Int) -> FeatureTable { transform(table) }

  /// The part for the columns called `names` and for those whose marks are called so.
  public func selecting(_ names: Set<String>) -> ConstantImputer {
    let kept = columns.indices.filter { names.contains(columns[$0]) || names.contains("\(columns[$0])=missing") }
    let own = Set(kept.map { columns[$0] })
    return ConstantImputer(
      columns: kept.map { columns[$0] }, values: kept.map { values[$0] }, marked: marked.filter(own.contains))
  }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public func fault(_ completion: Int) -> String? {
    values.count == columns.count ? twice(columns) : "values are not those of its columns"
  }
}

extension LearningStep {
  static let median = LearningStep.constant("median", "training medians", .median)
  static let constantMedian = LearningStep.constant("constant-median", "the same by another name", .median)
  static let mode = LearningStep.constant("mode", "most frequent values", .mode)
  static let category = LearningStep.constant(
    "category", "medians, and a column that says what was missing", .category)

  private static func constant(_ name: String, _ summary: String, _ rule: ConstantImputation.Rule) -> LearningStep {
    .imputation(name, summary, fitted: ConstantImputer.self) { _, _ in ConstantImputation(rule) }
  }
}
