import Arms
import Cohorts
import Comparison
import Learning
import Results
import StudySupport
import Testing

private let row = "HCR (MR) / split"

/// No fit of a model has seen whom the model scores.
@Suite struct UnseenTests {
  @Test(arguments: ["{train: 0.6}", "{nested: 3}", "{leave-one-out: true}", "{repeated: {folds: 3, times: 2}}"])
  func aSoundRunIsProvedAndAccusedOfNothing(split: String) throws {
    let run = try Paper.run(split: split, protocol: "both")
    #expect(run.refuted == [:])
    for name in EvaluationProtocol.Name.allCases {
      let finding = try #require(run.finding(.testUnseen, name))
      #expect(finding.verdict == .proved && finding.evidence.isEmpty)
      #expect(try #require(Int(finding.basis.prefix { $0.isNumber })) > 50, "\(finding.basis)")
    }
  }

  @Test(arguments: [FitKind.imputation, .constantColumns, .scaling, .selection, .classifier])
  func aStepOfTheFinalModelThatSawOneTestPatientIsRefuted(_ kind: FitKind) throws {
    let run = try Paper.run()
    let found = run.showing([run.tested[2]], to: kind, of: "\(row) / all training").refuted
    #expect(Array(found.keys) == ["test-unseen [sound]"])
    #expect(found["test-unseen [sound]"] == "\(row) / all training: \(kind.words) saw \(run.tested[2])")
  }

  @Test(arguments: [FitKind.tuning, .calibration, .threshold])
  func aChoiceThatSawOneTestPatientIsRefuted(_ kind: FitKind) throws {
    let run = try Paper.run()
    let found = run.showing([run.tested[0]], to: kind, of: row).refuted
    #expect(found == ["test-unseen [sound]": "\(row): \(kind.words) saw \(run.tested[0])"])
  }

  /// A test patient without a score, as one of a batch outside training, takes nobody else out of the check.
  @Test func aPairInWhichOnePatientHasNoScoreIsLookedAtAllTheSame() throws {
    let run = try Paper.run().row("hcr_mr") { model in
      let last = model.predictions.indices.last ?? 0
      let bare = model.predictions[last]
      model.predictions[last] = Prediction(
        subject: bare.subject, outcome: bare.outcome, score: nil, probability: nil, isCalledEvent: nil)
    }
    let found = run.showing([run.tested[2]], to: .scaling, of: "\(row) / all training").refuted
    #expect(found["test-unseen [sound]"] == "\(row) / all training: scaling saw \(run.tested[2])")
  }

  /// The patients of a fold are not those of the next: each model is asked about its own test set.
  @Test func aFoldsModelMaySeeWhomAnotherFoldTests() throws {
    let run = try Paper.run(split: "{nested: 3}")
    let own = "HCR (MR) / \(run.split.pairs[1].set)"
    let (itself, other) = (run.cohort.ids[run.split.pairs[1].test[0]], run.tested[0])
    #expect(run.fits.contains { $0.purpose == "\(own) / all training" && $0.saw.contains(other) })
    let found = run.showing([itself], to: .scaling, of: "\(own) / all training").refuted
    #expect(found == ["test-unseen [sound]": "\(own) / all training: scaling saw \(itself)"])
  }

  @Test(arguments: [FitKind.imputation, .scaling, .selection, .classifier])
  func aStepOfTheFinalModelThatIsNotInTheLogIsMissed(_ kind: FitKind) throws {
    let found = try Paper.run().without(kind, of: "\(row) / all training").refuted
    #expect(found == ["test-unseen [sound]": "\(row): has scores, but no fit of \(kind.words) is recorded"])
  }

  @Test(arguments: [FitKind.tuning, .calibration, .threshold])
  func aChoiceThatIsNotInTheLogIsMissed(_ kind: FitKind) throws {
    let found = try Paper.run().without(kind, of: row).refuted
    #expect(found == ["test-unseen [sound]": "\(row): has scores, but no fit of \(kind.words) is recorded"])
  }

  /// A step that the folds lack as well is missed all the same: no model of an arm is without it.
  @Test(arguments: [FitKind.imputation, .scaling]) func aStepThatNeitherTheFoldsNorTheModelHaveIsMissed(_ kind: FitKind)
    throws
  {
    let found = try Paper.run().with { run in
      run.fits.removeAll { $0.kind == kind && $0.purpose.hasPrefix(row) }
    }.refuted
    #expect(found == ["test-unseen [sound]": "\(row): has scores, but no fit of \(kind.words) is recorded"])
  }

