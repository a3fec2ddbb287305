import Cohorts
import Learning
import Results
import StudyFiles
import StudySupport
import Testing

private let row = "DLR (MR) / split"

/// Last blocks of networks that were trained saw their own training patients, and the study file names them.
@Suite struct TrainedBlockTests {
  private let check = "trained-blocks [sound]"

  /// A run with one fit of a block in every fold and one for the model.
  private func run(
    _ train: String = ", train: {part: last-block, despite: few-events}", split: String = "{train: 0.6}",
    protocol evaluation: String = "sound"
  ) throws -> PaperRun {
    let study = try StudyFile.ofImages(
      split: split,
      "protocol: \(evaluation)\narms: [hcr, dlr]\n"
        + "deep: {network: resnet18, region: lesion, inflation: centre, beyond: none\(train)}")
    let cohort = AnalysisCohort.made(study, hashes: { ["image \($0)"] })
    let paper = PaperRun(
      cohort,
      [
        MadeRow("hcr_mr", "HCR (MR)", cohort),
        MadeRow("dlr_mr", "DLR (MR)", cohort, .deep).with { ($0.first, $0.steps) = ([.inputDepth], []) },
      ])
    return paper.with { run in
      for pair in run.split.attempts(patients: cohort.ids.count) {
        let (own, training) = ("DLR (MR) / \(pair.set)", pair.training.map { cohort.ids[$0] })
        for fold in run.held where fold.purpose.hasPrefix("\(own) / fold ") {
          run.fits.append(PaperFit(fold.purpose, .fineTuning, training.filter { !fold.saw.contains($0) }))
        }
        run.fits.append(PaperFit("\(own) / all training", .fineTuning, training))
      }
    }
  }

  @Test func blocksThatSawTheirTrainingPatientsAreProvedAndDeclared() throws {
    let run = try run()
    let finding = try #require(run.finding(.trainedBlocks))
    #expect(run.refuted == [:] && finding.verdict == .proved)
    #expect(finding.basis.contains("6 fits of a last block") && finding.basis.contains("DLR (MR)"), "\(finding.basis)")
  }

  @Test func aBlockThatSawWhomItsFoldHoldsOutIsRefuted() throws {
    let run = try run()
    let out = try #require(run.held.first { $0.purpose == "\(row) / fold 2 of 5" }?.saw.first)
    let found = run.showing([out], to: .fineTuning, of: "\(row) / fold 2 of 5").refuted
    #expect(found.keys.sorted() == ["folds-honest [sound]", check])
    #expect(
      found[check] == "\(row) / fold 2 of 5: the last block was trained on other patients than the head behind it")
  }

  @Test func aBlockThatSawATestPatientIsRefuted() throws {
    let run = try run()
    let found = run.showing([run.tested[0]], to: .fineTuning, of: "\(row) / all training").refuted
    #expect(found.keys.contains("test-unseen [sound]") && found.keys.contains(check), "\(found)")
  }

  @Test func aFoldOrModelWithoutTheFitOfItsBlockIsRefuted() throws {
    for part in ["fold 4 of 5", "all training"] {
      let found = try run().without(.fineTuning, of: "\(row) / \(part)").refuted
      #expect(found == [check: "\(row) / \(part): no training of the last block is recorded"])
    }
  }

  @Test func aBlockThatTheStudyFileDoesNotNameIsRefuted() throws {
    #expect(try run("").refuted == [check: "\(row): trained a block that study.yaml does not name"])
  }

  /// One right fit does not excuse a wrong one beside it.
  @Test func aSecondBlockOfAFoldThatSawOthersIsRefuted() throws {
    let part = "\(row) / fold 2 of 5"
    let found = try run().with { run in
      let saw = run.fits.first { $0.kind == .fineTuning && $0.purpose == part }?.saw ?? []
      run.fits.append(PaperFit(part, .fineTuning, Array(saw.dropLast())))
    }.refuted
    #expect(found[check] == "\(part): the last block was trained on other patients than the head behind it")
  }

  @Test func theBlockOfTheModelOnAllPatientsIsLookedAt() throws {
    let run = try run(split: "{nested: 3}")
    #expect(run.refuted == [:] && run.finding(.trainedBlocks)?.verdict == .proved)
    for part in ["DLR (MR) / all patients / fold 4 of 5", "DLR (MR) / all patients / all training"] {
      let found = run.without(.fineTuning, of: part).refuted
      #expect(found == [check: "\(part): no training of the last block is recorded"])
    }
  }

  /// The published network stays frozen, whatever the study file says of the sound one.
  @Test func aBlockOfThePublishedProtocolIsRefuted() throws {
    let run = try run(protocol: "both")
    #expect(run.refuted == [:])
    let found = run.with { run in
      run.fits.append(PaperFit("as-published / \(row) / all training", .fineTuning, run.training))
    }.refuted
    let words = "as-published / \(row): trained a block that study.yaml does not name"
    #expect(found == ["trained-blocks [as-published]": words])
  }

  /// The events in the declaration are those of patients.csv, not what the results say of them.
  @Test func theEventsOfTheDeclarationAreCountedAgain() throws {
    let budget = BlockBudget(network: "resnet18", events: 9999, nonEvents: 9999, parameters: 100)
    let run = try run().row("dlr_mr") { row in
      row.deep = DeepResult(
        curves: [], stoppedBy: "", contributions: [], background: 0, trainedNumbers: 0, facts: [],
        block: DeepResult.TrainedBlock(budget: budget, keptHeads: 1))
    }
    let basis = try #require(run.finding(.trainedBlocks)).basis
    #expect(basis.contains("DLR (MR), 16 patients of the smaller class for 100 trained parameters"), "\(basis)")
    #expect(basis.contains("despite: few-events asks for it by name"))
  }

  @Test func aStudyOfFrozenNetworksHasNoSuchClaim() throws {
    #expect(try Paper.deep().finding(.trainedBlocks) == nil)
  }
}
