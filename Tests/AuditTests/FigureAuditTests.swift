import Arms
import Audit
import Cohorts
import Comparison
import Results
import Statistics
import StudyFiles
import StudySupport
import Testing

/// Figures of unseen patients follow from the predictions.
@Suite struct FigureAuditTests {
  struct Forgery: Sendable, CustomTestStringConvertible {
    let name: String
    let words: String
    let change: @Sendable (inout ModelResult) -> Void
    var testDescription: String { name }

    init(_ name: String, _ words: String, _ change: @escaping @Sendable (inout ModelResult) -> Void) {
      (self.name, self.words, self.change) = (name, "hcr_mr: \(words)", change)
    }
  }

  static let forgeries = [
    Forgery("AUC", "the AUC does not follow from the scores") { $0.test.auc.value = .value(0.9) },
    Forgery("interval", "the interval of the AUC does not follow from the scores") { $0.test.auc.lower? += 0.1 },
    Forgery(
      "curve",
      "the ROC curve or its number of patients does not "
        + "follow"
    ) { $0.test.curve[1].truePositiveRate += 0.1 },
    Forgery(
      "a corner taken out",
      "the ROC curve or its number of patients does not "
        + "follow"
    ) { $0.test.curve.remove(at: 1) },
    Forgery("the last corner taken out", "the ROC curve or its number of patients does not follow") {
      $0.test.curve.removeLast()
    },
    Forgery("a corner more", "the ROC curve or its number of patients does not follow") { model in
      if let last = model.test.curve.last { model.test.curve.append(last) }
    },
    Forgery("patients", "the ROC curve or its number of patients does not follow") { $0.test.patients.events += 1 },
    Forgery("a cell of the table", "the 2 x 2 table does not follow from the predicted classes") {
      $0.test.confusion?.truePositives += 1
    },
    Forgery("missed events", "the 2 x 2 table does not follow from the predicted classes") {
      $0.test.confusion?.falseNegatives += 1
    },
    Forgery("false calls", "the 2 x 2 table does not follow from the predicted classes") {
      $0.test.confusion?.falsePositives += 1
    },
    Forgery("true negatives", "the 2 x 2 table does not follow from the predicted classes") {
      $0.test.confusion?.trueNegatives += 1
    },
    Forgery("sensitivity", "sensitivity, specificity or a related figure does not follow from the predicted classes") {
      $0.test.confusion?.sensitivity.value = .value(1)
    },
    Forgery("specificity", "sensitivity, specificity or a related figure does not follow from the predicted classes") {
      $0.test.confusion?.specificity.upper = 1
    },
    Forgery("Brier", "the Brier score does not follow from the probabilities") { $0.test.brier = .value(0.05) },
    Forgery("slope", "calibration or net benefit does not follow") {
      $0.test.probabilities?.slope.value = .value(1)
    },
    Forgery("net benefit", "calibration or net benefit does not follow") {
      $0.test.probabilities?.netBenefit[3].model = 0.9
    },
    Forgery("an outcome", "the outcomes differ from those in patients.csv") {
      $0.predictions[0].outcome = .binary(!$0.predictions[0].outcome.hadEvent)
    },
    Forgery("a probability", "the Brier score does not follow from the probabilities") {
      $0.predictions[0].probability? += 0.1
    },
  ]

  @Test func figuresThatFollowAreProved() throws {
    for split in ["{train: 0.6}", "{leave-one-out: true}", "{nested: 3}"] {
      let run = try Paper.run(split: split, protocol: "both")
      #expect(run.finding(.figuresFollow)?.verdict == .proved, "\(split)")
      #expect(run.finding(.figuresFollow, .asPublished)?.verdict == .proved, "\(split)")
    }
  }

  @Test(arguments: forgeries) func oneForgedFigureIsRefutedWithItsRow(_ forgery: Forgery) throws {
    let found = try Paper.run().row("hcr_mr", forgery.change).refuted
    #expect(found["figures-follow [sound]"]?.contains(forgery.words) == true, "\(found)")
    #expect(found.keys.allSatisfy { $0 == "figures-follow [sound]" || $0 == "record-follows" }, "\(found)")
  }

