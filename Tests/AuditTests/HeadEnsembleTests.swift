import Arms
import Audit
import Cohorts
import Learning
import Results
import StudySupport
import Testing

/// Cutoff and calibration of a deep row rest on ensembles: in every fold one as the final one is.
@Suite struct HeadEnsembleTests {
  private let own = "DLR (MR) / split"
  private var fold: String { "\(own) / fold 2 of 5" }
  private let check = "folds-honest [sound]"

  /// A run whose deep row has three heads, and in every fold the two that its tuning has not made.
  private func run() throws -> PaperRun {
    let whole = try Paper.deep().with { run in
      for setting in [FitSetting.made(10), .made(11)] {
        var parts = [("\(own) / all training", run.training)]
        for fold in run.held where fold.purpose.hasPrefix("\(own) / fold ") {
          parts.append(("\(fold.purpose) / all training", run.training.filter { !fold.saw.contains($0) }))
        }
        for (part, saw) in parts {
          run.fits += [PaperFit(part, .classifier, saw, setting), PaperFit(part, .earlyStopping, saw)]
        }
      }
    }
    return try with(held(whole), in: whole)
  }

  /// The held-out scores of the row as it made them.
  private func held(_ run: PaperRun) -> FusionHeadRow.Model.HeldOut {
    let (row, training) = (MadeRow("dlr_mr", "DLR (MR)", run.cohort, .deep), run.split.pairs[0].training)
    return FusionHeadRow.Model.HeldOut(
      subjects: training.map { run.cohort.ids[$0] }, outcomes: training.map { run.cohort.outcomes[$0].hadEvent },
      scores: training.map(row.score))
  }

  /// The run with these held-out scores in its training.json.
  private func with(_ held: FusionHeadRow.Model.HeldOut?, in run: PaperRun) throws -> PaperRun {
    let row = try #require(run.results.models.first { $0.id == "dlr_mr" })
    let entry = try Paper.Entry(row, .init(stoppedBy: Array(repeating: run.training, count: 3), heldOut: held)).read
    return run.evidence { $0.training = [entry] }
  }

  private func refuted(_ run: PaperRun) -> String { run.refuted[check] ?? "" }

  @Test func foldsWithTheEnsembleOfTheFinalModelAreProved() throws {
    let run = try run()
    #expect(run.finding(.foldsHonest)?.verdict == .proved && run.finding(.equalBudget)?.verdict == .proved)
    #expect(run.finding(.fitsWhole)?.verdict == .proved)
    #expect(run.refuted["record-follows"]?.contains("dlr_mr") == false, "\(run.refuted)")
  }

  @Test func aFoldWithAnotherEnsembleThanTheFinalOneIsRefuted() throws {
    let run = try run()
    let words = "\(fold): its held-out patients are not scored by an ensemble as the final one"
    let fewer = run.with { run in
      run.fits.removeAll { $0.purpose == "\(fold) / all training" && $0.setting == .made(11) }
    }
    #expect(refuted(fewer).hasPrefix("\(words): 2 of the 3 heads are recorded"))
    for (part, from, to) in [("\(fold) / all training", 11, 12), (fold, 0, 7)] {
      let other = run.with { run in
        for at in run.fits.indices where run.fits[at].purpose == part && run.fits[at].setting == .made(from) {
          run.fits[at].setting = .made(to)
        }
      }
      #expect(refuted(other).hasPrefix(words), "\(part)")
    }
    let more = run.with { run in
      let saw = run.fits.first { $0.purpose == fold }?.saw ?? []
      run.fits.append(PaperFit("\(fold) / all training", .classifier, saw, .made(12)))
    }
    #expect(refuted(more).hasPrefix(words))
  }

  @Test(arguments: [FitKind.classifier, .earlyStopping]) func aHeadOfAFoldThatSawWhomItHoldsOutIsRefuted(
    _ kind: FitKind
  ) throws {
    let run = try run()
    let out = try #require(run.held.first { $0.purpose == fold }?.saw.first)
    let found = refuted(run.showing([out], to: kind, of: "\(fold) / all training"))
    #expect(found.contains("\(fold): \(kind.words) saw patients whom the fold holds out"), "\(found)")
  }

  @Test func aHeadOfAFoldThatSawOneFewerIsRefuted() throws {
    let found = try run().changing(.classifier, of: "\(fold) / all training") { $0.seeing(Array($0.saw.dropLast())) }
      .refuted["fits-whole [sound]"]
    #expect(found?.contains("\(fold) / all training: the classifier saw only 19 of the 20 patients") == true)
  }

  @Test func theCutoffFollowsFromTheHeldOutScores() throws {
    let run = try run()
    let found = { (change: (Double) -> Double) throws in
      let held = held(run)
      let other = FusionHeadRow.Model.HeldOut(
        subjects: held.subjects, outcomes: held.outcomes, scores: held.scores.map(change))
      return try with(other, in: run).refuted["record-follows"] ?? ""
    }
    let words = "dlr_mr: the cutoff does not follow from the held-out scores"
    #expect(try !found { $0 + 1e-13 }.contains(words) && found { $0 + 1e-6 }.contains(words))
  }

  @Test func theHeldOutPatientsAndTheirOutcomesAreThoseOfTheSplit() throws {
    let run = try run()
    let held = held(run)
    let found = { (subjects: [String], outcomes: [Bool], scores: [Double]) throws in
      let other = FusionHeadRow.Model.HeldOut(subjects: subjects, outcomes: outcomes, scores: scores)
      return try with(other, in: run).refuted["record-follows"] ?? ""
    }
    let swapped = [held.subjects[1], held.subjects[0]] + held.subjects.dropFirst(2)
    #expect(
      try found(swapped, held.outcomes, held.scores).contains(
        "dlr_mr: the training patients in training.json differ from those of the split"))
    let turned = [!held.outcomes[0]] + held.outcomes.dropFirst()
    #expect(
      try found(held.subjects, turned, held.scores).contains(
        "dlr_mr: the outcomes in training.json differ from those in patients.csv: \(held.subjects[0])"))
    #expect(
      try found(held.subjects, held.outcomes, Array(held.scores.dropLast())).contains(
        "dlr_mr: the lists of held-out scores in training.json differ in length"))
  }

  /// Without them nothing shows what cutoff and calibration rest on.
  @Test func heldOutScoresThatWereTakenOutAreMissed() throws {
    let words = "dlr_mr: training.json has no readable held-out scores, although the row has tuning folds"
    #expect(try with(nil, in: run()).refuted["record-follows"]?.contains(words) == true)
    // The only head of a fold is the one that the tuning has made.
    #expect(try with(nil, in: Paper.deep()).refuted["record-follows"]?.contains(words) == true)
  }
}
