/// An undefined value where more than a number was asked for.
public struct Undefined: Error, Hashable, Codable, Sendable, CustomStringConvertible {
  /// Why.
  public let reason: UndefinedReason
  /// Undefined for `reason`.
  public init(_ reason: UndefinedReason) { self.reason = reason }
  /// The reason in words.
  public var description: String { "undefined: \(reason.explanation)" }
}

/// Why a statistic has no value.
public enum UndefinedReason: String, Hashable, Codable, Sendable, CaseIterable {
  /// No subject has the outcome.
  case noEvents
  /// Every subject has the outcome.
  case noNonEvents
  /// A variance needs two events.
  case fewerThanTwoEvents
  /// A variance needs two non-events.
  case fewerThanTwoNonEvents
  /// Nobody was called positive.
  case noPositiveCalls
  /// Nobody was called negative.
  case noNegativeCalls
  /// A row or column of the table is empty.
  case emptyMargin
  /// Nobody is in the sample.
  case noSubjects
  /// The sample has too few values for the statistic.
  case tooFewValues
  /// All values are equal.
  case zeroVariance
  /// Scores separate the outcomes completely: the likelihood has no maximum.
  case separation
  /// A probability of exactly 0 or 1 has no logit.
  case certainProbability
  /// The exact distribution has too many tables to list.
  case tooManyTables
  /// Expected agreement is complete.
  case noDisagreementExpected
  /// There was no held-out score to compute it from.
  case notTuned
  /// Two models disagree nowhere.
  case noDiscordantPairs
  /// The area lies below that of chance.
  case belowChance
  /// A neighbourhood of a local regression holds a single distinct value.
  case tooManyTies
  /// The probabilities sum to 0.
  case nothingExpected
  /// The sample has too many values for the statistic.
  case tooManyValues
  /// An expected count is below 5.
  case smallExpectedCount
  /// A score outside 0 to 1 is no probability.
  case notProbabilities
  /// Fewer than ``SmallClasses/least`` events or non-events: nothing can be concluded from them.
  case smallClass
  /// A value is missing that the statistic needs.
  case missingValues
  /// The resamples of a bootstrap are all equal, or nearly all on one side of the estimate.
  case bootstrapBias
  /// Rows belong to the same patients, and the statistic takes rows as independent; see ``DependentRows``.
  case rowsOfPatients
  /// A variance that is a difference of others is estimated below 0.
  case negativeVariance
  /// Scores come from several models, as in cross-validation, and the variance is that of one.
  case pooledModels

  /// What to print in place of a number.
  public var explanation: String {
    switch self {
    case .noEvents: "no event"
    case .noNonEvents: "no non-event"
    case .fewerThanTwoEvents: "fewer than 2 events"
    case .fewerThanTwoNonEvents: "fewer than 2 non-events"
    case .noPositiveCalls: "nobody called positive"
    case .noNegativeCalls: "nobody called negative"
    case .emptyMargin: "an empty row or column"
    case .noSubjects: "no subject"
    case .tooFewValues: "too few values"
    case .zeroVariance: "no variation in these patients; a variance of 0 is not certainty"
    case .separation: "the scores separate the outcomes completely"
    case .certainProbability: "a probability of exactly 0 or 1"
    case .tooManyTables: "too many tables to enumerate"
    case .noDisagreementExpected: "complete agreement is expected"
    case .notTuned: "too few events for held-out training scores"
    case .noDiscordantPairs: "no discordant pair"
    case .belowChance: "below chance"
    case .tooManyTies: "too many equal values for a smooth curve"
    case .smallExpectedCount: "an expected count below 5"
    case .notProbabilities: "scores outside 0 to 1 are no probabilities"
    case .smallClass:
      "fewer than \(SmallClasses.least) events or non-events, too few to conclude anything from"
    case .missingValues: "a value is missing"
    case .negativeVariance: "a variance is estimated below 0"
    case .rowsOfPatients:
      "withheld: patients have several rows, and this interval or test takes every row as a patient of its own"
    case .pooledModels:
      "withheld: scores come from several models that share training patients, and this interval or test assumes one model"
    case .bootstrapBias: "the resamples are all equal or lie on one side of the estimate"
    case .nothingExpected: "the probabilities sum to 0"
    case .tooManyValues: "too many values"
    }
  }
}
