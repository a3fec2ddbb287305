/// A statistic, or the reason why it has no value.
///
/// Undefined mathematics is a value: a specificity without non-events is not 0, and a NaN would forget why.
public enum Statistic: Hashable, Sendable {
  /// The value.
  case defined(Double)
  /// Why there is none.
  case undefined(UndefinedReason)

  /// The value, if there is one.
  public var value: Double? {
    if case .defined(let value) = self { value } else { nil }
  }

  /// The reason, if there is no value.
  public var reason: UndefinedReason? {
    if case .undefined(let reason) = self { reason } else { nil }
  }

  /// `numerator / denominator`, undefined for `reason` when the denominator is 0.
  public static func ratio(_ numerator: Double, _ denominator: Double, else reason: UndefinedReason) -> Statistic {
    denominator == 0 ? .undefined(reason) : .defined(numerator / denominator)
  }

  /// The statistic with `transform` applied to its value, if it has one.
  public func map(_ transform: (Double) -> Double) -> Statistic {
    switch self {
    case .defined(let value): .defined(transform(value))
    case .undefined: self
    }
  }
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
  /// An expected count is below 5.
  case smallExpectedCount
  /// A score outside 0 to 1 is no probability.
  case notProbabilities

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
    case .zeroVariance: "all values equal"
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
    }
  }
}

extension Statistic: Codable {
  private enum Key: String, CodingKey { case undefined }

  /// A number, or `{"undefined": reason}`; infinities are the strings `"Inf"` and `"-Inf"`.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Key.self) {
      self = .undefined(try container.decode(UndefinedReason.self, forKey: .undefined))
    } else {
      self = .defined(try ExtendedReal(from: decoder).value)
    }
  }

  /// Writes the form ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .defined(let value): try ExtendedReal(value).encode(to: encoder)
    case .undefined(let reason):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(reason, forKey: .undefined)
    }
  }
}

/// A real number or an infinity in JSON, which has no infinities: they are written as `"Inf"` and `"-Inf"`, R's names.
public struct ExtendedReal: Hashable, Sendable, Codable {
  /// The number.
  public let value: Double

  /// Wraps `value`.
  public init(_ value: Double) { self.value = value }

  /// Reads a number, `"Inf"` or `"-Inf"`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let text = try? container.decode(String.self) else {
      value = try container.decode(Double.self)
      return
    }
    guard text == "Inf" || text == "-Inf" else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a number, Inf or -Inf")
    }
    value = text == "Inf" ? .infinity : -.infinity
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite { try container.encode(value) } else { try container.encode(value > 0 ? "Inf" : "-Inf") }
  }
}

/// A confidence interval.
public struct ConfidenceInterval: Hashable, Codable, Sendable {
  /// Lower limit.
  public let lower: Double
  /// Upper limit.
  public let upper: Double
  /// Confidence level, such as 0.95.
  public let level: Double

  /// The interval from `lower` to `upper`.
  public init(lower: Double, upper: Double, level: Double = 0.95) {
    (self.lower, self.upper, self.level) = (lower, upper, level)
  }

  /// `centre ± z · standardError`, with the normal quantile of `level`.
  public init(centre: Double, standardError: Double, level: Double = 0.95) {
    let reach = NormalDistribution.quantile(0.5 + level / 2) * standardError
    self.init(lower: centre - reach, upper: centre + reach, level: level)
  }

  /// The part of the interval inside `bounds`.
  public func clipped(to bounds: ClosedRange<Double>) -> ConfidenceInterval {
    ConfidenceInterval(
      lower: max(lower, bounds.lowerBound), upper: min(upper, bounds.upperBound), level: level)
  }
}
