import Arms
import Cohorts
import Comparison
import Learning
import Results
import Statistics
import StudyFiles
import StudySupport
import Testing

private func split(_ text: String, sites: Int = 3) throws -> StudySplit {
  let patients = Patient.made(60, site: { "S\($0 % sites)" })
  return StudySplit(of: AnalysisCohort.made(try StudyFile.made(split: text), patients, columns: 1))
}

/// Sixty patients, 24 of them events, whose scores are `shift` higher.
/// - Parameter step: of the order of the other patients' scores; two rows of one step order them alike.
private func row(_ name: String, _ shift: Double, step: Int = 17, folds: [Quantity]? = nil) -> ModelResult {
  let predictions = (0..<60).map { (at: Int) -> Prediction in
    let place: Int = (at * step + 5) % 30
    let score: Double = Double(place) / 40 + (at < 24 ? shift : 0)
    return Prediction(
      subject: "P\(at)", outcome: at < 24, score: score, probability: min(score, 1), isCalledEvent: score > 0.5)
  }
  let test = Evaluator(evaluation: .sound, intervalNote: nil).performance(predictions, of: .handcrafted)
  return ModelResult(
    id: name, name: name, summary: "", test: test, training: nil, outOfFold: nil, selectedColumns: [], setting: "",
    cutoff: nil, flags: [], predictions: predictions, foldAUCs: folds)
}

/// Rows a, b and c of the tests, by keys that a study knows.
private let (a, b, c) = ("clinical", "hcr_mr", "hcr_mr_cf")
private let named = [
  RowPair(.handcrafted(withFactors: false), against: .clinical),
  RowPair(.handcrafted(withFactors: true), against: .clinical),
  RowPair(.handcrafted(withFactors: true), against: .handcrafted(withFactors: false)),
]

/// The comparisons of the rows of one protocol.
@Suite struct RowComparisonsTests {
  @Test func everyPairIsComparedOnceTheLaterRowAgainstTheEarlier() throws {
    let found = RowComparisons(evaluation: .sound, split: try split("{train: 0.6}"), primary: [])
      .all([row(a, 0), row(b, 0.1), row(c, 0.3)])
    #expect(found.map { [$0.first, $0.second] } == [[b, a], [c, a], [c, b]])
    #expect(try #require(found[1].difference.value.number) > 0)
    #expect(found.allSatisfy { $0.standing == .exploratory && $0.adjustedP == nil })
  }

  @Test func whatTheStudyNamesStandsFirstInItsOrderAndDirection() throws {
    let split = try split("{train: 0.6}")
    let rows = [row(a, 0), row(b, 0.1, step: 7), row(c, 0.3, step: 11)]
    let primary = [RowPair(.clinical, against: .handcrafted(withFactors: true))]
    let found = RowComparisons(evaluation: .sound, split: split, primary: primary).all(rows)
    #expect(found.map { [$0.first, $0.second] } == [[a, c], [b, a], [c, b]])
    #expect(found.map(\.standing) == [.primary, .exploratory, .exploratory])
    let plain = RowComparisons(evaluation: .sound, split: split, primary: []).all(rows)
    #expect(try found[0].difference.value.number == -(#require(plain[1].difference.value.number)))
    // One test alone is not adjusted, however many others stand beside it.
    #expect(found[0].adjustedP == found[0].p && found[0].p == plain[1].p)
    let block = ProtocolResults(.sound, models: rows, comparisons: found)
    #expect(block.primaryComparisons.count == 1 && block.exploratoryComparisons.count == 2)
  }

  /// A primary comparison without its row counts as one that was made.
  @Test func anAbsentRowLeavesItsComparisonInItsPlace() throws {
    let primary = [RowPair(.lesionVolume, against: .clinical)] + named.suffix(1)
    let found = RowComparisons(evaluation: .sound, split: try split("{train: 0.6}"), primary: primary)
      .all([row(a, 0), row(b, 0), row(c, 0.2, step: 11)])
    #expect(found[0].first == "volume" && found[0].p.number == nil && found[0].standing == .primary)
    let p = try #require(found[1].p.number)
    #expect(abs(try #require(found[1].adjustedP?.number) - min(1, 2 * p)) < 1e-12)
    #expect(found.count == 4)
  }

