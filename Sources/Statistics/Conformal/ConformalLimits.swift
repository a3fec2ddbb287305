/// How prediction sets are made.
public struct ConformalRule: Hashable, Codable, Sendable {
  /// The share of new patients, `1 − α`, whose set is meant to hold their outcome; above 0 and below 1.
  public let coverage: Double
  /// Whether each outcome has a limit of its own, so that the coverage is meant for each outcome by itself (Mondrian).
  public let isByClass: Bool

  /// 90 % over all patients.
  public static let standard = ConformalRule(coverage: 0.9)

  /// A rule with `coverage` between 0 and 1.
  public init(coverage: Double, isByClass: Bool = false) {
    precondition(coverage > 0 && coverage < 1, "a coverage lies between 0 and 1")
    (self.coverage, self.isByClass) = (coverage, isByClass)
  }
}

/// The limits of split-conformal prediction sets for two outcomes, from probabilities that a model gave to patients
/// whom it had not seen.
///
/// The nonconformity of a patient is `1 − p(y)`, one minus the probability of the outcome that occurred. With `n`
/// patients the limit is the `⌈(n + 1)(1 − α)⌉`-th smallest. A new patient's set holds every outcome whose
/// nonconformity does not exceed its limit. If the patients are exchangeable with the new one, and the model did not
/// learn from them, the set holds the outcome with probability `1 − α` at least.
/// - SeeAlso: Vovk, Gammerman and Shafer 2005, doi 10.1007/b106715 (section 4.5 for classes apart); Angelopoulos and
///   Bates 2021, arXiv 2107.07511.
public struct ConformalLimits: Hashable, Codable, Sendable {
  /// The limit of one outcome.
  public struct Limit: Hashable, Codable, Sendable {
    /// Number `n` of patients that it comes from.
    public let patients: Int
    /// The largest nonconformity that keeps the outcome in a set; `nil` where `n` is too small, below
    /// `(1 − α) / α`: then nothing removes the outcome.
    public let nonconformity: Double?

    init(_ values: [Double], coverage: Double) {
      patients = values.count
      // A product such as 30 x 0.9 can exceed the whole number by its rounding, and must not gain a rank by that.
      let rank = Int((Double(values.count + 1) * coverage - 1e-9).rounded(.up))
      nonconformity = rank <= values.count ? values.sorted()[max(rank, 1) - 1] : nil
    }

    func allows(_ value: Double) -> Bool { nonconformity.map { value <= $0 } ?? true }
  }

  /// How they were made.
  public let rule: ConformalRule
  /// The limit of the event.
  public let event: Limit
  /// The limit of the non-event; the same as that of the event unless classes are apart.
  public let nonEvent: Limit
  /// Number of patients with the event among those that gave the limits.
  public let events: Int
  /// Number of those without.
  public let nonEvents: Int

  /// The limits from `probabilities` of the event and what occurred.
  public init(probabilities: [Double], outcomes: [Bool], rule: ConformalRule) {
    precondition(probabilities.count == outcomes.count, "one probability per outcome")
    let values = zip(probabilities, outcomes).map { Self.nonconformity($0, of: $1) }
    let limit = { (isOwn: (Bool) -> Bool) in
      Limit(zip(values, outcomes).filter { isOwn($0.1) }.map(\.0), coverage: rule.coverage)
    }
    self.rule = rule
    events = outcomes.count { $0 }
    nonEvents = outcomes.count - events
    event = limit { $0 || !rule.isByClass }
    nonEvent = limit { !$0 || !rule.isByClass }
  }

  /// The set of a patient with this probability of the event.
  public func set(_ probability: Double) -> PredictionSet {
    PredictionSet(
      event: event.allows(Self.nonconformity(probability, of: true)),
      nonEvent: nonEvent.allows(Self.nonconformity(probability, of: false)))
  }

  private static func nonconformity(_ probability: Double, of outcome: Bool) -> Double {
    outcome ? 1 - probability : probability
  }
}