  /// The band of the calibration index is drawn at random, so a run in memory cannot be asked to draw it again; but it
  /// is of the events of the predictions, lies around the index, and inside 0 and 1.
  @Test func aBandOfTheCalibrationIndexIsThatOfItsIndex() throws {
    typealias Band = ProbabilityPerformance.Imprecision
    let run = try Paper.run()
    let row = try #require(run.results.models.first { $0.id == "hcr_mr" }?.test)
    let (own, index) = (try #require(row.probabilities?.imprecision), try #require(row.probabilities?.calibrationIndex))
    let found = { (band: Band?) in
      run.row("hcr_mr") { $0.test.probabilities?.imprecision = band }.refuted["figures-follow [sound]"] ?? ""
    }
    let band = { (events: Int, resamples: Int, value: Quantity, lower: Double?, upper: Double?) in
      found(Band(events: events, resamples: resamples, index: Estimate(value, lower: lower, upper: upper)))
    }
    let words = "hcr_mr: the calibration index or its interval does not follow from the probabilities"
    #expect(band(own.events, 200, index, 0, 1) == "" && band(own.events, 200, index, nil, nil) == "")
    #expect(found(Band(events: own.events, resamples: 0, index: nil)) == "")
    #expect(band(own.events + 1, 200, index, 0, 1) == words && band(own.events, 200, .value(0.001), 0, 1) == words)
    #expect(band(own.events, 200, index, 0, 1.01) == words && band(own.events, 200, index, -0.01, 1) == words)
    #expect(band(own.events, 200, index, 0.5, 0.4) == words && band(own.events, 200, index, 0.1, nil) == words)
    #expect(found(Band(events: own.events, resamples: 5, index: nil)) == words && found(nil) == words)
  }

  /// Coverage and sizes of prediction sets follow from the sets.
  @Test func figuresOfPredictionSetsFollowFromTheSets() throws {
    let run = try Paper.run().row("hcr_mr") { model in
      for at in model.predictions.indices {
        model.predictions[at].set = at % 4 == 0 ? .both : at % 3 == 0 ? .nonEvent : .event
      }
      model.conformal = ConformalResult(
        model.predictions, rule: .standard, calibrated: .init(events: 10, nonEvents: 15), unlimited: [], owners: nil)
    }
    #expect(run.refuted == [:])
    let words = "hcr_mr: the coverage or the sizes of its prediction sets do not follow from the sets"
    let forged = { (change: (inout ConformalResult?) -> Void) in
      run.row("hcr_mr") { change(&$0.conformal) }.refuted["figures-follow [sound]"]
    }
    #expect(forged { $0?.covered.value = .value(1) } == words && forged { $0?.both -= 1 } == words)
    #expect(forged { $0?.rule = ConformalRule(coverage: 0.8) } == words)
    #expect(run.row("hcr_mr") { $0.predictions[1].set = .neither }.refuted["figures-follow [sound]"] == words)
  }

  /// The last digits may differ from machine to machine; a millionth may not.
  @Test func lastDigitsDoNotRefute() throws {
    let run = try Paper.run()
    let value = try #require(run.results.models[1].test.auc.value.number)
    #expect(run.row("hcr_mr") { $0.test.auc.value = .value(value + 1e-13) }.refuted == [:])
    #expect(run.row("hcr_mr") { $0.test.auc.value = .value(value + 1e-6) }.refuted != [:])
  }

  /// Each figure is held to its last digits by itself, not by another one that follows from it.
  @Test func aMillionthRefutesEveryFigureByItself() throws {
    let run = try Paper.run()
    let words = { (change: (inout ModelResult) -> Void) in
      run.row("hcr_mr", change).refuted["figures-follow [sound]"] ?? ""
    }
    let row = try #require(run.results.models.first { $0.id == "hcr_mr" })
    let (area, brier) = (try #require(row.test.auc.value.number), try #require(row.test.brier.number))
    #expect(
      words { $0.test.auc.value = .value(area + 1e-6) }.contains("hcr_mr: the AUC does not follow from the scores"))
    #expect(
      words { $0.test.brier = .value(brier + 1e-6) } == "hcr_mr: the Brier score does not follow from the probabilities"
    )
    #expect(words { $0.test.brier = .value(brier + 1e-13) } == "")
    let interval = "hcr_mr: the interval of the AUC does not follow from the scores"
    #expect(words { $0.test.auc.upper? -= 1e-6 } == interval)
  }

