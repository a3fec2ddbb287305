import Foundation
import Results
import TestSupport
import Testing

/// The page of `apus review` by the built command: decisions of two clients, an end by force, and the run that honours
/// them.
@Suite struct ReviewServerTests {
  /// A server of the command, and its page.
  private final class Serving {
    let process = Process()
    let page: RawPage
    private let errors: URL

    init(_ arguments: [String]) throws {
      errors = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString).txt")
      try Data().write(to: errors)
      let output = Pipe()
      process.executableURL = Command.binary
      process.arguments = ["review"] + arguments
      (process.standardOutput, process.standardError) = (output, try FileHandle(forWritingTo: errors))
      try process.run()
      let line = output.fileHandleForReading.availableData
      page = try #require(RawPage(String(decoding: line, as: UTF8.self)), "no address: \(line)")
    }

    /// Ends the server, and says how it ended and what it said.
    func end(by number: Int32) throws -> (status: Int32, errors: String) {
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      defer { try? FileManager.default.removeItem(at: errors) }
      return (process.terminationStatus, try String(contentsOf: errors, encoding: .utf8))
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
  }

  private func decide(_ page: RawPage, _ patient: Int, _ decision: String, _ reason: String) throws -> Reply {
    try page.ask(
      page.post(
        "decisions",
        #"{"patient": \#(patient), "series": null, "decision": "\#(decision)", "reason": "\#(reason)", "by": "Dr Lee"}"#
      ))
  }

  @Test func decisionsOfTwoPagesSurviveAKillAndAreHonoured() throws {
    let scratch = try Scratch()
    #expect(try Command("phantom", scratch.file("cohort"), "--patients", "16", "--quiet").status == 0)
    let study = scratch.file("cohort/study.yaml")
    let servers = [try Serving([study, "--quiet"]), try Serving([study, "--by", "Dr Kim"])]
    #expect(servers[0].page.token != servers[1].page.token)
    // The address of one server opens the other no more than any other.
    let foreign = servers[0].page.get().replacing(servers[0].page.token, with: servers[1].page.token)
    #expect(try servers[0].page.ask(foreign).status == 403)
    #expect(try servers[1].page.ask(servers[1].page.get("cohort.json")).body.contains(#""author":"Dr Kim""#))
    let pages = servers.map(\.page)
    DispatchQueue.concurrentPerform(iterations: 8) { turn in
      let reply = try? decide(pages[turn % 2], turn, turn < 2 ? "exclude" : "note", "turn \(turn)")
      #expect(reply?.status == 200)
    }
    for server in servers { #expect(try server.end(by: SIGKILL).status == SIGKILL) }
    let lines = try scratch.read("cohort/study.review.csv").split(separator: "\n")
    #expect(lines.count == 9 && Set(lines.dropFirst().map { $0.split(separator: ",")[2] }).count == 8)
    let run = try Command("study", "run", study, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let exclusions = try scratch.read("run/exclusions.csv")
    #expect(exclusions.contains("reviewed,turn 0,") && exclusions.contains("reviewed,turn 1,"))
    // The features of the run stand beside the images.
    let serving = try Serving([study, "--run", scratch.file("run")])
    let patient = try serving.page.ask(serving.page.get("patient/5.json"))
    #expect(patient.status == 200 && patient.body.contains("original_firstorder_Mean"), "\(patient.text.prefix(400))")
    let cohort = try serving.page.ask(serving.page.get("cohort.json"))
    #expect(cohort.body.contains(#""isExcluded":true"#) && !patient.body.contains("outcome"))
    let ended = try serving.end(by: SIGTERM)
    #expect(ended.status == 0 && ended.errors.contains("the review has ended"), "\(ended)")
  }

  /// Control-C ends the server in order, and its port is free at once.
  @Test func anInterruptEndsTheServerWithASentence() throws {
    let scratch = try Scratch()
    #expect(try Command("phantom", scratch.file("cohort"), "--patients", "8", "--quiet").status == 0)
    let study = scratch.file("cohort/study.yaml")
    let first = try Serving([study])
    let port = "\(first.page.port)"
    let taken = try Command("review", study, ["--port", port])
    #expect(taken.status == 65 && taken.errors.contains("another program uses it"), "\(taken.errors)")
    let ended = try first.end(by: SIGINT)
    #expect(
      ended.status == 0 && ended.errors.contains("its decisions are in \(scratch.file("cohort/study.review.csv"))"))
    let second = try Serving([study, "--port", port])
    #expect("\(second.page.port)" == port && second.page.token != first.page.token)
    #expect(try second.page.ask(second.page.get()).status == 200)
    #expect(try second.end(by: SIGINT).status == 0)
  }

  @Test func optionsOfThePageAreNotTakenInSilence() throws {
    let scratch = try Scratch()
    let study = try TabularStudyTests.study(scratch, "")
    for words in [["--list", "--port", "1"], ["--html", "x.html", "--open"], ["--accept", "P3", "--run", "x"]] {
      #expect(try Command("review", study, words).status == 64)
    }
  }
}
