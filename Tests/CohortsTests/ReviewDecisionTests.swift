import Cohorts
import Execution
import Foundation
import Records
import Testing

/// The file of decisions: what counts, what is refused, and that no writer loses a line.
@Suite struct ReviewDecisionTests {
  private final class Folder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "apus-decisions-\(UUID().uuidString)").path
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    var file: String { "\(path)/study.review.csv" }
  }

  private static let words = ["contour in air", "a, b; \"c\"", "두 번째 병변", "=1+1", "-", "0", "line\nbreak", "note"]

  /// Random decisions on three patients and two series.
  private func decisions(_ seed: UInt64) -> [ReviewDecision] {
    var stream = RandomStream(seed: seed, name: "decisions")
    func pick<Value>(_ values: [Value]) -> Value { values[Int(stream.uniform() * Double(values.count))] }
    return (0..<12).map { _ in
      ReviewDecision(
        patient: pick(["P1", "=P2", "Kim, M"]), series: pick([nil, "T1", "T2"]),
        verdict: pick(ReviewDecision.Verdict.allCases), reason: pick(Self.words), by: pick(["Kim", "Lee, J."]),
        on: pick(["2026-11-30", "2026-11-30T14:05:00Z"]))
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>) func whatIsWrittenIsRead(seed: UInt64) throws {
    let all = ReviewDecisions(file: "f", decisions(seed))
    let read = try ReviewDecisions(try CSVTable(parsing: all.text, file: "f"), file: "f")
    #expect(read.all == all.all, "seed \(seed)")
    #expect(all.text.split(separator: "\n").count == all.all.count + 1)
  }

  /// What counts, said once more in the plainest way: the last word on the whole patient, and after it the last on each
  /// series.
  @Test(arguments: 0..<60 as Range<UInt64>) func theLastWordCounts(seed: UInt64) {
    let all = decisions(seed)
    let read = ReviewDecisions(file: "f", all)
    for patient in ["P1", "=P2", "Kim, M", "P9"] {
      let own = all.filter { $0.patient == patient && $0.verdict != .note }
      let whole = own.lastIndex { $0.series == nil }
      let later = whole.map { own[($0 + 1)...] } ?? own[...]
      let last = ["T1", "T2"].map { name in later.last { $0.series == name } }
      let isOut = ([whole.map { own[$0] }] + last).contains { $0?.verdict == .exclude }
      #expect((read.exclusion(of: patient) != nil) == isOut, "seed \(seed), \(patient)")
      #expect((read.acceptance(of: patient) != nil) == (!isOut && !own.isEmpty), "seed \(seed), \(patient)")
      #expect(read.notes(on: patient) == all.filter { $0.patient == patient && $0.verdict == .note })
    }
  }

  static let faults: [(line: String, words: String)] = [
    ("P1,,drop,air,Kim,2026-11-30", "the decision \"drop\" is not known"),
    ("P1,,exclud,air,Kim,2026-11-30", "(did you mean \"exclude\"?)"),
    ("P1,,exclude,,Kim,2026-11-30", "an exclusion needs a reason"),
    ("P1,,note,,Kim,2026-11-30", "a note needs its words"),
    ("P1,,exclude,air,,2026-11-30", "nobody is named"),
    ("P1,,exclude,air,Kim,", "\"\" in the column when is not a time"),
    ("P1,,exclude,air,Kim,30/11/2026", "\"30/11/2026\" in the column when is not a time"),
    ("P1,,exclude,air,Kim,2026-02-31", "is not a time"),
    (",,exclude,air,Kim,2026-11-30", "no patient is named"),
    ("P3,,exclude,air,Kim,2026-11-30", "the clinical table has no patient \"P3\""),
    ("P1,T3,exclude,air,Kim,2026-11-30", "the study file has no series \"T3\""),
  ]

  @Test(arguments: faults.indices) func aFaultIsNamedWithItsLine(_ at: Int) throws {
    let folder = try Folder()
    let text = "patient,series,decision,reason,who,when\nP1,T1,accept,,Kim,2026-11-30\n\(Self.faults[at].line)\n"
    try text.write(toFile: folder.file, atomically: true, encoding: .utf8)
    let error = try #require(throws: ReviewDecisionError.self) {
      try ReviewDecisions(reading: folder.file).check(patients: ["P1", "P2"], series: ["T1", "T2"])
    }
    #expect(error.line == 3 && "\(error)".hasPrefix("\(folder.file):3: "))
    #expect("\(error)".contains(Self.faults[at].words), "\(error)")
  }

  static let sound = [
    "P1,,exclude,air,Kim,2026-11-30", "P2,T2,ACCEPT,,Kim,2026-11-30T14:05:00Z",
    "P1,,note,\"a,b\",Kim,2026-11-30T14:05:00+09:00",
  ]

  @Test(arguments: sound) func soundLinesAreRead(_ line: String) throws {
    let table = try CSVTable(parsing: "patient,series,decision,reason,who,when\n\(line)\n", file: "f")
    let read = try ReviewDecisions(table, file: "f")
    try read.check(patients: ["P1", "P2"], series: ["T1", "T2"])
    #expect(read.all.count == 1)
  }

  @Test func otherColumnsAndTablesAreRefused() throws {
    for header in ["patient,series,decision,reason,who", "patient,series,decision,reason,who,when,why"] {
      let table = try CSVTable(parsing: header + "\n", file: "f")
      #expect(throws: ReviewDecisionError.self) { try ReviewDecisions(table, file: "f") }
    }
    #expect(try ReviewDecisions(reading: "/nowhere/study.review.csv").all.isEmpty)
  }

  @Test(arguments: [
    ("a/study.yaml", "a/study.review.csv"), ("a/b.c.YML", "a/b.c.review.csv"), ("/x/study", "/x/study.review.csv"),
  ])
  func theFileStandsBesideTheStudy(_ study: String, _ path: String) {
    #expect(ReviewDecisions.path(beside: study).hasSuffix(path))
  }

  /// Writers at once: every line of each is there, in the order of its own.
  @Test func noWriterLosesALine() throws {
    let folder = try Folder()
    let writers = 6
    let done = parallelMap(Array(0..<writers), workers: writers) { writer in
      for turn in 0..<12 {
        let decision = ReviewDecision(
          patient: "P\(writer)", series: nil, verdict: .note, reason: "\(turn)", by: "W", on: "2026-11-30")
        _ = try DecisionWriter(folder.file).add(decision) { _ in }
      }
    }
    for one in done { try one.get() }
    let read = try ReviewDecisions(reading: folder.file)
    #expect(read.all.count == 12 * writers)
    for writer in 0..<writers { #expect(read.notes(on: "P\(writer)").map(\.reason) == (0..<12).map { "\($0)" }) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["study.review.csv"])
  }

  @Test func aRefusedDecisionChangesNothing() throws {
    let folder = try Folder()
    let writer = DecisionWriter(folder.file)
    let sound = ReviewDecision(patient: "P1", series: nil, verdict: .exclude, reason: "air", by: "K", on: "2026-11-30")
    _ = try writer.add(sound) { try $0.check(patients: ["P1"], series: []) }
    let before = try String(contentsOfFile: folder.file, encoding: .utf8)
    let strange = ReviewDecision(
      patient: "P2", series: nil, verdict: .exclude, reason: "air", by: "K", on: "2026-11-30")
    #expect(throws: ReviewDecisionError.self) { try writer.add(strange) { try $0.check(patients: ["P1"], series: []) } }
    let empty = ReviewDecision(patient: "P1", series: nil, verdict: .exclude, reason: " ", by: "K", on: "2026-11-30")
    #expect(throws: ReviewDecisionError.self) { try writer.add(empty) { _ in } }
    #expect(try String(contentsOfFile: folder.file, encoding: .utf8) == before)
  }

  /// A part that a killed writer left is removed by the next, and one of a living process is not.
  @Test func partsOfDeadWritersAreRemoved() throws {
    let folder = try Folder()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    let (dead, living) = ("study.review.csv.\(process.processIdentifier)-1.part", "study.review.csv.\(getpid())-1.part")
    for name in [dead, living] { try "x".write(toFile: "\(folder.path)/\(name)", atomically: false, encoding: .utf8) }
    let decision = ReviewDecision(patient: "P1", series: nil, verdict: .accept, reason: "", by: "K", on: "2026-11-30")
    _ = try DecisionWriter(folder.file).add(decision) { _ in }
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["study.review.csv", living])
  }
}
