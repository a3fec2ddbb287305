import Cohorts
import Learning
import Results
import StudySupport
import Testing

private let row = "HCR (MR) / split"

/// Every fit saw the whole of its training set, or of what its fold leaves to train on.
@Suite struct WholeFitTests {
  private let check = "fits-whole [sound]"

  /// The run with the last `fewer` patients taken from a fit.
  private func run(_ run: PaperRun, fewer: Int, _ kind: FitKind, of purpose: String) -> PaperRun {
    run.changing(kind, of: purpose) { $0.seeing(Array($0.saw.dropLast(fewer))) }
  }

  @Test(arguments: ["{train: 0.6}", "{nested: 3}", "{leave-one-out: true}"])
  func fitsOfWholeTrainingSetsAreProved(split: String) throws {
    let finding = try #require(try Paper.run(split: split).finding(.fitsWhole))
    #expect(finding.verdict == .proved && finding.evidence.isEmpty)
  }

  @Test(arguments: [FitKind.imputation, .constantColumns, .scaling, .selection, .classifier])
  func aFitThatSawOneFewerIsRefuted(_ kind: FitKind) throws {
    let own = "\(row) / all training"
    let found = run(try Paper.run(), fewer: 1, kind, of: own).refuted
    #expect(found == [check: "\(own): \(kind.words) saw only 24 of the 25 patients of its training set"])
  }

  /// Steps that not every row has are fitted on all of its patients as well.
  @Test(arguments: [
    ("harmonise: {batch: scanner}", FitKind.harmonisation), ("filters: [{name: welch}]", .filter),
    ("oversample: random", .oversampling),
  ])
  func aStepOfTheStudyFileThatSawOneFewerIsRefuted(_ step: String, _ kind: FitKind) throws {
    let paper = try Paper.run(more: "learning: {\(step), classifier: {name: naive-bayes}}") { own in
      if own.family == .handcrafted { own.steps.append(kind) }
    }
    let own = "\(row) / all training"
    let found = run(paper, fewer: 1, kind, of: own).refuted
    #expect(found == [check: "\(own): \(kind.words) saw only 24 of the 25 patients of its training set"])
  }

  @Test func anEncodingThatSawOneFewerIsRefuted() throws {
    for own in ["HCR (MR+CF) / split", "Clinical only / split"] {
      let found = run(try Paper.run(), fewer: 1, .encoding, of: own).refuted
      #expect(found == [check: "\(own): the encoding of levels saw only 24 of the 25 patients of its training set"])
    }
  }

  /// As many are not enough where one of them is another: here one whom the column puts on no side.
  @Test func aFitThatSawAnotherInsteadIsRefuted() throws {
    let paper = try Paper.run(
      split: "{column: side}",
      patients: Patient.made(40, side: { $0 < 20 ? .training : $0 < 36 ? .test : .notGiven }))
    let own = "\(row) / all training"
    let found = paper.changing(.scaling, of: own) { $0.seeing($0.saw.dropLast() + ["P37"]) }.refuted
    #expect(found == [check: "\(own): scaling saw only 19 of the 20 patients of its training set"])
  }

  /// The model on all patients is saved, though it scores nobody of the study.
  @Test func aFitOfTheModelOnAllPatientsThatSawOneFewerIsRefuted() throws {
    let own = "HCR (MR) / all patients"
    let paper = try Paper.run(split: "{nested: 3}")
    for (kind, part) in [(FitKind.scaling, "\(own) / all training"), (.threshold, own)] {
      let found = run(paper, fewer: 1, kind, of: part).refuted
      #expect(found == [check: "\(part): \(kind.words) saw only 39 of the 40 patients of its training set"])
    }
  }

  /// A fit that saw nobody saw no test patient either, and proves nothing by that.
  @Test(arguments: [FitKind.calibration, .threshold]) func aFitThatSawNobodyIsRefuted(_ kind: FitKind) throws {
    let found = run(try Paper.run(), fewer: 25, kind, of: row).refuted
    #expect(found == [check: "\(row): \(kind.words) saw only 0 of the 25 patients of its training set"])
  }

