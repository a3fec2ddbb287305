import Audit
import Cohorts
import Learning
import Results
import StudyFiles
import StudySupport
import Testing

/// What the study file promises, compared with what a folder has.
@Suite struct PlanAuditTests {
  private func found(_ run: PaperRun) -> String {
    run.evidence { $0.isOfFolder = true }.refuted["record-follows"] ?? ""
  }

  private func images(_ more: String, _ rows: [String: String]) throws -> PaperRun {
    let cohort = AnalysisCohort.made(try StudyFile.ofImages(more), hashes: { ["image \($0)"] })
    return PaperRun(cohort, rows.sorted { $0.key < $1.key }.map { MadeRow($0.key, $0.value, cohort) })
  }

  @Test func aRunWithTheRowsOfItsStudyFileIsAccusedOfNothing() throws {
    #expect(try found(Paper.run()) == "")
  }

  /// Whichever row was taken out of all files, the study file has it.
  @Test func everyRowThatFollowsFromTheStudyFileIsMissed() throws {
    let study = try StudyFile.made(factors: ["size", "stage"])
    let table = AnalysisCohort.made(study, volumes: true)
    var images = try StudyFile.ofImages(
      "arms: [hcr, dlr]\ndeep: {network: efficientnet-lite0, region: lesion, inflation: centre, beyond: [svm, fusion]}")
    images.models.factors = ["size"]
    let deep = AnalysisCohort.made(images, hashes: { ["image \($0)"] })
    let names = [
      "clinical": "Clinical only", "hcr_mr": "HCR (MR)", "hcr_mr_cf": "HCR (MR+CF)", "dlr_mr": "DLR (MR)",
      "dlr_mr_cf": "DLR (MR+CF)", "dlr_svm": "DLR (SVM)", "fusion": "Fusion",
    ]
    let runs = [
      PaperRun(table, Paper.rows(table)),
      PaperRun(deep, names.sorted { $0.key < $1.key }.map { MadeRow($0.key, $0.value, deep) }),
    ]
    for run in runs {
      #expect(!found(run).contains("study.yaml asks for this row"))
      for id in run.results.models.map(\.id) {
        let gone = found(run.with { $0.results.protocols[0].models.removeAll { $0.id == id } })
        #expect(gone.contains("\(id): study.yaml asks for this row, but the results do not have it"), "\(gone)")
      }
    }
  }

  /// A model that was fitted is saved, or its fit is in training.json; runs before schema 2 wrote neither.
  @Test func aModelThatIsNowhereIsMissed() throws {
    let words = "hcr_mr: was fitted, but its model is neither in models/ nor in training.json"
    let run = try Paper.run()
    let row = try #require(run.results.models.first { $0.id == "hcr_mr" })
    for (schema, isMissed) in [(2, true), (1, false)] {
      var entry = Paper.Entry(row)
      entry.schema = schema
      let read = try entry.read
      #expect(found(run.evidence { $0.training = [read] }).contains(words) == isMissed)
    }
  }

  @Test func aSelectionThatTheStudyFileDoesNotAskForIsNamed() throws {
    let run = try Paper.run(more: "learning: {select: none, classifier: {name: naive-bayes}}")
    #expect(found(run).contains("hcr_mr: fits.json has fits of selection, which study.yaml does not ask for"))
  }

  @Test func aRowThatWasTakenOutIsMissedOnce() throws {
    let run = try Paper.run().with { $0.results.protocols[0].models.removeAll { $0.id == "hcr_mr_cf" } }
    #expect(found(run).contains("hcr_mr_cf: study.yaml asks for this row, but the results do not have it"))
    let known = run.evidence { $0.lostRows = [("hcr_mr_cf", .predictions)] }
    #expect(found(known).contains("hcr_mr_cf: predictions.csv has this row, but results.json does not"))
    #expect(!found(known).contains("study.yaml asks for this row"))
  }

  @Test func theControlOfShuffledVoxelsIsMissed() throws {
    let asked = "controls: {shuffled-voxels: true}"
    #expect(try found(images(asked, ["hcr_mr": "HCR (MR)"])).contains("hcr_shuffled: study.yaml asks for this row"))
    #expect(try found(images(asked, ["hcr_mr": "HCR (MR)", "hcr_shuffled": "HCR, voxels shuffled"])) == "")
  }

  /// Handcrafted and deep features together need both arms.
  @Test func theFusionRowIsMissedWhereBothArmsAre() throws {
    let deep = "deep: {network: efficientnet-lite0, region: lesion, inflation: centre, beyond: fusion}"
    for (arms, isAsked) in [("[hcr, dlr]", true), ("[dlr]", false)] {
      let found = try found(images("arms: \(arms)\n\(deep)", ["hcr_mr": "HCR (MR)"]))
      #expect(found.contains("fusion: study.yaml asks for this row") == isAsked, "\(found)")
      #expect(found.contains("dlr_mr: study.yaml asks for this row"))
    }
  }

  @Test(arguments: [FitKind.harmonisation, .filter, .oversampling])
  func aStepThatTheStudyFileDoesNotAskForIsNamed(_ kind: FitKind) throws {
    let run = try Paper.run().with {
      $0.fits.append(PaperFit("HCR (MR) / split / all training", kind, $0.training))
    }
    #expect(found(run).contains("hcr_mr: fits.json has fits of \(kind.words), which study.yaml does not ask for"))
  }

  @Test func controlsOfPermutedOutcomesAreThoseOfTheStudyFile() throws {
    let asked = "controls: {permuted-outcomes: 3}"
    let words = "controls of permuted outcomes, study.yaml asks for others"
    let run = try Paper.run(more: asked)
    let control = { (permutations: Int) in
      ControlResult(
        evaluation: .sound, model: "HCR (MR)", permutations: permutations, test: [0.4, 0.5, 0.6],
        tuning: [0.5, 0.5, 0.7])
    }
    let other = { (model: String, test: [Double], tuning: [Double]) in
      found(
        run.with {
          $0.results.controls = [
            ControlResult(evaluation: .sound, model: model, permutations: 3, test: test, tuning: tuning)
          ]
        })
    }
    let wrong = "does not follow from its values"
    #expect(other("Nobody", [0.4, 0.5, 0.6], [0.5]).contains("the control of Nobody (sound) \(wrong)"))
    #expect(other("HCR (MR)", [0.4, 0.5, 0.6, 0.6], [0.5]).contains(wrong))
    #expect(other("HCR (MR)", [0.4, 0.5], [0.5, 0.5, 0.5, 0.5]).contains(wrong))
    // A permutation may leave no model.
    #expect(other("HCR (MR)", [0.4, 0.5], [0.5]) == "")
    #expect(found(run).contains("results.json has 0 \(words)"))
    #expect(found(run.with { $0.results.controls = [control(3)] }) == "")
    #expect(found(run.with { $0.results.controls = [control(4)] }).contains("does not follow from its values"))
    #expect(found(try Paper.run().with { $0.results.controls = [control(3)] }).contains("results.json has 1 \(words)"))
  }

  /// A run that was ended before its last protocol has no controls yet.
  @Test func aRunThatWasEndedEarlyIsNotAskedForItsControls() throws {
    let run = try Paper.run(protocol: "both", more: "controls: {permuted-outcomes: 3}")
    #expect(found(run).contains("controls of permuted outcomes"))
    #expect(!found(run.with { $0.results.protocols.removeLast() }).contains("controls of permuted outcomes"))
  }
}
