import Foundation
import Study
import TestSupport
import Testing

/// What is said of probabilities depends on the split.
@Suite struct WithheldProbabilityTests {
  private func results(_ split: String) throws -> StudyResults {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, "", split: split)
    let run = try Command("study", "run", file, "-o", scratch.file("run"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.output.contains("separate the outcomes completely"))
    let page = try scratch.read("run/report.html")
    #expect(!page.contains("separate the outcomes completely"))
    return try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("run/results.json"))))
  }

  @Test func leaveOneOutHasNoFigureOfProbabilitiesAndSaysWhy() throws {
    let results = try results("split: {leave-one-out: true}")
    #expect(!results.models.isEmpty)
    for model in results.models {
      #expect(model.test.probabilities == nil)
      #expect(model.test.brier.number == nil && "\(model.test.brier)".contains("withheld"), "\(model.test.brier)")
    }
    for comparison in results.comparisons {
      #expect(comparison.discrimination.map { $0.value.value.number == nil && $0.p.number == nil } ?? true)
    }
  }

  @Test func stratifiedFoldsKeepThem() throws {
    let results = try results("split: {nested: 4}")
    #expect(!results.models.isEmpty && results.models.allSatisfy { $0.test.probabilities != nil })
  }
}
