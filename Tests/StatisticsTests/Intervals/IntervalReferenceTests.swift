import Statistics
import Testing

/// Reference: Python 3, roots by bisection of the defining inequalities; Tango's with the restricted share by a search
/// of the trinomial likelihood, not by the closed form. Tango 1998 prints 0.0611 to 0.3447 for 12 and 2 of 50.
@Suite struct IntervalReferenceTests {
  @Test(arguments: [
    (10, 10, 0.8002136128811059), (5, 30, 0.7767191284076307), (19, 66, 0.9324435843297973),
    (2, 2, 0.38563570449716633),
  ]) func separatedClassesHaveNewcombesInterval(events: Int, nonEvents: Int, limit: Double) throws {
    let outcomes = (0..<(events + nonEvents)).map { $0 < events }
    let scores = outcomes.indices.map { Double($0) + (outcomes[$0] ? 1000 : 0) }
    let interval = try #require(AUCEstimate(scores: scores, outcomes: outcomes).interval)
    #expect(abs(interval.lower - limit) < 1e-12 && interval.upper == 1)
    #expect(interval.replacement == .init(method: .newcombe, usualLower: 1, usualUpper: 1))
    let mirrored = try #require(AUCEstimate(scores: scores.map { -$0 }, outcomes: outcomes).interval)
    #expect(abs(mirrored.upper - (1 - limit)) < 1e-12 && mirrored.lower == 0)
  }

  @Test(arguments: [
    (9, 1, 10, 0.19169994640952326, 0.9642475738098542), (0, 0, 19, -0.16817922405261626, 0.16817922405261626),
    (10, 0, 10, 0.44493440027422193, 1),
  ]) func impossibleReclassificationsHaveTangosInterval(
    up: Int, down: Int, total: Int, lower: Double, upper: Double
  ) throws {
    let counts = ReclassificationCounts(
      eventsUp: up, eventsDown: down, events: total, nonEventsUp: 3, nonEventsDown: 7, nonEvents: 25)
    let found = try #require(NetReclassification(counts).events.interval)
    // To the accuracy of the search for the share.
    #expect(abs(found.lower - lower) < 1e-7 && abs(found.upper - upper) < 1e-7, "\(found)")
    #expect(found.replacement?.method == .tango)
  }

  /// An interval of the package that is possible stays what it is.
  @Test func possibleIntervalsStayThoseOfThePackages() throws {
    let counts = ReclassificationCounts(
      eventsUp: 12, eventsDown: 2, events: 50, nonEventsUp: 3, nonEventsDown: 7, nonEvents: 25)
    let net = NetReclassification(counts)
    for part in [net.events, net.nonEvents, net.total] {
      #expect(part.interval == part.packageInterval && part.interval != nil && part.interval?.replacement == nil)
    }
  }

  @Test func aConstantScoreAndIdenticalModelsHaveNoInterval() {
    let outcomes = (0..<40).map { $0 < 15 }
    let (constant, scores) = (outcomes.map { _ in 0.4 }, outcomes.indices.map { Double($0 * 7 % 40) })
    #expect(AUCEstimate(scores: constant, outcomes: outcomes).intervalReason == .zeroVariance)
    #expect(deLongTest(scores, scores, outcomes: outcomes).intervalReason == .zeroVariance)
  }
}
