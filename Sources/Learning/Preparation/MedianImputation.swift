import Statistics

/// Puts the training median in the place of missing values.
public struct MedianImputation: Imputation, Codable {
  /// Median imputation has no settings.
  public init() {}

  /// Learns the median of each column's present values.
  public func fit(_ table: TrainingTable, log: inout FitLog) -> MedianImputer {
    let present = table.columns.indices.map { table.features.column($0).filter { !$0.isNaN } }
    let missing = present.map { table.subjects.count - $0.count }.reduce(0, +)
    log.record(.imputation, subjects: table.subjects, detail: missing == 0 ? "" : "\(missing) missing values")
    // A column without any value holds no information. With 0 everywhere it is constant, and the next step drops it.
    return MedianImputer(columns: table.columns, medians: present.map { $0.isEmpty ? 0 : median($0) })
  }
}

/// Fitted medians.
public struct MedianImputer: Imputer {
  /// Key in files.
  public static let code: String? = "medians"

  /// The columns it was fitted on.
  public let columns: [String]
  /// The value that replaces a missing one, by column.
  public let medians: [Double]

  /// The table without missing values; its columns are those of the imputer in the same order.
  public func transform(_ table: FeatureTable) -> FeatureTable {
    precondition(table.columns == columns, "an imputer transforms the columns it was fitted on")
    let filled = columns.indices.flatMap { position in
      table.column(position).map { $0.isNaN ? medians[position] : $0 }
    }
    return FeatureTable(subjects: table.subjects, columns: columns, columnMajor: filled)
  }
}

extension MedianImputer {
  /// The table without missing values, of which there is one completion.
  public func transform(_ table: FeatureTable, completion: Int) -> FeatureTable { transform(table) }

  /// The part for the columns called `names`.
  public func selecting(_ names: Set<String>) -> MedianImputer {
    let kept = columns.indices.filter { names.contains(columns[$0]) }
    return MedianImputer(columns: kept.map { columns[$0] }, medians: kept.map { medians[$0] })
  }

  /// Why the imputer cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    medians.count != columns.count ? "medians are not those of \(columns.count) columns" : twice(columns)
  }

  /// The same of its one completion.
  public func fault(_ completion: Int) -> String? { fault }
}

extension LearningStep {
  /// The study's own pipelines; `median` of a study file is ``ConstantImputation``, whose log names its rule.
  static let medians: LearningStep = {
    var step = LearningStep.imputation("medians", "training medians", fitted: MedianImputer.self) { _, _ in
      MedianImputation()
    }
    step.isNamed = false
    return step
  }()
}
