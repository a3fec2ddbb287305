/// How a new model moves subjects up and down against an old one.
public struct ReclassificationCounts: Hashable, Codable, Sendable {
  /// Events moved up, which is right.
  public let eventsUp: Int
  /// Events moved down.
  public let eventsDown: Int
  /// All events.
  public let events: Int
  /// Non-events moved up.
  public let nonEventsUp: Int
  /// Non-events moved down, which is right.
  public let nonEventsDown: Int
  /// All non-events.
  public let nonEvents: Int

  /// The counts as they are.
  public init(eventsUp: Int, eventsDown: Int, events: Int, nonEventsUp: Int, nonEventsDown: Int, nonEvents: Int) {
    precondition(min(eventsUp, eventsDown, nonEventsUp, nonEventsDown) >= 0, "a count is never negative")
    precondition(
      eventsUp + eventsDown <= events && nonEventsUp + nonEventsDown <= nonEvents, "more moved than there are")
    (self.eventsUp, self.eventsDown, self.events) = (eventsUp, eventsDown, events)
    (self.nonEventsUp, self.nonEventsDown, self.nonEvents) = (nonEventsUp, nonEventsDown, nonEvents)
  }

  /// Any rise of the score is up, any fall is down: the counts of the continuous NRI.
  public init(old: [Double], new: [Double], outcomes: [Bool]) {
    precondition(old.count == outcomes.count && new.count == outcomes.count, "two scores per outcome")
    func count(_ outcome: Bool, _ moved: (Double, Double) -> Bool) -> Int {
      outcomes.indices.count { outcomes[$0] == outcome && moved(old[$0], new[$0]) }
    }
    self.init(
      eventsUp: count(true, <), eventsDown: count(true, >), events: outcomes.count { $0 },
      nonEventsUp: count(false, <), nonEventsDown: count(false, >), nonEvents: outcomes.count { !$0 })
  }

  /// Up is into a higher category; category k holds `cutoffs[k − 1] ≤ score < cutoffs[k]`.
  public init(old: [Double], new: [Double], outcomes: [Bool], cutoffs: [Double]) {
    func categories(_ scores: [Double]) -> [Double] { scores.map { Double(riskCategory($0, cutoffs: cutoffs)) } }
    self.init(old: categories(old), new: categories(new), outcomes: outcomes)
  }
}

/// Position of a score among categories: the number of `cutoffs` that it reaches.
public func riskCategory(_ score: Double, cutoffs: [Double]) -> Int { cutoffs.count { score >= $0 } }

/// Subjects by old category (row) and new category (column), of one outcome.
public func reclassificationTable(
  old: [Double], new: [Double], outcomes: [Bool], of outcome: Bool, cutoffs: [Double]
) -> [[Int]] {
  precondition(old.count == outcomes.count && new.count == outcomes.count, "two scores per outcome")
  var table = [[Int]](repeating: [Int](repeating: 0, count: cutoffs.count + 1), count: cutoffs.count + 1)
  for index in outcomes.indices where outcomes[index] == outcome {
    table[riskCategory(old[index], cutoffs: cutoffs)][riskCategory(new[index], cutoffs: cutoffs)] += 1
  }
  return table
}

/// An improvement with its standard error, test and interval.
public struct Improvement: Hashable, Codable, Sendable {
  /// The estimate.
  public let estimate: Statistic
  /// Its standard error.
  public let standardError: Statistic
  /// `estimate / standardError`; undefined if no subject moved.
  public let statistic: Statistic
  /// Two-sided p-value of the normal.
  public let pValue: Statistic
  /// `estimate ± 1.96 · standardError`, with the literal 1.96 of PredictABEL, where that has a width and stays in the
  /// range of the statistic; else Tango's for the NRI of a class, those put together for the sum, and the logit for the
  /// IDI. An IDI whose standard error is 0 has none.
  public let interval: ConfidenceInterval?

  init(
    estimate: Statistic, standardError: Statistic, statistic: Statistic, pValue: Statistic,
    interval: ConfidenceInterval?
  ) {
    (self.estimate, self.standardError, self.statistic) = (estimate, standardError, statistic)
    (self.pValue, self.interval) = (pValue, interval)
  }

