import Statistics
import Testing

/// Reference: Table 2 of Jeong 2024 (doi 10.1038/s41598-024-51742-z) and what the project's arithmetic found in it
/// (study.md).
@Suite struct PublishedTableTests {
  struct Model: Sendable {
    let name: String
    /// Sensitivity, specificity, PPV, NPV, balanced accuracy, MCC, AUC, then the ends of its interval.
    let printed: [String]
    /// TP, FN, FP, TN.
    let table: [Int]
    let behindInterval: [Int]
    /// What does not follow, not even within one unit of the last decimal.
    let refuted: Set<PublishedModel.Figure>
  }

  static let models = [
    Model(
      name: "HCR (MR)",
      printed: ["0.316", "0.879", "0.429", "0.817", "0.598", "0.263", "0.597", "0.513", "0.763"],
      table: [6, 13, 8, 58], behindInterval: [9, 10, 13, 53], refuted: [.mcc]),
    Model(
      name: "HCR (MR+CF)",
      printed: ["0.474", "0.879", "0.529", "0.853", "0.676", "0.367", "0.676", "0.554", "0.798"],
      table: [9, 10, 8, 58], behindInterval: [9, 10, 8, 58], refuted: []),
    Model(
      name: "DLR (MR)",
      printed: ["0.737", "0.727", "0.438", "0.906", "0.732", "0.399", "0.721", "0.617", "0.847"],
      table: [14, 5, 18, 48], behindInterval: [14, 5, 18, 48], refuted: [.auc]),
    Model(
      name: "DLR (MR+CF)",
      printed: ["0.947", "0.606", "0.409", "0.976", "0.777", "0.461", "0.782", "0.658", "0.843"],
      table: [18, 1, 26, 40], behindInterval: [17, 2, 26, 40], refuted: [.auc]),
  ]

  private func matrix(_ counts: [Int]) -> ConfusionMatrix {
    ConfusionMatrix(
      truePositives: counts[0], falseNegatives: counts[1], falsePositives: counts[2], trueNegatives: counts[3])
  }

  private func audit(_ model: Model) throws -> PublishedModelAudit {
    let printed = try model.printed.map { try #require(PrintedFigure($0)) }
    let order: [PublishedModel.Figure] = [.sensitivity, .specificity, .ppv, .npv, .balancedAccuracy, .mcc, .auc]
    return PublishedModelAudit(
      PublishedModel(
        name: model.name, events: 19, nonEvents: 66, figures: Dictionary(uniqueKeysWithValues: zip(order, printed)),
        aucInterval: PrintedInterval(lower: printed[7], upper: printed[8])))
  }

  @Test(arguments: models)
  func theFourTablesAreFoundAndNoOther(model: Model) throws {
    let audit = try audit(model)
    #expect(audit.tables == [matrix(model.table)])
    #expect(Set(audit.checks.filter { $0.agreement == nil }.map(\.figure)) == model.refuted)
  }

  @Test(arguments: models)
  func theTableBehindEachAUCIntervalIsFound(model: Model) throws {
    #expect(try audit(model).tablesBehindInterval.contains(matrix(model.behindInterval)))
  }

  struct Step: Sendable {
    let old: Int
    let new: Int
    /// Estimate, lower, upper, p.
    let nri: [String]
    let idi: [String]
    let deLongP: String
    /// Events up and down, non-events up and down.
    let moved: [Int]
  }

  static let steps = [
    Step(
      old: 0, new: 2, nri: ["0.270", "-0.022", "0.561", "0.070"], idi: ["0.270", "-0.029", "0.568", "0.077"],
      deLongP: "0.096", moved: [9, 1, 14, 4]),
    Step(
      old: 1, new: 3, nri: ["0.201", "-0.062", "0.464", "0.134"], idi: ["0.201", "-0.068", "0.470", "0.142"],
      deLongP: "0.176", moved: [9, 0, 22, 4]),
    Step(
      old: 0, new: 1, nri: ["0.158", "-0.022", "0.337", "0.085"], idi: ["0.158", "-0.026", "0.342", "0.092"],
      deLongP: "0.092", moved: [3, 0, 3, 3]),
    Step(
      old: 2, new: 3, nri: ["0.089", "-0.127", "0.306", "0.419"], idi: ["0.089", "-0.132", "0.311", "0.429"],
      deLongP: "0.223", moved: [4, 0, 12, 4]),
  ]

  private func row(_ printed: [String]) throws -> PublishedComparison.Row {
    let figures = try printed.map { try #require(PrintedFigure($0)) }
    return PublishedComparison.Row(
      estimate: figures[0], interval: PrintedInterval(lower: figures[1], upper: figures[2]), pValue: figures[3])
  }

  @Test(arguments: steps)
  func theReclassificationBehindEachNRIIsFoundAndNoOther(step: Step) throws {
    let tables = PublishedTableTests.models.map { matrix($0.table) }
    let audit = PublishedComparisonAudit(
      PublishedComparison(
        old: tables[step.old], new: tables[step.new], nri: try row(step.nri), idi: try row(step.idi),
        deLongP: PrintedFigure(step.deLongP)))
    let found = audit.reclassifications.map { [$0.eventsUp, $0.eventsDown, $0.nonEventsUp, $0.nonEventsDown] }
    #expect(found == [step.moved])
    #expect(audit.idiEqualsNRI == true)
    #expect(audit.idiFollowsFromLabels == true)
    // Only the step from HCR (MR) to HCR (MR+CF) has its DeLong p-value from labels.
    #expect((audit.deLongAgreement != nil) == (step.moved == [3, 0, 3, 3]))
  }

  @Test func figuresAreReadWithTheirDecimals() {
    #expect(PrintedFigure("0.270")?.decimals == 3)
    #expect(PrintedFigure("-0.022")?.value == -0.022)
    #expect(PrintedFigure("\u{2212}1")?.value == -1)
    for text in ["", "1e3", "nan", "0.1.2", "=1+1", "0,5", "--1"] { #expect(PrintedFigure(text) == nil, "\(text)") }
  }

  @Test func roundingOnceTwiceAndTruncationAreToldApart() {
    let figure = PrintedFigure("0.598")!
    #expect(figure.agreement(with: 0.5984) == .rounded)
    #expect(figure.agreement(with: 0.597456) == .roundedTwice)
    #expect(figure.agreement(with: 0.59894) == .truncated)
    #expect(figure.agreement(with: 0.597289) == .withinOneUnit)
    #expect(figure.agreement(with: 0.5989) == .truncated)
    #expect(figure.agreement(with: 0.5961) == nil)
    #expect(figure.agreement(with: nil) == nil)
  }
}
