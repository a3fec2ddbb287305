import Foundation
import Learning
import Results
import Testing

/// Study files that leak, each in its own way: the run refuses them by name, or its report or the audit names what
/// leaks.
@Suite struct LeakingStudyTests {
  /// Features of the study of two sides (P0 is test, P1 training, and so on) as rows of cells, changed and written
  /// back.
  private func study(
    _ scratch: Scratch, _ extra: String = "", change: (inout [[String]]) -> Void
  ) throws -> String {
    let file = try TabularStudyTests.studyOfTwoSides(scratch)
    var rows = try scratch.read("features.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    change(&rows)
    _ = try scratch.write(rows.map { $0.joined(separator: ",") }.joined(separator: "\n"), to: "features.csv")
    guard !extra.isEmpty else { return file }
    return try scratch.write(try scratch.read("study.yaml") + "\n\(extra)\n", to: "study.yaml")
  }

  private static func isEvent(_ row: Int) -> Bool { (row - 1) % 5 < 2 }

  /// What the report of a run found, as one text.
  private func findings(_ scratch: Scratch) throws -> String {
    let data = try Data(contentsOf: URL(filePath: scratch.file("run/results.json")))
    return try JSONDecoder().decode(StudyResults.self, from: data).findings.map(\.title).joined(separator: " ")
  }

  /// The outcome, its inverse, a code of it, with noise, with holes, or only as what is missing.
  @Test(arguments: ["same", "inverse", "code", "noise", "holes", "pattern"])
  func theOutcomeUnderAnotherNameIsRefused(kind: String) throws {
    let scratch = try Scratch()
    let draw = uniformDraws(seed: 3)
    let file = try study(scratch) { rows in
      rows[0].append("relapse")
      for row in rows.indices.dropFirst() {
        let event = Self.isEvent(row)
        let cell =
          switch kind {
          case "same": event ? "1" : "0"
          case "inverse": event ? "0" : "1"
          case "code": event ? "-2" : "7.3"
          case "noise": "\((event ? 1 : 0) + 1e-6 * draw())"
          case "holes": row % 9 == 0 ? "" : event ? "1" : "0"
          default: event ? "" : "\(draw())"
          }
        rows[row].append(cell)
      }
    }
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 65 && run.errors.contains("relapse tells the outcome of every patient"), "\(run.errors)")
  }

