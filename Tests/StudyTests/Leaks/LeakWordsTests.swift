import Leaks
import Testing

/// One finding of every case. The switch names them all, so a new case does not compile without an example here.
private enum EveryLeak {
  static let examples: [LeakFinding] = [
    .repeatedPatients(examples: ["P1_a, P1_b"], patients: 3),
    .alikeStems(examples: ["P1"], patients: 3, "features are"),
    .repeatedColumn("patient", values: 40, rows: 80), .copiedRows(["P1 and P2"], groups: 2),
    .equalCells(["P1 and P2"], count: 1, columns: 7, of: 20), .nearDuplicates(["P1 and P2"], count: 1),
    .alikeNeighbours(["P1 and P2"], pairs: 12, of: 50, by: .table), .mixtures(["P9"], count: 1),
    .mixturesOfClass(["P9"], count: 2), .copiesOfClass(["P9"], count: 2), .unrelatedRows(["P9"], count: 2),
    .standardised(columns: 9, of: 10), .rescaled(columns: 9, of: 10), .robustlyScaled(columns: 9, of: 10),
    .unitScaled(columns: 9, of: 10, "length 1"), .binned(columns: 9, of: 10),
    .scaledWithinClass(columns: 9, of: 10, "mean 0 in each class"), .standardisedFactors(["age"]),
    .ranked(columns: 9, of: 10), .batchCorrected(factor: "site", columns: 9), .runningNumber("id"), .rowIndex("index"),
    .namesPatients(factor: "name", levels: 40), .daysAsLevels(factor: "day", levels: 30), .knownAfterwards(["recist"]),
    .mayBeKnownAfterwards(["TTP"]), .namedAsResult(["label"]), .tellsOutcome(columns: ["x"], auc: 0.98),
    .levelsTellOutcome(factor: "arm", agreement: 0.97),
    .levelOfOneClass(factor: "arm", level: "b", patients: 12, isEvent: true),
    .levelNearlyOfOneClass(factor: "arm", level: "b", patients: 12, exceptions: 1, isEvent: true),
    .numberNearlyOfOneClass(column: "x", value: 3, patients: 12, exceptions: 1, isEvent: false),
    .smallLevelsTellOutcome(factor: "ward", levels: 12, agreement: 0.9), .encodesOutcome(["rate"]),
    .siteTellsOutcome(factor: "site"), .factorTellsOutcome(factor: "group"),
    .levelsLikeSites(column: "unit", columns: 9, of: 10), .acquisitionTellsOutcome(["EchoTime"]),
    .orderTellsOutcome(auc: 0.9), .idsTellOutcome(["A", "B"]), .missingnessTellsOutcome(["x"]),
    .missingCountTellsOutcome(auc: 0.8, isClear: true), .filledGaps(["x"]), .filledByClass(["x"]),
    .allAssociated(columns: 9, of: 10, below: 0.05, mayBeKnown: false), .factorsAllAssociated(["x"]),
    .lookAlikes(factor: "sex", groups: [["m", "M"]]), .missingCode(column: "x", code: 99, patients: ["P1"]),
    .mixedUnits(column: "x", factor: 10, patients: ["P1"], count: 1), .neverKnown(["x"]),
    .exclusionByOutcome(cause: "motion", events: 5, nonEvents: 0), .misfitsExcluded(patients: 9, auc: 0.1),
    .tooGood(["HCR"]),
  ]

  /// The name of the case.
  static func name(_ finding: LeakFinding) -> String {
    switch finding {
    case .repeatedPatients, .alikeStems, .repeatedColumn, .copiedRows, .equalCells, .nearDuplicates, .alikeNeighbours,
      .mixtures, .mixturesOfClass, .copiesOfClass, .unrelatedRows, .standardised, .rescaled, .robustlyScaled,
      .unitScaled, .binned, .scaledWithinClass,
      .standardisedFactors, .ranked, .batchCorrected, .runningNumber, .rowIndex, .namesPatients, .daysAsLevels,
      .knownAfterwards, .mayBeKnownAfterwards, .namedAsResult, .tellsOutcome, .levelsTellOutcome, .levelOfOneClass,
      .levelNearlyOfOneClass, .numberNearlyOfOneClass, .smallLevelsTellOutcome, .encodesOutcome, .siteTellsOutcome,
      .factorTellsOutcome, .levelsLikeSites, .acquisitionTellsOutcome, .orderTellsOutcome, .idsTellOutcome,
      .missingnessTellsOutcome, .missingCountTellsOutcome, .filledGaps, .filledByClass, .allAssociated,
      .factorsAllAssociated, .lookAlikes, .missingCode, .mixedUnits, .neverKnown, .exclusionByOutcome,
      .misfitsExcluded, .tooGood:
      "\(finding)".prefix { $0 != "(" }.description
    }
  }
}

@Test func everyLeakFindingHasATitleAndSaysWhatToDo() {
  for finding in EveryLeak.examples {
    let words = finding.words
    #expect(words.title.count > 20 && [".", "?"].contains(words.title.last), "\(finding): \(words.title)")
    #expect(words.detail.count > 20 && words.detail.last == ".", "\(finding): \(words.detail)")
  }
  let names = EveryLeak.examples.map(EveryLeak.name)
  #expect(Set(names).count == names.count && names.count == 53, "\(names.count)")
}
