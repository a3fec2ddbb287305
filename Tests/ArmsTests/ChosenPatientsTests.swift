import Arms
import Execution
import Results
import Testing

/// Which patients the report explains.
@Suite struct ChosenPatientsTests {
  private func predictions(_ scores: [Double?], events: Set<Int>) -> [Prediction] {
    scores.indices.map {
      Prediction(
        subject: "P\($0)", outcome: events.contains($0), score: scores[$0], probability: nil, isCalledEvent: nil)
    }
  }

  private func chosen(_ scores: [Double?], events: Set<Int>) -> [String: [ExplainedPatient.Reason]] {
    let all = ChosenPatients(predictions(scores, events: events)).all
    return Dictionary(uniqueKeysWithValues: all.map { ($0.prediction.subject, $0.reasons) })
  }

  @Test func theRuleTakesEndsMiddleAndWorstMisses() {
    #expect(
      chosen([0.1, 3, 2, -1, 0.5, 1, 0.7], events: [1, 3, 4])
        == ["P1": [.highest], "P2": [.falseAlarm], "P6": [.middle], "P3": [.lowest, .missedEvent]])
  }

  @Test func oneClassNobodyAndEqualScores() {
    #expect(chosen([nil, nil], events: [0]).isEmpty && chosen([], events: []).isEmpty)
    #expect(chosen([1], events: [0]) == ["P0": [.highest, .middle, .lowest, .missedEvent]])
    // Of equal scores the first in the cohort; a patient without a score is nobody's choice.
    #expect(
      chosen([nil, 2, 2, 2, 2], events: []) == ["P1": [.highest, .lowest, .falseAlarm], "P3": [.middle]])
  }

  /// Whatever the scores: each patient once, the ends are ends, and the worst misses are of their class.
  @Test(arguments: 0..<50 as Range<UInt64>) func theReasonsAreTrue(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "chosen")
    let scores = (0..<(3 + stream.index(below: 30))).map { _ -> Double? in
      stream.index(below: 10) == 0 ? nil : Double(stream.index(below: 8)) / 4
    }
    let events = Set(scores.indices.filter { _ in stream.index(below: 3) == 0 })
    let all = ChosenPatients(predictions(scores, events: events)).all
    let known = scores.compactMap(\.self)
    #expect(Set(all.map(\.prediction.subject)).count == all.count && all.count <= 5)
    for (prediction, reasons) in all {
      let score = try #require(prediction.score)
      for reason in reasons {
        switch reason {
        case .highest: #expect(score == known.max())
        case .lowest: #expect(score == known.min())
        case .middle: #expect(score == known.sorted(by: >)[known.count / 2])
        case .missedEvent:
          #expect(prediction.outcome.hadEvent && score == events.compactMap { scores[$0] }.min(), "seed \(seed)")
        case .falseAlarm:
          let others = scores.indices.filter { !events.contains($0) }.compactMap { scores[$0] }
          #expect(!prediction.outcome.hadEvent && score == others.max(), "seed \(seed)")
        }
      }
    }
  }
}

/// Where values of a factor lie, and which way they point.
@Suite struct FactorPositionTests {
  @Test func levelsLieInTheirOrderAndNumbersBetweenTheirEnds() {
    #expect(FactorPosition(["b", nil, "a", "x", "c"], levels: ["a", "b", "c"]).places == [0.5, nil, 0, nil, 1])
    #expect(FactorPosition(["10", "20", "", "15", "nan"], levels: nil).places == [0, 1, nil, 0.5, nil])
    #expect(FactorPosition(["7", "7"], levels: nil).places == [0.5, 0.5])
    #expect(FactorPosition(["a"], levels: ["a"]).places == [0.5])
  }

  /// A cohort may lack the lowest level, the highest or both; the others keep their places.
  @Test func levelsKeepTheirPlacesWhereTheEndsDoNotOccur() {
    let levels = ["a", "b", "c", "d", "e"]
    #expect(FactorPosition(["c", "b", "d"], levels: levels).places == [0.5, 0.25, 0.75])
    #expect(FactorPosition(["e", "d"], levels: levels).places == [1, 0.75])
    #expect(FactorPosition(["d"], levels: levels).places == [0.75])
  }

  @Test func theDirectionIsACorrelation() throws {
    let numbers = FactorPosition(["1", "2", "3", nil], levels: nil)
    #expect(numbers.direction(of: [0.1, 0.2, 0.3, -9]) == 1)
    #expect(numbers.direction(of: [0.3, 0.2, 0.1, 9]) == -1)
    let half = try #require(numbers.direction(of: [0, 1, 0.5, 0]))
    #expect(abs(half - 0.5) < 1e-12)
    #expect(numbers.direction(of: [1, 1, 1, 0]) == nil)
    #expect(FactorPosition(["1", "2", nil], levels: nil).direction(of: [1, 2, 3]) == nil)
  }
}
