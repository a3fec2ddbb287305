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
    DecisionBook(try ReviewDecisions(reading: path), path: path, patients: patients, series: ["T1"]) { _ in
      complaints.add()
    }
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
    #expect(try book.add(decision("P1", "another"), key: "a") == first)
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
}
