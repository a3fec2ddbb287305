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
    let (dead, living) = (
      "study.review.csv.\(AtomicFile.machine)-\(process.processIdentifier)-1.part",
      "study.review.csv.\(AtomicFile.machine)-\(getpid())-1.part"
    )
    for name in [dead, living] { try "x".write(toFile: "\(folder.path)/\(name)", atomically: false, encoding: .utf8) }
    let decision = ReviewDecision(patient: "P1", series: nil, verdict: .accept, reason: "", by: "K", on: "2026-11-30")
    _ = try DecisionWriter(folder.file).add(decision) { _ in }
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["study.review.csv", living])
  }

  // The file as its users have it.

  private func note(_ words: String, on patient: String = "P1") -> ReviewDecision {
    ReviewDecision(patient: patient, series: nil, verdict: .note, reason: words, by: "Kim, M.", on: "2026-11-30")
  }

  /// Files as editors and spreadsheets leave them, drawn at random: a decision is added in their way, and no other byte
  /// changes.
  @Test(arguments: 0..<60 as Range<UInt64>) func aLineIsAddedInTheWayOfTheOthers(seed: UInt64) throws {
    let folder = try Folder()
    var stream = RandomStream(seed: seed, name: "styles")
    func pick<Value>(_ values: [Value]) -> Value { values[Int(stream.uniform() * Double(values.count))] }
    let (mark, end, separator) = (pick(["", "\u{feff}"]), pick(["\n", "\r\n", "\r"]), pick([",", ";", "\t"]))
    let columns = pick([[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 0, 1, 5, 3, 4]])
    let (extra, declared) = (pick(["", separator + separator]), pick([false, true]))
    let names = ["patient", "series", "decision", "reason", "who", "when"]
    let rows = [
      names, ["P1", "T1", "exclude", "air", "Lee", "2026-11-30"], ["P2", "", "accept", "", "Lee", "2026-11-30"],
    ]
    let lines =
      (declared ? ["sep=\(separator)"] : [])
      + rows.map { row in columns.map { row[$0] }.joined(separator: separator) + extra }
    let text = mark + lines.joined(separator: end) + pick(["", end])
    try Data(text.utf8).write(to: URL(filePath: folder.file))
    let before = try DecisionFile(reading: folder.file)
    var known: DecisionFile? = pick([nil, before])
    let words = (0..<3).map { _ in pick(Self.words) + pick([";", "\t", ",x", ""]) }
    for word in words { known = try DecisionWriter(folder.file).add(note(word), to: known) { _ in } }
    let bytes = try Data(contentsOf: URL(filePath: folder.file))
    #expect(bytes.starts(with: Data(text.utf8)), "seed \(seed)")
    let read = try ReviewDecisions(reading: folder.file)
    #expect(read.all == before.decisions.all + words.map { note($0) }, "seed \(seed)")
    #expect(known?.decisions.all == read.all, "seed \(seed)")
    let added = String(decoding: bytes.dropFirst(text.utf8.count), as: UTF8.self)
    #expect(added.hasSuffix(end) && (end == "\r\n") == added.contains("\r\n"), "seed \(seed)")
  }

  /// Other encodings are read; a decision turns the file into UTF-8 with a mark, which every spreadsheet knows.
  @Test func aFileInUTF16BecomesUTF8() throws {
    let folder = try Folder()
    let text = "patient;series;decision;reason;who;when\r\nP1;;note;두 번째 병변;김;2026-11-30\r\n"
    try (Data([0xff, 0xfe]) + text.utf16.reduce(into: Data()) { $0 += [UInt8($1 & 255), UInt8($1 >> 8)] })
      .write(to: URL(filePath: folder.file))
    try DecisionWriter(folder.file).add(note("a;b")) { _ in }
    // Foundation takes the mark away where it makes a text of a file.
    let all = try Data(contentsOf: URL(filePath: folder.file))
    #expect(all == Data(("\u{feff}" + text + "P1;;note;\"a;b\";\"Kim, M.\";2026-11-30\r\n").utf8))
    #expect(try ReviewDecisions(reading: folder.file).all.map(\.reason) == ["두 번째 병변", "a;b"])
  }

  private func mode(_ path: String) -> Int {
    ((try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]) as? NSNumber)?.intValue ?? 0
  }

  @Test func modesAndSecondNamesAreKept() throws {
    let folder = try Folder()
    let writer = DecisionWriter(folder.file)
    try writer.add(note("1")) { _ in }
    #expect(mode(folder.file) == 0o600)
    for mode in [0o640, 0o664, 0o600] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.file)
      try writer.add(note("\(mode)")) { _ in }
      #expect(self.mode(folder.file) == mode)
    }
    try FileManager.default.linkItem(atPath: folder.file, toPath: folder.path + "/second")
    try writer.add(note("both")) { _ in }
    #expect(try ReviewDecisions(reading: folder.path + "/second").all.last?.reason == "both")
  }

  @Test func aLinkIsFollowedToItsTarget() throws {
    let (folder, share) = (try Folder(), try Folder())
    try DecisionWriter(share.file).add(note("there")) { _ in }
    try FileManager.default.createSymbolicLink(atPath: folder.file, withDestinationPath: share.file)
    try DecisionWriter(folder.file).add(note("here")) { _ in }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file) == share.file)
    #expect(try ReviewDecisions(reading: share.file).all.map(\.reason) == ["there", "here"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: share.path) == ["study.review.csv"])
    // Whose target is gone is refused: a new file in its place would be another one than that of the others.
    try FileManager.default.removeItem(atPath: share.path)
    let error = #expect(throws: ReviewDecisionError.self) { try DecisionWriter(folder.file).add(note("x")) { _ in } }
    #expect("\(error.map { "\($0)" } ?? "")".contains("a link to a file that is not there"))
    #expect(throws: ReviewDecisionError.self) { try ReviewDecisions(reading: folder.file) }
  }

  /// A pipe would be waited for without an end, and whoever reads it takes what is meant for somebody else.
  @Test(arguments: ["pipe", "folder", "device", "link to a pipe"]) func onlyFilesAreOpened(_ kind: String) throws {
    let folder = try Folder()
    switch kind {
    case "pipe": #expect(mkfifo(folder.file, 0o600) == 0)
    case "folder": try FileManager.default.createDirectory(atPath: folder.file, withIntermediateDirectories: false)
    case "device": try FileManager.default.createSymbolicLink(atPath: folder.file, withDestinationPath: "/dev/zero")
    default:
      #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
      try FileManager.default.createSymbolicLink(atPath: folder.file, withDestinationPath: folder.path + "/pipe")
    }
    let start = ContinuousClock.now
    let error = #expect(throws: ReviewDecisionError.self) { try DecisionWriter(folder.file).add(note("x")) { _ in } }
    #expect(throws: ReviewDecisionError.self) { try ReviewDecisions(reading: folder.file) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("and not a file"))
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  /// The lock of a folder, which a run of the study holds for hours, keeps no decision waiting; that of the file does,
  /// and not without an end.
  @Test func aRunInTheFolderIsNotWaitedFor() throws {
    let folder = try Folder()
    let lock = FolderLock.open(folder.path)
    defer { close(lock) }
    #expect(!FolderLock.isBusy(lock))
    let start = ContinuousClock.now
    try DecisionWriter(folder.file).add(note("during a run")) { _ in }
    #expect(ContinuousClock.now - start < .seconds(2))
    let held = try LockedFile(folder.file)
    let error = #expect(throws: UserFileError.self) { _ = try LockedFile(folder.file, patience: .milliseconds(50)) }
    #expect(error?.isPassing ?? false)
    _ = try held.content()
  }

  /// What was known and is gone is a conflict; what was only added to is none.
  @Test func whatIsGoneFromTheFileIsAConflict() throws {
    let folder = try Folder()
    let writer = DecisionWriter(folder.file)
    var known = try writer.add(note("1")) { _ in }
    known = try writer.add(note("2"), to: known) { _ in }
    try writer.add(note("of somebody else")) { _ in }
    known = try writer.add(note("3"), to: known) { _ in }
    #expect(known.decisions.all.map(\.reason) == ["1", "2", "of somebody else", "3"])
    try FileManager.default.removeItem(atPath: folder.file)
    let conflict = #expect(throws: DecisionWriter.Conflict.self) { try writer.add(note("4"), to: known) { _ in } }
    #expect(conflict?.lost == known.decisions.all && !FileManager.default.fileExists(atPath: folder.file))
    #expect(try writer.restore(known) { _ in } == known)
    #expect(try ReviewDecisions(reading: folder.file).all == known.decisions.all)
  }

  /// Somebody edits the file in any way: what is written back is all that was known, then what they added.
  @Test(arguments: 0..<40 as Range<UInt64>) func whatWasEditedAwayIsWrittenBack(seed: UInt64) throws {
    let folder = try Folder()
    var stream = RandomStream(seed: seed, name: "edits")
    for decision in decisions(seed) where decision.problem == nil {
      try DecisionWriter(folder.file).add(decision) { _ in }
    }
    let known = try DecisionFile(reading: folder.file)
    var edited = known.decisions.all.filter { _ in stream.uniform() < 0.6 }
    if stream.uniform() < 0.5 { edited.reverse() }
    let new = (0..<3).map { note("new \($0)") }
    edited.insert(contentsOf: new, at: Int(stream.uniform() * Double(edited.count)))
    try ReviewDecisions(file: "f", edited).text.write(toFile: folder.file, atomically: true, encoding: .utf8)
    let lost = try known.lost(in: DecisionFile(reading: folder.file))
    #expect(lost.count == known.decisions.all.count - (edited.count - 3), "seed \(seed)")
    let back = try DecisionWriter(folder.file).restore(known) { _ in }
    #expect(back.decisions.all == known.decisions.all + new, "seed \(seed)")
    #expect(try ReviewDecisions(reading: folder.file).all == back.decisions.all, "seed \(seed)")
  }
}
