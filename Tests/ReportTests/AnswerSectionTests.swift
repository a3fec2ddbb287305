import Foundation
import Report
import Results
import Testing

/// Claims about the sentences with which the report starts.
@Suite("Answer of the report") struct AnswerSectionTests {
  /// Both arms, with and without clinical factors, and every comparison of them.
  static let arms: StudyResults = {
    var results = InventedResults.study
    let names = ["Clinical only", "HCR (MR)", "HCR (MR+CF)", "DLR (MR)", "DLR (MR+CF)"]
    let ids = ["clinical", "hcr_mr", "hcr_mr_cf", "dlr_mr", "dlr_mr_cf"]
    results.models = names.indices.map { at in
      var model = InventedResults.model(names[at], index: at % 4, events: 19, nonEvents: 66, isLeaveOneOut: false)
      model.id = ids[at]
      model.family = at == 0 ? .baseline : at < 3 ? .handcrafted : .deep
      return model
    }
    results.comparisons = names.indices.flatMap { first in
      (0..<first).map { second in
        var comparison = ModelComparison(
          first: names[first], second: names[second],
          difference: Estimate(.value(0.05 * Double(first - second)), lower: -0.0312, upper: 0.1312),
          p: .value(first - second > 3 ? 0.001 : 0.2))
        let isPrimary = [[3, 1], [4, 2], [2, 1], [4, 3]].contains([first, second])
        comparison.standing = isPrimary ? .primary : .exploratory
        comparison.adjustedP = isPrimary ? .value(0.9) : nil
        return comparison
      }
    }
    return results
  }()

  /// The words between two headings of the page.
  private func words(of results: StudyResults) throws -> String {
    let words = try #require(PageReader(StudyReport(results).html)).words
    let start = try #require(words.ranges(of: "Answer").last)
    let end = try #require(words[start.upperBound...].range(of: "What to doubt"))
    return String(words[start.upperBound..<end.lowerBound])
  }

  @Test func primaryComparisonsAreAnsweredAndOthersNot() throws {
    let words = try words(of: Self.arms)
    for pair in [
      "HCR (MR+CF) and HCR (MR):", "DLR (MR+CF) and DLR (MR):", "DLR (MR) and HCR (MR):",
      "DLR (MR+CF) and HCR (MR+CF):",
    ] { #expect(words.contains(pair), "\(pair)") }
    #expect(!words.contains("and Clinical only:") && !words.contains("DLR (MR+CF) and HCR (MR):"))
    #expect(words.ranges(of: "No difference was shown (difference").count == 4)
    #expect(words.contains("95 % CI \u{2212}0.031 to 0.131; p = 0.200, with Holm's adjustment p = 0.900"))
    let page = try #require(PageReader(StudyReport(Self.arms).html)).words
    #expect(page.contains("Exploratory comparisons of models (6)"))
  }

  /// A difference is stated only where its adjusted p-value is below 5 %.
  @Test(arguments: [(0.2, 0.9), (0.03, 0.06), (0.003, 0.012)]) func verdictsFollowTheAdjustedP(
    p: Double, adjusted: Double
  )
    throws
  {
    var results = Self.arms
    for at in results.comparisons.indices where results.comparisons[at].standing == .primary {
      (results.comparisons[at].p, results.comparisons[at].adjustedP) = (.value(p), .value(adjusted))
    }
    let words = try words(of: results)
    #expect(words.contains("had the higher AUC") == (adjusted < 0.05))
    #expect(words.contains("after adjustment for multiple comparisons (") == (p < 0.05 && adjusted >= 0.05))
  }

  @Test(arguments: [
    (0.4, "No model was shown to be better than chance"), (0.6, "Every 95 % confidence interval lies above"),
  ])
  func chanceIsNamedByTheIntervals(lower: Double, sentence: String) throws {
    var results = Self.arms
    for at in results.models.indices { results.models[at].test.auc = Estimate(.value(0.7), lower: lower, upper: 0.9) }
    #expect(try words(of: results).contains(sentence))
    results.models[0].test.auc = Estimate(.value(0.7), lower: 1 - lower, upper: 0.9)
    #expect(try words(of: results).contains(lower < 0.5 ? "for Clinical only, but not" : "but not for the others"))
  }

  /// If nothing can be concluded, that is the answer, and no comparison is made.
  @Test func aGraveFindingIsTheAnswer() throws {
    var results = Self.arms
    results.findings = InventedResults.fewEvents.findings
    let words = try words(of: results)
    #expect(words.contains(results.findings[1].title) && words.contains(results.findings[1].detail))
    #expect(!words.contains("AUC"))
  }

  /// Whatever is undefined, the answer is made of sentences.
  @Test func undefinedResultsAreStillAnswered() throws {
    var results = Self.arms
    for at in results.models.indices { results.models[at].test.auc = Estimate(.undefined(.other("No events."))) }
    for at in results.comparisons.indices { results.comparisons[at].p = .undefined(.other("No events.")) }
    let words = try words(of: results)
    #expect(words.contains("No model has an AUC.") && words.contains("No test could be made."))
  }
}
