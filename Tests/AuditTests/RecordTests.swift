import Audit
import Results
import StudySupport
import Testing

/// What the results show and other files have too.
@Suite struct RecordTests {
  struct Forgery: Sendable, CustomTestStringConvertible {
    let words: String
    let change: @Sendable (inout StudyResults) -> Void
    var testDescription: String { words }

    init(_ words: String, _ change: @escaping @Sendable (inout StudyResults) -> Void) {
      (self.words, self.change) = (words, change)
    }
  }

  static let forgeries = [
    Forgery("differ in the name of the study") { $0.study.name = "Another" },
    Forgery("differ in the event") { $0.study.event = "death" },
    Forgery("differ in the non-event") { $0.study.nonEvent = "life" },
    Forgery("differ in the seed") { $0.study.seed += 1 },
    Forgery("differ in the protocol") { $0.study.evaluationProtocol = "both" },
    Forgery("differ in whether the data are synthetic") { $0.study.synthetic.toggle() },
    Forgery("differ in the factors of the models") { $0.study.modelFactors.removeLast() },
    Forgery("differ in the number of patients with several rows") { $0.study.groupedPatients = 20 },
    Forgery("differ in the way of evaluation") { $0.evaluation = .leaveOneOut },
    Forgery("results.json has 13 features, features.csv 12") { $0.study.featureCount += 1 },
    Forgery("the number of patients analysed in results.json") { $0.flow.analysed.events += 1 },
    Forgery("the number of patients analysed in results.json") { $0.flow.analysed.nonEvents -= 1 },
    Forgery("the numbers of training and test patients in") { $0.flow.split?.training.events -= 1 },
    Forgery("the numbers of training and test patients in") { $0.flow.split?.test.nonEvents += 1 },
    Forgery("the number of patients screened is not the sum") { $0.flow.screened += 1 },
    Forgery("the number of patients screened is not the sum") {
      $0.flow.exclusions = [.init(cause: "no MRI", isFailure: false, subjects: [.init(id: "X")])]
    },
  ]

  @Test func aRecordThatFollowsIsAccusedOfNothingAndProvesNothing() throws {
    #expect(try Paper.run(protocol: "both").finding(.recordFollows)?.verdict == .notFound)
  }

  @Test(arguments: forgeries) func oneForgedFactIsRefuted(_ forgery: Forgery) throws {
    let found = try Paper.run().with { forgery.change(&$0.results) }.refuted
    #expect(found["record-follows"]?.contains(forgery.words) == true, "\(found)")
    #expect(found.count == 1)
  }

  @Test func exclusionsAreThoseOfTheirTable() throws {
    let run = try Paper.run().with { run in
      run.results.flow.exclusions = [
        .init(cause: "no MRI", isFailure: false, subjects: [.init(id: "X", detail: "lost")]),
        .init(cause: "broken", isFailure: true, subjects: [.init(id: "Y")]),
      ]
      run.results.flow.screened += 2
    }
    let rows = [["X", "planned", "no MRI", "lost"], ["Y", "failed", "broken", ""]]
    #expect(run.evidence { $0.exclusions = rows }.refuted == [:])
    let swapped = run.evidence { $0.exclusions = [rows[0], ["Y", "planned", "broken", ""]] }.refuted
    #expect(swapped == ["record-follows": "results.json and exclusions.csv differ in the exclusions"])
    #expect(run.evidence { $0.exclusions = [rows[0]] }.refuted.count == 1)
  }

  @Test func differencesBetweenProtocolsFollow() throws {
    let run = try Paper.run(protocol: "both").with { $0.results.differences[0].difference = .value(0.5) }
    #expect(
      run.refuted == ["record-follows": "the differences between the protocols do not follow from their figures"])
  }

  /// A forged figure is said once, of the figure.
  @Test func differencesOfAForgedFigureAreNotSaidTwice() throws {
    let run = try Paper.run(protocol: "both").row("hcr_mr") { $0.test.brier = .value(0.01) }
    #expect(run.refuted.keys.sorted() == ["figures-follow [sound]"])
  }
}

