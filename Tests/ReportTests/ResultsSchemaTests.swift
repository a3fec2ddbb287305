import Foundation
import Results
import Statistics
import TestSupport
import Testing

/// The published schema of `results.json` says what the types of `Results` say.
@Suite struct ResultsSchemaTests {
  /// Results in which every optional value is there, so that reflection reaches every type.
  private static let whole: StudyResults = {
    var results = InventedResults.study
    results.study.groupedPatients = 12
    results.study.outcomeKind = .binary
    results.study.factorLabels = ["hpv": "HPV"]
    results.files = ["features.csv": "00"]
    results.provenance = RunProvenance(
      libraries: [.init(name: "DCMTK", version: "3.6.7")],
      inputs: [.init(label: "Clinical table", file: "clinical.csv", patients: 9, sha256: "00")])
    let picture = MapPicture(width: 1, coding: .grey, pixels: Data([7]))
    results.lesions = [LesionSheet(series: "T1", events: picture, nonEvents: picture)]
    results.comparisons[0].standing = .primary
    let few = InclusionFlow.ClassCounts(events: 2, nonEvents: 3)
    results.scanners = [ScannerGroup(series: "T1", scanner: "Maker Model 3 T", patients: few, test: few)]
    results.flow.exclusions[0].subjects[0].review = .init(by: "A", on: "2026-12-01T00:00:00Z", series: "T1")
    results.audit = AuditReport(
      [AuditFinding(.testUnseen, .sound, basis: "Fits.", against: [AuditPiece("P1", choice: .labelAUC)])],
      gaps: [.init(model: "HCR", leaking: "selection", outside: .init(crossValidated: 0.8, heldOut: 0.6))])
    let spread = ControlResult.Spread(
      values: [0.5], mean: .value(0.5), deviation: .undefined(.other("one value")), lower: .value(0.5),
      upper: .value(0.5))
    results.controls = [.init(evaluation: .sound, model: "HCR", permutations: 1, test: spread, tuning: spread)]
    results.differences = [
      .init(
        model: "HCR", measure: .auc, sound: .value(0.6), published: .value(0.8), difference: .value(0.2),
        choices: [.labelAUC])
    ]
    let gain = ModelComparison.Improvement(Estimate(.value(0.1), intervalNote: .other("few")), p: .value(0.2))
    results.comparisons[0].adjustedP = .value(0.3)
    results.comparisons[0].reclassification = .init(events: gain, nonEvents: gain, total: gain)
    results.comparisons[0].discrimination = gain
    results.models[1] = model(results.models[1])
    results.study.factorLabels = ["hpv": "HPV"]
    results.lesions = [LesionFigureTests.sheet("T2")]
    return results
  }()

  private static func model(_ given: ModelResult) -> ModelResult {
    var model = given
    var share = Estimate(.value(0.9), lower: 0.8, upper: 1)
    share.replacement = .init(method: .logit, usualLower: 0.78, usualUpper: 1.02)
    model.tuning = .init(settings: 28, auc: 0.7, fits: 3)
    model.foldAUCs = [.value(0.7), .undefined(.other("no event"))]
    model.choices = [.labelAUC]
    model.test.scoreAUC = share
    let limits = Performance.ROCRegion.Limits(lower: 0.1, upper: 0.2)
    model.test.regions = [.init(falsePositiveRate: limits, truePositiveRate: limits)]
    model.predictions[0].spread = 0.1
    model.predictions[0].set = .both
    model.test.probabilities = ProbabilityPerformance(
      brier: .value(0.2), scaledBrier: .value(0.1), weightedBrier: .value(0.2), intercept: share, slope: share,
      observedToExpected: .value(1), calibrationIndex: .value(0.1),
      curve: [.init(predicted: 0.1, observed: 0.2, lower: 0.1, upper: 0.3)],
      netBenefit: [.init(threshold: 0.1, model: 0.2, everybody: 0.1)],
      imprecision: .init(events: 9, resamples: 200, index: share))
    model.conformal = ConformalResult(
      rule: ConformalRule(coverage: 0.9, isByClass: false), calibrated: .init(events: 7, nonEvents: 40),
      unlimited: [.event], patients: 85, covered: share, coveredEvents: share, coveredNonEvents: share,
      meanSize: .value(1.4), singletons: 47, rightSingletons: 41, both: 38, neither: 0)
    model.deep = deep
    let numbers = SelectedFeatures.FiveNumbers(
      count: 9, minimum: 1, lowerQuartile: 2, median: 3, upperQuartile: 4, maximum: 5)
    model.features = SelectedFeatures(
      columns: [
        .init(
          name: "T1_original_firstorder_Mean", mean: .value(3), standardDeviation: .value(1), events: numbers,
          nonEvents: numbers)
      ], correlations: [[]], stability: .init(fits: 5, columns: [.init(name: "T1_original_firstorder_Mean", fits: 4)]))
    return model
  }