  /// Scores of as many models as patients have no interval, so one that is shown follows from nothing.
  @Test func anIntervalThatTheScoresDoNotHaveIsRefuted() throws {
    let run = try Paper.run(split: "{leave-one-out: true}")
    let found = run.row("hcr_mr") { ($0.test.auc.lower, $0.test.auc.upper) = (0.6, 0.9) }.refuted
    #expect(found == ["figures-follow [sound]": "hcr_mr: the interval of the AUC does not follow from the scores"])
  }

  @Test func listsOfDifferentLengthAndFiguresThatAreMissingDoNotAgree() throws {
    let audit = try Paper.run().audit
    #expect(audit.agree([1.0, 2], [1.0, 2 + 1e-13]) && audit.agree(["a": 1.0], ["a": 1.0]))
    #expect(!audit.agree([1.0, 2], [1.0]) && !audit.agree([1.0], [1.0, 2]))
    #expect(!audit.agree(["a": 1.0, "b": 2], ["a": 1.0]) && !audit.agree(["a": 1.0], ["a": 1.0, "b": 2]))
    #expect(!audit.agree([1.0, 2], [1.0, 2 + 1e-6]) && !audit.agree("1", 1))
  }

  @Test func aFigureThatBecomesUndefinedIsRefuted() throws {
    let found = try Paper.run().row("hcr_mr") { $0.test.auc.value = .undefined(.other("withheld")) }.refuted
    #expect(found["figures-follow [sound]"]?.contains("AUC does not follow") == true)
  }

  @Test func scoresThatTheTableHasOtherwiseAreRefutedInTheirProtocolAlone() throws {
    let run = try Paper.run(protocol: "both")
    let words = "as_published_hcr_mr: predictions.csv and results.json differ in the score of P01 (1.0 and 2.0)"
    let found = run.evidence { $0.otherPredictions = ["as_published_hcr_mr": "the score of P01 (1.0 and 2.0)"] }.refuted
    #expect(found == ["figures-follow [as-published]": words])
  }

  @Test func aForgedComparisonIsRefuted() throws {
    let run = try Paper.run()
    let standings = run.results.protocols[0].comparisons.map(\.standing)
    let first = try #require(standings.firstIndex(of: .primary))
    for at in [first, try #require(standings.firstIndex(of: .exploratory))] {
      let own = run.results.protocols[0].comparisons[at]
      let words = "\(own.first) against \(own.second): the comparison does not follow from the predictions"
      let forged = { (change: (inout ModelComparison) -> Void) in
        run.with { change(&$0.results.protocols[0].comparisons[at]) }.refuted["figures-follow [sound]"]
      }
      #expect(forged { $0.difference.value = .value(0.4) } == words)
      #expect(forged { $0.p = .value(0.001) } == words)
      #expect(forged { $0.adjustedP = .value(0.001) } == words)
      #expect(forged { $0.standing = own.standing == .primary ? .exploratory : .primary } == words)
      #expect(forged { $0.standing = nil } == words)
      #expect(forged { $0.reclassification?.total.value.value = .value(0.9) } == words)
      #expect(forged { _ in } == nil)
    }
    let fewer = run.with { $0.results.protocols[0].comparisons.removeLast() }.refuted
    #expect(fewer == ["figures-follow [sound]": "5 comparisons, where 6 were expected"])
  }

  /// An exploratory p-value has no adjusted one, and a primary one may not lose its own.
  @Test func aComparisonHasAnAdjustedPOnlyIfItIsPrimary() throws {
    let run = try Paper.run()
    for at in run.results.protocols[0].comparisons.indices {
      let own = run.results.protocols[0].comparisons[at]
      #expect((own.adjustedP != nil) == (own.standing == .primary))
      let other = run.with { run in
        run.results.protocols[0].comparisons[at].adjustedP = own.adjustedP == nil ? own.p : nil
      }
      #expect(other.refuted["figures-follow [sound]"]?.hasPrefix("\(own.first) against \(own.second): ") == true)
    }
  }

