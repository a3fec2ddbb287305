extension Pipeline {
  /// The origin of the steps of a pipeline. All differences between both origins are in this file. They are kept
  /// because results and logs of earlier versions have them.
  enum Origin: Hashable, Sendable {
    /// The steps of a study file. If nothing can be held out, there is no model.
    case steps
    /// The study's own steps. If nothing can be held out, the fallback is fitted, without probability and cutoff. A
    /// setting is fitted once for each fold, so the record does not count fits.
    case study(fallback: AnyClassifier)
  }

  /// Remarks on the prepared training set.
  func flags(before prepared: [PreparedTable]) -> [TrainingFlag] {
    guard case .study = origin, let only = prepared.first else { return [] }
    if only.candidates == 0 { return [.noVaryingColumn] }
    return selector != nil && only.table.columns.count == only.candidates ? [.allFeaturesKept(only.candidates)] : []
  }

  /// Whether the selector is asked though it has no column to choose from, because `appended` columns are there without
  /// it: the published elimination then ends in an error, and its row has no model.
  func asksSelector(besides appended: Int) -> Bool { origin != .steps && appended > 0 }

  /// Remarks on the model.
  func flags(after members: [PipelineModel.Member]) -> [TrainingFlag] {
    origin == .steps && members.contains { $0.preparation.columns.isEmpty } ? [.noColumnLeft] : []
  }

  /// The classifier of a prepared table.
  func classifier(
    _ setting: AnyClassifier, _ table: TrainingTable, log: inout FitLog
  ) throws(LearningError) -> AnyTrainedClassifier {
    guard case .study = origin else {
      return try setting.fit(table, oversampling: oversampling, seed: seed, log: &log)
    }
    return try table.columns.isEmpty ? setting.fitPrevalence(table, log: &log) : setting.fit(table, log: &log)
  }
}
