import Foundation
import Learning
import Results
import Testing
import TestSupport

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Both arms in one run on the synthetic cohort, by the built command, with the network of the reference data.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: DeepStudyTests need weights/")) struct DeepStudyTests {
  /// A small cohort whose study has both arms and both protocols.
  private func study(_ scratch: Scratch) throws -> String {
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "24", "--matrix", "64", "--slices", "8")
    #expect(made.status == 0, "\(made.errors)")
    let weights = try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors").path
    let path = scratch.file("cohort/study.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8).replacing("protocol: sound", with: "protocol: both")
    let deep = """

      arms: [hcr, dlr]
      deep: {network: efficientnet-lite0, weights: "\(weights)", inflation: centre, series: [T2], ensemble: 2}
      """
    try (text + deep).write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// Weights that are not there are no fault of the study file: 69, as in every other command.
  @Test func aStudyWithoutItsWeightsSaysHowToGetThem() throws {
    let scratch = try Scratch()
    let path = try study(scratch)
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing(/network: efficientnet-lite0, weights: ".*?"/, with: "network: resnet101-v2")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let run = try Command("study", "run", path, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 69 && run.errors.contains("apus weights fetch resnet101-v2"), "\(run.errors)")
    let logged = try Command("study", "run", path, "-o", scratch.file("run"), "--json-log")
    #expect(logged.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("{") }, "\(logged.errors)")
  }

  private func results(_ scratch: Scratch, _ run: String) throws -> StudyResults {
    let data = try Data(contentsOf: URL(filePath: scratch.file("\(run)/results.json")))
    return try JSONDecoder().decode(StudyResults.self, from: data)
  }

  @Test func bothArmsRunInBothProtocolsAndTheAuditTellsThemApart() throws {
    let scratch = try Scratch()
    let path = try study(scratch)
    let run = try Command("study", "run", path, "-o", scratch.file("run"), "--quiet", "-j", "2")
    try #require(run.status == 0, "\(run.errors)")
    let results = try results(scratch, "run")
    let sound = try #require(results.protocols.first { $0.evaluation.name == .sound })
    let published = try #require(results.protocols.first { $0.evaluation.name == .asPublished })
    #expect(
      sound.models.map(\.id) == [
        "clinical", "hcr_mr", "hcr_mr_cf", "volume", "dlr_mr", "dlr_mr_cf", "dlr_svm", "fusion",
      ])
    let deep = try #require(sound.models.first { $0.id == "dlr_mr_cf" })
    #expect(deep.tuning?.settings == 28)
    #expect(deep.deep?.curves.count == 2)
    #expect(Set(deep.deep?.contributions.map(\.factor) ?? []) == ["Tumour size", "FIGO stage", "HPV"])
    #expect(deep.choices.isEmpty)
    #expect(published.models.first { $0.id.hasSuffix("dlr_mr") }?.choices.contains(.deepStoppingOnTest) == true)
    // The features of both protocols, by patient and by the names of the saved models.
    let lines = try scratch.read("run/deep_features.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(lines.count == 25 && lines[0].count == 2 + 2 * 1280 && Set(lines.map(\.count)).count == 1)
    #expect(lines[0][2] == "deep_0000" && lines[0][1282] == "as_published_deep_0000")
    #expect(lines.dropFirst().allSatisfy { $0.dropFirst(2).allSatisfy { Double($0)?.isFinite == true } })
    #expect(results.files?["deep_features.csv"] != nil)
    // Patients chosen by the rule, in both protocols, with their maps on the page.
    let page = try scratch.read("run/report.html")
    #expect(XMLParser(data: Data(page.replacing("<!DOCTYPE html>\n", with: "").utf8)).parse())
    for (block, id) in [(sound, "dlr_mr"), (published, "as_published_dlr_mr")] {
      let row = try #require(block.models.first { $0.id == id })
      let patients = try #require(row.deep?.patients)
      let scores = row.predictions.compactMap(\.score)
      #expect(patients.first { $0.reasons.contains(.highest) }?.score == scores.max())
      #expect(patients.first { $0.reasons.contains(.lowest) }?.score == scores.min())
      #expect(Set(patients.flatMap(\.reasons)) == Set(ExplainedPatient.Reason.allCases))
      for patient in patients {
        #expect(
          patient.series.map(\.name) == ["T2"]
            && patient.series[0].levels.map(\.name) == ["superior", "middle", "inferior"])
        #expect(page.contains("Input slice, \(patient.subject), T2, superior level"))
      }
      #expect(row.deep?.cost?.parameters == 4_053_568)
    }
    #expect(
      sound.models.first { $0.id == "dlr_mr" }?.deep?.patients?.allSatisfy {
        $0.series[0].levels.allSatisfy { $0.firstLayer != nil }
      } == true)
    for file in [
      "learning-dlr_mr", "learning-as_published_dlr_mr", "beeswarm-dlr_mr_cf", "beeswarm-as_published_dlr_mr_cf",
    ] {
      #expect(FileManager.default.fileExists(atPath: scratch.file("run/figures/\(file).svg")), "\(file)")
    }
    let audit = try #require(results.audit)
    let again = try #require(audit.findings.first { $0.check == .scoresFollow })
    #expect(again.verdict != .refuted && again.basis.contains("DLR (MR); DLR features, SVM"), "\(again.basis)")
    #expect(audit.findings.filter { $0.evaluation == .sound }.allSatisfy { $0.verdict != .refuted })
    let unseen = try #require(audit.findings.first { $0.check == .testUnseen && $0.evaluation == .asPublished })
    #expect(unseen.verdict == .refuted)
    #expect(Set(unseen.choices).isSuperset(of: [.deepStoppingOnTest, .deepCutoffOnTest, .deepDepthOfCohort]))
  }

  /// The size of the network's input is a fit: in sound a crop of training patients, in as-published a depth of
  /// everybody.
  @Test func theSizeOfTheInputIsAFitAndThreadsChangeNothing() throws {
    let scratch = try Scratch()
    let path = try study(scratch)
    for jobs in ["1", "3"] {
      let run = try Command("study", "run", path, "-o", scratch.file("run\(jobs)"), "--quiet", "-j", jobs)
      try #require(run.status == 0, "\(run.errors)")
    }
    for file in ["results.json", "predictions.csv", "fits.json", "training.json", "deep_features.csv", "report.html"] {
      #expect(try scratch.read("run1/\(file)") == scratch.read("run3/\(file)"), "\(file)")
    }
    let log = try JSONDecoder().decode(
      FitLog.self, from: Data(contentsOf: URL(filePath: scratch.file("run1/fits.json"))))
    let tested = Set(try #require(try results(scratch, "run1").models.first).predictions.map(\.subject))
    let sizes = log.entries.filter { $0.kind == .inputDepth || $0.kind == .inputCrop }
    #expect(Set(sizes.map(\.kind)) == [.inputDepth, .inputCrop])
    for entry in sizes {
      let saw = !tested.isDisjoint(with: log.subjects(of: entry))
      let isPublished = if case .row(_, in: .asPublished) = entry.purpose.owner { true } else { false }
      #expect(saw == isPublished && (entry.kind == .inputDepth) == isPublished, "\(entry.purpose)")
    }
  }
}
