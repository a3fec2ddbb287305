import Audit
import Foundation
import Learning
import Results
import Synchronization
import Testing

/// Leaks and forgeries, each put into a sound run as somebody would who also mends the hashes: the audit refutes what
/// was done, with row and protocol, and accuses nothing else.
@Suite struct AuditTamperTests {
  private static let steps = "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}}"

  /// Folders of finished runs by split, made once.
  private static let originals: [String: Result<(Scratch, String), any Error>] = Dictionary(
    uniqueKeysWithValues: ["split: {train: 0.6}", "split: {nested: 3}", "split: {repeated: {folds: 3, times: 2}}"].map {
      split in
      (
        split,
        Result {
          let scratch = try Scratch()
          leftovers.withLock { folders in
            if folders.isEmpty {
              atexit { leftovers.withLock { $0.forEach { try? FileManager.default.removeItem(atPath: $0) } } }
            }
            folders.append(scratch.path)
          }
          let file = try TabularStudyTests.study(scratch, "\(steps)\nprotocol: both", split: split)
          let text = try scratch.read("study.yaml").replacing("models: {", with: "models: {factors: [size], ")
          _ = try scratch.write(text, to: "study.yaml")
          return (scratch, try AuditedRun(scratch, file).scratch.file("run"))
        }
      )
    })

  struct Leak: Sendable, CustomTestStringConvertible {
    let name: String
    var split = "split: {train: 0.6}"
    /// What must be refuted, and nothing else.
    let refuted: Set<String>
    /// Words of the evidence, row among them.
    let words: String
    var sealed = true
    let make: @Sendable (TamperedRun) throws -> Void
    var testDescription: String { "\(name), \(split)" }
  }

  private static func run(_ split: String) throws -> TamperedRun {
    try TamperedRun(copying: try #require(originals[split]).get().1)
  }

  @Test(arguments: originals.keys.sorted()) func theRunsThemselvesAreAccusedOfNothing(split: String) throws {
    let run = try Self.run(split)
    #expect(try run.refuted() == [:])
    try run.seal()
    #expect(try run.refuted() == [:])
  }

  @Test(arguments: fits + parts + orders + figures + tables + others + records)
  func isRefutedWithRowAndProtocol(_ leak: Leak) throws {
    let run = try Self.run(leak.split)
    try leak.make(run)
    if leak.sealed { try run.seal() }
    let found = try run.refuted()
    #expect(Set(found.keys) == leak.refuted, "\(found)")
    #expect(found.values.contains { $0.contains(leak.words) }, "\(found)")
  }
}

private let leftovers = Mutex<[String]>([])

// What cannot be checked, and other cohorts.
extension AuditTamperTests {
  /// Findings that were taken out together with every hash are not found, and the audit says that nothing vouches for
  /// them.
  @Test func whatNoFileDecidesIsNotChecked() throws {
    let run = try Self.run("split: {train: 0.6}")
    try run.results { results in
      results.findings = []
      results.methods = []
    }
    try run.seal()
    let report = try RunAudit(folder: run.folder).report
    let rest = try #require(report.findings.first { $0.check == .restAsWritten })
    #expect(rest.verdict == .notChecked && rest.check.claim.contains("Findings") && rest.basis.contains("report.html"))
  }

  /// The page and the figures are what is published.
  @Test(arguments: ["report.html", "figures"]) func anEditOfWhatIsPublishedIsNoticed(_ what: String) throws {
    let run = try Self.run("split: {train: 0.6}")
    let file =
      what == "figures"
      ? "figures/\(try #require(FileManager.default.contentsOfDirectory(atPath: run.folder + "/figures").sorted().first))"
      : what
    #expect(try run.refuted().isEmpty)
    let text = try run.read(file)
    try run.write(text + "<!-- better -->", to: file)
    #expect(try Array(run.refuted().keys) == ["files-untouched"])
    try FileManager.default.removeItem(atPath: run.folder + "/" + file)
    #expect(try Array(run.refuted().keys) == ["files-untouched"])
  }

  @Test(arguments: ["rows added", "an outcome flipped", "another seed"]) func anotherCohortIsAnotherSplit(
    _ what: String
  ) throws {
    let run = try Self.run("split: {train: 0.6}")
    switch what {
    case "rows added":
      for file in ["patients.csv", "features.csv"] {
        try run.edit(file) { rows in rows += rows.dropFirst().prefix(5).map { ["Z" + $0[0]] + $0.dropFirst() } }
      }
    case "an outcome flipped":
      for file in ["patients.csv", "features.csv"] { try run.edit(file) { $0[1][1] = $0[1][1] == "1" ? "0" : "1" } }
    default:
      try run.write(run.read("study.yaml").replacing(/"?seed"?: \d+/, with: "seed: 99"), to: "study.yaml")
    }
    try run.seal()
    let found = try run.refuted()
    #expect(found["split-as-declared"] != nil, "\(found)")
  }

  /// A fold AUC of repeated folds that is changed together with the mean is not found, and the audit says that it did
  /// not look.
  @Test func whatIsComparedWithItselfIsNotChecked() throws {
    let run = try Self.run("split: {repeated: {folds: 3, times: 2}}")
    let report = try RunAudit(folder: run.folder).report
    let finding = try #require(report.findings.first { $0.check == .foldFiguresFollow })
    #expect(finding.verdict == .notChecked && finding.basis.contains("mean score over the repetitions"))
    #expect(report.findings.allSatisfy { $0.check != .filesUntouched || $0.verdict == .notFound })
    #expect(report.findings.filter { $0.check == .equalBudget }.allSatisfy { $0.verdict == .notChecked })
    #expect(report.findings.filter { $0.check == .imageFitsHonest }.allSatisfy { $0.verdict == .notChecked })
    // Held, since its folder goes with it.
    let folds = try Self.run("split: {nested: 3}")
    let nested = try RunAudit(folder: folds.folder).report
    #expect(nested.findings.filter { $0.check == .foldFiguresFollow }.allSatisfy { $0.verdict == .proved })
  }
}
