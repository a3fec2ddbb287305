import Comparison
import Results
import Statistics
import Testing

/// Coverage and sizes of prediction sets.
@Suite struct ConformalResultTests {
  private static let sets: [(PredictionSet?, Bool)] = [
    (.event, true), (.both, true), (.nonEvent, true), (.nonEvent, false), (.nonEvent, false), (.both, false),
    (.neither, false), (.event, false), (nil, true), (.nonEvent, false),
  ]

  private static func predictions() -> [Prediction] {
    sets.enumerated().map { at, one in
      Prediction(
        subject: "P\(at)", outcome: one.1, score: 0, probability: 0.5, isCalledEvent: true, set: one.0)
    }
  }

  private static func limits(_ events: Int, _ others: Int, byClass: Bool = false) -> ConformalLimits {
    ConformalLimits(
      probabilities: (0..<(events + others)).map { Double($0) / 100 },
      outcomes: (0..<(events + others)).map { $0 < events },
      rule: ConformalRule(coverage: 0.9, isByClass: byClass))
  }

  /// By hand: of nine sets six hold the outcome, two of three events and four of six non-events; sizes 1 2 1 1 1 2 0 1
  /// 1. The exact limits solve the binomial sums P(X >= 6) = .025 and P(X <= 6) = .025 (bisection in Python).
  @Test func countsAreThoseOfAHandCount() throws {
    let own = try #require(ConformalResult(Self.predictions(), by: [Self.limits(12, 20)], owners: nil))
    #expect(own.patients == 9 && own.covered.value == .value(6.0 / 9))
    #expect(abs(try #require(own.covered.lower) - 0.29929505620854) < 1e-9)
    #expect(abs(try #require(own.covered.upper) - 0.92514536858083) < 1e-9)
    #expect(own.coveredEvents.value == .value(2.0 / 3) && own.coveredNonEvents.value == .value(4.0 / 6))
    #expect(own.meanSize == .value(10.0 / 9) && own.both == 2 && own.neither == 1)
    #expect(own.singletons == 6 && own.rightSingletons == 4)
    #expect(own.calibrated == .init(events: 12, nonEvents: 20) && own.unlimited.isEmpty)
  }

  @Test func ofSeveralModelsTheSmallestNumberCountsAndEveryLackOfALimit() throws {
    let several = [Self.limits(12, 20, byClass: true), Self.limits(8, 25, byClass: true)]
    let own = try #require(ConformalResult(Self.predictions(), by: several, owners: nil))
    #expect(own.calibrated == .init(events: 8, nonEvents: 20) && own.unlimited == [.event])
    let small = try #require(ConformalResult(Self.predictions(), by: [Self.limits(3, 5)], owners: nil))
    #expect(small.unlimited == [.event, .nonEvent])
  }

  /// Rows of one patient are not independent, so a binomial interval would be too narrow.
  @Test func rowsOfOnePatientHaveNoInterval() throws {
    let owners = Dictionary(uniqueKeysWithValues: (0..<10).map { ("P\($0)", "O\($0 / 2)") })
    let own = try #require(ConformalResult(Self.predictions(), by: [Self.limits(12, 20)], owners: owners))
    #expect(own.covered.lower == nil && own.covered.intervalNote != nil)
  }

  @Test func withoutSetsThereIsNoResult() {
    #expect(ConformalResult(Self.predictions(), by: [], owners: nil) == nil)
    let none = Self.predictions().map { one in
      Prediction(subject: one.subject, outcome: one.outcome, score: 0, probability: 0.5, isCalledEvent: true)
    }
    #expect(ConformalResult(none, by: [Self.limits(12, 20)], owners: nil) == nil)
  }
}
