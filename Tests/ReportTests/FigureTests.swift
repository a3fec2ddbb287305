import Report
import Testing

/// Claims about single figures, as files that travel without the page.
@Suite("Figures of the report") struct FigureTests {
  @Test func areWellFormedTitledAndDescribed() throws {
    for figure in StudyReport.figures(InventedResults.study) + StudyReport.figures(InventedResults.fewEvents) {
      let page = try #require(PageReader(figure.svg), "\(figure.fileName)")
      #expect(page.all("title").count == 1 && page.all("desc").count == 1)
      #expect(page.all("svg").first?["xmlns"] == "http://www.w3.org/2000/svg")
      #expect(page.all("image").isEmpty && page.all("script").isEmpty)
    }
  }

  @Test func everyModelHasItsCurveAndItsAUC() throws {
    let page = try #require(PageReader(ROCFigure(InventedResults.study).svg))
    #expect(page.all("polyline").count == InventedResults.study.models.count)
    for model in InventedResults.study.models {
      #expect(page.words.contains(model.name))
      #expect(page.words.contains("AUC " + model.test.auc.text(.fraction)))
    }
    #expect(ROCFigure(InventedResults.fewEvents).svg.contains("AUC undefined"))
  }

  @Test func curvesDifferInColourAndInDashes() {
    var many = InventedResults.study
    many.models = (0..<20).map {
      InventedResults.model("Model \($0)", index: $0, events: 5, nonEvents: 9, isLeaveOneOut: true)
    }
    let curves = ROCFigure(many).svg.split(separator: "\n").filter { $0.contains("<polyline") }
    let looks = curves.map { $0.drop { $0 != "s" }.split(separator: "stroke=").last.map(String.init) ?? "" }
    #expect(looks.count == 20 && Set(looks).count == 20)
  }

  @Test func everyCauseAndCountIsInTheFlowchart() throws {
    let words = try #require(PageReader(FlowchartFigure(InventedResults.study).svg)).words.split(separator: " ")
      .joined(separator: " ")
    #expect(words.contains("Screened (n = 506)") && words.contains("Analysed (n = 252)"))
    #expect(words.contains("Excluded as planned (n = 246)") && words.contains("Remaining (n = 260)"))
    #expect(words.contains("Training (n = 167)") && words.contains("Test (n = 85)"))
    for exclusion in InventedResults.flow.exclusions {
      let count = "(n = \(exclusion.subjects.count))"
      #expect(Self.squeezed(words).contains(Self.squeezed(exclusion.cause + count)))
    }
  }

  /// What failed stands in a dashed box of its own.
  @Test func failuresStandApart() {
    var results = InventedResults.study
    let dashedBoxes = { (svg: String) in svg.split(separator: "\n").count { $0.contains("rect") && $0.contains("dash") }
    }
    #expect(dashedBoxes(FlowchartFigure(results).svg) == 1)
    results.flow.exclusions.removeAll(where: \.isFailure)
    #expect(dashedBoxes(FlowchartFigure(results).svg) == 0)
  }

  @Test func confusionCountsAreShownOrSaidToBeUndefined() throws {
    let page = try #require(PageReader(ConfusionFigure(InventedResults.study).svg))
    let words = page.words.split(whereSeparator: \.isWhitespace).map(String.init)
    for model in InventedResults.study.models {
      let table = try #require(model.test.confusion)
      for count in [table.truePositives, table.falseNegatives, table.falsePositives, table.trueNegatives] {
        #expect(words.contains(String(count)))
      }
    }
    #expect(ConfusionFigure(InventedResults.fewEvents).svg.contains(">undefined<"))
    #expect(ConfusionFigure(InventedResults.fewEvents).svg.contains(">no cutoff<"))
  }

  private static func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }
}
