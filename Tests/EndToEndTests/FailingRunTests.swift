import Foundation
import Glibc
import Learning
import Results
import Testing
import TestSupport

/// Runs that cannot end well, by the built command: what they leave, and what they say.
@Suite struct FailingRunTests {
  private func files(_ folder: String) -> [String: Data] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return Dictionary(
      uniqueKeysWithValues: names.filter { !$0.hasPrefix("unfinished") && !$0.hasPrefix("cache") }.compactMap { name in
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, $0) }
      })
  }

  /// Forty patients with `extra` columns by name, written beside the study of ``TabularStudyTests``.
  private func add(_ scratch: Scratch, column: String, _ cell: (Int) -> String) throws {
    let lines = try scratch.read("features.csv").split(separator: "\n").enumerated().map { row, line in
      "\(line),\(row == 0 ? column : cell(row - 1))"
    }
    _ = try scratch.write(lines.joined(separator: "\n") + "\n", to: "features.csv")
  }

  @Test(arguments: ["a mistyped table", "ids of another cohort", "a split in which no model can be fitted"])
  func aFailingRunLeavesTheFinishedOne(_ fault: String) throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    let run = scratch.file("run")
    #expect(try Command("study", "run", file, "-o", run, "--quiet").status == 0)
    let before = files(run)
    #expect(before["report.html"] != nil && before["results.json"] != nil)
    if fault == "a mistyped table" {
      let text = try scratch.read("study.yaml").replacingOccurrences(of: "features.csv", with: "featurse.csv")
      _ = try scratch.write(text, to: "study.yaml")
    } else if fault == "a split in which no model can be fitted" {
      let text = try scratch.read("study.yaml").replacingOccurrences(
        of: "split: {train: 0.6}", with: "split: {column: response, training: [CR], test: [non-CR]}")
      _ = try scratch.write(text, to: "study.yaml")
    } else {
      let text = try scratch.read("features.csv").replacingOccurrences(of: "\nP", with: "\nQ")
      _ = try scratch.write(text, to: "features.csv")
    }
    let second = try Command("study", "run", file, "-o", run, "--quiet")
    #expect(second.status != 0)
    #expect(files(run) == before, "\(second.errors)")
  }

  /// This process holds the folder as a run does; the files of both would be mixed.
  @Test func aFolderAtWorkIsRefused() throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    try FileManager.default.createDirectory(atPath: scratch.file("run/cache"), withIntermediateDirectories: true)
    let descriptor = open(scratch.file("run/cache/lock"), O_RDWR | O_CREAT, 0o644)
    _ = "12 elsewhere\n".utf8CString.withUnsafeBytes { write(descriptor, $0.baseAddress, 13) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let second = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(second.status == 65 && second.errors.contains("is writing to this folder: process 12 on elsewhere"))
    #expect(!FileManager.default.fileExists(atPath: scratch.file("run/unfinished")))
    close(descriptor)
    #expect(try Command("study", "run", file, "-o", scratch.file("run"), "--quiet").status == 0)
  }

  @Test func aHalfMadeFolderIsNotRefusedAndAForeignOneIs() throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    for name in ["half/cache", "half/figures", "half/unfinished", "foreign/cache"] {
      try FileManager.default.createDirectory(atPath: scratch.file(name), withIntermediateDirectories: true)
    }
    _ = try scratch.write("x", to: "half/study.yaml.77-1234.part")
    _ = try scratch.write("mine", to: "foreign/notes.txt")
    let half = try Command("study", "run", file, "-o", scratch.file("half"), "--quiet")
    #expect(half.status == 0, "\(half.errors)")
    let foreign = try Command("study", "run", file, "-o", scratch.file("foreign"), "--quiet")
    #expect(foreign.status == 65 && foreign.errors.contains("is not the folder of an Apus run"))
    let aFile = try Command("study", "run", file, "-o", scratch.file("foreign/notes.txt"), "--quiet")
    #expect(aFile.status == 65 && aFile.errors.contains("it is a file"), "\(aFile.errors)")
    #expect(try scratch.read("foreign/notes.txt") == "mine")
  }

  @Test func closedStreamsAreNoCrash() throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    let shell = { (line: String) throws -> Int32 in
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["-c", line.replacingOccurrences(of: "APUS", with: Command.binary.path)]
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
    #expect(try shell("APUS study run '\(file)' -o '\(scratch.file("a"))' 2>&-") == 0)
    #expect(try shell("APUS study run '\(file)' -o '\(scratch.file("b"))' >&- 2>&-") == 0)
    #expect(try shell("APUS study run '\(scratch.file("no.yaml"))' -o '\(scratch.file("c"))' 2>&-") == 65)
    #expect(try shell("APUS study run '\(scratch.file("no.yaml"))' -o '\(scratch.file("c"))' 2>/dev/full") == 65)
    // Messages went nowhere, and above all not into a file.
    for name in ["a/results.json", "b/results.json"] {
      _ = try JSONDecoder().decode(StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file(name))))
    }
    // A reader that has gone is an error like any other that a result meets.
    let broken = try shell("set -o pipefail; (APUS study show '\(file)'; c=$?; [ $c -eq 0 ] || [ $c -eq 141 ]) | true")
    #expect(broken == 0)
  }

  @Test func littleMemoryIsAnErrorInASecond() throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    let start = Date.now
    // So much that the libraries load and so little that OpenBLAS gets no block.
    process.arguments = [
      "-c",
      "ulimit -v 330000; timeout 60 '\(Command.binary.path)' study run '\(file)' -o '\(scratch.file("run"))' --quiet "
        + "2>'\(scratch.file("err"))'",
    ]
    try process.run()
    process.waitUntilExit()
    let said = try scratch.read("err")
    #expect(process.terminationReason == .exit && process.terminationStatus != 124, "\(said)")
    #expect(Date.now.timeIntervalSince(start) < 60)
    #expect(process.terminationStatus == 0 || said.contains("memory"), "\(process.terminationStatus) \(said)")
  }

  @Test(arguments: ["1e155", "-1e308", "1e101"])
  func aFeatureTooLargeToSquareIsLeftOutByName(_ cell: String) throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    try add(scratch, column: "ratio") { $0 == 11 ? cell : "\($0 % 7)" }
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let results = try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("run/results.json"))))
    let finding = try #require(results.findings.first { $0.title.contains("too large") })
    #expect(finding.detail.contains("ratio of patient P11"))
    #expect(results.study.featureCount == 12)
  }

  @Test(arguments: ["1e-320", "0", "-0.0", "1e-160"])
  func tinyValuesAreNoCrashAndNoFinding(_ cell: String) throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    try add(scratch, column: "tiny") { $0 % 3 == 1 ? cell : "0" }
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try !scratch.read("run/results.json").contains("too large to compute"))
  }

  @Test func aFactorTooLargeToSquareIsItsPatients() throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    var text = try scratch.read("study.yaml").replacingOccurrences(
      of: "models: {", with: "models: {factors: [size], ")
    text = text.replacingOccurrences(of: "continuous, cut: 50", with: "continuous")
    _ = try scratch.write(text, to: "study.yaml")
    let clinical = try scratch.read("clinical.csv").split(separator: "\n").map { line in
      line.hasPrefix("P7,") ? line.split(separator: ",").dropLast().joined(separator: ",") + ",1e160" : String(line)
    }
    _ = try scratch.write(clinical.joined(separator: "\n"), to: "clinical.csv")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.errors.contains("1e160") && run.errors.contains("P7"))
  }

  @Test(arguments: ["event", "non-event"])
  func anOutcomeThatNoRowHasIsFoundBeforeTheWork(_ key: String) throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    let text = try scratch.read("study.yaml").replacingOccurrences(
      of: key == "event" ? "event: non-CR" : "non-event: CR", with: key == "event" ? "event: nonCR" : "non-event: Cr")
    _ = try scratch.write(text, to: "study.yaml")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 65, "\(run.errors)")
    #expect(run.errors.contains("no row has the \(key)") && run.errors.contains("did you mean"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("run/results.json")))
  }

  @Test(arguments: ["\n,,\n , ,\n", "\n\n,,,,,,\n", "\n\"\",\" \",\"\"\n"])
  func blankLastRowsAreNoPatient(_ tail: String) throws {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "arms: [hcr]")
    _ = try scratch.write(try scratch.read("clinical.csv") + tail, to: "clinical.csv")
    let cells = try scratch.read("features.csv").split(separator: "\n")[0].split(separator: ",").count
    let blank = String(repeating: ",", count: cells - 1)
    _ = try scratch.write(try scratch.read("features.csv") + "\n\(blank)\n\(blank)\n", to: "features.csv")
    let run = try Command("study", "run", file, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let results = try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("run/results.json"))))
    #expect(results.flow.screened == 40)
  }

  @Test(
    arguments: [
      (["extract", "--param", "x.yaml", "a.nii", "b.nii"], "--param", "--parameters"),
      (["extract", "a.nii", "b.nii", "--lable=2"], "--lable", ""),
      (["study", "run", "s.yaml", "--outptu", "run"], "--outptu", "--output"),
      (["compare", "t.csv", "--cutof", "0.5"], "--cutof", "--cutoff"),
      (["audit", "--quite", "run"], "--quite", ""),
      (["inspect", "--al", "x"], "--al", ""),
    ])
  func unknownOptionsAreNamed(_ words: [String], _ option: String, _ meant: String) throws {
    let run = try Command(arguments: words)
    #expect(run.status == 64, "\(run.errors)")
    #expect(run.errors.contains("unknown option \"\(option)\""), "\(run.errors)")
    #expect(!run.errors.contains("paths were given"))
    if !meant.isEmpty { #expect(run.errors.contains("did you mean \"\(meant)\""), "\(run.errors)") }
  }

  /// A value that begins with a minus, a joined value and the end of options are none of them unknown.
  @Test(
    arguments: [
      ["extract", "-p", "-x.yaml", "a.nii", "b.nii", "c.nii"], ["extract", "-j2", "a", "b", "c"],
      ["extract", "--", "-a", "-b", "-c"], ["extract", "--label", "0", "a", "b"],
    ])
  func knownOptionsAreNotCalledUnknown(_ words: [String]) throws {
    let run = try Command(arguments: words)
    #expect(run.status == 64 && !run.errors.contains("unknown option"), "\(run.errors)")
  }
}