  /// The means, quartiles and correlations of the features that a row keeps follow from the table of features.
  @Test func aForgedDescriptionOfFeaturesIsRefuted() throws {
    let plain = try Paper.run()
    let (cohort, row) = (plain.cohort, try #require(plain.results.models.first { $0.id == "hcr_mr" }))
    let own = FeatureDescription(
      columns: cohort.columns, rows: cohort.features.map { $0.values.map(\.number) }, outcomes: cohort.outcomes.events
    ).features(row.selectedColumns, fits: [row.selectedColumns, row.selectedColumns])
    let features = try #require(own)
    #expect(features.columns.map(\.name) == row.selectedColumns && features.stability?.fits == 2)
    let found = { (change: (inout SelectedFeatures) -> Void) in
      var forged = features
      change(&forged)
      return plain.row("hcr_mr") { $0.features = forged }.refuted
    }
    let words = "hcr_mr: the values or correlations of its selected features do not follow from features.csv"
    #expect(found { _ in } == [:])
    #expect(found { $0.columns[0].mean = .value(1e6) } == ["scores-follow": words])
    #expect(found { $0.columns[0].standardDeviation = .undefined(.other("withheld")) } == ["scores-follow": words])
    #expect(found { $0.columns[0].events?.median += 1 } == ["scores-follow": words])
    #expect(found { $0.columns[0].nonEvents = nil } == ["scores-follow": words])
    #expect(found { $0.columns.removeLast() } == ["scores-follow": words])
    #expect(found { $0.correlations.append([.value(0.5)]) } == ["scores-follow": words])
  }

  /// A row whose protocol ranks by calls has the AUC of its scores beside it, which must follow as well.
  @Test func theAUCOfScoresBesideThatOfCallsMustFollow() throws {
    let run = try Paper.run(protocol: "as-published")
    #expect(run.refuted == [:] && run.results.models[1].test.scoreAUC != nil)
    let found = run.row("as_published_hcr_mr") { $0.test.scoreAUC?.value = .value(0.97) }.refuted
    #expect(found["figures-follow [as-published]"]?.contains("AUC does not follow from the scores") == true)
  }
}

/// AUCs of outer folds follow from the predictions.
@Suite struct FoldFigureTests {
  private let own = "fold-figures-follow [sound]"

  @Test func foldsThatWereDealtOnceAreProvedAndRepeatedOnesAreNot() throws {
    #expect(try Paper.run(split: "{nested: 3}").finding(.foldFiguresFollow)?.verdict == .proved)
    #expect(
      try Paper.run(split: "{repeated: {folds: 3, times: 2}}").finding(.foldFiguresFollow)?.verdict == .notChecked)
    #expect(try Paper.run().finding(.foldFiguresFollow) == nil)
  }

  @Test(arguments: ["{nested: 3}", "{repeated: {folds: 3, times: 2}}"])
  func aMeanThatIsNotThatOfItsFoldsIsRefuted(split: String) throws {
    let found = try Paper.run(split: split).row("hcr_mr") { $0.test.auc.value = .value(0.99) }.refuted
    #expect(found == [own: "hcr_mr: the AUC is not the mean of its folds"])
  }

  @Test func aMeanIsHeldToItsLastDigits() throws {
    let run = try Paper.run(split: "{nested: 3}")
    let value = try #require(run.results.models.first { $0.id == "hcr_mr" }?.test.auc.value.number)
    let moved = { (by: Double) in run.row("hcr_mr") { $0.test.auc.value = .value(value + by) }.refuted }
    #expect(moved(1e-13) == [:] && moved(1e-6) == [own: "hcr_mr: the AUC is not the mean of its folds"])
  }

  @Test func foldsThatKeepTheMeanAndDoNotFollowAreRefuted() throws {
    let run = try Paper.run(split: "{nested: 3}").row("hcr_mr") { model in
      let all = model.foldAUCs?.compactMap(\.number) ?? []
      let forged: [Quantity] = [.value(all[0] - 0.02), .value(all[1] + 0.02), .value(all[2])]
      model.foldAUCs = forged
      model.test.auc = Estimate(forged, testToTraining: 0.5)
    }
    #expect(run.refuted[own] == "hcr_mr: the AUCs of its folds do not follow from the scores")
  }

