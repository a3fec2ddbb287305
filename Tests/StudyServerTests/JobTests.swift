import Foundation
import StudyServer
import Testing

/// Checks and runs as children, with scripts in place of the command.
@Suite struct JobTests {
  /// A study in a folder, and a program that does what a script says.
  private struct Bench {
    let tree: ServedTree
    let study: Listing.Study
    let desk: JobDesk

    init(_ script: String) throws {
      tree = try ServedTree()
      try tree.write(ServedTree.study("Made"), "study.yaml")
      try tree.write("#!/bin/sh\n\(script)\n", "program")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tree.file("program"))
      study = try #require(Catalogue(tree.path).listing().studies.first)
      desk = JobDesk(program: tree.file("program"), workers: 3) {}
    }

    /// The job when it has ended, or when `isEnough`.
    func wait(until isEnough: (JobReport) -> Bool = { $0.outcome != nil }) throws -> JobReport {
      for _ in 0..<1000 {
        if let report = desk.job(of: study)?.report, isEnough(report) { return report }
        Thread.sleep(forTimeInterval: 0.01)
      }
      throw CocoaError(.featureUnsupported)
    }
  }

  private static func progress(_ stage: String, _ done: Int, _ total: Int) -> String {
    "echo '{\"message\":\"progress\",\"stage\":\"\(stage)\",\"done\":\"\(done)\",\"total\":\"\(total)\",\"seconds\":\"1.5\",\"left\":\"3.0\"}' >&2"
  }

  @Test func progressAndRemarksAreRead() throws {
    let bench = try Bench(
      """
      \(Self.progress("Checking patients", 1, 4)); \(Self.progress("Checking patients", 4, 4))
      \(Self.progress("Extracting", 2, 8))
      echo '{"level":"warning","message":"left out","patient":"P1","time":"now"}' >&2
      echo '{"level":"info","message":"nothing"}' >&2
      echo 'apus: a plain line' >&2
      """)
    try bench.desk.check(bench.study)
    let report = try bench.wait()
    #expect(report.outcome == .complete && report.progress.stages.map(\.name) == ["Checking patients", "Extracting"])
    #expect(report.progress.stages.map(\.done) == [4, 2] && report.progress.stages[1].left == 3)
    #expect(report.progress.remarks.map(\.text) == ["left out", "apus: a plain line"])
    #expect(report.progress.remarks[0].facts == ["patient": "P1"])
  }

  @Test func theCommandsAreThoseOfATerminal() throws {
    let bench = try Bench("echo \"$@\" > \"$(dirname \"$0\")/said\"")
    try bench.desk.check(bench.study)
    _ = try bench.wait()
    let check = "\(bench.tree.path)/study.check.json"
    #expect(
      try String(contentsOfFile: bench.tree.file("said"), encoding: .utf8)
        == "study check \(bench.study.path) --json \(check) --json-log -j 3\n")
    try bench.desk.run(bench.study, into: "OUT")
    _ = try bench.wait()
    #expect(
      try String(contentsOfFile: bench.tree.file("said"), encoding: .utf8)
        == "study run \(bench.study.path) -o OUT --json-log -j 3\n")
  }

  @Test(arguments: [
    ("exit 0", JobOutcome.complete, JobOutcome.complete), ("exit 2", .failed, .someFailed),
    ("exit 65", .problems, .failed),
    ("exit 1", .failed, .failed), ("kill -SEGV $$", .crashed, .crashed), ("kill -KILL $$", .crashed, .crashed),
  ])
  func howAChildEndsIsTold(script: String, check: JobOutcome, run: JobOutcome) throws {
    let bench = try Bench(script)
    try bench.desk.check(bench.study)
    #expect(try bench.wait().outcome == check)
    try bench.desk.run(bench.study, into: "OUT")
    #expect(try bench.wait().outcome == run)
  }

  /// A child may have started programs of its own, such as that of a bias field.
  @Test func stopEndsTheChildAndAllThatItStarted() throws {
    let bench = try Bench(
      "sleep 600 & echo $! > \"$(dirname \"$0\")/inner\"; \(Self.progress("Extracting", 0, 9)); wait")
    try bench.desk.run(bench.study, into: "OUT")
    _ = try bench.wait { !$0.progress.stages.isEmpty }
    let inner = try #require(
      Int32(
        try String(contentsOfFile: bench.tree.file("inner"), encoding: .utf8).trimmingCharacters(
          in: .whitespacesAndNewlines)))
    #expect(kill(inner, 0) == 0)
    try bench.desk.stop(bench.study)
    #expect(try bench.wait().outcome == .stopped)
    // Whoever adopts it takes its end from the system's table a moment later; until then it is a zombie.
    let state = { (try? String(contentsOfFile: "/proc/\(inner)/stat", encoding: .utf8)) ?? "gone" }
    for _ in 0..<200 where !state().contains(") Z ") && state() != "gone" { Thread.sleep(forTimeInterval: 0.01) }
    #expect(state() == "gone" || state().contains(") Z "))
    #expect(throws: ServeError.self) { try bench.desk.stop(bench.study) }
  }

  @Test func oneJobAtATimeInAFolderAlsoOfTwoServers() throws {
    let bench = try Bench("\(Self.progress("Extracting", 0, 9)); exec sleep 600")
    let other = JobDesk(program: bench.tree.file("program"), workers: 1) {}
    #expect(!bench.desk.isBusy(bench.study) && !other.isBusy(bench.study))
    try bench.desk.run(bench.study, into: "OUT")
    _ = try bench.wait { !$0.progress.stages.isEmpty }
    #expect(bench.desk.isBusy(bench.study) && other.isBusy(bench.study))
    for desk in [bench.desk, other] {
      #expect(throws: ServeError.self) { try desk.check(bench.study) }
    }
    bench.desk.stopAll()
    _ = try bench.wait()
    #expect(!other.isBusy(bench.study))
  }

  /// A server that was killed leaves its run at work; the next one sees it and can stop it.
  @Test func aRunThatOutlivesItsServerIsSeenAndStopped() throws {
    let bench = try Bench("echo $$ > \"$(dirname \"$0\")/pid\"; sleep 600 & wait")
    // A server that ends at once: a shell that starts the run as a server does, and is gone.
    let run = "setsid '\(bench.tree.file("program"))' study run '\(bench.study.path)' -o OUT"
    // Foundation's processes end for it when their last child does, so the C library starts this one.
    #expect(system("flock -x '\(bench.tree.path)' sh -c \"\(run) < '\(bench.tree.path)' >/dev/null 2>&1 &\"") == 0)
    let pid = { () -> Int32? in
      Int32(
        ((try? String(contentsOfFile: bench.tree.file("pid"), encoding: .utf8)) ?? "").trimmingCharacters(
          in: .whitespacesAndNewlines))
    }
    for _ in 0..<500 where pid() == nil { Thread.sleep(forTimeInterval: 0.01) }
    let process = try #require(pid())
    defer { kill(process, SIGKILL) }
    #expect(bench.desk.isBusy(bench.study) && bench.desk.stray(of: bench.study)?.kind == .run)
    // Of another folder nothing is known, and nothing can be stopped.
    let other = try Bench("exit 0")
    #expect(other.desk.stray(of: other.study) == nil)
    #expect(throws: ServeError.self) { try other.desk.stop(other.study) }
    try bench.desk.stop(bench.study)
    let state = { (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? "gone" }
    for _ in 0..<500 where !state().contains(") Z ") && state() != "gone" { Thread.sleep(forTimeInterval: 0.01) }
    #expect(state() == "gone" || state().contains(") Z "))
    for _ in 0..<100 where bench.desk.isBusy(bench.study) { Thread.sleep(forTimeInterval: 0.01) }
    #expect(!bench.desk.isBusy(bench.study) && bench.desk.stray(of: bench.study) == nil)
  }

  /// Bytes without an end of line, and not even of UTF-8, must not fill the memory or stop the reading.
  @Test func aChildThatSpeaksNonsenseIsRead() throws {
    let bench = try Bench(
      "head -c 3000000 /dev/zero | tr '\\0' '\\377' >&2; echo >&2; \(Self.progress("Extracting", 1, 2))")
    try bench.desk.check(bench.study)
    let report = try bench.wait()
    #expect(report.outcome == .complete && report.progress.stages.count == 1 && report.progress.remarks.count == 1)
  }

  /// `apus review` prints its address and goes on; what it says before it fails is shown.
  @Test func aReviewIsOpenedOnceAndItsAddressIsTold() throws {
    let bench = try Bench("echo \"$@\" >> \"$(dirname \"$0\")/said\"; echo http://127.0.0.1:4/abc/; exec sleep 600")
    let desk = ReviewDesk(program: bench.tree.file("program"), workers: 2)
    #expect(desk.view(of: bench.study) == nil)
    for _ in 0..<2 { try desk.open(bench.study, run: "RUN") }
    for _ in 0..<500 where desk.view(of: bench.study)?.address == nil { Thread.sleep(forTimeInterval: 0.01) }
    #expect(desk.view(of: bench.study)?.address == "http://127.0.0.1:4/abc/")
    let said = try String(contentsOfFile: bench.tree.file("said"), encoding: .utf8)
    #expect(said == "review \(bench.study.path) --ends-with-input --json-log -j 2 --run RUN\n")
    desk.closeAll()
    for _ in 0..<500 where desk.view(of: bench.study)?.isOpen ?? true { Thread.sleep(forTimeInterval: 0.01) }
    #expect(desk.view(of: bench.study)?.isOpen == false && desk.view(of: bench.study)?.address == nil)
    let broken = try Bench("echo '{\"level\":\"error\",\"message\":\"no patient can be opened\"}' >&2; exit 1")
    let other = ReviewDesk(program: broken.tree.file("program"), workers: 1)
    try other.open(broken.study, run: nil)
    for _ in 0..<500 where other.view(of: broken.study)?.isOpen ?? true { Thread.sleep(forTimeInterval: 0.01) }
    #expect(other.view(of: broken.study)?.fault == "no patient can be opened")
  }
}
