import Cohorts
import Foundation
import Report
import Results
import Testing

/// Claims about the page as a whole.
@Suite("Study report") struct StudyReportTests {
  /// The two cohorts of the fixture, by short names so that a failure is readable.
  enum Cohort: String, CaseIterable {
    case study
    case fewEvents = "few-events"

    var results: StudyResults { self == .study ? InventedResults.study : InventedResults.fewEvents }
  }

  /// Whether all parts that are not empty stand in the text.
  private func missing(_ parts: [String], in words: String) -> [String] {
    parts.filter { !$0.isEmpty && !words.contains($0) }
  }

  @Test(arguments: Cohort.allCases)
  func isWellFormedAndSelfContained(cohort: Cohort) throws {
    let results = cohort.results
    let html = StudyReport(results).html
    let page = try #require(PageReader(html), "not well-formed")
    #expect(page.all("script").isEmpty && page.all("link").isEmpty && page.all("img").isEmpty)
    #expect(page.all("a").allSatisfy { $0["href"]?.hasPrefix("#") == true })
    #expect(!html.contains("url(") && !html.contains("@import"))
    // For the eye: `APUS_REPORT_PREVIEW=DIR` keeps the pages.
    if let folder = ProcessInfo.processInfo.environment["APUS_REPORT_PREVIEW"] {
      try Data(html.utf8).write(to: URL(fileURLWithPath: folder).appendingPathComponent(cohort.rawValue + ".html"))
    }
  }

  @Test(arguments: Cohort.allCases)
  func equalResultsGiveEqualBytes(cohort: Cohort) throws {
    let results = cohort.results
    let copy = try JSONDecoder().decode(StudyResults.self, from: JSONEncoder().encode(results))
    #expect(StudyReport(results).html == StudyReport(copy).html)
  }

  @Test(arguments: Cohort.allCases)
  func everythingFoundIsOnThePage(cohort: Cohort) throws {
    let results = cohort.results
    let words = try #require(PageReader(StudyReport(results).html)).words
    let flow = results.flow.exclusions
    let subjects = flow.flatMap(\.subjects)
    let models = results.models
    #expect(missing(results.findings.flatMap { [$0.title, $0.detail] }, in: words).isEmpty)
    #expect(missing(flow.map(\.cause) + subjects.map(\.id) + subjects.map(\.detail), in: words).isEmpty)
    #expect(missing(models.flatMap { [$0.name, $0.summary, $0.setting] + $0.flags }, in: words).isEmpty)
    #expect(missing(models.flatMap(\.selectedColumns), in: words).isEmpty)
    #expect(missing(models.flatMap(\.predictions).map(\.subject), in: words).isEmpty)
    #expect(missing(results.factors.map(\.name) + results.methods.map(\.text), in: words).isEmpty)
    #expect(words.contains(results.study.studyHash) && words.contains(String(results.study.seed)))
  }

  @Test func gravestFindingStandsBeforeEveryNumber() throws {
    let results = InventedResults.fewEvents
    let words = try #require(PageReader(StudyReport(results).html)).words
    let grave = try #require(words.range(of: results.findings[1].title))
    let mild = try #require(words.range(of: results.findings[0].title))
    let summary = try #require(words.range(of: "Patients screened"))
    #expect(grave.upperBound < mild.lowerBound && mild.upperBound < summary.lowerBound)
    // Series are named T1 and CT; no other digit may stand before the verdict.
    let before = words[..<grave.lowerBound].replacing("T1", with: "")
    let hasDigit = before.contains { $0.isNumber }
    #expect(!hasDigit)
    // And it is said again above the tables of performance, and nowhere else.
    #expect(words.ranges(of: results.findings[1].title).count == 2)
  }

