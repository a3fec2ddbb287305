import Foundation
import Learning
import Results
import Testing

/// Runs that were made to leak, and runs that were tampered with: the audit refutes by name.
@Suite struct AuditTests {
  /// A fit under a name that no check looks for is itself a finding.
  @Test func fitsForTrainingSetsThatDoNotExistAreFound() throws {
    let scratch = try Scratch()
    let run = try AuditedRun(scratch, TabularStudyTests.study(scratch, ""))
    let text = try run.read("fits.json")
    let moved = text.replacing("\"HCR (MR) / split\"", with: "\"HCR (MR) / elsewhere\"")
    #expect(moved != text)
    let audit = try run.audit(with: moved, in: "fits.json")
    #expect(
      audit.status == 2
        && audit.output.contains("HCR (MR) / elsewhere: was fitted for a training set that the study does not have"),
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
    _ = try AuditedRun(scratch, file)
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 2 && audit.output.contains("P0 and P1: near-equal features"), "\(audit.output)")
  }

  /// One image under two ids is found by its hash, whatever its features are.
  @Test func copiedImagesAreFound() throws {
    let scratch = try Scratch()
    let run = try AuditedRun(scratch, TabularStudyTests.study(scratch, ""))
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

  /// Scores that are calls, AUCs and tables that do not follow: in results.json, as predictions.csv is compared with
  /// it.
  @Test func figuresThatDoNotFollowAreFound() throws {
    let scratch = try Scratch()
    let run = try AuditedRun(scratch, TabularStudyTests.study(scratch, ""))
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
    #expect(
      labels.status == 2
        && labels.output.contains(
          "HCR (MR): its scores have only two "
            + "values"),
      "\(labels.output)")
    #expect(labels.output.contains("hcr_mr: predictions.csv and results.json differ"))
    let better = try audit { $0.test.auc.value = .value(0.99) }
    #expect(better.status == 2 && better.output.contains("hcr_mr: the AUC does not follow from the scores"))
    let fewer = try audit { model in
      for row in model.predictions.indices { model.predictions[row].isCalledEvent = true }
    }
    #expect(
      fewer.status == 2
        && fewer.output.contains(
          "hcr_mr: the 2 x 2 table does not follow from the predicted "
            + "classes")
    )
    let turned = try audit { model in
      for row in model.predictions.indices {
        model.predictions[row].outcome = .binary(!model.predictions[row].outcome.hadEvent)
      }
    }
    #expect(turned.status == 2 && turned.output.contains("hcr_mr: the outcomes differ from those in patients.csv"))
  }
}