// What training.json has of the kept fits.
extension RecordTests {
  @Test func everythingShownOfAKeptFitIsCompared() throws {
    let row = try #require(try Paper.run().results.models.first { $0.id == "hcr_mr" })
    let found = { (change: (inout ShownFit) -> Void) in
      var other = ShownFit(row)
      change(&other)
      return ShownFit(row).differences(from: other)
    }
    #expect(found { _ in } == [] && found { $0.cutoff? *= 1 + 1e-12 } == [])
    #expect(found { $0.tuning?.settings += 1 } == ["the settings tried"])
    #expect(found { $0.tuning?.fits = 4 } == ["the settings tried"])
    #expect(found { $0.tuning?.auc = 0.76 } == ["the cross-validated AUC"])
    #expect(found { $0.tuning?.auc = nil } == ["the cross-validated AUC"])
    #expect(found { $0.selected.reverse() } == ["the selected columns"])
    #expect(found { $0.setting = "another" } == ["the setting"])
    #expect(found { $0.cutoff? += 1e-6 } == ["the cutoff"])
    #expect(found { $0.cutoff = nil } == ["the cutoff"])
  }

  /// A deep head is stopped by patients; who they were stands in two files.
  @Test func thoseWhoStoppedAHeadAreThoseOfTheLog() throws {
    let stopped = ["P00", "P03"]
    let run = try Paper.deep().changing(.earlyStopping, of: "DLR (MR) / split / all training") { fit in
      PaperFit(fit.purpose, fit.kind, stopped)
    }
    let found = { (stopped: [String]) throws in
      let row = try #require(run.results.models.first { $0.id == "dlr_mr" })
      var entry = Paper.Entry(row, .init(stoppedBy: [stopped]))
      entry.schema = 1
      let read = try entry.read
      return run.evidence { $0.training = [read] }.refuted["record-follows"] ?? ""
    }
    let words = "dlr_mr: training.json and fits.json differ in the patients used for early stopping"
    #expect(try !found(stopped).contains("dlr_mr"))
    #expect(try found(["P00", "P04"]).contains(words) && found(["P00"]).contains(words))
  }

  @Test func rowsThatTheTrainingFileDoesNotHaveAreNamed() throws {
    let found = try Paper.run().evidence { $0.training = [] }.refuted["record-follows"]
    #expect(found?.contains("hcr_mr: training.json does not have this row") == true, "\(found ?? "nothing")")
  }
}

// Rows and outcomes that files disagree about.
extension RecordTests {
  private var log: String { "fits.json has the fits of this row, but results.json does not have the row" }

  @Test func aRowOfTheLogThatTheResultsDoNotShowIsNamed() throws {
    let run = try Paper.run(protocol: "both")
    let gone = run.with { $0.results.protocols[1].models.removeAll { $0.name == "HCR (MR)" } }
    #expect(gone.refuted["record-follows"]?.contains("as-published / HCR (MR): \(log)") == true, "\(gone.refuted)")
    let block = run.with { $0.results.protocols.removeLast() }.refuted["record-follows"] ?? ""
    for row in ["Clinical only", "HCR (MR+CF)"] { #expect(block.contains("as-published / \(row): \(log)")) }
    // Fits that rows share are no row, and a row whose model could not be fitted is one without classifiers.
    let shared = run.with { $0.fits.append(PaperFit("atlas / split", .scaling, run.training)) }
    #expect(shared.refuted["record-follows"] == nil)
    let other = run.with { $0.fits.append(PaperFit("another / split", .classifier, run.training)) }
    #expect(other.refuted["record-follows"] == "another: \(log)")
  }

  /// The reverse: a row of the results without any fit in the log.
  @Test func aRowOfTheResultsWithoutItsFitsIsNamed() throws {
    let gone = try Paper.run().with { run in run.fits.removeAll { $0.purpose.hasPrefix("HCR (MR) /") } }
    #expect(gone.refuted["test-unseen [sound]"]?.contains("HCR (MR) / split: has scores, but no fit of") == true)
  }

  @Test func patientsWithAnotherOutcomeInAnotherFileAreNamed() throws {
    let run = try Paper.run()
    let subject = run.tested[0]
    let shown = run.row("hcr_mr") { row in
      for at in row.predictions.indices where row.predictions[at].subject == subject {
        row.predictions[at].outcome = .binary(!row.predictions[at].outcome.hadEvent)
      }
    }
    let words = "differ in the outcome of"
    #expect(shown.refuted["record-follows"] == "patients.csv and results.json \(words) \(subject)")
    let features = run.evidence { $0.otherOutcomes = ["P01", "P07"] }
    #expect(features.refuted == ["record-follows": "patients.csv and features.csv \(words) P01, P07"])
    #expect(run.refuted == [:])
  }
}

/// The files of a run, and what no file decides.
@Suite struct FileTests {
  @Test func filesThatAreAsWrittenAreNotFoundChangedAndThatProvesNothing() throws {
    let run = try Paper.run().with { $0.results.files = ["fits.json": "abc"] }
    #expect(run.refuted == [:] && run.finding(.filesUntouched)?.verdict == .notFound)
  }

