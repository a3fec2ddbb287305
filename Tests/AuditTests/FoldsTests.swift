import Cohorts
import Learning
import Results
import StudyFiles
import StudySupport
import Testing

private let row = "HCR (MR) / split"

/// No fit behind the scores of a tuning fold has seen whom the fold holds out.
@Suite struct FoldsTests {
  private func heldOut(_ run: PaperRun, _ fold: Int) throws -> String {
    try #require(run.held.first { $0.purpose == "\(row) / fold \(fold) of 5" }?.saw.first)
  }

  @Test(arguments: ["{train: 0.6}", "{nested: 3}", "{leave-one-out: true}"])
  func foldsThatFitEveryStepAnewAreProved(split: String) throws {
    let finding = try #require(try Paper.run(split: split).finding(.foldsHonest))
    #expect(finding.verdict == .proved && finding.evidence.isEmpty)
  }

  @Test(arguments: [FitKind.imputation, .scaling, .selection, .classifier])
  func aFitThatSawOneWhomItsFoldHoldsOutIsRefuted(_ kind: FitKind) throws {
    let run = try Paper.run()
    let found = run.showing([try heldOut(run, 3)], to: kind, of: "\(row) / fold 3 of 5").refuted
    let words = "\(row) / fold 3 of 5: \(kind.words) saw patients whom the fold holds out"
    // Of three settings three classifiers saw it.
    #expect(found == ["folds-honest [sound]": Array(repeating: words, count: kind == .classifier ? 3 : 1).joined("\n")])
  }

