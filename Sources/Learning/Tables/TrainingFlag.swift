/// A remark on a fit that its reader needs.
public enum TrainingFlag: Hashable, Codable, Sendable {
  /// Fewer folds than asked for, because a class has so few subjects.
  case fewerFolds(asked: Int, used: Int)
  /// A class has one subject: nothing was tuned, and there is neither a probability nor a cutoff.
  case notTuned(events: Int, nonEvents: Int)
  /// No column was left after constant ones were dropped.
  case noVaryingColumn
  /// Held-out scores were no better than chance: the probability is the same for everybody.
  case calibrationIsConstant
  /// Unstratified folds were asked for, and a fold would have had one class only: dealt by class instead.
  case plainFoldsLackAClass
  /// Filters and selection left no column to a model.
  case noColumnLeft
  /// Fewer columns than the selection was to keep: all were kept.
  case allFeaturesKept(Int)
  /// So many training subjects that machines with a curved kernel learnt from some of them.
  case sampledForKernels(of: Int, used: Int)
  /// libsvm gave up on some fits, after ten million steps; whether the chosen setting is among them.
  case stoppedAtLimit(fits: Int, hasChosen: Bool)

  /// The flag in words.
  public var explanation: String {
    switch self {
    case .fewerFolds(let asked, let used):
      "\(used) folds instead of \(asked): a class has only \(used) training subjects"
    case .notTuned(let events, let nonEvents):
      "not tuned: \(events) training events and \(nonEvents) non-events leave nothing to hold out, so there is no "
        + "probability and no cutoff"
    case .noColumnLeft: "filters and selection left no column: every score of such a model is the same"
    case .noVaryingColumn: "no column varies in training: every score is the same"
    case .calibrationIsConstant:
      "out-of-fold training scores do not increase with the outcome, so every patient has the same probability"
    case .plainFoldsLackAClass:
      "unstratified folds would leave a fold with one class only, so folds were dealt by class"
    case .sampledForKernels(let all, let used):
      "\(all) training subjects are more than \(used): radial and sigmoid support vector machines learnt from \(used) of them, drawn by "
        + "class; scaling, selection, linear machines, calibration and cutoff from all"
    case .stoppedAtLimit(let fits, let hasChosen):
      "\(fits) support vector machine\(fits == 1 ? "" : "s") stopped after libsvm's limit of ten million steps, before the optimum; "
        + (hasChosen
          ? "the chosen setting is among them, so that its scores may still change with more steps"
          : "none of the chosen setting")
    case .allFeaturesKept(let count): "only \(count) features vary: all were kept"
    }
  }
}
