import Cohorts
import Learning
import Results
import StudyFiles
import StudySupport
import Testing

/// Whatever is missing from the log altogether is missed: all fits of a kind, of a kind and a row, of a row, of a part.
@Suite struct AbsentFitTests {
  private static let splits = [
    "{train: 0.6}", "{nested: 3}", "{leave-one-out: true}", "{repeated: {folds: 3, times: 2}}",
  ]

  private func expectMissed(
    _ run: PaperRun, _ what: String, where isGone: (PaperFit) -> Bool
  ) {
    let left = run.with { $0.fits.removeAll(where: isGone) }
    #expect(left.fits.count < run.fits.count && !left.refuted.isEmpty, "\(what) gone, and nothing is refuted")
  }

  private func expectEveryAbsenceMissed(_ run: PaperRun) {
    #expect(run.refuted == [:])
    for kind in Set(run.fits.map(\.kind)) {
      expectMissed(run, "\(kind.rawValue)") { $0.kind == kind }
      for model in run.results.protocols.flatMap(\.models) where model.id == "hcr_mr" || model.id == "clinical" {
        guard run.fits.contains(where: { $0.kind == kind && $0.purpose.hasPrefix("\(model.name) /") }) else { continue }
        expectMissed(run, "\(kind.rawValue) of \(model.name)") {
          $0.kind == kind && $0.purpose.hasPrefix("\(model.name) /")
        }
      }
    }
    for model in run.results.protocols[0].models {
      expectMissed(run, model.name) { $0.purpose.hasPrefix("\(model.name) /") }
    }
  }

  @Test(arguments: splits) func allFitsOfAKindOrARow(split: String) throws {
    expectEveryAbsenceMissed(try Paper.run(split: split))
  }

  @Test(arguments: splits.prefix(2)) func allFitsOfAKindOrARowInTheDeepArm(split: String) throws {
    expectEveryAbsenceMissed(try Paper.deep(split: split))
  }

  @Test func allFitsOfAKindOrARowOfTwoProtocols() throws {
    expectEveryAbsenceMissed(try Paper.run(protocol: "both"))
    expectEveryAbsenceMissed(try Paper.deep(protocol: "both"))
  }

  @Test(arguments: splits.prefix(2)) func allFitsOfAPart(split: String) throws {
    let run = try Paper.run(split: split)
    for purpose in Set(run.fits.map(\.purpose)) { expectMissed(run, purpose) { $0.purpose == purpose } }
  }

  /// Nobody is accused for steps that the study file does not ask for.
  @Test func aStudyWithoutSelectionNeedsNone() throws {
    let run = try Paper.run(more: "learning: {select: none, classifier: {name: naive-bayes}}") { row in
      row.steps.removeAll { $0 == .selection }
    }
    #expect(run.refuted == [:])
  }

  @Test(arguments: [
    ("harmonise: {batch: scanner}", FitKind.harmonisation), ("filters: [{name: welch}]", .filter),
    ("oversample: random", .oversampling),
  ])
  func aStepThatTheStudyFileAsksForIsMissed(_ asked: String, _ kind: FitKind) throws {
    let more = "learning: {\(asked), classifier: {name: naive-bayes}}"
    let whole = try Paper.run(more: more) { if $0.family == .handcrafted { $0.steps.append(kind) } }
    #expect(whole.refuted == [:])
    let found = try Paper.run(more: more).refuted["test-unseen [sound]"]
    #expect(found?.contains("HCR (MR) / split: has scores, but no fit of \(kind.words) is recorded") == true)
  }

  /// Without a column nobody is repeated; any other fact excuses nothing.
  @Test func noOversamplingIsWantedOfAModelWithoutColumns() throws {
    let run = try Paper.run(more: "learning: {oversample: random, classifier: {name: naive-bayes}}")
    let own = { (fact: FitFact) in
      run.with { run in
        for at in run.fits.indices where run.fits[at].kind == .classifier { run.fits[at].fact = fact }
      }
    }
    #expect(own(.noColumn).refuted == [:])
    let other = own(.stoppedAtLimit).refuted["test-unseen [sound]"]
    #expect(other?.contains("no fit of oversampling is recorded") == true)
  }

  /// A selection that had no column chose nothing, so it needs no folds; any other fact excuses nothing.
  @Test func aSelectionWithoutColumnsNeedsNoFolds() throws {
    let fact = { (run: PaperRun, fact: FitFact) in
      run.with { run in
        for at in run.fits.indices where run.fits[at].kind == .selection { run.fits[at].fact = fact }
      }
    }
    let published = try Paper.run(protocol: "both").with { run in
      run.fits.removeAll { $0.purpose.hasSuffix(" of 2") }
    }
    #expect(fact(published, .noColumn).refuted == [:])
    #expect(fact(published, .penalty(1)).refuted.keys.sorted() == ["test-unseen [as-published]"])
    let lasso = try Paper.run(more: "learning: {select: [{name: lasso}], classifier: {name: naive-bayes}}")
    #expect(fact(lasso, .noColumn).refuted == [:])
    #expect(fact(lasso, .penalty(1)).refuted.keys.sorted() == ["test-unseen [sound]"])
  }