  /// Only its own patients are held out of a fold.
  @Test func aFoldMaySeeWhomAnotherFoldHoldsOut() throws {
    let run = try Paper.run()
    let other = try heldOut(run, 2)
    #expect(
      run.fits.contains { $0.purpose == "\(row) / fold 3 of 5" && $0.kind == .selection && $0.saw.contains(other) })
    #expect(run.refuted == [:])
  }

  @Test(arguments: [FitKind.imputation, .constantColumns, .scaling, .selection])
  func aStepThatAFoldDidNotFitWasFittedOnThoseItHoldsOut(_ kind: FitKind) throws {
    let found = try Paper.run().without(kind, of: "\(row) / fold 1 of 5").refuted
    let words = "\(row) / fold 1 of 5: \(kind.words) was fitted on all training patients, including those held out"
    #expect(found == ["folds-honest [sound]": words])
  }

  @Test func selectionBeforeTheFoldsIsExplainedInThePublishedProtocolAlone() throws {
    let run = try Paper.run(protocol: "both").with { run in
      // The folds by which the published elimination chooses its size are another thing.
      run.fits.removeAll { fit in
        fit.kind == .selection && fit.purpose.contains(" / fold ") && !fit.purpose.contains("/ all training / fold ")
      }
    }
    let rows = ["HCR (MR)", "HCR (MR+CF)"]
    #expect(run.refuted.keys.sorted() == ["folds-honest [sound]"])
    #expect(
      run.refuted.values.allSatisfy { words in rows.allSatisfy { words.contains("\($0) / split / fold 5 of 5") } })
    let published = try #require(run.finding(.foldsHonest, .asPublished))
    #expect(published.verdict == .refuted && published.isExplained && published.choices == [.selectionBeforeFolds])
  }

  /// The model that is saved was fitted on all patients, who are all tested by other models: its folds count too.
  @Test(arguments: ["{nested: 3}", "{leave-one-out: true}", "{repeated: {folds: 3, times: 2}}"])
  func theFoldsOfTheModelOnAllPatientsAreChecked(split: String) throws {
    let run = try Paper.run(split: split)
    let own = "HCR (MR) / all patients / fold 3 of 5"
    let finding = try #require(run.finding(.foldsHonest))
    #expect(finding.basis.contains("of them of the models on all patients, which are saved"), "\(finding.basis)")
    let held = try #require(run.held.first { $0.purpose == own }?.saw.first)
    let leaked = run.showing([held], to: .selection, of: own).refuted
    #expect(leaked == ["folds-honest [sound]": "\(own): selection saw patients whom the fold holds out"])
    let dropped = run.without(.scaling, of: own).refuted
    let words = "\(own): scaling was fitted on all training patients, including those held out"
    #expect(dropped == ["folds-honest [sound]": words])
  }

  @Test(arguments: [FitKind.imputation, .scaling, .selection, .classifier])
  func aStepOfTheModelOnAllPatientsThatIsNotInTheLogIsMissed(_ kind: FitKind) throws {
    let found = try Paper.run(split: "{nested: 3}").without(kind, of: "HCR (MR) / all patients / all training").refuted
    let words = "HCR (MR) / all patients: is saved, but no fit of \(kind.words) is recorded"
    #expect(found == ["fits-whole [sound]": words])
  }

  @Test(arguments: [FitKind.tuning, .threshold])
  func aChoiceOfTheModelOnAllPatientsThatIsNotInTheLogIsMissed(_ kind: FitKind) throws {
    let found = try Paper.run(split: "{nested: 3}").without(kind, of: "HCR (MR) / all patients").refuted
    let words = "HCR (MR) / all patients: is saved, but no fit of \(kind.words) is recorded"
    #expect(found == ["fits-whole [sound]": words])
  }

  @Test func aBaselineWithoutAClassifierInAFoldIsRefuted() throws {
    let own = "Clinical only / split / fold 2 of 5"
    let found = try Paper.run().without(.classifier, of: own).refuted
    #expect(found == ["folds-honest [sound]": "\(own): no classifier is recorded, although the fold has scores"])
  }

  /// Without a test set the budget check counts no classifiers, so it is this check that misses one.
  @Test func inNestedFoldsARowOfAnArmWithoutAClassifierInAFoldIsRefuted() throws {
    let run = try Paper.run(split: "{nested: 3}")
    let own = "HCR (MR) / \(run.split.pairs[1].set) / fold 2 of 5"
    let found = run.without(.classifier, of: own).refuted
    #expect(found == ["folds-honest [sound]": "\(own): no classifier is recorded, although the fold has scores"])
  }

  /// The published deep arm needs no folds, but a calibration of held-out scores does.
  @Test func aPublishedDeepRowThatIsCalibratedWithoutFoldsIsRefuted() throws {
    let own = "as-published / DLR (MR) / split"
    let bare = try Paper.deep(protocol: "both").with { run in
      run.fits.removeAll { $0.purpose.hasPrefix("\(own) / fold") }
      run.held.removeAll { $0.purpose.hasPrefix("\(own) / fold") }
    }
    let words = "\(own): is calibrated on held-out scores, but no fold that holds patients out is recorded"
    #expect(bare.refuted == ["folds-honest [as-published]": words])
    #expect(bare.without(.calibration, of: own).refuted == [:])
  }

  @Test func aTunedRowWithoutFoldsIsRefuted() throws {
    let run = try Paper.run().with { run in
      run.fits.removeAll { $0.purpose.hasPrefix("\(row) / fold") }
      run.held.removeAll { $0.purpose.hasPrefix("\(row) / fold") }
    }
    let tuned = "HCR (MR): was tuned, but no tuning fold is recorded"
    let calibrated = "\(row): is calibrated on held-out scores, but no fold that holds patients out is recorded"
    #expect(run.refuted["folds-honest [sound]"] == "\(tuned)\n\(calibrated)")
  }

  /// What the published deep arm chooses on the test set needs no fold; the rows beside it need theirs.
  @Test func inThePublishedProtocolAHandcraftedRowWithoutFoldsIsRefuted() throws {
    let run = try Paper.deep(protocol: "both")
    let without = { (own: String) in
      run.with { run in
        run.fits.removeAll { $0.purpose.hasPrefix("\(own) / split / fold") || $0.purpose == "\(own) / split" }
        run.held.removeAll { $0.purpose.hasPrefix("\(own) / split / fold") }
      }.refuted["folds-honest [as-published]"]
    }
    #expect(without("as-published / HCR (MR)") == "as-published / HCR (MR): was tuned, but no tuning fold is recorded")
    #expect(without("as-published / DLR (MR)") == nil)
  }

  /// The choice is of handcrafted rows: a deep row whose folds lack a step of its model has none to name.
  @Test func selectionBeforeTheFoldsExplainsNothingOfADeepRow() throws {
    let run = try Paper.deep(protocol: "both")
    let rows = [
      MadeRow("hcr_mr", "HCR (MR)", run.cohort),
      MadeRow("dlr_mr", "DLR (MR)", run.cohort, .deep).with { ($0.first, $0.steps) = ([.inputDepth], [.scaling]) },
    ]
    let own = "as-published / DLR (MR) / split"
    let found = PaperRun(run.cohort, rows).without(.scaling, of: "\(own) / fold 2 of 5").refuted
    let words = "\(own) / fold 2 of 5: scaling was fitted on all training patients, including those held out"
    #expect(found == ["folds-honest [as-published]": words])
  }

  @Test func foldsThatHoldOutOneTwiceOrNotAtAllAreRefuted() throws {
    let run = try Paper.run()
    let at = try #require(run.held.firstIndex { $0.purpose == "\(row) / fold 1 of 5" })
    let words = "\(row): its folds do not hold out every training patient exactly once"
    let other = try heldOut(run, 2)
    let twice = run.with { $0.held[at].saw.append(other) }
    #expect(twice.refuted["folds-honest [sound]"]?.hasPrefix(words) == true)
    let never = run.with { $0.held[at].saw.removeLast() }
    #expect(never.refuted["folds-honest [sound]"] == words)
    let instead = run.with { $0.held[at].saw[0] = other }
    #expect(instead.refuted["folds-honest [sound]"]?.hasPrefix(words) == true)
  }

  @Test func aRunThatTunesNothingIsNotChecked() throws {
    let run = try Paper.run { $0.settings = 1 }.with { run in
      run.fits.removeAll { $0.purpose.contains(" / fold ") }
      run.held.removeAll { $0.purpose.contains(" / fold ") }
      // Without held-out scores there is nothing to calibrate by, and no cutoff.
      run.fits.removeAll { [.calibration, .threshold].contains($0.kind) }
    }
    #expect(run.finding(.foldsHonest)?.verdict == .notChecked)
  }
}

