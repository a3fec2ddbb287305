import Audit
import Foundation
import Learning
import Results
import Testing
import TestSupport

/// One row's failure is that row's, and a protocol that is done is kept, whatever becomes of the next.
@Suite(.serialized) struct RowFailureTests {
  private func results(_ scratch: Scratch, _ run: String = "run") throws -> StudyResults {
    try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("\(run)/results.json"))))
  }

  private static let splits = [
    "split: {train: 0.6}", "split: {leave-one-out: true}", "split: {nested: 2}",
    "split: {repeated: {folds: 2, times: 2}}", "split: {site: side}", "split: {every: 3}", "split: {column: side}",
  ]

  /// Twelve phantoms through a network with the heads of both protocols, and a handcrafted row that has not one column
  /// that varies: it fails or gives one score for everybody, and the others have theirs.
  @Test(
    .enabled(if: ReferenceData.isPresent, "skipped: needs weights/"),
    arguments: ["train: 0.6", "nested: 2", "repeated: {folds: 2, times: 1}", "site: side", "leave-one-out: true"])
  func everyArmEndsInEveryProtocol(split: String) throws {
    let scratch = try Scratch()
    let made = try Command(
      "phantom", scratch.file("cohort"), "--patients", "12", "--matrix", "32", "--slices", "8", "--seed", "3")
    try #require(made.status == 0, "\(made.errors)")
    let weights = try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors").path
    _ = try scratch.write("setting: {binWidth: 25}\nfeatureClass: {firstorder: [Mean]}\n", to: "cohort/params.yaml")
    let table = try scratch.read("cohort/clinical.csv").split(separator: "\n").enumerated().map { row, line in
      "\(line),\(row == 0 ? "side" : row % 2 == 0 ? "A" : "B")"
    }
    _ = try scratch.write(table.joined(separator: "\n"), to: "cohort/clinical.csv")
    let text = try scratch.read("cohort/study.yaml").replacing(/split:\n  train: [0-9.]+/, with: "split: {\(split)}")
      .replacing("protocol: sound", with: "protocol: both")
    _ = try scratch.write(
      text + """

        features: {parameters: params.yaml}
        arms: [hcr, dlr]
        learning: {select: none, search: random, settings: 1, classifier: {name: logistic}}
        deep: {network: efficientnet-lite0, weights: "\(weights)", inflation: centre, series: [T2], ensemble: 1, beyond: none}
        """, to: "cohort/study.yaml")
    let run = try Command("study", "run", scratch.file("cohort/study.yaml"), "-o", scratch.file("run"), "--quiet")
    try #require(run.status == 0, "\(split): \(run.status) \(run.errors)")
    let results = try results(scratch)
    #expect(results.protocols.map(\.evaluation.name) == [.sound, .asPublished])
    for block in results.protocols {
      #expect(block.models.map(\.family).contains(.deep) && block.models.map(\.family).contains(.handcrafted))
      for model in block.models {
        // A row without scores says why.
        let isScored = model.predictions.allSatisfy { $0.score != nil }
        #expect(isScored || model.flags.contains { $0.contains("no model") }, "\(split) \(model.id): \(model.flags)")
      }
    }
    let audit = try RunAudit(folder: scratch.file("run")).report
    for finding in audit.findings {
      // Of the published protocol every piece has its choice; the sound one is accused of nothing.
      #expect(
        finding.verdict != .refuted || finding.evaluation == .asPublished && finding.isExplained,
        "\(split): \(audit.text)")
    }
  }

  /// A site of one class leaves a training set of the other: that pair has no model, by name, and everything else
  /// stands.
  @Test func aTrainingSetOfOneClassCostsItsPairAlone() throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "protocol: both", split: "split: {site: side}")
    let clinical = try scratch.read("clinical.csv").split(separator: "\n").enumerated().map { row, line in
      "\(line),\(row == 0 ? "side" : (row - 1) % 5 < 2 ? "A" : row % 2 == 0 ? "B" : "A")"
    }
    _ = try scratch.write(clinical.joined(separator: "\n"), to: "clinical.csv")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let results = try results(scratch)
    #expect(results.protocols.count == 2)
    for model in results.protocols.flatMap(\.models) {
      #expect(model.flags.contains { $0.contains("no model, \(model.name) / site A") }, "\(model.flags)")
      #expect(model.predictions.contains { $0.score != nil } && model.predictions.contains { $0.score == nil })
    }
    let audit = try Command("audit", scratch.file("run"))
    #expect(
      try RunAudit(folder: scratch.file("run")).report.findings.allSatisfy { $0.verdict != .refuted || $0.isExplained },
      "\(audit.output)")
  }

  /// The process is killed as soon as the first protocol lies in the folder, long before the second is done.
  @Test func theFinishedProtocolIsThereWhenTheSecondDies() throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "protocol: both\ncontrols: {permuted-outcomes: 400}")
    let process = Process()
    process.executableURL = Command.binary
    process.arguments = ["study", "run", file, "-o", scratch.file("run"), "--quiet"]
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let end = Date.now.addingTimeInterval(300)
    // The last file of a publication.
    while process.isRunning, Date.now < end, !FileManager.default.fileExists(atPath: scratch.file("run/results.json")) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal, "the run was over before it could be killed")
    let results = try results(scratch)
    #expect(results.protocols.map(\.evaluation.name) == [.sound])
    #expect(results.findings.contains { $0.title.contains("lack the protocol as-published") })
    let audit = try Command("audit", scratch.file("run"))
    #expect(audit.status == 0, "\(audit.output)")
    // The next run, with other settings, takes the folder over when it is told to.
    let text = try scratch.read("study.yaml").replacing("permuted-outcomes: 400", with: "permuted-outcomes: 0")
    _ = try scratch.write(text, to: "study.yaml")
    let again = try Command("study", "run", file, "-o", scratch.file("run"), "--replace", "--quiet")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try self.results(scratch).protocols.count == 2)
  }

  /// Killed at moments spread over a second run, the folder holds a run that the audit finds whole, and the next run
  /// takes it over.
  @Test func aRunKilledAnywhereLeavesAWholeOne() throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "learning: {select: none, classifier: {name: naive-bayes}}")
    let first = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(first.status == 0, "\(first.errors)")
    let start = Date.now
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
    let whole = Date.now.timeIntervalSince(start)
    for share in [0.2, 0.5, 0.7, 0.85, 0.95, 1] {
      let process = Process()
      process.executableURL = Command.binary
      process.arguments = ["study", "run", file, "-o", scratch.file("run"), "--quiet"]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      Thread.sleep(forTimeInterval: share * whole)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if !FileManager.default.fileExists(atPath: scratch.file("run/finished")) {
        let audit = try Command("audit", scratch.file("run"))
        #expect(audit.status == 0, "\(share): \(audit.output) \(audit.errors)")
      }
    }
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
    #expect(try Command("audit", scratch.file("run")).status == 0)
  }

  /// Of a run of both protocols each finding is logged once.
  @Test func aFindingOfBothProtocolsIsLoggedOnce() throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(
      scratch, "protocol: both\nlearning: {select: none, classifier: {name: naive-bayes}}")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--json-log")
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.errors.split(separator: "\n").map(String.init)
    let findings = try results(scratch).findings.filter { $0.severity > .note }
    #expect(!findings.isEmpty)
    for finding in findings {
      let title = finding.title.prefix(60).replacing("/", with: "\\/")
      let count = lines.count { $0.contains(finding.title.prefix(60)) || $0.contains(title) }
      #expect(count == 1, "\(finding.title): \(count) times\n\(run.errors)")
    }
  }
}