  /// - Parameters:
  ///   - range: what the statistic can be.
  ///   - other: the interval for where the usual one cannot be right; `nil` for the logit.
  init(
    _ estimate: Statistic, variance: Statistic, in range: ClosedRange<Double>,
    else other: ((interval: ConfidenceInterval, method: ConfidenceInterval.Method))? = nil
  ) {
    self.estimate = estimate
    standardError = variance.map { $0.squareRoot() }
    guard let value = estimate.value, let error = standardError.value else {
      (statistic, interval) = (.undefined(estimate.reason ?? variance.reason ?? .tooFewValues), nil)
      pValue = statistic
      return
    }
    statistic = .ratio(value, error, else: .zeroVariance)
    pValue = statistic.map(NormalDistribution.twoSided)
    let usual = Improvement.usualInterval(value, error)
    interval =
      if let other {
        usual.isPossible(in: range) ? usual : other.interval.replacing(usual, by: other.method)
      } else {
        ConfidenceInterval.wald(value, standardError: error, reach: 1.96, in: range, level: 0.95)
      }
  }

  private static func usualInterval(_ value: Double, _ error: Double) -> ConfidenceInterval {
    ConfidenceInterval(lower: value - 1.96 * error, upper: value + 1.96 * error)
  }

  /// What `PredictABEL::reclassification` gives, also where it cannot be right.
  package var packageInterval: ConfidenceInterval? {
    estimate.value.flatMap { value in standardError.value.map { Improvement.usualInterval(value, $0) } }
  }
}

/// Net reclassification improvement, its components apart.
///
/// `NRI = (U₁ − D₁)/n₁ + (D₀ − U₀)/n₀` with multinomial variances `(U + D)/n² − (U − D)²/n³` per class, as
/// `PredictABEL::reclassification` and `Hmisc::improveProb` compute it (not the null variance of Pencina 2008).
/// - SeeAlso: Pencina 2008, doi 10.1002/sim.2929; Pencina 2011, doi 10.1002/sim.4085.
public struct NetReclassification: Hashable, Codable, Sendable {
  /// Who moved.
  public let counts: ReclassificationCounts
  /// Events: share moved up less share moved down.
  public let events: Improvement
  /// Non-events: share moved down less share moved up.
  public let nonEvents: Improvement
  /// The sum of both.
  public let total: Improvement

  /// A warning that belongs beside the sum wherever it is quoted.
  ///
  /// - SeeAlso: Kerr 2014, doi 10.1097/EDE.0000000000000018.
  public static let warning = """
    Read the NRI of events and of non-events apart: their sum is no share of patients, weighs both classes alike whatever \
    their frequency, and its test rejects too often when the new model was fitted or is miscalibrated (Kerr 2014, doi \
    10.1097/EDE.0000000000000018). Do not use it as the proof that a factor adds anything.
    """

  init(counts: ReclassificationCounts, events: Improvement, nonEvents: Improvement, total: Improvement) {
    (self.counts, self.events, self.nonEvents, self.total) = (counts, events, nonEvents, total)
  }

  /// The improvement behind `counts`.
  public init(_ counts: ReclassificationCounts) {
    self.counts = counts
    let (change, spread) = NetReclassification.share(
      counts.eventsUp, counts.eventsDown, counts.events, else: .noEvents)
    let (otherChange, otherSpread) = NetReclassification.share(
      counts.nonEventsDown, counts.nonEventsUp, counts.nonEvents, else: .noNonEvents)
    let score = NetReclassification.score(counts.eventsUp, counts.eventsDown, counts.events)
    let otherScore = NetReclassification.score(counts.nonEventsDown, counts.nonEventsUp, counts.nonEvents)
    events = Improvement(
      change, variance: spread, in: ReportedStatistic.nriOfEvents.range, else: score.map { ($0, .tango) })
    nonEvents = Improvement(
      otherChange, variance: otherSpread, in: ReportedStatistic.nriOfNonEvents.range,
      else: otherScore.map { ($0, .tango) })
    var both: ConfidenceInterval?
    if let score, let otherScore, let a = change.value, let b = otherChange.value {
      both = .sum(a, score, b, otherScore)
    }
    total = Improvement(
      sum(change, otherChange), variance: sum(spread, otherSpread), in: ReportedStatistic.nri.range,
      else: both.map { ($0, .recovered) })
  }