  @Test(arguments: ["{nested: 3}", "{repeated: {folds: 3, times: 2}}"])
  func anIntervalThatDoesNotFollowFromTheFoldsIsRefuted(split: String) throws {
    let found = try Paper.run(split: split).row("hcr_mr") { model in
      model.test.auc.lower = model.test.auc.lower.map { $0 + 0.01 }
    }
    #expect(found.refuted == [own: "hcr_mr: the interval of the AUC does not follow from its folds"])
  }

  @Test(arguments: ["{nested: 3}", "{repeated: {folds: 3, times: 2}}"])
  func aFoldThatIsNotShownIsRefuted(split: String) throws {
    let run = try Paper.run(split: split)
    let none = run.row("hcr_mr") { $0.foldAUCs = nil }
    #expect(none.refuted[own]?.contains("hcr_mr: the results do not hold the AUCs of its folds") == true)
    let pairs = run.split.pairs.count
    let fewer = run.row("hcr_mr") { model in
      let all = Array((model.foldAUCs ?? []).dropLast())
      model.foldAUCs = all
      let values = all.compactMap(\.number)
      model.test.auc.value = .value(values.reduce(0, +) / Double(values.count))
    }
    #expect(
      fewer.refuted[own]?.contains("hcr_mr: has AUCs of \(pairs - 1) folds, but the split has \(pairs)") == true)
  }
}

/// Discrimination was computed from scores, not from labels.
@Suite struct LabelTests {
  private let own = "scores-not-labels [sound]"

  private func called(_ run: PaperRun, _ id: String = "hcr_mr") -> PaperRun {
    run.row(id) { model in
      for at in model.predictions.indices {
        model.predictions[at].score = model.predictions[at].isCalledEvent == true ? 1 : 0
      }
    }
  }

  @Test(arguments: ["{train: 0.6}", "{nested: 3}", "{leave-one-out: true}"])
  func scoresOfManyValuesAreAccusedOfNothing(split: String) throws {
    #expect(try Paper.run(split: split).finding(.scoresNotLabels)?.verdict == .notFound)
  }

  @Test func scoresThatAreCallsAreRefuted() throws {
    #expect(called(try Paper.run()).refuted[own] == "HCR (MR): its scores have only two values")
    #expect(called(try Paper.deep(), "dlr_mr").refuted[own] == "DLR (MR): its scores have only two values")
  }

  /// Of four patients two scores are no sign of anything; of five they are.
  @Test(arguments: [4, 5]) func fourScoresOfTwoValuesAreAccusedOfNothing(_ count: Int) throws {
    let run = try Paper.run(
      split: "{column: side}", patients: Patient.made(40, side: { $0 < count ? .test : .training }))
    let found = run.row("hcr_mr") { model in
      for at in model.predictions.indices { model.predictions[at].score = at % 2 == 0 ? 1 : 0 }
    }
    #expect(run.tested.count == count && run.refuted == [:])
    #expect((found.refuted[own] ?? "").contains("its scores have only two values") == (count == 5))
  }

  /// Where every call is right the balanced accuracy is 1, and so is the AUC of scores that part the classes.
  @Test func anAUCOfScoresThatEqualsTheBalancedAccuracyIsNoLabel() throws {
    let run = try Paper.run()
    let evaluator = Evaluator(of: run.split, .sound)
    let perfect = run.row("hcr_mr") { model in
      for at in model.predictions.indices {
        let isEvent = model.predictions[at].outcome.hadEvent
        model.predictions[at].score = (isEvent ? 2 : 0) + Double(at) / 100
        model.predictions[at].isCalledEvent = isEvent
      }
      model.test = evaluator.performance(model.predictions, of: .handcrafted)
    }
    let row = try #require(perfect.results.models.first { $0.id == "hcr_mr" })
    #expect(row.test.auc.value.number == 1 && row.test.confusion?.balancedAccuracy.number == 1)
    #expect(perfect.finding(.scoresNotLabels)?.verdict == .notFound)
  }

