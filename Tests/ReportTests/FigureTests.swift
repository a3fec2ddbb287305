import Foundation
import Report
import Results
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

  /// Light and dark, so that print in grey keeps the order of the values; an unknown value has no shade at all.
  @Test func theShadeOfASwarmRisesWithTheValue() throws {
    let lightness = try stride(from: 0.0, through: 1, by: 0.1).map { place -> Int in
      let colour = try #require(BeeswarmFigure.colour(place)).dropFirst()
      let parts = stride(from: 0, to: 6, by: 2).map { Int(colour.dropFirst($0).prefix(2), radix: 16) ?? 0 }
      return 299 * parts[0] + 587 * parts[1] + 114 * parts[2]
    }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $1 - $0 > 10_000 })
    #expect(BeeswarmFigure.colour(nil) == nil && BeeswarmFigure.colour(.nan) == nil)
  }

  @Test(arguments: [
    (0.216, 0.5, 1), (0.07, 0.1, 1), (0.0145, 0.02, 2), (1, 1, 0), (2.8, 5, 0), (0.2, 0.2, 1), (42, 50, 0), (0, 1, 0),
    (0.0000061, 0.00001, 5),
  ])
  func ticksAreCountedInOnesTwosAndFives(least: Double, distance: Double, decimals: Int) {
    let step = AxisStep(atLeast: least)
    #expect(step.distance == distance && step.decimals == decimals)
    #expect(step.end(of: 3 * distance) == 3 * distance)
  }

  /// A name that does not fit is broken before a capital and not cut.
  @Test func aLongFeatureNameStaysWhole() {
    let name = "T1_original_gldm_SmallDependenceLowGrayLevelEmphasis"
    let lines = FeatureRows.lines(name, width: 218)
    #expect(lines.count == 2 && Self.squeezed(lines.joined()) == Self.squeezed(FeatureRows.readable(name)))
    #expect(FeatureRows.lines("T1_original_glcm_Imc2", width: 218) == ["T1 original glcm Imc2"])
  }

  /// A line is drawn to the edge that it crosses, and again from where it comes back.
  @Test func aLineLeavesThePlotAtItsEdge() {
    let parts = DecisionFigure.parts([(0, 1), (1, -1), (2, -1), (3, 1), (4, 1)], above: 0)
    #expect(
      parts.map { $0.map(\.0) } == [[0, 0.5], [2.5, 3, 4]] && parts.map { $0.map(\.1) } == [[1, 0], [0, 1, 1]])
    #expect(DecisionFigure.parts([(0, -1), (1, -1)], above: 0).isEmpty)
  }

  /// The words below the bars end within the figure.
  @Test func noWordsOfTheStabilityAreCut() throws {
    var model = InventedResults.study.models[1]
    model.features = Self.features
    let figure = try #require(StabilityFigure(model, isSynthetic: false))
    let line = try #require(figure.svg.split(separator: "\n").first { $0.contains("Training sets in which") })
    #expect(line.contains("text-anchor=\"end\""))
  }

  /// Rows that keep the same image features are one figure with both names.
  @Test func equalFeaturesAreDrawnOnce() {
    var results = InventedResults.study
    for at in 1...2 { results.models[at].features = Self.features }
    let figures = (try? StudyFigures(results).figures(of: .values).get()) ?? []
    let both = "\(results.models[1].name) and \(results.models[2].name)"
    #expect(figures.count { $0.caption.contains(both) && $0.title.contains(both) } == 1)
    #expect(!figures.contains { $0.model == results.models[2].id })
  }

  /// Where probabilities are withheld, the reason is not that there are none.
  @Test func withheldProbabilitiesAreNamedSo() {
    var results = InventedResults.study
    for at in results.models.indices {
      results.models[at].test.probabilities = nil
      results.models[at].test.brier = .undefined(.invertedProbabilities)
    }
    let why = StudyFigures(results).absences.filter { [.calibration, .decision].contains($0.kind) }.map(\.sentence)
    #expect(why.count == 2 && why.allSatisfy { $0.hasPrefix("Probabilities are withheld: each probability") })
  }

  private static let features = SelectedFeatures(
    columns: [
      .init(
        name: "T1_original_glcm_Imc2", mean: .value(0), standardDeviation: .value(1), events: nil, nonEvents: nil)
    ], correlations: [[]],
    stability: .init(fits: 5, columns: [.init(name: "T1_original_glcm_Imc2", fits: 3)]))

  private static func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }
}