/// All arms were tuned over as many settings, on the same inner folds.
@Suite struct BudgetTests {
  private func arms(split: String = "{train: 0.6}", _ change: (inout MadeRow) -> Void = { _ in }) throws -> PaperRun {
    try Paper.deepTuned(split: split, change)
  }

  @Test func twoArmsOfOneBudgetAreProved() throws {
    let finding = try #require(try arms().finding(.equalBudget))
    #expect(finding.verdict == .proved && finding.basis.contains("3 settings each"))
  }

  @Test func moreSettingsOfOneArmAreRefuted() throws {
    let found = try arms { if $0.family == .deep { $0.settings = 4 } }.refuted
    #expect(found == ["equal-budget [sound]": "DLR (MR) tried 4 settings, HCR (MR) 3"])
  }

  @Test func aSettingThatTheLogHasAndTheResultsHideIsRefuted() throws {
    let run = try arms()
    let own = "\(row) / fold 4 of 5"
    let more = run.with { $0.fits.append(PaperFit(own, .classifier, [run.training[0]], .made(9))) }
    #expect(more.refuted["equal-budget [sound]"] == "\(own): the log has 4 classifiers, the results 3")
    let fewer = run.with { run in
      let at = run.fits.firstIndex { $0.purpose == own && $0.kind == .classifier } ?? 0
      run.fits.remove(at: at)
    }
    #expect(fewer.refuted == ["equal-budget [sound]": "\(own): the log has 2 classifiers, the results 3"])
  }

  /// Only heads of an ensemble are no settings tried: a handcrafted row has none.
  @Test func aClassifierThatAHandcraftedRowHidesInAPartOfAFoldIsCounted() throws {
    let own = "\(row) / fold 4 of 5"
    let run = try arms().with { run in
      let saw = run.fits.first { $0.purpose == own }?.saw ?? []
      run.fits.append(PaperFit("\(own) / all training", .classifier, saw, .made(9)))
    }
    #expect(run.refuted["equal-budget [sound]"] == "\(own): the log has 4 classifiers, the results 3")
  }

  /// Two networks are two arms: their budgets can be compared, and are.
  @Test func twoNetworksAreComparedAsTwoArms() throws {
    let study = try StudyFile.ofImages(
      "arms: [dlr]\ndeep: {network: efficientnet-lite0, region: lesion, inflation: centre, beyond: none, "
        + "further: {b: {network: resnet18}}}")
    let cohort = AnalysisCohort.made(study, hashes: { ["image \($0)"] })
    let rows = ["dlr_mr": "DLR (MR)", "dlr_b_mr": "DLR b (MR)"].sorted { $0.key < $1.key }.map {
      MadeRow($0.key, $0.value, cohort, .deep).with { ($0.first, $0.steps) = ([.inputDepth], []) }
    }
    let run = PaperRun(cohort, rows)
    #expect(study.networks.count == 2 && run.refuted == [:])
    #expect(run.finding(.equalBudget)?.verdict == .proved)
    #expect(PaperRun(cohort, [rows[0]]).finding(.equalBudget)?.verdict == .notChecked)
  }

