import Execution
import Foundation
import Statistics
import Testing

/// Nine patients with the nonconformities .1 .2 .7 .4 of events and .1 .2 .4 .55 .35 of non-events.
private let probabilities = [0.9, 0.8, 0.3, 0.6, 0.1, 0.2, 0.4, 0.55, 0.35]
private let outcomes = [true, true, true, true, false, false, false, false, false]

private func limits(_ coverage: Double, byClass: Bool = false) -> ConformalLimits {
  ConformalLimits(
    probabilities: probabilities, outcomes: outcomes, rule: ConformalRule(coverage: coverage, isByClass: byClass))
}

/// Split-conformal limits and sets.
@Suite struct ConformalTests {
  /// By hand: of nine sorted values (.1 .1 .2 .2 .35 .4 .4 .55 .7) the ⌈10 · 0.8⌉ = 8th is .55.
  @Test func limitAndSetsOfNinePatientsAreThoseOfAHandComputation() {
    let own = limits(0.8)
    #expect(own.event.nonconformity == 0.55 && own.nonEvent == own.event && own.event.patients == 9)
    #expect(own.set(0.6) == .event && own.set(0.44) == .nonEvent && own.set(0.5) == .both)
    // A value at the limit belongs to the set.
    #expect(own.set(0.55) == .both)
  }

  /// By hand: with ⌈10 · 0.5⌉ = 5 the limit is .35, so a probability near one half has neither outcome.
  @Test func aLowCoverageLeavesSomePatientsWithoutAnyOutcome() {
    let own = limits(0.5)
    #expect(own.event.nonconformity == 0.35)
    #expect(own.set(0.5) == .neither && own.set(0.35) == .nonEvent && own.set(0.66) == .event)
  }

  /// By hand: events .1 .2 .4 .7 give the ⌈5 · 0.8⌉ = 4th, .7; non-events .1 .2 .35 .4 .55 the ⌈6 · 0.8⌉ = 5th, .55.
  @Test func classesApartHaveLimitsOfTheirOwn() {
    let own = limits(0.8, byClass: true)
    #expect(own.event.nonconformity == 0.7 && own.nonEvent.nonconformity == 0.55)
    #expect(own.event.patients == 4 && own.nonEvent.patients == 5 && own.events == 4 && own.nonEvents == 5)
    #expect(own.set(0.29) == .nonEvent && own.set(0.31) == .both && own.set(0.56) == .event)
  }

  /// ⌈(n + 1) · 0.9⌉ ≤ n needs nine patients; four events cannot exclude the event.
  @Test func withTooFewPatientsNothingIsRuledOut() {
    let few = ConformalLimits(
      probabilities: Array(probabilities.prefix(8)), outcomes: Array(outcomes.prefix(8)), rule: .standard)
    #expect(few.event.nonconformity == nil && few.set(0) == .both && few.set(1) == .both)
    #expect(limits(0.9).event.nonconformity == 0.7)
    let apart = limits(0.9, byClass: true)
    #expect(apart.event.nonconformity == nil && apart.set(0).holds(true))
    #expect(ConformalLimits(probabilities: [], outcomes: [], rule: .standard).set(0.5) == .both)
  }

  /// Products such as 30 x 0.9 are no whole numbers in floating point. The ranks are those of exact arithmetic.
  @Test(arguments: [1, 4, 9, 19, 29, 39, 49, 69, 99, 199, 299, 999])
  func ranksAreExact(_ n: Int) {
    for (coverage, parts) in [(0.9, 9), (0.8, 8), (0.7, 7), (0.6, 6), (0.5, 5)] {
      let values = (1...n).map { Double($0) / Double(n + 1) }
      let own = ConformalLimits(
        probabilities: values, outcomes: values.map { _ in false }, rule: ConformalRule(coverage: coverage))
      let rank = ((n + 1) * parts + 9) / 10
      #expect(own.nonEvent.nonconformity == (rank <= n ? values[rank - 1] : nil), "\(n), \(coverage)")
    }
  }

  @Test func theMajorityOfSetsDecidesMemberByMember() {
    #expect(PredictionSet(majorityOf: [.event, .both, .nonEvent]) == .both)
    #expect(PredictionSet(majorityOf: [.event, .event, .neither]) == .event)
    #expect(PredictionSet(majorityOf: [.event, .neither]) == .event)
    #expect(PredictionSet(majorityOf: [.neither, .neither, .both]) == .neither)
    #expect(PredictionSet(majorityOf: []) == nil)
  }

