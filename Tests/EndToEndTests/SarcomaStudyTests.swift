import Foundation
import Results
import Testing
import TestSupport

/// The example on real patients.
@Suite struct SarcomaStudyTests {
  private static let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Examples/sts").path

  private func run(_ file: String, _ scratch: Scratch) throws -> (Command, StudyResults?) {
    let root = try ReferenceData.file("sts").path
    let run = try Command(
      "study", "run", "\(SarcomaStudyTests.example)/\(file)", "--root", root, "-o", scratch.file("run"), "--quiet")
    let data = FileManager.default.contents(atPath: scratch.file("run/results.json"))
    return (run, try data.map { try JSONDecoder().decode(StudyResults.self, from: $0) })
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: SarcomaStudyTests, no reference data"))
  func sixteenPatientsRunAndNothingIsConcluded() throws {
    let scratch = try Scratch()
    let (command, results) = try run("study.yaml", scratch)
    #expect(command.status == 0, "\(command.errors)")
    let found = try #require(results)
    #expect(found.flow.analysed == InclusionFlow.ClassCounts(events: 5, nonEvents: 11))
    #expect(found.study.featureCount == 1890)
    #expect(found.findings.first?.severity == .nothingCanBeConcluded)
    #expect(found.models.allSatisfy { $0.predictions.count == 16 && $0.predictions.allSatisfy { $0.score != nil } })
    #expect(found.models.allSatisfy { $0.test.auc.value.number != nil && $0.test.auc.lower == nil })
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: SarcomaStudyTests, no reference data"))
  func patientsWithoutDICOMAreExcludedByName() throws {
    let scratch = try Scratch()
    let (command, results) = try run("study-dicom.yaml", scratch)
    #expect(command.status == 2)
    let found = try #require(results)
    #expect(found.flow.analysed.total == 3)
    #expect(found.flow.exclusions.flatMap(\.subjects).count == 13)
    #expect(found.findings.first?.severity == .nothingCanBeConcluded)
  }
}
