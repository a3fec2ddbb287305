import Foundation
import Results
import SavedModels
import Testing

/// A frozen model on other patients, by the built command.
@Suite struct ExternalValidationTests {
  private static let shared = SavedModelRun.shared()

  private struct Results: Decodable {
    struct Interval: Decodable {
      let lower: Double
      let upper: Double
    }
    struct AUC: Decodable {
      let auc: Quantity
      let interval: Interval?
      let events: Int
      let nonEvents: Int
    }
    struct Outside: Decodable {
      let kind: String
      let patients: Int
      let accepted: Bool
    }
    struct LeftOut: Decodable {
      let subject: String
      let reason: String
    }
    struct Row: Decodable {
      let subject: String
      let outcome: Bool
      let prediction: CasePrediction
      let recalibrated: Double?
    }
    struct Table: Decodable {
      let truePositives: Int
      let falsePositives: Int
    }
    struct Cutoff: Decodable {
      let table: Table
    }
    struct Recalibrated: Decodable {
      let warning: String
    }
    let auc: AUC
    let outside: [Outside]
    let leftOut: [LeftOut]
    let rows: [Row]
    let cutoff: Cutoff?
    let recalibrated: Recalibrated?
  }

  private func validate(
    _ run: SavedModelRun, _ study: String, _ id: String, _ options: [String]
  ) throws -> (Command, Results) {
    let output = run.scratch.file("validation-\(UUID().uuidString).json")
    let made = try Command("validate", run.model(id), [study, "--json", output, "--quiet"] + options)
    try #require(FileManager.default.fileExists(atPath: output), "\(made.errors)")
    return (made, try JSONDecoder().decode(Results.self, from: Data(contentsOf: URL(filePath: output))))
  }