  private static let deep: DeepResult = {
    var patient = DeepSectionTests.patient("P1")
    patient.series[0].attention = [.init(slice: 4, weight: 1)]
    var deep = DeepResult(
      curves: [.init(training: [0.5], stopping: [0.4], kept: 0)], stoppedBy: "others", spread: 0.1,
      contributions: [
        .init(factor: "HPV", meanAbsolute: 0.1, values: [0.1], places: [nil], direction: 1, deviation: 0.1)
      ], background: 9, trainedNumbers: 100, facts: ["net"],
      cost: NetworkCost(
        parameters: 1, input: [3, 7, 224, 224], convolutionMACs: 1, countedMACs: 1, performedMACs: 1),
      patients: [patient], block: .init(budget: budget, keptHeads: 1),
      vectors: [.init(file: "v.csv", sha256: "00", columns: 512)])
    deep.slicePooling = "attention"
    return deep
  }()

  private static let budget = BlockBudget(network: "net", events: 9, nonEvents: 20, parameters: 100)

  private var schema: JSONSchema { get throws { try JSONSchema.results() } }

  private func document(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> Data {
    let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(Self.whole)) as? [String: Any]
    var tree = try #require(encoded)
    change(&tree)
    return try JSONSerialization.data(withJSONObject: tree)
  }

  @Test func resultsWithEveryValueAreValid() throws {
    #expect(try schema.faults(in: document()) == [])
    #expect(try schema.faults(in: JSONEncoder().encode(InventedResults.fewEvents)) == [])
  }

  @Test func aFieldThatTheSchemaDoesNotKnowIsAFault() throws {
    #expect(try schema.faults(in: document { $0["extra"] = 1 }) == ["/extra: is not in the schema"])
  }

  @Test func aFieldThatIsMissingIsAFault() throws {
    #expect(try schema.faults(in: document { $0["flow"] = nil }) == [": has no flow"])
  }

  @Test func aValueOfAnotherKindIsAFault() throws {
    #expect(try schema.faults(in: document { $0["schema"] = StudyResults.currentSchema + 1 }).count == 1)
    #expect(try schema.faults(in: document { $0["methods"] = "many" }).count == 1)
    #expect(try schema.faults(in: document { $0["evaluation"] = ["heldOut": ["rule": true]] }).count == 1)
  }

  /// Every type that results are made of, with the names of its stored properties; values that are absent too.
  private func fields(of value: Any, into types: inout [String: Set<String>]) {
    let mirror = Mirror(reflecting: value)
    let name = String(reflecting: type(of: value)).split(separator: ".").dropFirst().joined(separator: ".")
    let ours = ["Results.", "Statistics.ConfidenceInterval.Replacement"]
    let isOurs =
      mirror.displayStyle == .struct && ours.contains { String(reflecting: type(of: value)).hasPrefix($0) }
    if isOurs { types[name] = Set(mirror.children.compactMap(\.label)) }
    for child in mirror.children { fields(of: child.value, into: &types) }
  }

