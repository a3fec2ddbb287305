import Foundation
import Learning
import Study
import Testing

/// Runs that were made to leak, and runs that were tampered with: the audit refutes by name.
@Suite struct AuditTests {
  /// A finished run whose files are changed one at a time and put back.
  private struct Run {
    let scratch: Scratch
    let folder: String

    init(_ scratch: Scratch, _ study: String, _ name: String = "run") throws {
      (self.scratch, folder) = (scratch, name)
      let done = try Command("study", "run", study, "-o", scratch.file(name), "--quiet")
      try #require(done.status == 0, "\(done.errors)")
    }

    func read(_ file: String) throws -> String { try scratch.read("\(folder)/\(file)") }

    var log: FitLog { get throws { try JSONDecoder().decode(FitLog.self, from: Data(read("fits.json").utf8)) } }
    var results: StudyResults {
      get throws { try JSONDecoder().decode(StudyResults.self, from: Data(read("results.json").utf8)) }
    }
    var tested: [String] { get throws { try #require(results.models.first).predictions.map(\.subject) } }

    /// What the audit says while `file` holds other text.
    func audit(with text: String, in file: String) throws -> Command {
      let before = try read(file)
      _ = try scratch.write(text, to: "\(folder)/\(file)")
      defer { _ = try? scratch.write(before, to: "\(folder)/\(file)") }
      return try Command("audit", scratch.file(folder))
    }

    /// What the audit says when fits are changed: `nil` drops one, subjects replace those that it saw.
    func audit(changing change: (_ kind: String, _ purpose: String, _ saw: [String]) -> [String]??) throws -> Command {
      var log = try #require(JSONSerialization.jsonObject(with: Data(read("fits.json").utf8)) as? [String: Any])
      var cohorts = try #require(log["cohorts"] as? [[String]])
      let entries = try #require(log["entries"] as? [[String: Any]])
      log["entries"] = try entries.compactMap { entry -> [String: Any]? in
        let (kind, purpose) = (try #require(entry["kind"] as? String), try #require(entry["purpose"] as? String))
        let at = try #require(entry["cohort"] as? Int)
        guard let other = change(kind, purpose, cohorts[at]) else { return entry }
        guard let subjects = other else { return nil }
        cohorts.append(subjects)
        return entry.merging(["cohort": cohorts.count - 1]) { $1 }
      }
      log["cohorts"] = cohorts
      return try audit(
        with: String(decoding: JSONSerialization.data(withJSONObject: log), as: UTF8.self), in: "fits.json")
    }
  }

  /// Landmarks on CE-T1 and robustness by perturbations: two fits on images of every training set.
  private func imageStudy(_ scratch: Scratch) throws -> String {
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "20", "--matrix", "64", "--slices", "8")
    try #require(made.status == 0, "\(made.errors)")
    _ = try scratch.write("setting: {binWidth: 25}\nfeatureClass: {firstorder: }\n", to: "cohort/params.yaml")
    let path = scratch.file("cohort/study.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8).replacing(
      "image: patients/{id}/CE-T1\n",
      with: "image: patients/{id}/CE-T1\n    normalisation: {method: nyul, low: 0, high: 1000}\n")
    let more = "\nfeatures: {parameters: params.yaml, robustness: {perturbations: {noise: 1}, at-least: 0.1}}\n"
    try (text + more).write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func fitsOnImagesAreProvedAndRefutedByName() throws {
    let scratch = try Scratch()
    let run = try Run(scratch, imageStudy(scratch))
    let clean = try Command("audit", scratch.file("run"))
    #expect(clean.status == 0, "\(clean.output)")
    let finding = try #require(try run.results.audit?.findings.first { $0.check == .imageFitsHonest })
    let fits = try run.log.entries.filter { [.intensityLandmarks, .robustness].contains($0.kind) }
    #expect(finding.verdict == .proved && finding.basis.hasPrefix("\(fits.count) fits on images"))
    let tested = try #require(try run.tested.first)

    for kind in ["intensityLandmarks", "robustness"] {
      let leak = try run.audit { $0 == kind ? .some($2 + [tested]) : nil }
      #expect(leak.status == 2 && leak.output.contains("\(kind) saw the test patients \(tested)"), "\(leak.output)")
      let gone = try run.audit { found, _, _ in found == kind ? .some(nil) : nil }
      #expect(gone.status == 2 && gone.output.contains("the study file asks for"), "\(gone.output)")
    }
    // Landmarks of fewer patients than the training set are not those that the features were taken with.
    let fewer = try run.audit { $0 == "intensityLandmarks" ? .some(Array($2.dropFirst())) : nil }
    #expect(fewer.status == 2 && fewer.output.contains("did not see"), "\(fewer.output)")
    #expect(try Command("audit", scratch.file("run")).status == 0)
  }

  /// A fit under a name that no check looks for is itself a finding.
  @Test func fitsForTrainingSetsThatDoNotExistAreFound() throws {
    let scratch = try Scratch()
    let run = try Run(scratch, TabularStudyTests.study(scratch, ""))
    let text = try run.read("fits.json")
    let moved = text.replacing("\"HCR (MR) / split\"", with: "\"HCR (MR) / elsewhere\"")
    #expect(moved != text)
    let audit = try run.audit(with: moved, in: "fits.json")
    #expect(
      audit.status == 2
        && audit.output.contains("HCR (MR) / elsewhere: fits for a training set that the study does not have"),
      "\(audit.output)")
  }

  /// The same patient under another id, features off by what a second export may change.
  @Test(arguments: [1e-7, 1e-3]) func nearTwinsAreFound(jitter: Double) throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.studyOfTwoSides(scratch)
    var rows = try scratch.read("features.csv").split(separator: "\n").map(String.init)
    let twin = rows[1].split(separator: ",").dropFirst().map { cell in
      cell.contains("0.") || cell.contains("1.")
        ? Double(cell).map { "\($0 * (1 + jitter))" } ?? String(cell) : String(cell)
    }
    rows[2] = "P1,\(twin.joined(separator: ","))"
    _ = try scratch.write(rows.joined(separator: "\n"), to: "features.csv")
    _ = try Run(scratch, file)
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 2 && audit.output.contains("P0 and P1: near-equal features"), "\(audit.output)")
  }

