import Cohorts
import Dispatch
import Foundation
import LocalServer
import ReviewPage
import Synchronization
import Testing

/// Decisions of pages that are open at the same time.
@Suite struct DecisionBookTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "apus-book-\(UUID().uuidString)").path
  private var path: String { "\(folder)/study.review.csv" }
  private let patients = (0..<40).map { "P\($0)" }

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private final class Complaints: Sendable {
    private let all = Mutex(0)
    func add() { all.withLock { $0 += 1 } }
    var count: Int { all.withLock { $0 } }
  }

  private func book(_ complaints: Complaints = Complaints()) throws -> DecisionBook {
    let known = patients
    let watch = StudyWatch(patients: known, series: ["T1"]) { (known, ["T1"]) }
    return DecisionBook(try DecisionFile(reading: path), path: path, watch: watch) { _ in complaints.add() }
  }

  private func decision(_ patient: String, _ reason: String = "air", by: String = "Kim") -> ReviewDecision {
    ReviewDecision(
      patient: patient, series: nil, verdict: .exclude, reason: reason, by: by, on: "2026-11-30T10:00:00Z")
  }

  /// Two servers write at once, from several threads each: every decision is in the file, and both know all.
  @Test func ofTwoPagesNoneLosesADecision() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let books = [try book(), try book()]
    let failures = Complaints()
    DispatchQueue.concurrentPerform(iterations: 40) { turn in
      do {
        _ = try books[turn % 2].add(decision(patients[turn], "turn \(turn)"), key: nil)
      } catch {
        failures.add()
      }
    }
    let written = try ReviewDecisions(reading: path)
    #expect(failures.count == 0 && Set(written.all.map(\.reason)).count == 40 && written.all.count == 40)
    #expect(books.allSatisfy { Set($0.current.decisions.all) == Set(written.all) })
  }

  /// A request that is sent again because its answer was lost writes no second line.
  @Test func aKeyWritesOnce() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let book = try book()
    let first = try book.add(decision("P1"), key: "a")
    #expect(try book.add(decision("P1"), key: "a") == first)
    // Another decision under its key is not taken for it.
    for other in [decision("P1", "another"), decision("P2")] {
      let refusal = #expect(throws: RequestRefusal.self) { try book.add(other, key: "a") }
      #expect(refusal?.status == .conflict && refusal?.isPassing == false)
    }
    _ = try book.add(decision("P1"), key: "b")
    _ = try book.add(decision("P1"), key: nil)
    #expect(try ReviewDecisions(reading: path).all.count == 3)
  }

  /// A decision of somebody else appears; a file that is being edited is said, and the page goes on with what it knew.
  @Test func editsOfOthersAreSeen() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let complaints = Complaints()
    let book = try book(complaints)
    let before = book.current.changes
    _ = try DecisionWriter(path).add(decision("P2", by: "Lee")) { _ in }
    #expect(book.current.changes == before + 1 && book.current.decisions.exclusion(of: "P2")?.by == "Lee")
    #expect(book.current.changes == before + 1)
    let sound = try String(contentsOfFile: path, encoding: .utf8)
    try (sound + "P99,,exclude,air,Lee,2026-11-30\n").write(toFile: path, atomically: true, encoding: .utf8)
    #expect(book.current.decisions.exclusion(of: "P2")?.by == "Lee" && complaints.count == 1)
    let refusal = #expect(throws: RequestRefusal.self) { try book.add(decision("P3"), key: nil) }
    #expect(refusal?.status == .conflict && refusal?.description.contains("P99") == false)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("P99"))
    try sound.write(toFile: path, atomically: true, encoding: .utf8)
    _ = try book.add(decision("P3"), key: nil)
    #expect(book.current.decisions.all.map(\.patient) == ["P2", "P3"])
  }

  @Test func whatMeansNothingIsRefused() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let book = try book()
    for made in [decision("P1", " "), decision("P1", by: ""), decision("", "air")] {
      let refusal = #expect(throws: RequestRefusal.self) { try book.add(made, key: nil) }
      #expect(refusal?.status == .unprocessable)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  /// The file is removed, emptied, replaced or edited while the page shows its decisions: the page keeps them and says
  /// so, nothing is written until somebody says what counts, and then it is as they say.
  @Test(arguments: ["removed", "cut", "replaced", "edited"], [DecisionBook.Choice.back, .file])
  func whatIsGoneFromTheFileIsSaid(_ change: String, _ choice: DecisionBook.Choice) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let book = try book()
    for patient in ["P1", "P2"] { _ = try book.add(decision(patient), key: nil) }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    let other = "P3,,exclude,air,Lee,2026-11-30"
    switch change {
    case "removed": try FileManager.default.removeItem(atPath: path)
    case "cut": try (lines[0] + "\n").write(toFile: path, atomically: false, encoding: .utf8)
    case "replaced":
      try [lines[0], other, ""].joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    default:
      try text.replacing("P1,,exclude,air", with: "P1,,exclude,in air").write(
        toFile: path, atomically: true, encoding: .utf8)
    }
    let left = try? Data(contentsOf: URL(filePath: path))
    let refusal = #expect(throws: RequestRefusal.self) { try book.add(decision("P4"), key: nil) }
    #expect(refusal?.status == .conflict && refusal?.isPassing == true)
    #expect((try? Data(contentsOf: URL(filePath: path))) == left)
    let shown = book.current
    #expect(shown.lost.map(\.patient) == (change == "edited" ? ["P1"] : ["P1", "P2"]))
    #expect(
      shown.decisions.exclusion(of: "P1")?.reason == "air"
        && shown.isReplaced == ["replaced", "edited"].contains(change))
    // A choice about what somebody has not seen is none.
    #expect(throws: RequestRefusal.self) { try book.settle(choice, changes: shown.changes - 1) }
    try book.settle(choice, changes: shown.changes)
    #expect(book.current.lost.isEmpty)
    _ = try book.add(decision("P4"), key: nil)
    let all = try ReviewDecisions(reading: path).all.map { "\($0.patient) \($0.reason)" }
    let new = ["replaced": ["P3 air"], "edited": choice == .back ? ["P1 in air"] : []][change] ?? []
    let kept = choice == .back ? ["P1 air", "P2 air"] : change == "edited" ? ["P1 in air", "P2 air"] : []
    #expect(all == kept + new + ["P4 air"])
    #expect(book.current.decisions.all.count == all.count)
  }

  /// The file stands there again as it was: nothing is to be said any more.
  @Test func aFileThatComesBackSettlesItself() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let book = try book()
    _ = try book.add(decision("P1"), key: nil)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
    #expect(book.current.lost.count == 1)
    try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
    #expect(book.current.lost.isEmpty)
    _ = try book.add(decision("P2"), key: nil)
    #expect(try ReviewDecisions(reading: path).all.count == 2)
  }

  /// A pipe in place of the file keeps nobody waiting, and when it is gone, all goes on.
  @Test func aPipeIsRefusedAndForgotten() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let complaints = Complaints()
    let book = try book(complaints)
    #expect(mkfifo(path, 0o600) == 0)
    for _ in 0..<3 {
      let refusal = #expect(throws: RequestRefusal.self) { try book.add(decision("P1"), key: nil) }
      #expect(refusal?.isPassing == true && refusal?.description.contains("a named pipe") == true)
      #expect(refusal?.description.contains(folder) == false && book.current.fault?.contains("a named pipe") == true)
    }
    #expect(complaints.count == 1)
    try FileManager.default.removeItem(atPath: path)
    _ = try book.add(decision("P1"), key: nil)
    #expect(book.current.fault == nil && book.current.decisions.all.count == 1)
  }

  /// A patient whom the clinical table loses while the page is open gets no decision: the next run would refuse it.
  @Test func aPatientWhoIsGoneIsRefused() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let table = "\(folder)/clinical.csv"
    func write(_ ids: [String], _ date: Date) throws {
      try ids.joined(separator: "\n").write(toFile: table, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: table)
    }
    try write(["P1", "P2"], .now - 100)
    let watch = StudyWatch(patients: ["P1", "P2"], series: ["T1"], files: [table]) {
      let text = try String(contentsOfFile: table, encoding: .utf8)
      return (text.split(separator: "\n").map(String.init), ["T1"])
    }
    let book = DecisionBook(try DecisionFile(reading: path), path: path, watch: watch) { _ in }
    _ = try book.add(decision("P2"), key: nil)
    try write(["P2", "P3"], .now - 50)
    let refusal = #expect(throws: RequestRefusal.self) { try book.add(decision("P1"), key: nil) }
    #expect(refusal?.status == .conflict && refusal?.isPassing == false)
    _ = try book.add(decision("P3"), key: nil)
    try FileManager.default.removeItem(atPath: table)
    let unreadable = #expect(throws: RequestRefusal.self) { try book.add(decision("P3"), key: nil) }
    #expect(unreadable?.isPassing == true)
    #expect(try ReviewDecisions(reading: path).all.map(\.patient) == ["P2", "P3"])
  }
}
