extension AnyClassifier {
  /// Fits `table` as it is.
  func fit(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> AnyTrainedClassifier {
    try settings.trained(table, log: &log)
  }

  /// Fits `table`, oversampled first if asked for, except where subjects are held out; the log names the subjects of
  /// `table`.
  func fit(
    _ table: TrainingTable, oversampling: Oversampling, seed: UInt64, log: inout FitLog
  ) throws(LearningError) -> AnyTrainedClassifier {
    guard !table.columns.isEmpty else { return try fitPrevalence(table, log: &log) }
    try table.requireBothClasses()
    // Whom a fit holds out is itself logged, with subjects who have ids, so it sees the table as it is.
    if settings.holdsOut || settings.keepsTableOrder && oversampling == .none { return try fit(table, log: &log) }
    let sorted = table.sortedBySubject
    let sample = oversampling.apply(
      DenseMatrix(sorted.features), try sorted.classes(), subjects: table.subjects, seed: seed, log: &log)
    let (model, fact) = settings.prepared(sample.matrix, sample.outcomes, table.columns)
    log.record(.classifier, subjects: table.subjects, setting: fitSetting, fact: fact)
    return model
  }

  /// Without a column there is no kernel and no split, so only the intercept is fitted, which is the prevalence. The
  /// log names the setting nevertheless, because it was tried.
  func fitPrevalence(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> AnyTrainedClassifier {
    try table.requireBothClasses()
    log.record(.classifier, subjects: table.subjects, setting: fitSetting, fact: .noColumn)
    return LogisticRegression().prepared(DenseMatrix(table.features), try table.classes(), []).model
  }
}

extension Classifier {
  fileprivate func trained(_ table: TrainingTable, log: inout FitLog) throws(LearningError) -> AnyTrainedClassifier {
    AnyTrainedClassifier(try fit(table, log: &log), of: self)
  }

  fileprivate func prepared(
    _ matrix: DenseMatrix, _ outcomes: [Bool], _ columns: [String]
  ) -> (model: AnyTrainedClassifier, fact: FitFact?) {
    let trained = train(matrix, outcomes: outcomes, columns: columns)
    return (AnyTrainedClassifier(trained.model, of: self), trained.fact)
  }
}
