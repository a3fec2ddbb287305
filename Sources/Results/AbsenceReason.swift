import Statistics

/// Why a result is not a number, or an estimate has no interval.
///
/// Results are made with cases, and only who prints them asks for ``words``. In JSON a reason is its words, which stay
/// as they are: readers of `results.json` compare them.
public enum AbsenceReason: Hashable, Sendable {
  /// The statistic has no value.
  case statistic(UndefinedReason)
  /// The value is not a finite number.
  case infinite
  /// A number in a file that is not finite.
  case notFinite
  /// Leave-one-out: each score comes from another model.
  case pooledLeaveOneOut
  /// Folds: the scores come from several models.
  case pooledFolds
  /// Probabilities of a split that holds out a handful of patients at a time.
  case invertedProbabilities
  /// Predicted classes of such a split.
  case invertedCalls
  /// The AUC is that of predicted classes, and there are none.
  case noClassesToRank
  /// No class is predicted.
  case noCutoff
  /// The model has no probabilities.
  case uncalibrated
  /// No setting was chosen by the AUC of inner folds.
  case noTuningAUC
  /// The row has nothing that is tuned.
  case nothingTuned
  /// No model could be fitted to permuted outcomes.
  case noPermutation
  /// A row that a comparison names is not in the run.
  case noSuchRow
  /// The difference of two models is a mean over folds, of which one has no AUC.
  case foldWithoutAUC
  /// The AUC is a mean over folds, of which some have none.
  case foldsWithoutAUC(Int, of: Int)
  /// A feature has no value in any patient.
  case noValues
  /// One of two features is the same in every patient.
  case featureIsConstant
  /// The words of another version of Apus, or of another program.
  case other(String)
}

extension AbsenceReason {
  /// What a reader is told, and what JSON has.
  public var words: String {
    switch self {
    case .statistic(let reason): reason.explanation
    case .infinite: "infinite"
    case .notFinite: "The result is not a finite number."
    case .pooledLeaveOneOut:
      "leave-one-out scores come from models that share training patients; DeLong's variance assumes one model"
    case .pooledFolds:
      "out-of-fold scores come from the models of several folds; DeLong's variance assumes one model"
    case .invertedProbabilities:
      "withheld: each probability comes from a different model, and leaving out an event lowers the probability that "
        + "this model gives to the event; so the probabilities of this split are biased "
        + "against the outcome, however good the model is"
    case .invertedCalls:
      "withheld: each predicted class comes from a different model, and leaving out an event lowers its score; so the "
        + "predicted classes of this split are biased against the outcome: a third of tests "
        + "on models without predictive value has p < .05"
    case .noClassesToRank: "there is no cutoff, so there are no predicted classes to rank by"
    case .noCutoff: "no cutoff"
    case .uncalibrated: "there are too few events to calibrate probabilities"
    case .noTuningAUC: "no setting was chosen by the AUC of inner folds"
    case .nothingTuned: "nothing was tuned"
    case .noPermutation: "no permutation could be fitted"
    case .noSuchRow: "the run has no such row"
    case .foldWithoutAUC: "a fold has no AUC"
    case .foldsWithoutAUC(let missing, let all): "\(missing) of \(all) folds have no AUC"
    case .noValues: "no patient has a value"
    case .featureIsConstant: "one of the two features does not vary"
    case .other(let words): words
    }
  }

  /// The reasons without values of their own.
  package static let plain: [AbsenceReason] =
    [
      .infinite, .notFinite, .pooledLeaveOneOut, .pooledFolds, .invertedProbabilities, .invertedCalls,
      .noClassesToRank, .noCutoff, .uncalibrated, .noTuningAUC, .nothingTuned, .noPermutation, .noSuchRow,
      .foldWithoutAUC, .noValues, .featureIsConstant,
    ] + UndefinedReason.allCases.map { .statistic($0) }

  private static let byWords = Dictionary(uniqueKeysWithValues: plain.map { ($0.words, $0) })

  /// The reason with these words; ``other(_:)`` where this version has none.
  package init(words: String) {
    if let known = Self.byWords[words] {
      self = known
    } else if let counts = words.wholeMatch(of: /(\d+) of (\d+) folds have no AUC/)?.output,
      let missing = Int(counts.1), let all = Int(counts.2)
    {
      self = .foldsWithoutAUC(missing, of: all)
    } else {
      self = .other(words)
    }
  }
}

extension AbsenceReason: Codable {
  /// Reads ``words``.
  public init(from decoder: any Decoder) throws {
    self.init(words: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes ``words``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(words)
  }
}
