import Foundation
import Learning
import Testing
import TestSupport

/// Fits on images that were tampered with after the run: the audit refutes by name.
@Suite struct AuditImageFitTests {
  /// Landmarks on CE-T1 and robustness by perturbations: two fits on images of every training set.
  private func imageStudy(_ scratch: Scratch, robust: Bool = true) throws -> String {
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "20", "--matrix", "64", "--slices", "8")
    try #require(made.status == 0, "\(made.errors)")
    _ = try scratch.write("setting: {binWidth: 25}\nfeatureClass: {firstorder: }\n", to: "cohort/params.yaml")
    let path = scratch.file("cohort/study.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8).replacing(
      "image: patients/{id}/CE-T1\n",
      with: "image: patients/{id}/CE-T1\n    normalisation: {method: nyul, low: 0, high: 1000}\n")
    let robustness = robust ? ", robustness: {perturbations: {noise: 1}, at-least: 0.1}" : ""
    let more = "\nfeatures: {parameters: params.yaml\(robustness)}\n"
    try (text + more).write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func fitsOnImagesAreProvedAndRefutedByName() throws {
    let scratch = try Scratch()
    let run = try AuditedRun(scratch, imageStudy(scratch))
    let clean = try Command("audit", scratch.file("run"))
    #expect(clean.status == 0, "\(clean.output)")
    let finding = try #require(try run.results.audit?.findings.first { $0.check == .imageFitsHonest })
    let fits = try run.log.entries.filter { [.intensityLandmarks, .robustness].contains($0.kind) }
    #expect(finding.verdict == .proved && finding.basis.hasPrefix("\(fits.count) fits on images"))
    let tested = try #require(try run.tested.first)

    for kind in ["intensityLandmarks", "robustness"] {
      let leak = try run.audit { $0 == kind ? .some($2 + [tested]) : nil }
      let words = "\(FitKind(rawValue: kind)?.words ?? kind) saw the test patients \(tested)"
      #expect(leak.status == 2 && leak.output.contains(words), "\(leak.output)")
      let gone = try run.audit { found, _, _ in found == kind ? .some(nil) : nil }
      #expect(gone.status == 2 && gone.output.contains("the study file asks for"), "\(gone.output)")
    }
    // Landmarks of fewer patients than the training set are not those that the features were taken with.
    let fewer = try run.audit { $0 == "intensityLandmarks" ? .some(Array($2.dropFirst())) : nil }
    #expect(fewer.status == 2 && fewer.output.contains("did not see"), "\(fewer.output)")
    #expect(try Command("audit", scratch.file("run")).status == 0)
  }

  /// The log says by its hash which scale the features were taken with; the landmarks of the patients say which it must
  /// have been.
  @Test func anotherScaleIsNotThatOfTheTrainingSet() throws {
    let scratch = try Scratch()
    let run = try AuditedRun(scratch, imageStudy(scratch, robust: false))
    let clean = try Command("audit", scratch.file("run"))
    #expect(clean.status == 0 && clean.output.contains("fitted again from landmarks.csv"), "\(clean.output)")
    let log = try run.read("fits.json")
    let hash = try #require(log.firstMatch(of: /"scale"\s*:\s*"([0-9a-f]{64})"/)?.1)
    let other = String(repeating: "0", count: 64)
    let forged = try run.audit(with: log.replacing(hash, with: other), in: "fits.json")
    #expect(
      forged.status == 2
        && forged.output.contains(
          "normalisation of CE-T1 / split: the fit in the log does not follow from the "
            + "landmarks"),
      "\(forged.output)")
    // One landmark of a training patient moved: neither the log's hash nor the model's follows any more.
    let table = try run.read("landmarks.csv")
    let training = Set(try run.log.entries.first { $0.kind == .intensityLandmarks }.map(run.log.subjects) ?? [])
    let row = try #require(
      table.split(separator: "\n").first { training.contains(String($0.split(separator: ",")[0])) })
    var cells = row.split(separator: ",").map(String.init)
    cells[4] = "\(try #require(Double(cells[4])) + 0.5)"
    let moved = try run.audit(with: table.replacing(row, with: cells.joined(separator: ",")), in: "landmarks.csv")
    #expect(moved.status == 2 && moved.output.contains("the fit in the log does not follow"), "\(moved.output)")
    #expect(moved.output.contains("training.json: the standard scale of CE-T1 does not follow"), "\(moved.output)")
    // The scale that new patients would meet.
    let model = try run.read("training.json")
    let scale = try #require(model.firstMatch(of: /"images" : (\d+),\s+"values" : \[\s+0,\s+([0-9.]+)/))
    let changed = try run.audit(with: model.replacing(scale.2, with: "9\(scale.2)"), in: "training.json")
    #expect(changed.status == 2 && changed.output.contains("training.json: the standard scale"), "\(changed.output)")
    try FileManager.default.removeItem(atPath: scratch.file("run/landmarks.csv"))
    let gone = try Command("audit", scratch.file("run"))
    #expect(
      gone.status == 2
        && gone.output.contains(
          "no landmarks.csv, so the fit cannot be "
            + "repeated"),
      "\(gone.output)")
  }

  /// The crop of a network's input, by the same audit.
  @Test(.enabled(if: ReferenceData.isPresent, "skipped: crop fits need weights/"))
  func fitsOfACropAreProvedAndRefutedByName() throws {
    let scratch = try Scratch()
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "20", "--matrix", "64", "--slices", "8")
    try #require(made.status == 0, "\(made.errors)")
    let weights = try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors").path
    let path = scratch.file("cohort/study.yaml")
    let deep = """

      arms: [dlr]
      deep: {network: efficientnet-lite0, weights: "\(weights)", series: [T2], ensemble: 1, beyond: none}
      """
    try (String(contentsOfFile: path, encoding: .utf8) + deep).write(toFile: path, atomically: true, encoding: .utf8)
    let run = try AuditedRun(scratch, path)
    let clean = try Command("audit", scratch.file("run"))
    #expect(clean.status == 0, "\(clean.output)")
    #expect(try run.log.entries.contains { $0.kind == .inputCrop })
    let tested = try #require(try run.tested.first)
    let leak = try run.audit { kind, _, saw in kind == "inputCrop" ? .some(saw + [tested]) : nil }
    #expect(
      leak.status == 2 && leak.output.contains("the size of the input saw the test patients \(tested)"),
      "\(leak.output)")
    let gone = try run.audit { kind, _, _ in kind == "inputCrop" ? .some(nil) : nil }
    #expect(gone.status == 2 && gone.output.contains("no fit of the size of the input is recorded"), "\(gone.output)")
    let fewer = try run.audit { kind, _, saw in kind == "inputCrop" ? .some(Array(saw.dropFirst())) : nil }
    #expect(fewer.status == 2 && fewer.output.contains("the size of the input did not see"), "\(fewer.output)")
  }
}
