import Report
import Results
import Statistics
import Testing

/// What the page says of protocols, of the audit and of probabilities.
@Suite("Protocols and audit on the page") struct ProtocolSectionTests {
  /// The fixture in both protocols, with an audit that refutes the second and a negative control.
  static let both: StudyResults = {
    var results = InventedResults.study
    results.study.evaluationProtocol = "both"
    for at in results.models.indices { results.models[at].test.probabilities = probabilities }
    var published = results.protocols[0]
    published.evaluation = .asPublished
    for at in published.models.indices {
      published.models[at].id = "as_published_\(at)"
      published.models[at].choices = EvaluationProtocol.asPublished.choices(for: .handcrafted)
    }
    results.protocols.append(published)
    results.differences = results.models.map { model in
      ProtocolDifference(
        model: model.name, measure: .auc, sound: .value(0.642), published: .value(0.781), difference: .value(0.139),
        choices: [.labelAUC])
    }
    results.audit = AuditReport([
      AuditFinding(.testUnseen, .sound, basis: "1234 fits.", against: []),
      AuditFinding(
        .foldsHonest, .asPublished, basis: "5 folds.",
        against: [AuditPiece("fold 1 of 5: selection", choice: .selectionBeforeFolds), AuditPiece("fold 2: else")]),
      AuditFinding(notChecked: .noDuplicates, nil, because: "There is nothing to compare."),
    ])
    results.controls = [
      ControlResult(
        evaluation: .sound, model: "HCR (MR)", permutations: 3, test: [0.4, 0.5, 0.6], tuning: [0.55, 0.6, 0.65])
    ]
    return results
  }()

  private static let probabilities = ProbabilityPerformance(
    brier: .value(0.171), scaledBrier: .value(0.02), weightedBrier: .value(0.249),
    intercept: Estimate(.value(0.1), lower: -0.4, upper: 0.6), slope: Estimate(.value(0.83), lower: 0.2, upper: 1.4),
    observedToExpected: .value(1.04), calibrationIndex: .value(0.061),
    curve: (1...9).map { place in
      let value = Double(place) / 20
      return .init(predicted: value, observed: value + 0.02, lower: value - 0.1, upper: place == 9 ? 1.7 : value + 0.1)
    },
    netBenefit: (1...40).map { .init(threshold: Double($0) / 50, model: 0.2 - Double($0) / 200, everybody: 0.1) },
    imprecision: .init(events: 19, resamples: 200, index: Estimate(.value(0.061), lower: 0.043, upper: 0.187)))

  /// The ICI has its interval, or no interval and the reason. No limits are printed that the run withheld.
  @Test(arguments: [true, false]) func theIndexHasItsIntervalOrTheReason(hasInterval: Bool) throws {
    var results = Self.both
    let (index, reason) = (Quantity.value(0.061), AbsenceReason.statistic(.bootstrapBias))
    for at in results.models.indices {
      results.models[at].test.probabilities?.imprecision?.index =
        hasInterval ? Estimate(index, lower: 0.043, upper: 0.7391) : Estimate(index, intervalNote: reason)
    }
    let words = try #require(PageReader(StudyReport(results).html)).words
    // Other numbers of the page may be the same as one limit, and none is both.
    #expect(words.contains("0.061") && words.contains("0.043–0.739") == hasInterval)
    #expect(words.lowercased().contains(reason.words) != hasInterval)
    #expect(words.contains("It is absent where nearly all bootstrap samples lie above the ICI"))
  }

  /// Bands end at the frame, the interval of the distance stands in the table, and curves of many events have neither.
  @Test func fewEventsShowTheirBandAndManyDoNot() throws {
    let page = try #require(PageReader(StudyReport(Self.both).html))
    #expect(
      page.words.contains("With 19 events the calibration curve and the ICI are imprecise")
        && page.words.contains("0.043"))
    let shapes = page.all("polygon").compactMap { $0["points"] }
    #expect(shapes.count == Self.both.models.count)
    let heights = shapes.flatMap {
      $0.split(separator: " ").compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
    }
    #expect(heights.count == 18 * shapes.count && heights.allSatisfy { $0 >= 0 && $0.isFinite })
    var many = Self.both
    for at in many.models.indices {
      many.models[at].test.probabilities?.imprecision = nil
      many.models[at].test.probabilities?.curve = [
        .init(predicted: 0.1, observed: 0.1), .init(predicted: 0.4, observed: 0.5),
      ]
    }
    let clear = try #require(PageReader(StudyReport(many).html))
    #expect(clear.all("polygon").isEmpty && !clear.words.contains("pointwise 95 % band"))
    #expect(StudyReport.figures(many).map(\.fileName).contains("calibration.svg"))
  }

  @Test func everyChoiceStandsOnThePageWithItsSource() throws {
    let page = try #require(PageReader(StudyReport(Self.both).html), "not well-formed")
    for choice in Self.both.protocols[1].choicesMade {
      #expect(
        page.words.ranges(of: choice.sentence).count == 1 && page.words.contains(choice.source.dropFirst())
          && page.words.contains(choice.label) && !page.words.contains(choice.rawValue))
    }
    #expect(!page.words.contains(PublishedChoice.deepCutoffOnTest.sentence))
    #expect(page.words.contains("0.642") && page.words.contains("0.781") && page.words.contains("0.139"))
    let marks = page.words.ranges(of: "Synthetic cohort: no patients").count
    #expect(marks == page.all("section").count + 2 * page.all("figure").count + page.all("table").count)
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
  }

  @Test func theAuditAndItsEvidenceAreOnThePage() throws {
    let words = try #require(PageReader(StudyReport(Self.both).html)).words
    for finding in Self.both.audit?.findings ?? [] {
      #expect(words.contains(finding.check.claim) && words.contains(finding.basis))
      for piece in finding.evidence {
        // A piece that a choice explains stands below the name of that choice, which is described once.
        #expect(words.contains(piece.choice == nil ? finding.words(for: piece) : piece.text))
        #expect(piece.choice.map { words.ranges(of: $0.sentence).count == 1 } != false)
      }
    }
    #expect(words.contains("optimism of the protocol"))
    #expect(Self.both.audit?.refutesNothing == false)
  }

  @Test func figuresOfProbabilitiesAndProtocolsAreFilesToo() throws {
    let names = StudyReport.figures(Self.both).map(\.fileName)
    #expect(names.contains("decision.svg") && names.contains("protocols.svg"))
    for figure in StudyReport.figures(Self.both) { #expect(PageReader(figure.svg) != nil, "\(figure.fileName)") }
    #expect(!StudyReport.figures(InventedResults.study).map(\.fileName).contains("protocols.svg"))
    let words = try #require(PageReader(StudyReport(Self.both).html)).words
    #expect(words.contains("Observed / expected") && words.contains("1.040"))
  }

  /// One protocol alone, sound: no word of another.
  @Test func soundAloneHasNoSectionOfProtocols() throws {
    let words = try #require(PageReader(StudyReport(InventedResults.study).html)).words
    #expect(!words.contains("Two protocols") && !words.contains("as published"))
  }
}