  @Test func aFitOfAFoldThatSawOneFewerThanTheFoldLeavesIsRefuted() throws {
    let (paper, own) = (try Paper.run(), "\(row) / fold 2 of 5")
    let saw = try #require(paper.fits.first { $0.purpose == own && $0.kind == .selection }?.saw.count)
    let found = run(paper, fewer: 1, .selection, of: own).refuted
    #expect(found == [check: "\(own): selection saw only \(saw - 1) of the \(saw) patients of its training set"])
  }

  @Test func aFitThatSawSomebodyOutsideTheStudyIsRefuted() throws {
    let found = try Paper.run().showing(["Z999"], to: .scaling, of: "\(row) / all training").refuted
    #expect(found == [check: "\(row) / all training: scaling saw patients whom the study does not have: Z999"])
    // A step that may use a part of the patients may not use others.
    let tuned = try Paper.run().showing(["Z999"], to: .tuning, of: row).refuted
    #expect(tuned == [check: "\(row): tuning saw patients whom the study does not have: Z999"])
  }

  /// Tuning and early stopping may use a part by design.
  @Test(arguments: [FitKind.tuning]) func aStepThatMayUseAPartIsNotAsked(_ kind: FitKind) throws {
    #expect(run(try Paper.run(), fewer: 5, kind, of: row).refuted == [:])
  }

  /// In a search that halves, classifiers of the folds and their oversampling learn from a share; the final ones and
  /// every other step do not.
  @Test func onlyTheClassifiersOfFoldsMayLearnFromAShareOfASearchThatHalves() throws {
    let halving = try Paper.run(
      more:
        "learning: {search: halving, classifier: {name: logistic, inverse-penalty: [0.1, 1, 10]}}")
    #expect(halving.refuted == [:])
    let (fold, last) = ("\(row) / fold 1 of 5", "\(row) / all training")
    #expect(run(halving, fewer: 10, .classifier, of: fold).refuted == [:])
    #expect(run(try Paper.run(), fewer: 10, .classifier, of: fold).refuted.keys.sorted() == [check])
    #expect(run(halving, fewer: 10, .classifier, of: last).refuted.keys.sorted() == [check])
    #expect(run(halving, fewer: 10, .scaling, of: fold).refuted.keys.sorted() == [check])
    let oversampled = { (part: String, fewer: Int) in
      halving.with { run in
        let whole = run.fits.first { $0.purpose == part && $0.kind == .classifier }?.saw ?? []
        run.fits.append(PaperFit(part, .oversampling, Array(whole.dropLast(fewer))))
      }.refuted.keys.sorted()
    }
    #expect(oversampled(fold, 10) == [])
    #expect(oversampled(last, 0) == [])
    #expect(oversampled(last, 10) == [check])
    // Three are the fewest of whom two are of one class.
    #expect(run(halving, fewer: 17, .classifier, of: fold).refuted == [:])
    #expect(run(halving, fewer: 18, .classifier, of: fold).refuted.keys.sorted() == [check])
    #expect(run(halving, fewer: 25, .classifier, of: fold).refuted.keys.sorted() == [check])
  }

  /// The published deep arm's cutoff is of the test patients; the cutoff of any other row is of its training set.
  @Test func onlyThePublishedDeepCutoffIsOfAnotherSet() throws {
    let paper = try Paper.deep(protocol: "both")
    let cut = { (own: String) in
      paper.changing(.threshold, of: own) { $0.seeing(paper.tested) }.refuted
    }
    #expect(cut("as-published / DLR (MR) / split") == [:])
    let words = "as-published / \(row): the cutoff saw only 0 of the 25 patients of its training set"
    #expect(cut("as-published / \(row)")["fits-whole [as-published]"] == words)
    #expect(
      cut("DLR (MR) / split")[check] == "DLR (MR) / split: the cutoff saw only 0 of the 25 patients of its training set"
    )
  }
}