  @Test func aChangedFileIsRefuted() throws {
    let run = try Paper.run().with { $0.results.files = ["fits.json": "abc"] }
    let found = run.evidence { $0.altered = ["fits.json: was changed after the run"] }.refuted
    #expect(found == ["files-untouched": "fits.json: was changed after the run"])
  }

  @Test func anotherStudyFileIsRefuted() throws {
    let run = try Paper.run().with { run in
      run.results.files = ["fits.json": "abc"]
      run.results.study.studyHash = "another"
    }
    #expect(run.refuted == ["files-untouched": "study.yaml: differs from the study file of this run"])
  }

  @Test func aRunWithoutHashesIsNotChecked() throws {
    #expect(try Paper.run().finding(.filesUntouched)?.verdict == .notChecked)
    #expect(try Paper.run().with { $0.results.files = [:] }.finding(.filesUntouched)?.verdict == .notChecked)
  }

  /// Without a saved model no score was computed again, so none is proved.
  @Test func scoresThatNoSavedModelGivesAreNotChecked() throws {
    let finding = try #require(try Paper.run().finding(.scoresFollow))
    #expect(
      finding.verdict == .notChecked && finding.basis.contains("Not computed again: Clinical only")
        && finding.basis.contains("(not saved)"))
  }

  @Test func whatNoFileDecidesIsNeverProved() throws {
    let run = try Paper.run()
    #expect(run.finding(.restAsWritten)?.verdict == .notChecked)
    #expect(run.finding(.restAsWritten)?.basis.contains("holds the hash of") == true)
    let open = run.evidence { $0.isSealed = false }
    #expect(open.finding(.restAsWritten)?.basis.contains("no results.json.sha256") == true)
  }
}

/// What the tuning promised of a row, beside what unseen patients gave.
@Suite struct GapTests {
  @Test func aGapIsOfEveryTunedRowOfAnArmAndOfNoBaseline() throws {
    // A baseline of one setting has an AUC over its folds too, and chose nothing by it.
    let run = try Paper.run().row("clinical") { $0.tuning?.auc = 0.7 }
    let gaps = run.audit.gaps
    #expect(gaps.map(\.model) == ["HCR (MR)", "HCR (MR+CF)"])
    for (gap, id) in zip(gaps, ["hcr_mr", "hcr_mr_cf"]) {
      let row = try #require(run.results.models.first { $0.id == id })
      #expect(gap.inside?.crossValidated == 0.75 && gap.inside?.heldOut == row.test.auc.value.number)
      #expect(gap.outside == nil && gap.leaking == nil)
    }
  }

  /// Which of the two was done is read from the log, not from the name of the protocol.
  @Test func stepsOutsideTheFoldsAreToldByTheLog() throws {
    let run = try Paper.run(protocol: "both").with { run in
      run.fits.removeAll { $0.kind == .selection && $0.purpose.hasPrefix("as-published / HCR (MR) / split / fold") }
    }
    let gap = try #require(run.audit.gaps.first)
    #expect(gap.leaking == "selection" && gap.inside != nil)
    #expect(gap.outside?.heldOut == run.results.protocols[1].models[1].test.scoreAUC?.value.number)
    let scaling = try Paper.run().without(.scaling, of: "HCR (MR) / split / fold 1 of 5")
    #expect(scaling.audit.gaps[0].leaking == "preparation" && scaling.audit.gaps[0].inside == nil)
    // A filter chooses columns, as a selection does.
    let filtered = try Paper.run { if $0.id == "hcr_mr" { $0.steps.append(.filter) } }
    #expect(filtered.refuted == [:] && filtered.audit.gaps[0].inside != nil)
    #expect(filtered.without(.filter, of: "HCR (MR) / split / fold 1 of 5").audit.gaps[0].leaking == "selection")
    // Where everybody is tested in turn, the tuning that is shown is that of the model on all patients.
    let nested = try Paper.run(split: "{nested: 3}")
    #expect(nested.without(.scaling, of: "HCR (MR) / all patients / fold 1 of 5").audit.gaps[0].leaking != nil)
    let first = "HCR (MR) / \(nested.split.pairs[0].set) / fold 1 of 5"
    #expect(nested.without(.scaling, of: first).audit.gaps[0].leaking == nil)
  }
}
