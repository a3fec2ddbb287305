import Cohorts
import Execution
import Foundation
import StudyFiles
import Testing

/// Every fault of a clinical table is told at once.
@Suite struct CohortReadingTests {
  private func reading(_ table: String, _ more: String = "") throws -> CohortReading {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-reading-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(table.utf8).write(to: folder.appending(path: "clinical.csv"))
    let text = """
      apus: 1
      name: Made
      cohort: {table: clinical.csv, id: patient, exclude: [{column: consent, equals: ["no"], cause: no consent}]}
      outcome: {column: response, event: non-CR, non-event: CR}
      features: {table: features.csv, id: patient}
      factors: {age: {column: age, type: continuous}}
      split: {train: 0.6}
      \(more)
      """
    return CohortReading(of: try StudyFile(parsing: text, file: "study.yaml", folder: folder.path))
  }

  private func rows(_ count: Int) -> [String] {
    (0..<count).map { "P\($0),\($0 % 3 == 0 ? "non-CR" : "CR"),\(40 + $0),yes" }
  }

  private let header = "patient,response,age,consent\n"

  @Test func aSoundTableHasNoFault() throws {
    let found = try reading(header + rows(20).joined(separator: "\n"))
    #expect(found.faults.isEmpty && found.cohort?.patients.count == 20)
  }

  @Test func absentColumnsRepeatedIDsAndAbsentOutcomesAreToldAtOnce() throws {
    let odd = ["P3,CR,50,yes", ",CR,50,yes", "P5,CR,50,yes"]
    let lines = (rows(20) + odd).map { $0.replacing("non-CR", with: "nonCR") }
    let found = try reading("patient,response,years,permission\n" + lines.joined(separator: "\n"))
    let texts = found.faults.map { "\($0)" }
    #expect(found.cohort == nil && texts.count == 6, "\(texts)")
    for words in ["\"age\"", "\"consent\"", "\"P3\" occurs twice", "\"P5\" occurs twice", "line 23", "non-CR"] {
      #expect(texts.contains { $0.contains(words) }, "\(words) in \(texts)")
    }
  }

  /// The other patients are read, and each row without an id of its own is named.
  @Test(arguments: [1, 2, 3] as [UInt64]) func rowsWithoutAnIDOfTheirOwnHideNoOther(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "repeated")
    var lines = rows(30)
    let repeated = (0..<(1 + stream.index(below: 4))).map { _ in stream.index(below: 30) }
    for place in repeated { lines.append("P\(place),CR,50,yes") }
    let found = try reading(header + lines.joined(separator: "\n"))
    #expect(found.faults.count == repeated.count, "seed \(seed)")
    #expect(found.cohort?.patients.map(\.id) == (0..<30).map { "P\($0)" }, "seed \(seed)")
  }
}