  /// One image under two ids is found by its hash, whatever its features are.
  @Test func copiedImagesAreFound() throws {
    let scratch = try Scratch()
    let run = try Run(scratch, TabularStudyTests.study(scratch, ""))
    let training = try #require(
      try run.read("patients.csv").split(separator: "\n").first { $0.contains("training") }?.split(separator: ",").first
    )
    let tested = try #require(try run.tested.first)
    let lines = try run.read("patients.csv").split(separator: "\n").enumerated().map { row, line in
      let isOne = line.hasPrefix("\(training),") || line.hasPrefix("\(tested),")
      return "\(line),\(row == 0 ? "T2_sha256" : isOne ? "ab12" : "\(row)")"
    }
    let audit = try run.audit(with: lines.joined(separator: "\n"), in: "patients.csv")
    #expect(audit.status == 2 && audit.output.contains("an identical image"), "\(audit.output)")
    #expect(audit.output.contains(training) && audit.output.contains(tested))
  }

  /// Scores that are calls, AUCs and tables that do not follow: in results.json, as predictions.csv is compared with it.
  @Test func figuresThatDoNotFollowAreFound() throws {
    let scratch = try Scratch()
    let run = try Run(scratch, TabularStudyTests.study(scratch, ""))
    func audit(_ change: (inout ModelResult) -> Void) throws -> Command {
      var results = try run.results
      let at = try #require(results.protocols[0].models.firstIndex { $0.id == "hcr_mr" })
      change(&results.protocols[0].models[at])
      return try run.audit(
        with: String(decoding: JSONEncoder().encode(results), as: UTF8.self), in: "results.json")
    }
    let labels = try audit { model in
      for row in model.predictions.indices {
        model.predictions[row].score = model.predictions[row].isCalledEvent == true ? 1 : 0
      }
    }
    #expect(labels.status == 2 && labels.output.contains("HCR (MR): its scores have two values"), "\(labels.output)")
    #expect(labels.output.contains("hcr_mr: predictions.csv and results.json differ"))
    let better = try audit { $0.test.auc.value = .value(0.99) }
    #expect(better.status == 2 && better.output.contains("hcr_mr: AUC does not follow from the scores"))
    let fewer = try audit { model in
      for row in model.predictions.indices { model.predictions[row].isCalledEvent = true }
    }
    #expect(fewer.status == 2 && fewer.output.contains("hcr_mr: the 2 x 2 table does not follow from the calls"))
    let turned = try audit { model in
      for row in model.predictions.indices { model.predictions[row].outcome.toggle() }
    }
    #expect(turned.status == 2 && turned.output.contains("hcr_mr: outcomes are not those of patients.csv"))
  }
}