  private static func score(_ right: Int, _ wrong: Int, _ total: Int) -> ConfidenceInterval? {
    total > 0 ? .tango(up: right, down: wrong, of: total, level: 0.95) : nil
  }

  private static func share(
    _ right: Int, _ wrong: Int, _ total: Int, else reason: UndefinedReason
  ) -> (change: Statistic, variance: Statistic) {
    guard total > 0 else { return (.undefined(reason), .undefined(reason)) }
    let (n, net) = (Double(total), Double(right - wrong))
    // In whole numbers, so that a variance of 0 is 0 and not its rounding.
    let spread = Double(total * (right + wrong) - (right - wrong) * (right - wrong))
    return (.defined(net / n), .defined(spread / (n * n * n)))
  }
}

/// Integrated discrimination improvement: the gain in mean score of events less that of non-events.
///
/// Standard error `√(s₁²/n₁ + s₀²/n₀)` with the sample variances of the paired differences.
/// - SeeAlso: Pencina 2008, doi 10.1002/sim.2929; `PredictABEL::reclassification`.
public struct IntegratedDiscrimination: Hashable, Codable, Sendable {
  /// Gain in mean score of the events.
  public let events: Statistic
  /// Fall in mean score of the non-events.
  public let nonEvents: Statistic
  /// The sum of both.
  public let total: Improvement

  init(events: Statistic, nonEvents: Statistic, total: Improvement) {
    (self.events, self.nonEvents, self.total) = (events, nonEvents, total)
  }

  /// The improvement from `old` to `new`.
  public init(old: [Double], new: [Double], outcomes: [Bool]) {
    precondition(old.count == new.count, "two scores per outcome")
    let change = zip(new, old).map(-)
    let (risen, moved) = (scores(change, outcomes, where: true), scores(change, outcomes, where: false))
    events = risen.isEmpty ? .undefined(.noEvents) : .defined(mean(risen))
    nonEvents = moved.isEmpty ? .undefined(.noNonEvents) : .defined(-mean(moved))
    let scale = (old + new).reduce(0) { max($0, abs($1)) }
    total = Improvement(
      sum(events, nonEvents), variance: Placements.variance(events: risen, nonEvents: moved, scale: scale),
      in: scale <= 1 ? ReportedStatistic.idi.range : -.infinity...(.infinity))
  }
}

private func sum(_ first: Statistic, _ second: Statistic) -> Statistic {
  guard let a = first.value, let b = second.value else {
    return .undefined(first.reason ?? second.reason ?? .tooFewValues)
  }
  return .defined(a + b)
}

extension Improvement {
  /// The estimate without test and interval where there is a reason against them; the same where there is none.
  public func withheld(for reason: UndefinedReason?) -> Improvement {
    guard let reason = reason.map({ pValue.reason ?? $0 }) else { return self }
    return Improvement(
      estimate: estimate, standardError: .undefined(reason), statistic: .undefined(reason), pValue: .undefined(reason),
      interval: nil)
  }
}

extension NetReclassification {
  /// The shares without tests and intervals where there is a reason against them; the same where there is none.
  public func withheld(for reason: UndefinedReason?) -> NetReclassification {
    NetReclassification(
      counts: counts, events: events.withheld(for: reason), nonEvents: nonEvents.withheld(for: reason),
      total: total.withheld(for: reason))
  }
}

extension IntegratedDiscrimination {
  /// The gains without test and interval where there is a reason against them; the same where there is none.
  public func withheld(for reason: UndefinedReason?) -> IntegratedDiscrimination {
    IntegratedDiscrimination(events: events, nonEvents: nonEvents, total: total.withheld(for: reason))
  }
}