  @Test func theEncodingOfEveryRowThatReadsFactorsIsWanted() throws {
    for name in ["HCR (MR+CF) / split", "Clinical only / split"] {
      let found = try Paper.run().without(.encoding, of: name).refuted
      #expect(found == ["test-unseen [sound]": "\(name): has scores, but no fit of the encoding of levels is recorded"])
    }
    let both = try Paper.run(protocol: "both").without(.encoding, of: "as-published / Clinical only / split").refuted
    #expect(both.keys.sorted() == ["test-unseen [as-published]"])
  }

  /// The fusion of features reads the clinical factors where the study has some; this one has none to encode.
  @Test func aStudyWithoutFactorsNeedsNoEncoding() throws {
    let run = try Paper.deep()
    let fusion = MadeRow("fusion", "Fusion", run.cohort).with { $0.first = [.inputDepth] }
    #expect(fusion.role.readsFactors && run.cohort.study.models.factors.isEmpty)
    #expect(PaperRun(run.cohort, [fusion]).refuted == [:])
  }

  /// A head learns, is stopped and, where its settings were chosen, chosen: each is a fit of the model itself.
  @Test(arguments: [FitKind.classifier, .earlyStopping]) func aFitOfAFinalHeadThatIsNotInTheLogIsMissed(
    _ kind: FitKind
  ) throws {
    let own = "DLR (MR) / split"
    let found = try Paper.deep().without(kind, of: "\(own) / all training").refuted
    #expect(found["test-unseen [sound]"] == "\(own): has scores, but no fit of \(kind.words) is recorded")
  }

