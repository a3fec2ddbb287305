import Execution
import Leaks
import Results
import Testing

/// Exclusions of a review that follow the outcome are a leak, whatever reasons they have.
@Suite struct ReviewedExclusionTests {
  private let outcomes = Dictionary(uniqueKeysWithValues: (0..<120).map { ("P\($0)", $0 % 3 == 0) })

  private func rates(_ ids: [String], isByReview: Bool) -> [LeakFinding] {
    let exclusions = ids.enumerated().map { at, id in
      InclusionFlow.Exclusion(
        cause: "reason \(at)", isFailure: false,
        subjects: [
          InclusionFlow.Subject(id: id, review: isByReview ? InclusionFlow.ReviewMark(by: "K", on: "2026-11-30") : nil)
        ])
    }
    return ExclusionRates(exclusions: exclusions, outcomes: outcomes).findings
  }

  /// Each patient has a reason of its own, so no single reason shows it.
  @Test func reasonsOfTheirOwnDoNotHideIt() {
    let events = outcomes.filter(\.value).keys.sorted().prefix(20)
    #expect(
      rates(Array(events), isByReview: true) == [
        .exclusionByOutcome(cause: ExclusionRates.reviewCause, events: 20, nonEvents: 0)
      ])
    #expect(rates(Array(events), isByReview: false).isEmpty)
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func exclusionsByChanceAreNotAccused(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "excluded")
    let ids = outcomes.keys.sorted().filter { _ in stream.uniform() < 0.2 }
    #expect(rates(ids, isByReview: true).isEmpty, "seed \(seed)")
  }
}