  /// Holm 1979: the smallest of three by 3, the next by 2, and none below the one before.
  @Test func pValuesAreAdjustedOverThePrimaryComparisons() throws {
    let found = RowComparisons(evaluation: .sound, split: try split("{train: 0.6}"), primary: named)
      .all([row(a, 0), row(b, 0.15, step: 7), row(c, 0.2, step: 11), row("volume", 0.1, step: 13)])
    #expect(found.count == 6 && found.suffix(3).allSatisfy { $0.adjustedP == nil && $0.p.number != nil })
    let raw = try found.prefix(3).map { try #require($0.p.number) }
    // Values that a factor changes: neither next to 0 nor cut off at 1.
    #expect(try (0.01..<0.3).contains(#require(raw.min())))
    let adjusted = try found.prefix(3).map { try #require($0.adjustedP?.number) }
    let order = raw.indices.sorted { raw[$0] < raw[$1] }
    var least = 0.0
    for (turn, at) in order.enumerated() {
      least = max(least, min(1, Double(3 - turn) * raw[at]))
      #expect(abs(adjusted[at] - least) < 1e-12)
    }
  }

  /// Nadeau and Bengio 2003: the mean of the differences, with the variance (1/k + n₂/n₁) s².
  @Test func overFoldsTheDifferenceIsAMeanWithItsCorrectedVariance() throws {
    let split = try split("{nested: 3}")
    let (first, second) = ([0.7, 0.8, 0.9], [0.6, 0.75, 0.6])
    let found = try #require(
      RowComparisons(evaluation: .sound, split: split, primary: named).all([
        row(a, 0, folds: second.map { .value($0) }), row(b, 0.3, folds: first.map { .value($0) }),
      ]).first)
    let differences = zip(first, second).map { $0 - $1 }
    let mean = differences.reduce(0, +) / 3
    #expect(found.first == b)
    #expect(try abs(#require(found.difference.value.number) - mean) < 1e-12)
    let expected = CorrectedResampledTest(differences, testToTraining: 0.5)
    #expect(found.p == expected.pValue.quantity && split.testToTraining == 0.5)
    #expect(found.difference.lower == expected.interval?.lower)
  }

  @Test func aFoldWithoutAnAUCLeavesNoComparison() throws {
    let found = try #require(
      RowComparisons(evaluation: .sound, split: try split("{nested: 3}"), primary: named).all([
        row(a, 0, folds: [.value(0.6), .undefined(.other("one class")), .value(0.6)]),
        row(b, 0.3, folds: [.value(0.7), .value(0.8), .value(0.9)]),
      ]).first)
    #expect(found.p == .undefined(.foldWithoutAUC) && found.adjustedP == found.p)
    #expect(found.difference.value == .undefined(.foldWithoutAUC))
  }

  /// A mean over fewer folds would be of other patients than those of the rows beside it.
  @Test func aMeanOverFoldsIsOfAllOfThemOrOfNone() {
    let all = Estimate([.value(0.7), .value(0.8), .value(0.9)], testToTraining: 0.5)
    #expect(abs((all.value.number ?? 0) - 0.8) < 1e-12 && all.lower != nil)
    let some = Estimate([.value(0.7), .undefined(.other("one class")), .value(0.9)], testToTraining: 0.5)
    #expect(some.value == .undefined(.foldsWithoutAUC(1, of: 3)) && some.lower == nil && some.upper == nil)
    #expect(Estimate([], testToTraining: 0.5).value.number == nil)
  }

  /// An AUC lies between 0 and 1, and so does its interval, however much the folds differ.
  @Test func theIntervalOfAMeanOverFoldsLiesBetweenItsEnds() throws {
    let high = Estimate([.value(1), .value(1), .value(0.7)], testToTraining: 0.5)
    let low = Estimate([.value(0), .value(0), .value(0.3)], testToTraining: 0.5)
    #expect(try #require(high.upper) <= 1 && #require(low.lower) >= 0)
    #expect(try #require(high.lower) > 0 && #require(low.upper) < 1)
    // The limits of Student's t stay in the results.
    #expect(try #require(high.replacement).method == .logit && #require(high.replacement).usualUpper > 1)
    let flat = Estimate([.value(1), .value(1), .value(1)], testToTraining: 0.5)
    #expect(flat.lower == nil && flat.intervalNote != nil)
  }

  /// Undefined p-values count among the comparisons made.
  @Test func comparisonsWithoutATestCountInTheAdjustment() throws {
    var without = row(b, 0.1)
    for at in without.predictions.indices { without.predictions[at].score = nil }
    let found = RowComparisons(evaluation: .sound, split: try split("{train: 0.6}"), primary: named)
      .all([row(a, 0), without, row(c, 0.2, step: 11)])
    let raw = try #require(found[1].p.number)
    #expect((0.01..<0.3).contains(raw))
    #expect(found[0].p.number == nil && found[2].p.number == nil && found.allSatisfy { $0.standing == .primary })
    #expect(abs(try #require(found[1].adjustedP?.number) - min(1, 3 * raw)) < 1e-12)
  }
}

/// What the scores of a split allow.
@Suite struct SplitEvaluatorTests {
  @Test func onlyScoresOfOneModelGetAnInterval() throws {
    let note = { (text: String) in Evaluator(of: try split(text), .sound).intervalNote }
    #expect(try note("{train: 0.6}") == nil)
    #expect(try note("{leave-one-out: true}") == .pooledLeaveOneOut)
    #expect(try note("{nested: 3}") == .pooledFolds)
    #expect(try note("{repeated: {folds: 3, times: 2}}") == .pooledFolds)
    #expect(try note("{site: ward}") == .pooledFolds)
  }

  @Test func probabilitiesAreWithheldWhereAHandfulIsTestedAtATime() throws {
    let note = { (text: String, sites: Int) in Evaluator(of: try split(text, sites: sites), .sound).probabilityNote }
    #expect(try note("{leave-one-out: true}", 3) == .invertedProbabilities)
    #expect(try note("{site: ward}", 15) == .invertedProbabilities)
    #expect(try note("{site: ward}", 12) == nil)
    #expect(try note("{nested: 3}", 3) == nil && note("{train: 0.6}", 3) == nil)
  }
}