  @Test(arguments: Cohort.allCases)
  func noNotANumberIsPrinted(cohort: Cohort) throws {
    let results = cohort.results
    var broken = results
    broken.models[1].test.auc = Estimate(.value(.nan), lower: .nan, upper: .infinity)
    broken.models[1].test.brier = .value(.infinity)
    broken.models[1].test.curve.append(.init(falsePositiveRate: .nan, truePositiveRate: 1))
    broken.models[1].cutoff = .nan
    broken.models[1].predictions[0].score = .nan
    broken.models[1].predictions[0].probability = -.infinity
    broken.factors[0].outcomeTest = .init(method: "Welch t", p: .value(.nan))
    let page = StudyReport(broken).html
    let words = try #require(PageReader(page)).words
    for word in words.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      #expect(!["nan", "inf", "infinity"].contains(word.lowercased()))
    }
    #expect(words.contains("The result is not a finite number."))
  }

  @Test func undefinedValuesAreDashesWithTheirReason() throws {
    let words = try #require(PageReader(StudyReport(InventedResults.fewEvents).html)).words
    #expect(words.contains("All scores are equal."))
    #expect(words.contains("1 training event in a fold: no cutoff"))
    #expect(words.contains("there is no single training performance"))
    #expect(words.contains("\u{2013}"))
    #expect(!words.contains("\u{2014}"))
  }

  /// What is true of one model on a test set is not always true of many models in leave-one-out.
  @Test func sentencesFollowTheEvaluation() throws {
    let heldOut = try #require(PageReader(StudyReport(InventedResults.study).html)).words
    #expect(heldOut.contains("decision score of 0.287 or more is classified as event"))
    #expect(heldOut.contains("AUC with DeLong's interval"))
    #expect(!heldOut.contains("last fit on all patients"))
    var results = InventedResults.fewEvents
    for index in results.models.indices {
      results.models[index].test.auc = Estimate(
        results.models[index].test.auc.value, intervalNote: .other("Many models."))
    }
    let leftOut = try #require(PageReader(StudyReport(results).html)).words
    #expect(leftOut.contains("those of a final fit on all patients. That fit was not evaluated"))
    #expect(!leftOut.contains("DeLong's interval") && !leftOut.contains("(95 % CI)"))
  }

  @Test func aCutoffBeyondEveryScoreIsNotCalledUndefined() throws {
    var results = InventedResults.study
    results.models[1].cutoff = nil
    let words = try #require(PageReader(StudyReport(results).html)).words
    #expect(words.contains("beyond every score"))
    #expect(!words.contains("so no patient is classified"))
  }

  @Test func hostileNamesStayText() throws {
    var results = InventedResults.study
    let hostile = "<script>alert('x')</script>&\"\u{0}"
    results.study.name = hostile
    results.study.event = hostile
    results.models[0].name = hostile
    results.models[0].selectedColumns = [hostile]
    results.factors[0].name = hostile
    results.flow.exclusions[0].subjects[0] = .init(id: hostile, detail: hostile)
    results.findings[0].title = hostile
    let page = try #require(PageReader(StudyReport(results).html))
    #expect(page.all("script").isEmpty)
    #expect(page.words.contains("<script>alert('x')</script>&\"\u{FFFD}"))
    for figure in StudyReport.figures(results) { #expect(PageReader(figure.svg) != nil) }
  }

  @Test func syntheticCohortIsNamedInEverySectionFigureAndTable() throws {
    let page = try #require(PageReader(StudyReport(InventedResults.study).html))
    let marks = page.words.ranges(of: "Synthetic cohort: no patients").count
    // One in every section, two at every figure (inside and in the caption), one in every caption of a table.
    #expect(marks == page.all("section").count + 2 * page.all("figure").count + page.all("table").count)
    #expect(StudyReport(InventedResults.study).html.contains("@top-center"))
    for figure in StudyReport.figures(InventedResults.study) { #expect(figure.svg.contains("Synthetic cohort")) }
    #expect(!StudyReport(InventedResults.fewEvents).html.contains("Synthetic"))
  }

  @Test(arguments: Cohort.allCases)
  func isAccessible(cohort: Cohort) throws {
    let results = cohort.results
    let page = try #require(PageReader(StudyReport(results).html))
    #expect(page.all("html").first?["lang"] == "en")
    #expect(page.all("th").allSatisfy { $0["scope"] != nil })
    #expect(page.all("caption").count == page.all("table").count)
    #expect(page.all("svg").allSatisfy { $0["aria-labelledby"] != nil && $0["role"] == "img" })
    #expect(page.all("desc").count == page.all("svg").count)
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
  }

  @Test func aFlowThatDoesNotAddUpIsShown() throws {
    var results = InventedResults.study
    results.flow.screened += 3
    let words = try #require(PageReader(StudyReport(results).html)).words
    #expect(words.contains("do not add up") && words.contains("difference 3"))
    #expect(!StudyReport(InventedResults.study).html.contains("do not add up"))
  }

  @Test func aStudyWithoutModelsIsStillAPage() throws {
    var results = InventedResults.study
    (results.models, results.comparisons, results.factors, results.findings) = ([], [], [], [])
    #expect(PageReader(StudyReport(results).html) != nil)
  }
}
