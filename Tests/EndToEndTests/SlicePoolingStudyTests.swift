import Foundation
import Learning
import Results
import TestSupport
import Testing

/// `slice-pooling:` from the study file to the saved model, the audit and the maps, by the built command.
@Suite(.serialized, .enabled(if: ReferenceData.isPresent, "skipped: SlicePoolingStudyTests need weights/"))
struct SlicePoolingStudyTests {
  private static let weights = "weights/efficientnet_lite0_imagenet_fp32.safetensors"

  private func run(_ keys: String) throws -> SavedModelRun {
    let weights = try ReferenceData.file(Self.weights).path
    return try SavedModelRun(patients: 20) { text in
      text + """

        arms: [dlr]
        deep: {network: efficientnet-lite0, weights: "\(weights)", series: [CE-T1, T2], ensemble: 2, \(keys)}
        """
    }
  }

  private func results(_ run: SavedModelRun) throws -> StudyResults {
    try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: run.scratch.file("run/results.json"))))
  }

  /// Every model that joins slices scores a new patient as the study did, to the last bit, the audit computes its
  /// scores again from the files of the run, and its maps explain the score that the study wrote.
  @Test(arguments: ["max", "area", "attention"]) func aModelOfEveryPoolingIsApplied(pooling: String) throws {
    let run = try run("beyond: [svm], slice-pooling: \(pooling)")
    let weights = try ReferenceData.file(Self.weights).path
    for id in ["dlr_mr", "dlr_mr_cf", "dlr_svm"] { try run.expectParity(id, options: ["--weights", weights]) }
    let results = try results(run)
    let row = try #require(results.models.first { $0.id == "dlr_mr" })
    #expect(row.deep?.slicePooling != nil && row.setting.contains("slices joined by") == true, "\(row)")
    let audit = try #require(results.audit)
    for finding in audit.findings { #expect(finding.verdict != .refuted, "\(finding)") }
    let again = try #require(audit.findings.first { $0.check == .scoresFollow })
    #expect(again.basis.contains("DLR (MR); DLR features, SVM"), "\(again.basis)")
    let isAttention = pooling == "attention"
    let written = FileManager.default.fileExists(atPath: run.scratch.file("run/deep_slices.csv"))
    #expect(written == isAttention && (results.files?["deep_slices.csv"] != nil) == isAttention)
    let columns = try run.scratch.read("run/deep_features.csv").prefix { $0 != "\n" }
    #expect(columns.contains(isAttention ? ",CE-T1_deep_0000," : ",CE-T1_deep_\(pooling)_0000,"))
    let model = try run.scratch.read("run/models/dlr_mr/model.json")
    #expect(model.contains("\"slicePooling\""))
    let page = try run.scratch.read("run/report.html")
    #expect(page.contains("Attention: slice ") == isAttention)
    let patient = try #require(try run.written("dlr_mr").keys.min())
    let made = try Command(
      "deep", "maps",
      [
        "--model", run.model("dlr_mr"), "--weights", weights, "--case", patient, "-o", run.scratch.file("maps"),
        "--patch", "112", "--stride", "112",
      ])
    #expect(made.status == 0, "\(made.errors)")
    let score = try #require(try run.written("dlr_mr")[patient]?.score)
    #expect(try run.scratch.read("maps/maps.html").contains("score \(score)"))
    if isAttention {
      // Scores that do not follow from the slices are found.
      let file = run.scratch.file("run/deep_slices.csv")
      var lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
      lines.swapAt(1, 2)
      try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
      #expect(try Command("audit", run.scratch.file("run")).status != 0)
    }
  }

  /// One budget for all poolings, which every fold spends in the same way; the choice is in the log and the audit
  /// proves that it saw no test patient.
  @Test func theBudgetChoosesAmongPoolings() throws {
    let run = try run("beyond: none, slice-pooling: [mean, max, area, attention]")
    let results = try results(run)
    let audit = try #require(results.audit)
    for finding in audit.findings { #expect(finding.verdict != .refuted, "\(finding)") }
    let log = try JSONDecoder().decode(
      FitLog.self, from: Data(contentsOf: URL(filePath: run.scratch.file("run/fits.json"))))
    let folds = log.heldOut.filter { $0.purpose.owner == .row("DLR (MR)", in: .sound) && !$0.purpose.parts.isEmpty }
    #expect(folds.count >= 2)
    for part in folds {
      let tried = log.entries.filter { $0.kind == .classifier && $0.purpose == part.purpose }
      let counts = Dictionary(grouping: tried) { "\($0.setting?.options["slicePooling"].map { "\($0)" } ?? "mean")" }
      #expect(counts.count == 4 && counts.values.allSatisfy { $0.count == 7 }, "\(counts.mapValues(\.count))")
    }
    #expect(results.models.first { $0.id == "dlr_mr" }?.tuning?.settings == 28)
    let weights = try ReferenceData.file(Self.weights).path
    try run.expectParity("dlr_mr_cf", options: ["--weights", weights])
  }

  @Test func theCommandJoinsSlicesAndRefusesWhatItCannot() throws {
    let scratch = try Scratch()
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "4", "--matrix", "64", "--slices", "8")
    #expect(made.status == 0, "\(made.errors)")
    let folder = scratch.file("cohort/patients/P001")
    let own = [
      "deep", "features", "\(folder)/T2", "\(folder)/RTSTRUCT_T2.dcm", "--network", "efficientnet-lite0", "--weights",
      try ReferenceData.file(Self.weights).path,
    ]
    let (mean, most) = (try Command(arguments: own), try Command(arguments: own + ["--slice-pooling", "max"]))
    #expect(mean.status == 0 && most.status == 0, "\(mean.errors)\(most.errors)")
    func values(_ text: String) -> [Double] {
      Array(text.split(separator: "\n")[1].split(separator: ",").compactMap { Double($0) }.suffix(1280))
    }
    #expect(most.output.contains("deep_max_0000") && !mean.output.contains("deep_max"))
    #expect(zip(values(mean.output), values(most.output)).allSatisfy { $0 <= $1 })
    #expect(values(mean.output) != values(most.output))
    let attention = try Command(arguments: own + ["--slice-pooling", "attention"])
    #expect(attention.status == 64 && attention.errors.contains("trained with a head"), "\(attention.errors)")
    let inflated = try Command(arguments: own + ["--slice-pooling", "area", "--inflation", "centre"])
    #expect(inflated.status == 64 && inflated.errors.contains("--inflation none"), "\(inflated.errors)")
  }
}
