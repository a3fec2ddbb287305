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
  private func run(_ train: String = ", train: {part: last-block, despite: few-events}") throws -> PaperRun {
    let study = try StudyFile.ofImages(
      split: "{train: 0.6}",
      "protocol: sound\narms: [hcr, dlr]\n"
        + "deep: {network: resnet18, region: lesion, inflation: centre, beyond: none\(train)}")
    let cohort = AnalysisCohort.made(study, hashes: { ["image \($0)"] })
    let paper = PaperRun(
      cohort,
      [
        MadeRow("hcr_mr", "HCR (MR)", cohort),
        MadeRow("dlr_mr", "DLR (MR)", cohort, .deep).with { ($0.first, $0.steps) = ([.inputDepth], []) },
      ])
    return paper.with { run in
      for fold in run.held where fold.purpose.hasPrefix("\(row) / fold ") {
        run.fits.append(PaperFit(fold.purpose, .fineTuning, run.training.filter { !fold.saw.contains($0) }))
      }
      run.fits.append(PaperFit("\(row) / all training", .fineTuning, run.training))
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

  @Test func aStudyOfFrozenNetworksHasNoSuchClaim() throws {
    #expect(try Paper.deep().finding(.trainedBlocks) == nil)
  }
}