  /// Without folds the published head was chosen and cut on the test patients, which are fits as well. One patient
  /// without a call is no reason to ask for no cutoff.
  @Test(arguments: [FitKind.tuning, .threshold]) func aChoiceOfAPublishedHeadThatIsNotInTheLogIsMissed(
    _ kind: FitKind
  ) throws {
    let own = "as-published / DLR (MR) / split"
    let bare = try Paper.deep(protocol: "both").with { run in
      run.fits.removeAll { $0.purpose.hasPrefix("\(own) / fold") || $0.purpose == own && $0.kind == .calibration }
      run.held.removeAll { $0.purpose.hasPrefix("\(own) / fold") }
    }
    #expect(bare.refuted == [:])
    let uncalled = bare.with { run in
      let row = run.results.protocols[1].models.firstIndex { $0.name == "DLR (MR)" } ?? 0
      run.results.protocols[1].models[row].predictions[0].isCalledEvent = nil
    }
    #expect(uncalled.refuted["test-unseen [as-published]"] == nil)
    let words = "\(own): has scores, but no fit of \(kind.words) is recorded"
    for run in [bare, uncalled] { #expect(run.without(kind, of: own).refuted["test-unseen [as-published]"] == words) }
  }

  /// Without calls, probabilities and folds no cutoff and no calibration is missing; a single setting needs no choice.
  @Test func whatAModelDoesNotHaveNeedsNoFit() throws {
    var run = try Paper.run { $0.settings = 1 }
    #expect(run.refuted == [:])
    run.fits.removeAll { [.threshold, .calibration].contains($0.kind) && $0.purpose == row }
    #expect(run.refuted.keys.sorted() == ["test-unseen [sound]"])
    run.fits.removeAll { $0.purpose.hasPrefix("\(row) / fold") }
    run.held.removeAll { $0.purpose.hasPrefix("\(row) / fold") }
    let bare = run.row("hcr_mr") { model in
      for at in model.predictions.indices {
        (model.predictions[at].probability, model.predictions[at].isCalledEvent) = (nil, nil)
      }
    }
    #expect(bare.refuted["test-unseen [sound]"] == nil)
  }

  @Test func aRunWithoutAScoreIsNotChecked() throws {
    var run = try Paper.run()
    run.fits = []
    for at in run.results.protocols[0].models.indices {
      for place in run.results.protocols[0].models[at].predictions.indices {
        run.results.protocols[0].models[at].predictions[place].score = nil
      }
    }
    let evaluator = Evaluator(of: run.split, .sound)
    for at in run.results.protocols[0].models.indices {
      let row = run.results.protocols[0].models[at]
      run.results.protocols[0].models[at].test = evaluator.performance(row.predictions, of: row.family)
    }
    run.results.protocols[0].comparisons = RowComparisons(
      evaluation: .sound, split: run.split, primary: run.cohort.study.primaryPairs
    ).all(run.results.models)
    let checks: [AuditFinding.Check] = [
      .testUnseen, .fitsWhole, .scoresNotLabels, .splitAsDeclared, .foldsHonest, .equalBudget, .figuresFollow,
    ]
    for check in checks { #expect(run.finding(check)?.verdict == .notChecked, "\(check)") }
  }
}

// Fits that no row owns.
extension UnseenTests {
  private func with(_ purpose: String, _ saw: (PaperRun) -> [String]) throws -> PaperRun {
    let run = try Paper.run()
    return run.with { $0.fits.append(PaperFit(purpose, .scaling, saw(run))) }
  }

  @Test func aSharedFitOfTheTrainingSetIsSound() throws {
    #expect(try with("atlas / split") { $0.training }.refuted == [:])
  }

  @Test func aSharedFitThatSawATestPatientIsRefuted() throws {
    let run = try with("atlas / split") { $0.training + [$0.tested[1]] }
    #expect(run.refuted == ["test-unseen [sound]": "atlas / split: scaling saw \(run.tested[1])"])
  }

  @Test func aSharedFitOfNoTrainingSetIsRefuted() throws {
    let found = try with("atlas") { $0.training }.refuted
    #expect(found == ["test-unseen [sound]": "atlas: scaling belongs to no training set of the study"])
  }

  @Test func aFitOfARowForATrainingSetThatTheStudyDoesNotHaveIsRefuted() throws {
    let found = try with("HCR (MR) / elsewhere") { $0.training }.refuted
    #expect(
      found == [
        "test-unseen [sound]": "HCR (MR) / elsewhere: was fitted for a training set that the study does "
          + "not have"
      ])
  }

  /// The mark that separates the parts of a purpose may stand in the name of a site.
  @Test func aSiteWhoseNameHoldsTheMarkIsNoStray() throws {
    let run = try Paper.run(
      split: "{site: ward}", patients: Patient.made(40, site: { $0 % 2 == 0 ? "north / east" : "south" }))
    #expect(run.refuted == [:])
    let own = "HCR (MR) / site north / east"
    let first = run.cohort.ids[run.split.pairs[0].test[0]]
    let found = run.showing([first], to: .scaling, of: "\(own) / all training").refuted
    #expect(found == ["test-unseen [sound]": "\(own) / all training: scaling saw \(first)"])
  }
}

// What the published protocol does by name.
extension UnseenTests {
  /// The deep arm's cutoff, stop and choice on the test patients are explained where the protocol names them, and
  /// nowhere else.
  @Test(arguments: [
    (FitKind.threshold, PublishedChoice.deepCutoffOnTest), (.tuning, .deepStoppingOnTest),
    (.earlyStopping, .deepStoppingOnTest),
  ])
  func aChoiceOnTheTestSetIsExplainedForTheDeepArmAlone(_ kind: FitKind, _ choice: PublishedChoice) throws {
    let run = try Paper.deep(protocol: "both")
    #expect(run.refuted == [:])
    let leak = { (own: String) in
      run.with { $0.fits.append(PaperFit(own, kind, run.training + run.tested)) }
    }
    let published = leak("as-published / DLR (MR) / split")
    #expect(published.refuted == [:])
    let finding = try #require(published.finding(.testUnseen, .asPublished))
    #expect(finding.verdict == .refuted && finding.isExplained && finding.choices == [choice])
    #expect(leak("DLR (MR) / split").refuted.keys.sorted() == ["test-unseen [sound]"])
    #expect(leak("as-published / HCR (MR) / split").refuted.keys.sorted() == ["test-unseen [as-published]"])
  }

  /// The published deep arm takes the network's softmax for a probability; the rows beside it are calibrated.
  @Test func thePublishedDeepArmAloneNeedsNoCalibration() throws {
    let run = try Paper.deep(protocol: "both")
    let without = { (own: String) in run.without(.calibration, of: "as-published / \(own)").refuted }
    #expect(without("DLR (MR) / split") == [:])
    #expect(
      without(row)
        == ["test-unseen [as-published]": "as-published / \(row): has scores, but no fit of calibration is recorded"])
  }

