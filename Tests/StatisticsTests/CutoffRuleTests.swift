import Execution
import Statistics
import TestSupport
import Testing

/// Cutoffs by rules, against the rules' own words in whole numbers, and pROC where its oracle has them.
@Suite struct CutoffRuleTests {
  private func sample(_ seed: UInt64, count: Int = 60) -> (scores: [Double], outcomes: [Bool]) {
    var stream = RandomStream(seed: seed, name: "cutoff-rules")
    let outcomes = (0..<count).map { $0 < 3 ? true : $0 < 6 ? false : stream.uniform() < 0.3 }
    return (outcomes.map { (stream.uniform() * 15).rounded() / 15 + ($0 ? 0.2 : 0) }, outcomes)
  }

  private func point(_ rule: CutoffRule, _ scores: [Double], _ outcomes: [Bool]) throws -> ConfusionMatrix {
    let found = try ChosenCutoff.find(rule, on: ROCCurve(scores: scores, outcomes: outcomes)).get()
    #expect(found.tied.first == found.threshold, "the lowest of equals")
    return ConfusionMatrix(scores: scores, outcomes: outcomes, threshold: found.threshold.value)
  }

  /// Every table that some threshold gives: all scores, and one above them all.
  private func tables(_ scores: [Double], _ outcomes: [Bool]) -> [ConfusionMatrix] {
    (scores + [.infinity]).map { ConfusionMatrix(scores: scores, outcomes: outcomes, threshold: $0) }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func theTopLeftIsNearestInWholeNumbers(seed: UInt64) throws {
    let (scores, outcomes) = sample(seed)
    func distance(_ m: ConfusionMatrix) -> Int {
      let (missed, raised) = (m.falseNegatives * m.nonEvents, m.falsePositives * m.events)
      return missed * missed + raised * raised
    }
    let best = try point(.closestToTopLeft, scores, outcomes)
    #expect(distance(best) == tables(scores, outcomes).map(distance).min())
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func aDemandIsMetAndNothingMeetsItBetter(seed: UInt64) throws {
    let (scores, outcomes) = sample(seed)
    let all = tables(scores, outcomes)
    for (least, tenths) in [(0.5, 5), (0.8, 8), (0.9, 9), (1.0, 10)] {
      let sensitive = try point(.sensitivity(atLeast: least), scores, outcomes)
      let meeting = all.filter { 10 * $0.truePositives >= tenths * $0.events }
      #expect(10 * sensitive.truePositives >= tenths * sensitive.events)
      #expect(sensitive.trueNegatives == meeting.map(\.trueNegatives).max())
      let equals = meeting.filter { $0.trueNegatives == sensitive.trueNegatives }
      #expect(sensitive.truePositives == equals.map(\.truePositives).max())
      let specific = try point(.specificity(atLeast: least), scores, outcomes)
      let clear = all.filter { 10 * $0.trueNegatives >= tenths * $0.nonEvents }
      #expect(10 * specific.trueNegatives >= tenths * specific.nonEvents)
      #expect(specific.truePositives == clear.map(\.truePositives).max())
    }
  }

  /// Nine of ten is 0.9 and not an ulp below it.
  @Test func aShareThatEqualsTheDemandMeetsIt() throws {
    let scores = (0..<20).map { Double($0) }
    let outcomes = (0..<20).map { $0 == 3 || $0 > 10 }
    #expect(try point(.sensitivity(atLeast: 0.9), scores, outcomes).table == [[9, 0], [1, 10]])
  }

  /// Without a prevalence the least cost is `cost FN + FP` of the sample; a cost of one is the best accuracy.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func costsAreCounted(seed: UInt64) throws {
    let (scores, outcomes) = sample(seed)
    for cost in [1, 3, 10] {
      let best = try point(.cost(ofMiss: Double(cost), prevalence: nil), scores, outcomes)
      func price(_ m: ConfusionMatrix) -> Int { cost * m.falseNegatives + m.falsePositives }
      #expect(price(best) == tables(scores, outcomes).map(price).min())
    }
  }

  /// pROC's default `best.weights = c(1, 0.5)` is the plain Youden index; its formula otherwise, written out.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func weightsAreThoseOfPROC(seed: UInt64) throws {
    let (scores, outcomes) = sample(seed)
    let curve = ROCCurve(scores: scores, outcomes: outcomes)
    let plain = try ChosenCutoff.find(.cost(ofMiss: 1, prevalence: 0.5), on: curve).get()
    #expect(plain.tied == (try YoudenCutoff.find(scores: scores, outcomes: outcomes).get()).tied)
    // cost 2, prevalence 0.2: r = 0.8 / (2 * 0.2) = 2, and se + 2 sp is whole over n1 n0.
    let best = try point(.cost(ofMiss: 2, prevalence: 0.2), scores, outcomes)
    func index(_ m: ConfusionMatrix) -> Int { m.truePositives * m.nonEvents + 2 * m.trueNegatives * m.events }
    #expect(index(best) == tables(scores, outcomes).map(index).max())
  }

  @Test func aDearerMissNeverLowersTheSensitivity() throws {
    let (scores, outcomes) = sample(3)
    let found = try [0.1, 0.5, 1, 2, 5, 20, 100].map {
      try point(.cost(ofMiss: $0, prevalence: nil), scores, outcomes).truePositives
    }
    #expect(found == found.sorted() && found.first != found.last)
  }

  @Test func oneClassHasNoCutoff() {
    let curve = ROCCurve(scores: [0.1, 0.2], outcomes: [true, true])
    #expect(throws: Undefined(.noNonEvents)) { try ChosenCutoff.find(.closestToTopLeft, on: curve).get() }
  }

  /// pROC 1.18.0 on the data set of exact ties (`oracles/youden_ties.json`).
  @Test(.enabled(if: ReferenceData.isPresent, "skipped: needs oracles/")) func tiesOfTheTopLeftAreThoseOfPROC() throws {
    let rows = try Oracles.rows("data/d7_n20_youden_ties.csv")
    let expected = try #require(Oracles.json("youden_ties.json")["closest_topleft_thresholds"] as? [Double])
    let curve = ROCCurve(scores: rows.map { Double($0[2])! }, outcomes: rows.map { $0[1] == "1" })
    let found = try ChosenCutoff.find(.closestToTopLeft, on: curve).get().tied
    try #require(found.count == expected.count)
    for (tied, threshold) in zip(found, expected) { #expect(abs(tied.value - threshold) < 1e-15) }
  }
}