  /// On the model's own cohort the training patients are known again and left out; what is left is the study's own test
  /// set.
  @Test(arguments: ["clinical", "hcr_mr_cf"])
  func onTheOwnCohortTheTestFiguresComeOutAgain(id: String) throws {
    let run = try Self.shared.get()
    let results = try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: run.scratch.file("run/results.json"))))
    let model = try #require(results.models.first { $0.id == id })
    let tested = Set(model.predictions.map(\.subject))
    // A model without images cannot know its patients again: the study file names the test patients.
    let study = try restricted(run, to: tested)
    let (made, found) = try validate(run, study, id, SavedModelRun.acceptAll)
    #expect(made.status == 0, "\(made.output)\(made.errors)")
    #expect(Set(found.rows.map(\.subject)) == tested)
    #expect(found.auc.auc.number == model.test.auc.value.number && found.auc.auc.number != nil)
    #expect(found.auc.interval?.lower == model.test.auc.lower && found.auc.interval?.upper == model.test.auc.upper)
    #expect(found.cutoff?.table.truePositives == model.test.confusion?.truePositives)
    #expect(found.cutoff?.table.falsePositives == model.test.confusion?.falsePositives)
    guard id != "clinical" else { return }
    let (whole, all) = try validate(run, run.study, id, SavedModelRun.acceptAll)
    #expect(whole.status == 2)
    #expect(Set(all.rows.map(\.subject)) == tested)
    #expect(all.outside.contains { $0.kind == "training-patient" && !$0.accepted && $0.patients == all.leftOut.count })
    #expect(all.leftOut.allSatisfy { $0.reason.contains("training images") })
  }

  /// The study file of a run with a table of some of its patients only.
  private func restricted(_ run: SavedModelRun, to ids: Set<String>) throws -> String {
    let lines = try run.scratch.read("cohort/clinical.csv").split(separator: "\n")
    let kept = lines.enumerated().filter { $0.offset == 0 || ids.contains(String($0.element.prefix { $0 != "," })) }
    let table = "tested-\(UUID().uuidString).csv"
    _ = try run.scratch.write(kept.map { String($0.element) }.joined(separator: "\n") + "\n", to: "cohort/\(table)")
    let text = try String(contentsOfFile: run.study, encoding: .utf8).replacing("clinical.csv", with: table)
    return try run.scratch.write(text, to: "cohort/\(table).yaml")
  }

  /// Another hospital: other scanners, so patients are left out by name unless accepted, and never silently.
  @Test func anotherHospitalIsHeldAgainstTheTrainingRange() throws {
    let run = try Self.shared.get()
    let made = try Command(
      "phantom", run.scratch.file("other"), ["--patients", "20", "--seed", "7", "--matrix", "64", "--slices", "8"])
    #expect(made.status == 0)
    let study = run.scratch.file("other/study.yaml")
    let (strict, few) = try validate(run, study, "hcr_mr", [])
    #expect(few.rows.count + few.leftOut.count == 20)
    #expect(strict.status == (few.leftOut.isEmpty ? 0 : few.rows.isEmpty ? 1 : 2))
    #expect(few.leftOut.allSatisfy { $0.reason.contains("trained on") })
    let csv = run.scratch.file("other.csv")
    let (kept, all) = try validate(
      run, study, "hcr_mr", SavedModelRun.acceptAll + ["--recalibrate", "logistic", "--csv", csv])
    #expect(kept.status == 0 && all.rows.count == 20 && all.leftOut.isEmpty)
    let flagged = all.rows.filter { $0.prediction.status == .flagged }.map(\.subject)
    #expect(Set(flagged) == Set(few.leftOut.map(\.subject)))
    #expect(all.rows.allSatisfy { $0.recalibrated != nil } || all.recalibrated != nil)
    #expect(all.recalibrated?.warning.contains("not external performance") ?? true)
    #expect(kept.output.contains("RECALIBRATED") && kept.output.contains("log-odds in validation"))
    #expect(kept.output.contains("fewer than 100 events"))
    // The AUC of the frozen scores is the one that apus compare finds in the table that was written.
    let lines = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let table = "id,y,model\n" + lines.dropFirst().map { "\($0[0]),\($0[1]),\($0[3])" }.joined(separator: "\n") + "\n"
    let compared = try Command("compare", try run.scratch.write(table, to: "compare.csv"))
    let line = try #require(compared.output.split(separator: "\n").first { $0.contains("model  AUC ") })
    #expect(line.contains(String(format: "%.3f", try #require(all.auc.auc.number))), "\(line)")
  }

  @Test func aStudyFileWithoutWhatTheModelNeedsIsRefused() throws {
    let run = try Self.shared.get()
    let text = try String(contentsOfFile: run.study, encoding: .utf8)
    let cases = [
      (
        "hcr_mr_cf",
        text.replacing("  hpv: {", with: "  hvp: {column: hpv, ").replacing("figo, hpv]", with: "figo, hvp]"), "hpv"
      ),
      ("volume", text.replacing("  CE-T1:\n", with: "  T1:\n"), "CE-T1"),
      ("hcr_mr", text.replacing("preset: jeong2024", with: "features: {parameters: p.yaml}"), "profile"),
    ]
    _ = try run.scratch.write("setting: {binWidth: 10}\n", to: "cohort/p.yaml")
    for (id, changed, words) in cases {
      #expect(changed != text)
      let study = try run.scratch.write(changed, to: "cohort/changed-\(id).yaml")
      let refused = try Command("validate", run.model(id), [study, "--quiet"])
      #expect(refused.status == 65 && refused.errors.contains(words), "\(id): \(refused.errors)\(refused.output)")
    }
    let study = run.scratch.file("cohort/changed-hcr_mr.yaml")
    let (accepted, _) = try validate(run, study, "hcr_mr", ["--accept", "profile"])
    #expect(accepted.output.contains("with the model's settings, not with those of the study file"))
  }
}