  /// Rows whose selection and classifier are those of the handcrafted arm see the network at its depth as well.
  @Test func theDepthOfTheCohortIsExplainedForEveryRowOnFeaturesOfTheNetwork() throws {
    let run = try Paper.deep(protocol: "both", beyond: "[svm]")
    let own = MadeRow("dlr_svm", "DLR (SVM)", run.cohort).with { $0.first = [.inputDepth] }
    let table = PaperRun(run.cohort, [own])
    #expect(own.family == .handcrafted && table.refuted == [:])
    let published = table.showing(table.tested, to: .inputDepth, of: "as-published / DLR (SVM) / split")
    #expect(published.refuted == [:])
    #expect(published.finding(.testUnseen, .asPublished)?.choices == [.deepDepthOfCohort])
    let sound = table.showing(table.tested, to: .inputDepth, of: "DLR (SVM) / split")
    #expect(sound.refuted["test-unseen [sound]"] != nil)
  }

  /// A classifier that saw the test set is explained by no choice of anybody.
  @Test func aClassifierThatSawTheTestSetIsExplainedByNothing() throws {
    let run = try Paper.deep(protocol: "both")
    let found = run.showing(run.tested, to: .classifier, of: "as-published / DLR (MR) / split / all training").refuted
    #expect(found.keys.sorted() == ["test-unseen [as-published]"])
  }
}

// Batches that training has not.
extension UnseenTests {
  /// Sixty patients, of whom those of scanner C are the test set, all twenty of them.
  private func run(unseen: String, _ batch: (PaperRun) -> [String], for purpose: String = row) throws -> PaperRun {
    let patients = Patient.made(60, side: { $0 < 40 ? .training : .test }, batch: { $0 < 40 ? "A" : "C" })
    let run = try Paper.run(
      split: "{column: side}", patients: patients,
      more: "learning: {harmonise: {batch: scanner, unseen: \(unseen)}}"
    ) { if $0.family == .handcrafted { $0.steps.append(.harmonisation) } }
    let fit = PaperFit(purpose, .harmonisation, batch(run), nil, .unseenBatch("C"))
    return run.with { $0.fits.append(fit) }
  }

  @Test func aBatchOutsideTrainingMayBeEstimatedFromTwentyWhoAreScored() throws {
    let run = try run(unseen: "estimate") { $0.tested }
    #expect(run.tested.count == 20 && run.refuted == [:])
    #expect(try #require(run.finding(.testUnseen)).basis.contains("1 of them estimated location and scale"))
  }

  @Test func aBatchOutsideTrainingIsALeakWhereTheStudyFileDoesNotAskForIt() throws {
    #expect(try run(unseen: "refuse") { $0.tested }.refuted.keys.sorted() == ["test-unseen [sound]"])
  }

  @Test func nineteenOfABatchAreTooFew() throws {
    let found = try run(unseen: "estimate") { Array($0.tested.dropFirst()) }.refuted
    #expect(found.keys.sorted() == ["test-unseen [sound]"])
  }

  @Test func aBatchOutsideTrainingIsOfThoseWhoAreScoredAndOfNobodyElse() throws {
    let found = try run(unseen: "estimate") { $0.tested + [$0.training[0]] }.refuted
    #expect(found.keys.sorted() == ["test-unseen [sound]"])
  }

  /// What it is must be in the log: a harmonisation of the scored that names no batch outside training is a leak.
  @Test func aHarmonisationThatNamesNoBatchOutsideTrainingIsNotExcused() throws {
    let plain = try run(unseen: "estimate") { $0.tested }.with { run in
      run.fits[run.fits.indices.last ?? 0].fact = nil
    }
    #expect(plain.refuted["test-unseen [sound]"]?.contains("\(row): harmonisation saw ") == true)
  }

  @Test func onlyTheHarmonisationOfTheRowItselfIsExcused() throws {
    let inside = try run(unseen: "estimate", { $0.tested }, for: "\(row) / all training")
    #expect(inside.refuted.keys.sorted().contains("test-unseen [sound]"))
    let other = try run(unseen: "estimate") { $0.tested }.with { run in
      let at = run.fits.indices.last ?? 0
      run.fits[at].kind = .scaling
    }
    // A scaling for a training set that saw the test patients instead has not seen the whole of it either, and the fact
    // of a harmonisation excuses no fit of another kind.
    #expect(other.refuted.keys.sorted() == ["fits-whole [sound]", "test-unseen [sound]"])
  }
}
