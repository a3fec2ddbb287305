import Foundation
import Results
import Testing
import TestSupport

/// `apus review` on the synthetic cohort and on tables, and the run that honours its decisions.
@Suite struct ReviewTests {
  /// An ordinary cohort is not full of alarms, and its page has nobody's id.
  @Test func thePhantomIsHardlySuspicious() throws {
    let scratch = try Scratch()
    #expect(try Command("phantom", scratch.file("cohort"), "--patients", "16", "--quiet").status == 0)
    let page = scratch.file("review.html")
    let run = try Command(
      "review", scratch.file("cohort/study.yaml"), "--html", page, "--pseudonyms", scratch.file("names.csv"), "--masks",
      scratch.file("masks"), "--quiet")
    #expect(
      run.status == 0 && run.output == "\(page)\n\(scratch.file("masks"))\n\(scratch.file("names.csv"))\n",
      "\(run.errors)")
    let html = try scratch.read("review.html")
    let names = try scratch.read("names.csv").split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(names.allSatisfy { !html.contains(">\($0[1])<") } && names.count { html.contains(">\($0[0])<") } == 16)
    #expect(html.contains("Synthetic cohort") && html.utf8.count < 16 * 100_000)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.file("masks")).count == 32)
    let text = try Command("review", scratch.file("cohort/study.yaml"), "--list", "--ids", "--quiet")
    let suspicious = text.output.split(separator: "\n").count { $0.contains(", suspicion ") }
    #expect(text.status == 0 && suspicious <= 2, "\(text.output)")
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: ReviewTests, no reference data"))
  func realPatientsAreReviewed() throws {
    let scratch = try Scratch()
    let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Examples/sts/study.yaml").path
    let run = try Command(
      "review", example, "--root", try ReferenceData.file("sts").path, "--html", scratch.file("review.html"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    #expect(!(try scratch.read("review.html")).contains("STS_0"))
  }

  private func decide(_ scratch: Scratch, _ words: String...) throws -> Command {
    try Command("review", scratch.file("study.yaml"), words + ["--by", "Dr Kim"])
  }

  /// Decisions leave patients out of the run, with cause, author and time in every file; the audit proves that they are
  /// those of the run, and finds one that was changed.
  @Test func theRunHonoursDecisions() throws {
    let scratch = try Scratch()
    let study = try TabularStudyTests.study(scratch, "")
    #expect(try decide(scratch, "--exclude", "P3", "--reason", "contour in air").status == 0)
    #expect(try decide(scratch, "--exclude", "P5", "--reason", "contour in air").status == 0)
    #expect(try decide(scratch, "--exclude", "P7", "--reason", "motion").status == 0)
    #expect(try decide(scratch, "--accept", "P7").status == 0)
    #expect(try decide(scratch, "--note", "P8", "looks odd").status == 0)
    #expect(try scratch.read("study.review.csv").split(separator: "\n").count == 6)
    let run = try AuditedRun(scratch, study)
    let flow = try run.results.flow
    #expect(flow.exclusions.map(\.kind) == [.reviewed] && flow.exclusions[0].cause == "contour in air")
    #expect(flow.exclusions[0].subjects.map(\.id) == ["P3", "P5"] && flow.analysed.total == 38)
    #expect(flow.exclusions[0].subjects.allSatisfy { $0.review?.by == "Dr Kim" && $0.review?.on.count == 20 })
    #expect(
      try run.read("exclusions.csv").contains(
        "P3,reviewed,contour in air,Excluded at the review of contours by Dr Kim on "))
    #expect(try run.read("study.review.csv") == scratch.read("study.review.csv"))
    let page = try run.read("report.html")
    #expect(
      page.contains("Excluded at the review")
        && page.contains("Patients excluded at the review of contours (2)"))
    #expect(
      try run.results.findings.contains {
        $0.title.hasPrefix("2 patients were excluded at a review of images and contours by Dr Kim, on ")
      })
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 0, "\(audit.output)")
    let without = try run.audit(
      with: run.read("study.review.csv").replacing("P5,", with: "P4,"), in: "study.review.csv")
    #expect(
      without.status == 2 && without.output.contains("study.review.csv: was changed after the run"), "\(without.output)"
    )
    #expect(without.output.contains("study.review.csv: excludes P4, whom the run analysed nevertheless"))
    #expect(without.output.contains("has not the decision by which P5 were excluded"))
    // The study file in the folder of a run has the decisions beside it.
    #expect(
      try Command("study", "run", scratch.file("run/study.yaml"), "-o", scratch.file("again"), "--quiet").status == 0)
    #expect(try scratch.read("again/exclusions.csv") == run.read("exclusions.csv"))
  }

  @Test func aRunWithoutDecisionsHasNoFileOfThem() throws {
    let scratch = try Scratch()
    let study = try TabularStudyTests.study(scratch, "")
    #expect(try decide(scratch, "--exclude", "P3", "--reason", "air").status == 0)
    _ = try AuditedRun(scratch, study)
    try FileManager.default.removeItem(atPath: scratch.file("study.review.csv"))
    // Without the decision it is another cohort.
    #expect(try Command("study", "run", study, "-o", scratch.file("run"), "--quiet").status == 65)
    let run = try AuditedRun(scratch, study, replacing: true)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("run/study.review.csv")))
    #expect(try run.results.flow.analysed.total == 40)
    #expect(try !run.read("results.json").contains("\"review\""))
  }

  static let refused: [(words: [String], status: Int32, message: String)] = [
    (["--exclude", "P99", "--reason", "air"], 65, "the clinical table has no patient \"P99\""),
    (["--exclude", "P3", "--reason", "air", "--series", "T1"], 65, "the study file has no series \"T1\""),
    (["--exclude", "P3"], 64, "--exclude needs --reason"),
    (["--exclude", "P3", "--reason", " "], 64, "--exclude needs --reason"),
    (["--note", "P3"], 64, "--note needs words"),
    (["--exclude", "P3", "--reason", "air", "--accept", "P3"], 64, "Give one of"),
    (["--html", "x.html", "--accept", "P3"], 64, "A decision is written by itself"),
    (["--images"], 64, "--images needs --masks"),
    (["--reason", "air"], 64, "belong to"),
    (["more"], 64, "Only --note takes words"),
    ([], 65, "the study has no series"),
  ]

  @Test(arguments: refused.indices) func whatCannotBeMeantIsRefused(_ at: Int) throws {
    let scratch = try Scratch()
    let study = try TabularStudyTests.study(scratch, "")
    let run = try Command("review", study, Self.refused[at].words)
    #expect(run.status == Self.refused[at].status && run.errors.contains(Self.refused[at].message), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("study.review.csv")))
  }

  @Test func aMistypedDecisionStopsTheRunWithItsLine() throws {
    let scratch = try Scratch()
    let study = try TabularStudyTests.study(scratch, "")
    _ = try scratch.write(
      "patient,series,decision,reason,who,when\nP33x,,exclude,air,Kim,2026-11-30\n", to: "study.review.csv")
    let run = try Command("study", "run", study, "-o", scratch.file("run"), "--quiet")
    #expect(
      run.status == 65 && run.errors.contains("study.review.csv:2: the clinical table has no patient \"P33x\""),
      "\(run.errors)")
  }

  /// Writers that are killed at any moment leave a file that reads, with every line of those that ended.
  @Test func decisionsSurviveAKill() throws {
    let scratch = try Scratch()
    let study = try TabularStudyTests.study(scratch, "")
    var finished = 0
    for turn in 0..<24 {
      let process = Process()
      process.executableURL = Command.binary
      process.arguments = ["review", study, "--note", "P\(turn)", "turn \(turn)", "--by", "K"]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      if turn % 2 == 1 {
        usleep(UInt32(turn) * 1500)
        kill(process.processIdentifier, SIGKILL)
      }
      process.waitUntilExit()
      if process.terminationReason == .exit, process.terminationStatus == 0 {
        finished += 1
        #expect(try scratch.read("study.review.csv").contains("turn \(turn),"))
      }
    }
    let lines = try scratch.read("study.review.csv").split(separator: "\n")
    #expect(
      finished >= 12 && lines.count > finished && lines.dropFirst().allSatisfy { $0.split(separator: ",").count == 5 })
    #expect(try decide(scratch, "--note", "P0", "last").status == 0)
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter { $0.hasSuffix(".part") }
    #expect(left.isEmpty, "\(left)")
  }
}