  /// A model of one factor with two levels gives two scores, and rightly.
  @Test func aBaselineOfTwoScoresIsSound() throws {
    #expect(called(try Paper.run(), "clinical").refuted[own] == nil)
  }

  @Test func aRowWhoseColumnsHaveTwoValuesGivesTwoScoresAndRightly() throws {
    let run = called(try Paper.run())
    var cohort = run.cohort
    for at in cohort.ids.indices {
      var values = cohort.features[at].values.map(\.number)
      (values[0], values[1]) = (Double(at % 2), Double(at % 2))
      cohort = cohort.giving(at, values)
    }
    #expect(run.with { $0.cohort = cohort }.refuted[own] == nil)
    // A third value in one of its columns is enough to ask for more than two scores.
    cohort = cohort.giving(3, [5] + cohort.features[3].values.dropFirst().map(\.number))
    #expect(run.with { $0.cohort = cohort }.refuted[own] != nil)
  }

  /// The nearest neighbour alone says 0 or 1 of everybody.
  @Test func aClassifierOfStepsGivesTwoScoresAndRightly() throws {
    let run = try Paper.run(more: "learning: {classifier: {name: nearest-neighbours, neighbours: 1}}")
    #expect(called(run).refuted[own] == nil)
  }

  /// In every fold one constant: a model that tells nobody apart, and no label.
  @Test func constantsOfTheFoldsAreNoLabels() throws {
    let run = try Paper.run(split: "{nested: 2}")
    let first = Set(run.split.pairs[0].test.map { run.cohort.ids[$0] })
    let constant = run.row("hcr_mr") { model in
      for at in model.predictions.indices {
        model.predictions[at].score = first.contains(model.predictions[at].subject) ? 0.1 : 0.2
      }
    }
    #expect(constant.refuted[own] == nil)
  }

  /// Left out, an event lowers the constant that the others are told: two values and an AUC of 0, but no label.
  @Test func constantsOfLeaveOneOutAreNoLabels() throws {
    let run = try Paper.run(split: "{leave-one-out: true}")
    let constant = run.row("hcr_mr") { model in
      for at in model.predictions.indices {
        model.predictions[at].score = model.predictions[at].outcome.hadEvent ? 0.38 : 0.41
      }
    }
    #expect(constant.refuted[own] == nil)
    #expect(called(run).refuted[own] == "HCR (MR): its scores have only two values")
  }

  @Test func anAUCThatIsTheBalancedAccuracyIsRefutedInSoundAndExplainedInThePublishedProtocol() throws {
    let run = try Paper.run(protocol: "both")
    let labels = run.row("hcr_mr") { model in
      if let balanced = model.test.confusion?.balancedAccuracy { model.test.auc.value = balanced }
    }
    #expect(labels.refuted[own]?.hasPrefix("HCR (MR): its AUC ") == true)
    let published = try #require(run.finding(.scoresNotLabels, .asPublished))
    #expect(published.verdict == .refuted && published.isExplained && published.choices == [.labelAUC])
    // The choice is of handcrafted rows; a baseline's AUC of labels is nobody's.
    let baseline = run.with { run in
      let balanced = run.results.protocols[1].models[0].test.confusion?.balancedAccuracy
      run.results.protocols[1].models[0].test.auc.value = balanced ?? .value(0)
    }
    #expect(
      baseline.refuted["scores-not-labels [as-published]"]?.hasPrefix("as-published / Clinical only: its AUC ") == true)
  }

  @Test func foldsWhoseAUCsAreThoseOfCallsAreNamed() throws {
    let run = try Paper.run(split: "{nested: 3}", protocol: "both")
    #expect(run.refuted == [:])
    let published = try #require(run.finding(.scoresNotLabels, .asPublished))
    #expect(published.isExplained && published.evidence.count == 2)
    let sound = run.row("hcr_mr") { $0.test.scoreAUC = $0.test.auc }
    #expect(sound.refuted[own] == "HCR (MR): the AUCs of its folds are those of predicted classes")
  }
}