  /// A new field of a type is a fault here before anybody's reader meets it.
  @Test func everyTypeHasTheFieldsOfItsDefinition() throws {
    var types: [String: Set<String>] = [:]
    fields(of: Self.whole, into: &types)
    let schema = try schema
    var definitions = schema.definitions.filter { $0.value["type"] as? String == "object" }
    definitions["StudyResults"] = schema.root
    definitions["ConformalRule"] = nil
    #expect(Set(types.keys) == Set(definitions.keys), "types reached, and definitions of objects")
    for (name, fields) in types {
      let known = schema.properties(of: definitions[name] ?? [:]).all
      // The one key that is not the name of its property.
      let keys = name == "ProtocolResults" ? Set(fields.map { $0 == "evaluation" ? "protocol" : $0 }) : fields
      #expect(keys == known, "definition of \(name) in Documentation/results.schema.json")
    }
  }

  /// Where results have an interval, and of which statistics: none is outside the list over which the contract test
  /// runs (`IntervalContractTests`).
  private static let intervals: [String: [ReportedStatistic]] = [
    "ConformalResult.covered": [.exactShare], "ConformalResult.coveredEvents": [.exactShare],
    "ConformalResult.coveredNonEvents": [.exactShare], "Confusion.sensitivity": [.wilsonShare],
    "Confusion.specificity": [.wilsonShare], "Confusion.ppv": [.wilsonShare], "Confusion.npv": [.wilsonShare],
    "ModelComparison.difference": [.aucDifference, .clusteredAUCDifference, .meanFoldAUCDifference],
    "ModelComparison.Improvement.value": [.nriOfEvents, .nriOfNonEvents, .nri, .idi],
    "Performance.auc": [.auc, .clusteredAUC, .meanFoldAUC], "Performance.scoreAUC": [.auc, .clusteredAUC],
    "Performance.ROCRegion.falsePositiveRate": [.rocRegion], "Performance.ROCRegion.truePositiveRate": [.rocRegion],
    "ProbabilityPerformance.intercept": [.calibrationIntercept], "ProbabilityPerformance.slope": [.calibrationSlope],
    "ProbabilityPerformance.Imprecision.index": [.calibrationIndex],
    "ProbabilityPerformance.curve": [.calibrationCurve], "ProbabilityPerformance.netBenefit": [.netBenefit],
    // The middle of the values of a control, which are all there.
    "ControlResult.test": [], "ControlResult.tuning": [],
  ]

  @Test func everyIntervalIsOfAStatisticWithAContract() throws {
    let schema = try schema
    let definitions = schema.definitions
    let bounded = definitions.filter { schema.properties(of: $0.value).all.isSuperset(of: ["lower", "upper"]) }
    var places: Set<String> = []
    for (name, definition) in definitions {
      for (property, form) in definition["properties"] as? [String: [String: Any]] ?? [:] {
        let held = form["items"] as? [String: Any] ?? form
        let type = (held["$ref"] as? String)?.split(separator: "/").last.map(String.init)
        if type.map({ bounded[$0] != nil }) == true { places.insert("\(name).\(property)") }
      }
    }
    #expect(places == Set(Self.intervals.keys))
  }

  /// Whatever a value of a closed list may be, the schema lists it.
  @Test func closedListsAreWhole() throws {
    let definitions = try schema.definitions
    let lists: [(String, [String])] = [
      ("AuditFinding.Check", AuditFinding.Check.allCases.map(\.rawValue)),
      ("PublishedChoice", PublishedChoice.allCases.map(\.rawValue)),
      ("OutcomeKind", OutcomeKind.allCases.map(\.rawValue)),
      ("ModelFamily", ModelFamily.allCases.map(\.rawValue)),
      ("PredictionSet", PredictionSet.allCases.map(\.rawValue)),
      ("ProtocolDifference.Measure", ProtocolDifference.Measure.allCases.map(\.rawValue)),
      ("ExplainedPatient.Reason", ExplainedPatient.Reason.allCases.map(\.rawValue)),
    ]
    for (name, values) in lists { #expect(definitions[name]?["enum"] as? [String] == values, "\(name)") }
  }
}