  /// A factor that is known only afterwards.
  @Test func aFactorThatIsTheOutcomeIsRefused() throws {
    let scratch = try Scratch()
    let file = try study(scratch) { _ in }
    let clinical = try scratch.read("clinical.csv").split(separator: "\n").enumerated().map { row, line in
      "\(line),\(row == 0 ? "recist" : Self.isEvent(row) ? "PD" : "CR")"
    }
    _ = try scratch.write(clinical.joined(separator: "\n"), to: "clinical.csv")
    let text = try scratch.read("study.yaml").replacing(
      "factors: {size:", with: "factors: {recist: {type: categorical}, size:")
    _ = try scratch.write(text, to: "study.yaml")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 65 && run.errors.contains("the factor recist tells the outcome"), "\(run.errors)")
  }

  /// Too good for a feature, but no copy: the run goes on and says so.
  @Test func aColumnThatNearlyTellsTheOutcomeIsNamed() throws {
    let scratch = try Scratch()
    let draw = uniformDraws(seed: 4)
    let file = try study(scratch) { rows in
      rows[0].append("followup")
      for row in rows.indices.dropFirst() { rows[row].append("\((Self.isEvent(row) ? 1 : 0) + 0.9 * draw())") }
    }
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
    #expect(try findings(scratch).contains("almost perfectly: followup."))
  }

  /// Whole sides of copies: no patient then has a neighbour that is not a twin.
  @Test(arguments: [0, 1e-6, 1e-3]) func aTestSetOfCopiesIsFound(noise: Double) throws {
    let scratch = try Scratch()
    let draw = uniformDraws(seed: 5)
    let file = try study(scratch) { rows in
      for row in stride(from: 1, to: rows.count - 1, by: 2) {
        rows[row + 1] =
          [rows[row + 1][0]]
          + rows[row].dropFirst().map { cell in
            guard let value = Double(cell) else { return cell }
            return "\(value + noise * (draw() - 0.5))"
          }
      }
    }
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
    let audit = try Command("audit", scratch.file("run"))
    #expect(
      audit.status == 2 && audit.output.contains("P0 and P1: \(noise == 0 ? "" : "near-")equal features"),
      "\(audit.output)")
    // Twenty pairs, of which ten are shown.
    #expect(audit.output.contains("and 10 more"), "\(audit.output)")
  }

  /// Patients made between two others before the split carry them across it.
  @Test func oversamplingBeforeTheSplitIsFound() throws {
    let scratch = try Scratch()
    let file = try study(scratch) { rows in
      let (first, second) = (rows[1], rows[7])
      rows[2] =
        [rows[2][0]]
        + first.indices.dropFirst().map { at in
          guard let a = Double(first[at]), let b = Double(second[at]) else { return first[at] }
          return "\(a + 0.37 * (b - a))"
        }
    }
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 2 && audit.output.contains("P0 and P1: one lies on a straight line"), "\(audit.output)")
  }

  /// Without images and with columns that hold few values nothing can be said of copies, and nothing is.
  @Test func whatCannotBeCheckedIsNotProved() throws {
    let scratch = try Scratch()
    let file = try study(scratch) { rows in
      rows = rows.map { Array($0.prefix(5)) }
      for row in rows.indices.dropFirst() {
        for at in 2..<5 { rows[row][at] = Double(rows[row][at]).map { "\($0.rounded())" } ?? rows[row][at] }
      }
    }
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
    let audit = try Command("audit", scratch.file("run"))
    #expect(
      audit.status == 0 && audit.output.contains("not checked No patient is in both"), "\(audit.output)")
    #expect(audit.output.contains("4 not checked (image-fits-honest, no-duplicates, equal-budget, rest-as-written)"))
    let report = try JSONDecoder().decode(
      AuditReport.self, from: Data(contentsOf: URL(filePath: scratch.file("run/audit.json"))))
    #expect(report.unchecked.contains(.noDuplicates) && report.refutesNothing)
    #expect(try scratch.read("run/report.html").contains("there are no images to compare"))
  }

  /// Few columns of many values: only equal rows are no chance.
  @Test func equalRowsOfFewColumnsAreFound() throws {
    let scratch = try Scratch()
    let file = try study(scratch) { rows in
      rows = rows.map { Array($0.prefix(5)) }
      rows[2] = [rows[2][0]] + rows[1].dropFirst()
    }
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 2 && audit.output.contains("P0 and P1: equal features"), "\(audit.output)")
  }

  /// What was changed after the run is named by its file, and by what no longer follows from it.
  @Test func filesThatWereEditedAreNamed() throws {
    let scratch = try Scratch()
    let run = try AuditedRun(scratch, study(scratch) { _ in })
    for file in ["fits.json", "predictions.csv", "patients.csv", "features.csv", "training.json"] {
      let edited = try run.audit(with: try run.read(file) + "\n", in: file)
      #expect(edited.status == 2 && edited.output.contains("\(file): was changed after the run"), "\(edited.output)")
    }
    let seed = try run.read("study.yaml")
    let other = try run.audit(with: seed.replacing("\"seed\": 0", with: "\"seed\": 2"), in: "study.yaml")
    #expect(
      other.status == 2
        && other.output.contains(
          "study.yaml: differs from the study file of "
            + "this run"),
      "\(other.output)")
    let results = try run.read("results.json")
    let digit = try #require(results.firstMatch(of: /"brier" : 0\.(\d)/))
    let better = results.replacing(digit.0, with: "\"brier\" : 0.\(digit.1 == "0" ? "1" : "0")")
    let brier = try run.audit(with: better, in: "results.json")
    #expect(brier.status == 2 && brier.output.contains("does not follow from the probabilities"), "\(brier.output)")
    #expect(try Command("audit", scratch.file("run")).status == 0)
  }

  /// A log that leaves fits out does not thereby become clean.
  @Test(arguments: ["all training", "threshold", "calibration"]) func fitsThatAreLeftOutAreMissed(what: String) throws {
    let scratch = try Scratch()
    let run = try AuditedRun(scratch, study(scratch) { _ in })
    let audit = try run.audit { kind, purpose, _ in purpose.hasSuffix(what) || kind == what ? .some(nil) : nil }
    let named =
      switch what {
      case "all training":
        "imputation, the search for constant columns, scaling, the classifier, selection"
      case "threshold": "the cutoff"
      default: what
      }
    #expect(audit.status == 2, "\(audit.output)")
    #expect(
      audit.output.contains(
        "HCR (MR) / split: has scores, but no fit of \(named) is "
          + "recorded"), "\(audit.output)")
  }

  /// A leak that no choice of the protocol explains is not excused by the choices that explain the rest of the same
  /// finding.
  @Test func everyPieceIsExplainedByItself() throws {
    let scratch = try Scratch()
    let run = try AuditedRun(scratch, study(scratch, "protocol: as-published") { _ in })
    let before = try Command("audit", scratch.file("run"))
    #expect(before.output.contains("[by choice: selection-before-folds]"))
    #expect(!before.output.contains("no choice of the protocol explains this"), "\(before.output)")
    let log = try run.log
    let fold = try #require(log.heldOut.first { $0.purpose.parts == [.fold(1, of: 5)] })
    let held = log.subjects(of: fold)
    var done = false
    let after = try run.audit { kind, purpose, saw in
      guard kind == "classifier", purpose == fold.purpose.description, !done else { return nil }
      done = true
      return .some(saw + held.prefix(1))
    }
    #expect(after.status == 2)
    let lines = after.output.split(separator: "\n").filter { $0.contains("saw patients whom the fold holds out") }
    #expect(lines.count == 1 && lines[0].hasSuffix("[no choice of the protocol explains this]"), "\(after.output)")
    #expect(after.output.contains("[by choice: selection-before-folds]"))
  }
}
