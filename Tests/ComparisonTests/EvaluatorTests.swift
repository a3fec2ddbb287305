import Comparison
import Learning
import Results
import Statistics
import Testing

/// Scores, probabilities and calls of twelve patients and more.
private func predictions(
  _ scores: [Double?], events: Int, cutoff: Double? = 0.5, calibrated: Bool = true
) -> [Prediction] {
  scores.enumerated().map { at, score in
    Prediction(
      subject: "P\(at)", outcome: at < events, score: score, probability: calibrated ? score : nil,
      isCalledEvent: score.flatMap { score in cutoff.map { score >= $0 } })
  }
}

/// Thirty scores from 0 to 0.725 in a fixed disorder, those of the events higher by `shift`.
private func ramp(_ shift: Double, events: Int) -> [Double?] {
  (0..<30).map { (at: Int) -> Double? in
    let place: Int = (at * 17 + 5) % 30
    return Double(place) / 40 + (at < events ? shift : 0)
  }
}

/// Six events, six non-events. By scores 32 of 36 pairs are in order; by calls at 0.5 five events and four non-events
/// are right.
private let dozen = predictions([0.9, 0.8, 0.7, 0.65, 0.6, 0.3, 0.55, 0.5, 0.4, 0.2, 0.15, 0.1], events: 6)

@Suite struct EvaluatorTests {
  private let sound = Evaluator(evaluation: .sound, intervalNote: nil)
  private let published = Evaluator(evaluation: .asPublished, intervalNote: nil)
  private let byScores = 33.0 / 36
  private let byCalls = (5.0 / 6 + 4.0 / 6) / 2

  @Test func theAUCOfSoundIsThatOfTheScores() {
    for family in ModelFamily.allCases {
      let found = sound.performance(dozen, of: family)
      #expect(found.auc.value.number == byScores && found.scoreAUC == nil, "\(family)")
    }
  }

  @Test func onlyRowsThatTheChoiceAppliesToAreRankedByCalls() {
    let handcrafted = published.performance(dozen, of: .handcrafted)
    #expect(abs((handcrafted.auc.value.number ?? 0) - byCalls) < 1e-12)
    #expect(handcrafted.scoreAUC?.value.number == byScores)
    for family in [ModelFamily.deep, .baseline] {
      let found = published.performance(dozen, of: family)
      #expect(found.auc.value.number == byScores && found.scoreAUC == nil, "\(family)")
    }
  }

  /// The curve that a figure draws has the area that the table says.
  @Test func theCurveIsThatOfTheAUC() {
    #expect(published.performance(dozen, of: .handcrafted).curve.count == 3)
    #expect(sound.performance(dozen, of: .handcrafted).curve.count == 13)
    let curve = sound.performance(dozen, of: .handcrafted).curve
    #expect(curve.first == .init(falsePositiveRate: 0, truePositiveRate: 0))
    #expect(curve.last == .init(falsePositiveRate: 1, truePositiveRate: 1))
  }