/// Models of studies whose features come from a table.
@Suite struct SavedTableModelTests {
  /// A table that was rounded to six decimals or six digits, to three for a supplement, or kept as float32, has other
  /// last digits; its training patients are known all the same, nearly everyone, and nobody of the test set is taken
  /// for one.
  private func expectRoundedRowsAreKnown(
    _ model: String, _ scratch: Scratch, _ features: String, _ tested: Set<String>
  ) throws {
    let output = scratch.file("rounded.json")
    let roundings: [(String, (Double) -> String)] = [
      ("six decimals", { String(format: "%.6f", $0) }), ("six digits", { String(format: "%.5e", $0) }),
      ("float32", { "\(Float($0))" }), ("three digits", { String(format: "%.2e", $0) }),
      ("three decimals", { String(format: "%.3f", $0) }),
    ]
    for (name, write) in roundings {
      let rows = features.replacing("\nP", with: "\nQ").split(separator: "\n").enumerated().map { row, line in
        row == 0
          ? String(line)
          : line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
            cell.contains(".") && !cell.contains("3.1.0") ? Double(cell).map(write) ?? String(cell) : String(cell)
          }.joined(separator: ",")
      }
      _ = try scratch.write(rows.joined(separator: "\n") + "\n", to: "other/features.csv")
      let run = try Command(
        "validate", model, [scratch.file("other/study.yaml"), "--quiet", "--accept", "factor", "--json", output])
      #expect(run.status == 2, "\(name): \(run.errors)\(run.output)")
      let found = try JSONDecoder().decode(ExternalValidation.self, from: Data(contentsOf: URL(filePath: output)))
      // A number that lies on the edge of a rounding may take its row along: one patient of 25 may pass, and nobody of
      // the test set is lost.
      let evaluated = Set(found.rows.map(\.subject))
      #expect(tested.isSubset(of: evaluated) && evaluated.count <= tested.count + 2, "\(name): \(evaluated)")
      #expect(found.leftOut.allSatisfy { $0.reason.contains("that of a training patient up to rounding") })
    }
  }

  @Test func aFeatureTableTakesThePlaceOfImages() throws {
    let scratch = try Scratch()
    let draw = uniformDraws(seed: 11)
    var features = "id," + (0..<8).map { "f\($0)" }.joined(separator: ",") + ",ml\n"
    var clinical = "patient,response,size\n"
    for row in 0..<40 {
      let isEvent = row % 5 < 2
      let values = (0..<8).map { row == 3 && $0 < 4 ? "" : "\(draw() + (isEvent && $0 < 2 ? 0.6 : 0))" }
      features += "P\(row),\(values.joined(separator: ",")),\(5 + 40 * draw())\n"
      clinical += "P\(row),\(isEvent ? "non-CR" : "CR"),\(row == 9 ? "" : "\(Int(20 + 60 * draw()))")\n"
    }
    let table = try scratch.write(features, to: "features.csv")
    let factors = try scratch.write(clinical, to: "clinical.csv")
    let study = try scratch.write(
      """
      apus: 1
      name: Table
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: response, event: non-CR, non-event: CR}
      factors: {size: {type: continuous, cut: 50}}
      models: {selected-features: 4}
      features: {table: features.csv, id: id, volume: ml}
      split: {train: 0.6}
      """, to: "study.yaml")
    let run = try Command("study", "run", study, "-o", scratch.file("run"), "--quiet")
    try #require(run.status == 0, "\(run.errors)")
    let lines = try scratch.read("run/predictions.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    for id in ["hcr_mr", "hcr_mr_cf", "volume"] {
      let model = scratch.file("run/models/\(id)")
      let output = scratch.file("\(id).json")
      let made = try Command(
        "predict", model,
        [
          "--features", table, "--cases", factors, "--json", output, "--accept", "factor", "--accept",
          "training-patient",
        ])
      #expect(made.status == 0, "\(made.errors)\(made.output)")
      let report = try JSONDecoder().decode(PredictionReport.self, from: Data(contentsOf: URL(filePath: output)))
      let at = try #require(lines[0].firstIndex(of: "\(id)_probability"))
      for line in lines.dropFirst() {
        let found = report.cases.first { $0.id == line[0] }
        #expect(found?.probability.map { "\($0)" } == line[at], "\(id) \(line[0])")
      }
      let images = try Command("predict", model, ["--case", "A"])
      #expect(images.status == 65 && images.errors.contains("--features"))
      let short = try scratch.write("id,f99\nA,1\n", to: "short.csv")
      #expect(try Command("predict", model, ["--features", short]).status == 65)
      let validated = try Command(
        "validate", model, [study, "--quiet", "--accept", "factor", "--accept", "training-patient"])
      #expect(validated.status == 0 && validated.output.contains("AUC"), "\(validated.errors)\(validated.output)")
      // The same patients under other ids: those of the training are known by their rows, the others are evaluated.
      try FileManager.default.createDirectory(atPath: scratch.file("other"), withIntermediateDirectories: true)
      _ = try scratch.write(features.replacing("\nP", with: "\nQ"), to: "other/features.csv")
      _ = try scratch.write(clinical.replacing("\nP", with: "\nQ"), to: "other/clinical.csv")
      let other = try scratch.write(scratch.read("study.yaml"), to: "other/study.yaml")
      let renamed = try Command("validate", model, [other, "--quiet", "--accept", "factor", "--json", output])
      #expect(renamed.status == 2, "\(renamed.errors)\(renamed.output)")
      let found = try JSONDecoder().decode(ExternalValidation.self, from: Data(contentsOf: URL(filePath: output)))
      let tested = Set(lines.dropFirst().map { "Q" + $0[0].dropFirst() })
      // A volume of few digits is no fingerprint, so a patient of the training may pass by it; nobody of the test set
      // is taken for one.
      let evaluated = Set(found.rows.map(\.subject))
      #expect(id == "volume" ? tested.isSubset(of: evaluated) : evaluated == tested, "\(id)")
      #expect(found.leftOut.allSatisfy { $0.reason.contains("that of a training patient") })
      if id != "volume" { try expectRoundedRowsAreKnown(model, scratch, features, tested) }
    }
  }
}
