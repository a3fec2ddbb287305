import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `apus deep maps --model`: the maps of a study's own models for a patient of the study.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: ModelMapsTests need weights/")) struct ModelMapsTests {
  @Test func theModelsOfAStudyAreExplained() throws {
    let weights = try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors").path
    let run = try SavedModelRun(patients: 20) { text in
      text + """

        arms: [dlr]
        deep: {network: efficientnet-lite0, weights: "\(weights)", series: [CE-T1, T2], ensemble: 2, beyond: [svm]}
        """
    }
    let written = try run.written("dlr_mr_cf")
    let patient = try #require(written.keys.min())
    func maps(_ row: String, _ name: String, _ options: String...) throws -> Command {
      try Command(
        "deep", "maps",
        ["--model", run.model(row), "--weights", weights, "-o", run.scratch.file(name), "-j", "2"] + options)
    }
    let made = try maps("dlr_mr_cf", "maps", "--case", patient, "--patch", "112", "--stride", "112")
    try #require(made.status == 0, "\(made.errors)")
    #expect(made.output.hasSuffix("maps/maps.html\n"))
    let files = try FileManager.default.contentsOfDirectory(atPath: run.scratch.file("maps")).sorted()
    #expect(
      files == [
        "gradcam-CE-T1.nii.gz", "gradcam-T2.nii.gz", "maps.html", "occlusion-CE-T1.nii.gz", "occlusion-T2.nii.gz",
      ])
    let page = try run.scratch.read("maps/maps.html")
    let words = page.replacing(/src="data:[^"]*"/, with: "")
    #expect(XMLParser(data: Data(page.replacing("<!DOCTYPE html>\n", with: "").utf8)).parse())
    // The score is the one that the study wrote, and the maps are of the mean over the heads.
    #expect(words.contains("score \(written[patient]?.score ?? "none")"), "\(words.prefix(9000))")
    #expect(words.contains("synthetic-banner") && words.contains("trained on a synthetic cohort"))
    #expect(words.contains("log-odds of the event by the mean probability of 2 heads"))
    #expect(words.contains("superior level") && words.contains("Grad-CAM on the slices that reach the score, T2"))
    for series in ["CE-T1", "T2"] {
      let image = run.scratch.file("cohort/patients/\(patient)/\(series)")
      let both = try Command("inspect", run.scratch.file("maps/gradcam-\(series).nii.gz"), image)
      #expect(both.status == 0 && both.output.components(separatedBy: "64 x 64 x 8").count >= 3, "\(both.output)")
    }
    // A model that is no ensemble of heads has no Grad-CAM, and occlusion all the same.
    let machine = try maps("dlr_svm", "svm", "--case", patient, "--patch", "112", "--stride", "112")
    #expect(machine.status == 0 && machine.errors.contains("it is no ensemble of heads"), "\(machine.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: run.scratch.file("svm")).sorted() == [
        "maps.html", "occlusion-CE-T1.nii.gz", "occlusion-T2.nii.gz",
      ])
    // The same patient by a table as of `apus predict`, and by a copy of the model beside no study.
    let cases = try run.cases([patient])
    let copy = run.scratch.file("copy")
    try FileManager.default.copyItem(atPath: run.model("dlr_mr_cf"), toPath: copy)
    let table = try Command(
      "deep", "maps",
      [
        "--model", copy, "--weights", weights, "--case", patient, "--cases", cases, "--patch", "112", "--stride", "112",
        "-o", run.scratch.file("table"),
      ])
    #expect(table.status == 0, "\(table.errors)")
    for file in files where file.hasSuffix(".gz") {
      #expect(
        FileManager.default.contents(atPath: run.scratch.file("maps/\(file)"))
          == FileManager.default.contents(atPath: run.scratch.file("table/\(file)")), "\(file)")
    }
    for (row, options, words) in [
      ("dlr_mr", ["--case", "P9999"], "has no patient \"P9999\""),
      ("clinical", ["--case", patient], "uses no network"),
      ("../../copy", ["--case", patient], "no study file lies beside"),
      ("dlr_mr", ["--case", patient, "--cases", cases, "--patch", "0", "--weights", cases], "neither safetensors"),
    ] as [(String, [String], String)] {
      let refused = try Command(
        "deep", "maps",
        ["--model", run.model(row), "-o", run.scratch.file("none")] + options
          + (options.contains("--weights") ? [] : ["--weights", weights]))
      #expect(refused.status == 65 && refused.errors.contains(words), "\(row) \(refused.errors)")
    }
    // Of another copy of the cohort, by its root.
    let moved = try maps("dlr_mr", "moved", "--case", patient, "--patch", "0", "--root", run.scratch.file("cohort"))
    #expect(moved.status == 0, "\(moved.errors)")
  }
}