  /// Rounds fit a setting again; what was tried are the different ones.
  @Test func roundsOfASearchAreCountedByTheirSettings() throws {
    let run = try arms().with { run in
      for at in run.results.protocols[0].models.indices { run.results.protocols[0].models[at].tuning?.fits = 3 }
    }
    #expect(run.finding(.equalBudget)?.verdict == .proved)
    let same = run.with { run in
      for at in run.fits.indices where run.fits[at].purpose == "\(row) / fold 1 of 5" {
        if run.fits[at].kind == .classifier { run.fits[at].setting = .made(0) }
      }
    }
    #expect(
      same.refuted == [
        "equal-budget [sound]": "\(row) / fold 1 of 5: the log has 1 different settings, the results 3"
      ])
  }

  @Test func otherInnerFoldsOfOneArmAreRefuted() throws {
    var run = try arms()
    let (a, b) = ("\(row) / fold 1 of 5", "\(row) / fold 2 of 5")
    let first = try #require(run.held.firstIndex { $0.purpose == a })
    let second = try #require(run.held.firstIndex { $0.purpose == b })
    (run.held[first].saw, run.held[second].saw) = (run.held[second].saw, run.held[first].saw)
    #expect(run.refuted["equal-budget [sound]"] == "DLR (MR) and HCR (MR) were tuned on different inner folds")
  }

  /// Every training set has inner folds of its own, and in each of them the arms must have the same.
  @Test(arguments: 0..<3) func otherInnerFoldsOfOneTrainingSetAreRefuted(_ place: Int) throws {
    var run = try arms(split: "{nested: 3}")
    #expect(run.refuted == [:])
    let own = "DLR (MR) / \(run.split.pairs[place].set)"
    let first = try #require(run.held.firstIndex { $0.purpose == "\(own) / fold 1 of 5" })
    let second = try #require(run.held.firstIndex { $0.purpose == "\(own) / fold 2 of 5" })
    (run.held[first].saw, run.held[second].saw) = (run.held[second].saw, run.held[first].saw)
    #expect(run.refuted["equal-budget [sound]"] == "DLR (MR) and HCR (MR) were tuned on different inner folds")
  }

  @Test func fewerInnerFoldsOfOneArmAreRefuted() throws {
    let run = try arms().with { run in
      run.fits.removeAll { $0.purpose == "DLR (MR) / split / fold 5 of 5" }
      run.held.removeAll { $0.purpose == "DLR (MR) / split / fold 5 of 5" }
    }
    #expect(run.refuted["equal-budget [sound]"] == "DLR (MR) and HCR (MR) were tuned on different inner folds")
  }

  @Test func theDeepArmsChoiceOnTheTestSetHasNoInnerFoldsAndSaysSo() throws {
    let run = try Paper.deep(protocol: "both")
    let finding = try #require(run.finding(.equalBudget, .asPublished))
    #expect(finding.isExplained && finding.choices == [.deepStoppingOnTest])
    #expect(run.finding(.equalBudget)?.verdict == .proved)
  }

  @Test func oneArmAloneIsNotChecked() throws {
    #expect(try Paper.run().finding(.equalBudget)?.verdict == .notChecked)
    // An unequal budget of two rows of one arm is one all the same.
    #expect(try Paper.run { if $0.id == "hcr_mr_cf" { $0.settings = 5 } }.finding(.equalBudget)?.verdict == .refuted)
  }
}

extension [String] {
  fileprivate func joined(_ separator: String) -> String { joined(separator: separator) }
}

extension Paper {
  /// Both arms, tuned on the same folds.
  static func deepTuned(split: String, _ change: (inout MadeRow) -> Void) throws -> PaperRun {
    let run = try deep(split: split)
    return PaperRun(
      run.cohort,
      [
        MadeRow("hcr_mr", "HCR (MR)", run.cohort),
        MadeRow("dlr_mr", "DLR (MR)", run.cohort, .deep).with { ($0.first, $0.steps) = ([.inputDepth], []) },
      ].map { $0.with(change) })
  }
}