  /// Classes that are equally large need nobody repeated.
  @Test func noOversamplingIsWantedOfEqualClasses() throws {
    let patients = (0..<40).map { at in
      let one = Patient.made(40)[at]
      return Patient(id: one.id, outcome: .binary(at % 2 == 0), factors: one.factors, side: .notGiven)
    }
    let run = try Paper.run(
      patients: patients, more: "learning: {oversample: random, classifier: {name: naive-bayes}}")
    let training = run.training.count { id in run.cohort.patients.contains { $0.id == id && $0.outcome.hadEvent } }
    #expect(2 * training == run.training.count)
    #expect(run.refuted["test-unseen [sound]"] == nil, "\(run.refuted)")
  }

  /// The folds of the published elimination are fits, each of them.
  @Test func anEliminationWithoutAllItsFoldsIsRefuted() throws {
    let run = try Paper.run(protocol: "both")
    #expect(run.refuted == [:])
    let own = "as-published / HCR (MR) / split / all training"
    for gone in [["\(own) / fold 1 of 2"], ["\(own) / fold 2 of 2"], ["\(own) / fold 1 of 2", "\(own) / fold 2 of 2"]] {
      let found = run.with { $0.fits.removeAll { gone.contains($0.purpose) } }.refuted
      #expect(
        found["test-unseen [as-published]"]
          == "\(own): the number of columns was chosen by cross-validation, but not all folds of it are recorded")
    }
  }

  /// The folds by which a penalty was chosen are fits.
  @Test func aPenaltyWithoutFoldsIsRefuted() throws {
    let more = "learning: {select: [{name: lasso}], classifier: {name: naive-bayes}}"
    let whole = try Paper.run(more: more) { if $0.family == .handcrafted { $0.steps.append(.tuning) } }
    #expect(whole.refuted == [:])
    let found = try Paper.run(more: more).refuted["test-unseen [sound]"]
    #expect(found?.contains("the penalty of the selection lasso was chosen, but no tuning is recorded") == true)
    // In every fold anew.
    let fold = "HCR (MR) / split / fold 2 of 5"
    #expect(
      whole.without(.tuning, of: fold).refuted
        == ["test-unseen [sound]": "\(fold): the penalty of the selection lasso was chosen, but no tuning is recorded"])
  }

  /// A row without factors reads them all the same where a harmonisation protects them.
  @Test func theEncodingOfCovariatesIsMissed() throws {
    let more = "learning: {harmonise: {batch: scanner, covariates: [stage]}, classifier: {name: naive-bayes}}"
    let whole = try Paper.run(more: more) { row in
      guard row.family == .handcrafted else { return }
      row.steps.append(.harmonisation)
      if row.id == "hcr_mr" { row.first = [.encoding] }
    }
    #expect(whole.refuted == [:])
    let own = "HCR (MR) / split"
    #expect(
      whole.without(.encoding, of: own).refuted
        == ["test-unseen [sound]": "\(own): has scores, but no fit of the encoding of levels is recorded"])
  }

  /// A head fills missing factors by medians, and chooses among the factors where the study file asks for it.
  @Test(arguments: ["all", "lasso"]) func whatAHeadDoesWithFactorsIsMissed(_ factors: String) throws {
    var study = try StudyFile.ofImages(
      "arms: [hcr, dlr]\ndeep: {network: efficientnet-lite0, region: lesion, inflation: centre, beyond: none, "
        + "factors: \(factors)}")
    study.models.factors = ["size", "stage"]
    let cohort = AnalysisCohort.made(study, hashes: { ["image \($0)"] })
    let kinds: [FitKind] = [.imputation] + (factors == "lasso" ? [.selection] : [])
    let head = MadeRow("dlr_mr_cf", "DLR (MR+CF)", cohort, .deep).with {
      ($0.first, $0.usesFactors, $0.steps) = ([.inputDepth], true, kinds)
    }
    let run = PaperRun(cohort, [MadeRow("hcr_mr", "HCR (MR)", cohort), head])
    #expect(run.refuted == [:])
    for kind in kinds + [.encoding] {
      let found = run.with { $0.fits.removeAll { $0.kind == kind && $0.purpose.hasPrefix("DLR (MR+CF) /") } }.refuted
      let words = "DLR (MR+CF) / split: has scores, but no fit of \(kind.words) is recorded"
      #expect(found["test-unseen [sound]"] == words)
    }
  }
}
