import Audit
import Foundation
import Results
import Testing
import TestSupport

/// Sound studies of images, of which an audit may refute nothing: every split with both arms, both protocols, features
/// that were tested for robustness, normalisations that are fitted, and so few events that training sets leave nothing
/// to tune.
///
/// The tables of ``SoundStudiesTests`` have the many shapes; here the arms and the fits on images are what can be
/// accused falsely.
@Suite struct SoundImagesTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let split: String
    var evaluation = "both"
    var patients = 12
    /// `nil` leaves the outcomes that the phantom drew.
    var events: Int?
    var isDeep = false
    var learning =
      "learning: {select: [{name: mrmr, keep: 2}], search: random, settings: 2, classifier: {name: logistic}}"
    var robustness = ""
    var normalisation = ""
    var testDescription: String {
      "\(split), \(evaluation), \(patients) patients, \(events.map { "\($0) events" } ?? ""), \(isDeep ? "deep" : "") \(robustness) \(normalisation)"
    }
  }

  private static let perturbed = ", robustness: {perturbations: {rotate: 10, noise: 1}, at-least: 0.75}"

  static let handcrafted = [
    Shape(split: "train: 0.6"), Shape(split: "leave-one-out: true"), Shape(split: "nested: 2"),
    Shape(split: "repeated: {folds: 2, times: 2}"), Shape(split: "site: side"), Shape(split: "every: 3"),
    Shape(split: "column: side"), Shape(split: "train: 0.6", evaluation: "as-published"),
    Shape(split: "train: 0.6", robustness: perturbed),
    Shape(split: "leave-one-out: true", patients: 8, robustness: perturbed),
    Shape(split: "train: 0.6", robustness: perturbed, normalisation: "{method: nyul}"),
    Shape(split: "nested: 2", normalisation: "{method: nyul}"),
    // The last fit on all patients is tuned, those of the folds have nothing to hold out.
    Shape(split: "nested: 2", events: 3),
    Shape(split: "nested: 3", events: 4),
    Shape(split: "site: side", events: 2), Shape(split: "leave-one-out: true", patients: 8, events: 2),
    Shape(split: "repeated: {folds: 2, times: 2}", events: 3),
  ]

  static let deep = [
    Shape(split: "train: 0.6", isDeep: true), Shape(split: "site: side", events: 4, isDeep: true),
    Shape(split: "nested: 2", events: 2, isDeep: true), Shape(split: "repeated: {folds: 2, times: 1}", isDeep: true),
    Shape(split: "leave-one-out: true", evaluation: "sound", patients: 6, events: 3, isDeep: true),
    Shape(
      split: "train: 0.6", isDeep: true, robustness: perturbed, normalisation: "{method: nyul}"),
  ]

  /// Twelve phantoms that all shapes share.
  private static let cohort: Result<Scratch, any Error> = Result {
    let scratch = try Scratch()
    let made = try Command(
      "phantom", scratch.file("cohort"), ["--patients", "12", "--matrix", "32", "--slices", "8", "--seed", "3"])
    try #require(made.status == 0, "\(made.errors)")
    _ = try scratch.write(
      "setting: {binWidth: 25}\nfeatureClass: {shape: [VoxelVolume, Sphericity], firstorder: [Mean, Entropy, Skewness]}\n",
      to: "cohort/params.yaml")
    atexit { (try? SoundImagesTests.cohort.get()).map { try? FileManager.default.removeItem(atPath: $0.path) } }
    return scratch
  }

  private func run(_ shape: Shape, _ weights: String?) throws {
    let (scratch, cohort) = (try Scratch(), try Self.cohort.get())
    try outcomes(shape, cohort, scratch)
    _ = try scratch.write(cohort.read("cohort/params.yaml"), to: "params.yaml")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("patients"), withDestinationPath: cohort.file("cohort/patients"))
    var text = try cohort.read("cohort/study.yaml")
      .replacing(/split:\n  train: [0-9.]+/, with: "split: {\(shape.split)}")
      .replacing("protocol: sound", with: "protocol: \(shape.evaluation)")
      .replacing("preset: jeong2024\n", with: "features: {parameters: params.yaml\(shape.robustness)}\n")
    if !shape.normalisation.isEmpty {
      text = text.replacing(
        "image: patients/{id}/T2\n", with: "image: patients/{id}/T2\n    normalisation: \(shape.normalisation)\n")
    }
    text += "\(shape.learning)\n"
    if let weights {
      text += """
        arms: [hcr, dlr]
        deep: {network: efficientnet-lite0, weights: "\(weights)", inflation: centre, side: 32, series: [T2], ensemble: 1, beyond: [svm]}

        """
    }
    let file = try scratch.write(text, to: "study.yaml")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    try #require(run.status == 0, "\(shape): \(run.status) \(run.errors)")
    let audit = try RunAudit(folder: scratch.file("run")).report
    for finding in audit.findings {
      // Of the published protocol every piece has its choice; the sound one is accused of nothing.
      #expect(
        finding.verdict != .refuted || finding.evaluation == .asPublished && finding.isExplained,
        "\(shape): \(audit.text)")
    }
    try expectKeptPromises(audit, scratch)
  }

  /// Sides that alternate, and as many events as the shape wants, spread over both.
  private func outcomes(_ shape: Shape, _ cohort: Scratch, _ scratch: Scratch) throws {
    let lines = try cohort.read("cohort/clinical.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let at = try #require(lines[0].firstIndex(of: "response"))
    let rows = lines.prefix(shape.patients + 1).enumerated().map { row, cells -> String in
      guard row > 0 else { return (cells + ["side"]).joined(separator: ",") }
      var cells = cells
      if let events = shape.events { cells[at] = row <= events ? "non-CR" : "CR" }
      return (cells + [row % 3 == 0 ? "test" : "train"]).joined(separator: ",")
    }
    _ = try scratch.write(rows.joined(separator: "\n"), to: "clinical.csv")
  }

  /// A figure of a row that scored nobody promises nothing.
  private func expectKeptPromises(_ audit: AuditReport, _ scratch: Scratch) throws {
    let results = try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("run/results.json"))))
    for gap in audit.gaps {
      let scored = results.protocols.flatMap(\.models).contains { model in
        model.name == gap.model && model.predictions.contains { $0.score != nil }
      }
      #expect(scored, "\(gap)")
    }
  }

  @Test(arguments: handcrafted) func theAuditRefutesNothing(shape: Shape) throws { try run(shape, nil) }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: SoundImagesTests of deep rows need weights/"), arguments: deep)
  func theAuditRefutesNothingOfDeepRows(shape: Shape) throws {
    try run(shape, try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors").path)
  }
}