  @Test(arguments: PredictionSet.allCases) func aSetIsWhatItHolds(_ set: PredictionSet) {
    #expect(PredictionSet(event: set.holds(true), nonEvent: set.holds(false)) == set)
    #expect(set.size == [set.holds(true), set.holds(false)].count { $0 })
  }

  /// The text of a set is a cell of CSV tables that needs no quotes.
  @Test func aSetIsWrittenWithoutAComma() throws {
    #expect(PredictionSet.allCases.map(\.rawValue) == ["{1}", "{0}", "{0|1}", "{}"])
    for set in PredictionSet.allCases {
      #expect(try JSONDecoder().decode([PredictionSet].self, from: JSONEncoder().encode([set])) == [set])
    }
    for text in ["", "{0,1}", "{0,1", "0|1", "{1|0}", "{2}"] {
      #expect(throws: DecodingError.self, "\(text)") {
        try JSONDecoder().decode([PredictionSet].self, from: JSONEncoder().encode([text]))
      }
    }
  }

  /// A patient whose probability is far too sure, as those of small studies are.
  private static func patient(_ stream: inout RandomStream, event share: Double) -> (p: Double, outcome: Bool) {
    let outcome = stream.uniform() < share
    return (1 / (1 + exp(-3 * (stream.normal() + (outcome ? 0.5 : -1)))), outcome)
  }

  /// With n calibration patients and one new patient of each simulation, sets hold the outcome with probability
  /// ⌈(n + 1)(1 − α)⌉ / (n + 1) exactly, whatever the model. So the number that do is binomial over the seeds.
  @Test(arguments: [(20, 0.9), (40, 0.9), (30, 0.8), (99, 0.95)])
  func overSimulationsTheCoverageIsTheStatedOne(_ n: Int, _ coverage: Double) {
    let trials = 4000
    let held = (0..<trials).count { seed in
      var stream = RandomStream(seed: UInt64(seed), name: "conformal \(n) \(coverage)")
      let known = (0..<n).map { _ in Self.patient(&stream, event: 0.3) }
      let own = ConformalLimits(
        probabilities: known.map(\.p), outcomes: known.map(\.outcome), rule: ConformalRule(coverage: coverage))
      let new = Self.patient(&stream, event: 0.3)
      return own.set(new.p).holds(new.outcome)
    }
    let exact = (Double(n + 1) * coverage - 1e-9).rounded(.up) / Double(n + 1)
    let binomial = BinomialDistribution(trials: trials, probability: exact)
    #expect(
      binomial.lowerTail(held) > 1e-4 && binomial.upperTail(held - 1) > 1e-4,
      "\(held) of \(trials) for \(exact), seeds 0 to \(trials - 1)")
  }

  /// Classes apart are covered by themselves, where over all patients the rarer outcome is covered less.
  @Test func classesApartAreEachCoveredAsStated() {
    let trials = 4000
    var held = [0, 0]
    var pooled = 0
    for seed in 0..<trials {
      var stream = RandomStream(seed: UInt64(seed), name: "conformal by class")
      // Fifteen events and sixty non-events, and one new patient of each outcome.
      var known: [(p: Double, outcome: Bool)] = []
      while known.count(where: { $0.outcome }) < 16 || known.count(where: { !$0.outcome }) < 61 {
        let one = Self.patient(&stream, event: 0.5)
        if known.count(where: { $0.outcome == one.outcome }) < (one.outcome ? 16 : 61) { known.append(one) }
      }
      let (events, others) = (known.filter(\.outcome), known.filter { !$0.outcome })
      let learnt = Array(events.dropLast()) + others.dropLast()
      let make = { (isByClass: Bool) in
        ConformalLimits(
          probabilities: learnt.map(\.p), outcomes: learnt.map(\.outcome),
          rule: ConformalRule(coverage: 0.9, isByClass: isByClass))
      }
      let own = make(true)
      if own.set(events[15].p).holds(true) { held[0] += 1 }
      if own.set(others[60].p).holds(false) { held[1] += 1 }
      if make(false).set(events[15].p).holds(true) { pooled += 1 }
    }
    // ⌈16 · 0.9⌉ / 16 = 15/16 and ⌈61 · 0.9⌉ / 61 = 55/61.
    for (count, exact) in zip(held, [15.0 / 16, 55.0 / 61]) {
      let binomial = BinomialDistribution(trials: trials, probability: exact)
      #expect(binomial.lowerTail(count) > 1e-4 && binomial.upperTail(count - 1) > 1e-4, "\(count) for \(exact)")
    }
    #expect(pooled < held[0])
  }
}
