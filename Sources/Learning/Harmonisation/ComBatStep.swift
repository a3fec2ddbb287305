extension LearningStep {
  static let combat = LearningStep.harmonisation(
    "combat", "location and scale of batches by empirical Bayes",
    [
      StepOption("shrinkage", .words(ComBat.Shrinkage.allCases.map(\.rawValue)), "parametric"),
      StepOption("means-only", .flag, "false"),
    ], rowOrder: .rounding
  ) { choice, context in
    ComBat(
      batches: context.batches, covariates: context.covariates,
      shrinkage: ComBat.Shrinkage(rawValue: choice.word("shrinkage")) ?? .parametric,
      adjustsMeansOnly: choice.word("means-only") == "true", reference: context.reference)
  }
}

extension ComBat {
  /// Without the covariates that are not among `columns`: one that does not vary in training protects nothing.
  public func protecting(only columns: Set<String>) -> ComBat {
    ComBat(
      batches: batches, covariates: covariates.filter(columns.contains), shrinkage: shrinkage,
      adjustsMeansOnly: adjustsMeansOnly, reference: reference)
  }
}

extension ComBatModel {
  /// Columns that are protected.
  public var covariates: [String] { settings.covariates }

  /// Batches that it knows.
  public var batchNames: Set<String> { Set(batches.keys) }

  /// The table with its columns and covariates first, harmonised, and all others after them as they are.
  public func applied(to table: FeatureTable, batches: [String: String]?) throws(LearningError) -> FeatureTable {
    let own = Set(columns + settings.covariates)
    let rest = try table.columns(named: table.columns.filter { !own.contains($0) })
    return try transform(table, labels: batches).appending(rest)
  }

  /// The part for the columns called `names`; covariates stay.
  public func selecting(_ names: Set<String>) -> ComBatModel {
    let kept = columns.indices.filter { names.contains(columns[$0]) }
    let part = { (values: [Double]) in kept.map { values[$0] } }
    return ComBatModel(
      settings: settings, columns: kept.map { columns[$0] }, means: part(means), variances: part(variances),
      effects: effects.map(part),
      batches: batches.mapValues {
        Batch(
          locations: part($0.locations), variances: part($0.variances), isEstimatedLater: $0.isEstimatedLater)
      })
  }

  /// Without the ids of training subjects.
  public var withoutSubjects: ComBatModel {
    let bare = ComBat(
      batches: [:], covariates: settings.covariates, shrinkage: settings.shrinkage,
      adjustsMeansOnly: settings.adjustsMeansOnly, reference: settings.reference)
    return ComBatModel(
      settings: bare, columns: columns, means: means, variances: variances, effects: effects, batches: batches)
  }

  /// Why it cannot be applied, read from a file; `nil` where it can.
  public var fault: String? {
    let count = columns.count
    let isSound =
      means.count == count && variances.count == count && effects.count == settings.covariates.count
      && effects.allSatisfy { $0.count == count }
      && batches.values.allSatisfy { $0.locations.count == count && $0.variances.count == count }
    return isSound ? twice(columns + settings.covariates) : "effects of batches are not those of \(count) columns"
  }
}
