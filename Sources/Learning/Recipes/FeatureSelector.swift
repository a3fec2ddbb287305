/// What chooses columns from a prepared table.
public enum FeatureSelector: Hashable, Codable, Sendable {
  /// Recursive elimination by logistic regression.
  case elimination(RecursiveElimination)
  /// Recursive elimination whose size is chosen by cross-validation.
  case crossValidatedElimination(CrossValidatedElimination)
  /// mRMR.
  case redundancy(RedundancySelection)
  /// The columns to which an elastic net gives a coefficient.
  case elasticNet(ElasticNet)
  /// Stability selection.
  case stability(StabilitySelection)
  /// Boruta-like.
  case shadows(ShadowSelection)
  /// One after the other, each on what the one before it kept.
  indirect case inTurn([FeatureSelector])

  /// The columns of `table` that are kept, in the selector's order.
  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> [String] {
    switch self {
    case .elimination(let settings): return try settings.fit(table, log: &log).selected
    case .crossValidatedElimination(let settings): return try settings.fit(table, log: &log).selected
    case .redundancy(let settings): return try settings.fit(table, log: &log).columns
    case .elasticNet(let settings):
      // The regression is here a means of selection: a fold has one classifier a setting, and no other.
      var own = FitLog(purpose: log.purpose)
      let model = try settings.fit(table, log: &own)
      for entry in own.entries where entry.kind != .classifier {
        log.record(entry.kind, subjects: own.subjects(of: entry), detail: "\(settings): \(entry.detail)")
      }
      log.record(.selection, subjects: table.subjects, detail: "kept \(model.selected.joined(separator: ", "))")
      return model.selected
    case .stability(let settings): return try settings.fit(table, log: &log).columns
    case .shadows(let settings): return try settings.fit(table, log: &log).columns
    case .inTurn(let selectors):
      var left = table
      for selector in selectors where !left.columns.isEmpty {
        left = try left.columns(named: try selector.fit(left, log: &log))
      }
      return left.columns
    }
  }
}