  @Test func thereIsNoAUCOfCallsWhereSomebodyIsNotCalled() {
    var some = dozen
    some[3].isCalledEvent = nil
    #expect(
      published.performance(some, of: .handcrafted).auc.value
        == .undefined(.noClassesToRank))
    #expect(published.performance(some, of: .handcrafted).confusion == nil)
    #expect(sound.performance(some, of: .handcrafted).auc.value.number == byScores)
  }

  @Test func patientsWithoutAScoreAreInNoFigure() {
    var some = dozen
    (some[5].score, some[5].probability, some[5].isCalledEvent) = (nil, nil, nil)
    let found = sound.performance(some, of: .handcrafted)
    #expect(found.patients == InclusionFlow.ClassCounts(events: 5, nonEvents: 6))
    #expect(found.auc.value.number == 1)
    #expect(found.confusion?.falseNegatives == 0)
  }

  @Test func theTableCountsCallsByOutcome() throws {
    let table = try #require(sound.performance(dozen, of: .handcrafted).confusion)
    #expect(table.truePositives == 5 && table.falseNegatives == 1)
    #expect(table.falsePositives == 2 && table.trueNegatives == 4)
    #expect(sound.performance(predictions([0.9, 0.1], events: 1, cutoff: nil), of: .handcrafted).confusion == nil)
  }

  @Test func scoresOfSeveralModelsGetNoInterval() throws {
    let pooled = Evaluator(evaluation: .sound, intervalNote: .other("several models")).performance(
      dozen, of: .handcrafted)
    #expect(pooled.auc.lower == nil && pooled.auc.intervalNote == .other("several models"))
    #expect(pooled.auc.value.number == byScores)
    let one = sound.performance(dozen, of: .handcrafted)
    #expect(try #require(one.auc.lower) < byScores)
  }

  @Test func theBrierScoreIsWeightedWhereTheProtocolSaysSo() throws {
    let few = predictions([0.9, 0.2, 0.1, 0.4], events: 1)
    // Squared errors 0.01 of the event; 0.04, 0.01, 0.16 of the others.
    #expect(abs(try #require(sound.performance(few, of: .deep).brier.number) - 0.22 / 4) < 1e-12)
    #expect(abs(try #require(published.performance(few, of: .deep).brier.number) - (0.01 + 0.07) / 2) < 1e-12)
    #expect(published.performance(few, of: .deep).probabilities != nil)
  }

  @Test func withheldProbabilitiesAreJudgedNowhere() {
    let withheld = Evaluator(evaluation: .sound, intervalNote: nil, probabilityNote: .other("withheld"))
    let found = withheld.performance(dozen, of: .handcrafted)
    #expect(found.brier == .undefined(.other("withheld")) && found.probabilities == nil)
    #expect(found.auc.value.number == byScores && found.confusion != nil)
  }

  @Test func probabilitiesOfSomeAreNone() {
    var some = dozen
    some[2].probability = nil
    let found = sound.performance(some, of: .handcrafted)
    #expect(found.probabilities == nil && found.brier.number == nil)
  }
}

// Two models on the same patients.
extension EvaluatorTests {
  private func row(_ name: String, _ predictions: [Prediction], _ family: ModelFamily = .handcrafted) -> ModelResult {
    ModelResult(
      id: name, name: name, summary: "", test: sound.performance(predictions, of: family), training: nil,
      outOfFold: nil,
      selectedColumns: [], setting: "", cutoff: nil, flags: [], predictions: predictions, family: family)
  }

  /// Ten of each class and more, so that tests are made.
  private func many(_ shift: Double, calls: Bool = true) -> [Prediction] {
    predictions(ramp(shift, events: 12), events: 12, cutoff: calls ? 0.45 : nil)
  }

  @Test func theDifferenceIsTheFirstLessTheSecond() throws {
    let (better, worse) = (row("better", many(0.3)), row("worse", many(0)))
    let found = sound.comparison(of: better, against: worse)
    #expect(found.first == "better" && found.second == "worse")
    let areas = (try #require(better.test.auc.value.number), try #require(worse.test.auc.value.number))
    let expected = areas.0 - areas.1
    let difference = try #require(found.difference.value.number)
    #expect(abs(difference - expected) < 1e-12 && expected > 0.1)
    let turned = sound.comparison(of: worse, against: better)
    let opposite = try #require(turned.difference.value.number)
    #expect(abs(opposite + expected) < 1e-12)
    let tests = (try #require(found.p.number), try #require(turned.p.number))
    #expect(tests.0 == tests.1)
  }

  @Test func onlyPatientsWhomBothScoredAreCompared() throws {
    var fewer = many(0)
    for at in 0..<3 { (fewer[at].score, fewer[at].probability, fewer[at].isCalledEvent) = (nil, nil, nil) }
    let known = many(0.3).filter { $0.subject != "P0" && $0.subject != "P1" && $0.subject != "P2" }
    let expected = sound.comparison(of: row("a", known), against: row("b", fewer.filter { $0.score != nil }))
    let found = sound.comparison(of: row("a", many(0.3)), against: row("b", fewer))
    #expect(found.difference == expected.difference && found.p == expected.p)
  }

  @Test func theComparisonOfThePublishedProtocolIsOfCallsForHandcraftedRowsAlone() throws {
    let (a, b) = (many(0.3), many(0))
    let calls = published.comparison(of: row("a", a), against: row("b", b))
    let table = { (rows: [Prediction]) in
      self.sound.performance(rows, of: .handcrafted).confusion?.balancedAccuracy.number
    }
    let byCalls = try #require(table(a)) - (try #require(table(b)))
    #expect(abs(try #require(calls.difference.value.number) - byCalls) < 1e-12)
    let scores = sound.comparison(of: row("a", a), against: row("b", b)).difference.value
    #expect(published.comparison(of: row("a", a, .deep), against: row("b", b, .baseline)).difference.value == scores)
    // The integrated discrimination of calls is the net reclassification.
    let gain = try #require(calls.discrimination?.value.value.number)
    #expect(abs(gain - (try #require(calls.reclassification?.total.value.value.number))) < 1e-12)
    let mixed = try #require(
      published.comparison(of: row("a", a), against: row("b", b, .baseline)).discrimination?.value.value.number)
    #expect(mixed == sound.comparison(of: row("a", a), against: row("b", b)).discrimination?.value.value.number)
    #expect(abs(mixed - gain) > 1e-6)
  }

  @Test func nineEventsGetNoTest() {
    let few = { (shift: Double) in predictions(ramp(shift, events: 9), events: 9) }
    let found = sound.comparison(of: row("a", few(0.3)), against: row("b", few(0)))
    #expect(found.p.number == nil && found.difference.value.number != nil && found.difference.lower == nil)
    #expect(found.reclassification?.total.p.number == nil && found.discrimination?.p.number == nil)
  }

  @Test func withoutCallsThereIsNoReclassification() {
    let found = sound.comparison(of: row("a", many(0.3, calls: false)), against: row("b", many(0)))
    #expect(found.reclassification == nil && found.discrimination != nil)
    let withheld = Evaluator(evaluation: .sound, intervalNote: nil, probabilityNote: .other("withheld"))
    #expect(
      withheld.comparison(of: row("a", many(0.3)), against: row("b", many(0))).discrimination?.p
        == .undefined(.other("withheld")))
  }

