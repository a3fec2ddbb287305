import Execution
import Foundation
import Statistics
import Testing

/// Outcomes of subjects as one value.
@Suite struct OutcomesTests {
  private func drawn(_ seed: UInt64) -> (outcomes: Outcomes, events: [Bool], scores: [Double]) {
    var stream = RandomStream(seed: seed, name: "outcomes")
    let events = (0..<(2 + stream.index(below: 30))).map { _ in stream.uniform() < 0.4 }
    return (.binary(events), events, events.map { _ in Double(stream.index(below: 6)) })
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func theyAreThoseOfTheSubjects(seed: UInt64) {
    let (outcomes, events, _) = drawn(seed)
    #expect(outcomes.events == events && outcomes.count == events.count)
    #expect(outcomes.all.map(\.hadEvent) == events && Outcomes(outcomes.all) == outcomes)
    let order = Array(events.indices.reversed()) + [0]
    #expect(outcomes.at(order).events == order.map { events[$0] })
    #expect(order.allSatisfy { outcomes[$0] == .binary(events[$0]) })
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func theConcordanceOfTwoClassesIsTheAUC(seed: UInt64) {
    let (outcomes, events, scores) = drawn(seed)
    #expect(outcomes.concordance(of: scores) == auc(scores, outcomes: events))
  }

  /// Files of earlier versions have true and false.
  @Test func inFilesTheyAreTrueAndFalse() throws {
    let encoder = JSONEncoder()
    #expect(try String(decoding: encoder.encode(Outcomes.binary([true, false])), as: UTF8.self) == "[true,false]")
    #expect(try String(decoding: encoder.encode([SubjectOutcome.binary(true)]), as: UTF8.self) == "[true]")
    #expect(try JSONDecoder().decode(Outcomes.self, from: Data("[false]".utf8)) == .binary([false]))
    #expect(try JSONDecoder().decode([SubjectOutcome].self, from: Data("[false]".utf8)) == [.binary(false)])
  }
}
