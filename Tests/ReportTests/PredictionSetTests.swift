import Report
import Results
import Statistics
import Testing

/// What the page says of prediction sets and of the spread over heads.
@Suite("Prediction sets on the page") struct PredictionSetTests {
  private static func results(unlimited: [ConformalResult.Class] = [], byClass: Bool = false) -> StudyResults {
    var results = InventedResults.study
    results.models[1].conformal = ConformalResult(
      rule: ConformalRule(coverage: 0.9, isByClass: byClass),
      calibrated: .init(events: 7, nonEvents: 40), unlimited: unlimited, patients: 85,
      covered: Estimate(.value(0.8765), lower: 0.7871, upper: 0.9378),
      coveredEvents: Estimate(.value(0.5432), lower: 0.3333, upper: 0.7777),
      coveredNonEvents: Estimate(.value(0.9711), lower: 0.8888, upper: 0.9999), meanSize: .value(1.4321),
      singletons: 47, rightSingletons: 41, both: 38, neither: 0)
    for at in results.models[1].predictions.indices {
      results.models[1].predictions[at].set = at == 0 ? .nonEvent : .both
      results.models[1].predictions[at].spread = 0.0123
    }
    return results
  }

  @Test func coverageSizesAndWhatTheyRestOnAreShown() throws {
    let page = try #require(PageReader(StudyReport(Self.results()).html)).words
    for words in [
      "nominal coverage of 90 %", "0.877", "0.543", "0.971", "1.432", "47 (41)", "exchangeable", "10.1007/b106715",
      "2107.07511", "10.1214/20-AOS1965", "1 \u{2212} 2\u{3b1}",
    ] { #expect(page.contains(words), "\(words)") }
    #expect(page.contains("{0}") && page.contains("{0|1}") && page.contains("0.012"))
    #expect(!page.contains("No set excludes"))
  }

  /// ⌈(n + 1) 0.9⌉ ≤ n needs nine patients.
  @Test func anOutcomeThatNoSetRulesOutIsSaid() throws {
    let apart = try #require(PageReader(StudyReport(Self.results(unlimited: [.event], byClass: true)).html)).words
    #expect(
      apart.contains(
        "No set excludes non-complete response: with 7 training patients there is no limit at this coverage, which "
          + "needs 9 at least."))
    #expect(apart.contains("90 % for each outcome") && !apart.contains("the rarer outcome may be covered less"))
  }

  @Test func withoutSetsNothingIsSaidOfThem() throws {
    let page = try #require(PageReader(StudyReport(InventedResults.study).html)).words
    #expect(!page.contains("Prediction sets") && !page.contains("prediction set") && !page.contains("over the heads"))
  }
}