  /// Where probabilities run against the outcome, so do the classes at a cutoff: their changes are counted, not tested.
  @Test func theReclassificationOfInvertedClassesIsNotTested() throws {
    let withheld = Evaluator(evaluation: .sound, intervalNote: nil, probabilityNote: .other("withheld"))
    let made = { (evaluator: Evaluator) in
      try #require(evaluator.comparison(of: row("a", many(0.3)), against: row("b", many(0))).reclassification)
    }
    let (tested, bare) = (try made(sound), try made(withheld))
    for (one, other) in [(tested.events, bare.events), (tested.nonEvents, bare.nonEvents), (tested.total, bare.total)] {
      #expect(one.value.value == other.value.value && other.value.lower == nil && other.p.number == nil)
    }
    #expect(tested.total.p.number != nil && bare.total.p == .undefined(.invertedCalls))
  }

  @Test func scoresOfSeveralModelsGetNoTest() {
    let pooled = Evaluator(evaluation: .sound, intervalNote: .other("several models"))
    let found = pooled.comparison(of: row("a", many(0.3)), against: row("b", many(0)))
    #expect(found.p == .undefined(.other("several models")) && found.difference.lower == nil)
  }
}

/// One number in both protocols.
@Suite struct ProtocolDifferenceTests {
  private func block(_ evaluation: EvaluationProtocol, _ scores: [Double]) -> ProtocolResults {
    let own = predictions(scores, events: 6)
    let test = Evaluator(evaluation: evaluation, intervalNote: nil).performance(own, of: .handcrafted)
    let row = ModelResult(
      id: "hcr_mr", name: "HCR (MR)", summary: "", test: test, training: nil, outOfFold: nil, selectedColumns: [],
      setting: "", cutoff: nil, flags: [], predictions: own,
      choices: evaluation.choices(for: .handcrafted), tuning: .init(settings: 3, auc: 0.75))
    return ProtocolResults(evaluation, models: [row], comparisons: [])
  }

  @Test func theDifferenceIsPublishedLessSoundWithTheChoicesThatBearUponIt() throws {
    let scores = dozen.compactMap(\.score)
    let found = ProtocolDifference.all([block(.asPublished, scores), block(.sound, scores)])
    let area = try #require(found.first { $0.measure == .auc })
    #expect(abs(try #require(area.difference.number) - (0.75 - 33.0 / 36)) < 1e-12)
    #expect(area.choices.contains(.labelAUC) && !area.choices.contains(.classWeightedBrier))
    let tuning = try #require(found.first { $0.measure == .tuningAUC })
    #expect(tuning.difference == .value(0) && tuning.choices.contains(.selectionBeforeFolds))
    #expect(ProtocolDifference.all([block(.sound, scores)]).isEmpty)
  }
}
