import Foundation
import Learning
import Testing

private func table(_ rows: [[Double?]]) -> TrainingTable {
  TrainingTable(
    subjects: rows.indices.map { "S\($0)" }, columns: (rows.first ?? []).indices.map { "c\($0)" }, rows: rows,
    outcomes: rows.indices.map { $0 % 2 == 0 })
}

@Test
func missingValuesTakeTheTrainingMedian() {
  var log = FitLog()
  let imputer = MedianImputation().fit(table([[1, nil], [nil, nil], [3, nil], [10, nil]]), log: &log)
  #expect(imputer.medians == [3, 0])
  let filled = imputer.transform(table([[nil, 4]]).features)
  #expect(filled.value(row: 0, column: 0) == 3 && filled.value(row: 0, column: 1) == 4)
  #expect(log.entries.map(\.kind) == [.imputation])
  #expect(log.entries[0].detail == "5 missing values")
}

@Test
func constantColumnsAreDroppedAndNamedInTheLog() {
  var log = FitLog()
  let kept = ConstantColumnFilter().fit(table([[1, 5], [2, 5]]), log: &log)
  #expect(kept.columns == ["c0"])
  #expect(log.entries[0].detail == "dropped c1")
}

@Test
func aConstantColumnHasScaleOne() {
  var log = FitLog()
  let scaler = StandardScaling().fit(table([[0.1, 1], [0.1, 3]]), log: &log)
  #expect(scaler.scales == [1, 1] && scaler.means == [0.1, 2])
}

@Test
func encodingsFollowTheirDefinitions() throws {
  let encoder = ClinicalEncoder(factors: [
    ClinicalFactor(name: "HPV", encoding: .oneHot),
    ClinicalFactor(name: "hpv", encoding: .ordinalWithUnknown(negative: "neg", positive: "pos")),
    ClinicalFactor(name: "size", encoding: .dichotomised(cut: 50)),
    ClinicalFactor(name: "stage", encoding: .dichotomisedLevels(high: ["IIIC1", "IVA"])),
    ClinicalFactor(name: "age", encoding: .continuous),
  ])
  let recorded = ClinicalTable(
    subjects: ["a", "b", "c"],
    values: [
      "HPV": ["pos", "neg", nil], "hpv": ["pos", "neg", " "], "size": ["50", "49.9", nil],
      "stage": ["IVA", "IIB", nil], "age": ["61", nil, "44"],
    ])
  var log = FitLog()
  let model = try encoder.fit(recorded, log: &log)
  let encoded = try model.transform(recorded)
  #expect(encoded.columns == ["HPV=neg", "HPV=pos", "HPV=unknown", "hpv", "size", "stage", "age"])
  let rows = (0..<3).map { row in encoded.columns.indices.map { encoded.value(row: row, column: $0) } }
  #expect(rows[0] == [0, 1, 0, 1, 1, 1, 61])
  #expect(rows[1] == [1, 0, 0, 0, 0, 0, nil])
  #expect(rows[2] == [0, 0, 1, 0.5, nil, nil, 44])
  let later = ClinicalTable(
    subjects: ["d"], values: ["HPV": ["16"], "hpv": ["pos"], "size": ["1"], "stage": ["IB"], "age": ["50"]])
  #expect(model.unseenLevels(later) == ["HPV": ["16"]])
  #expect(try model.transform(later).value(row: 0, column: 2) == 1)
}

/// One-hot factors have a column for unknown already; a second of that name would be no table.
@Test
func unknownWrittenOutIsUnknown() throws {
  let recorded = ClinicalTable(subjects: ["a", "b"], values: ["HPV": ["unknown", "pos"]])
  var log = FitLog()
  let model = try ClinicalEncoder(factors: [ClinicalFactor(name: "HPV", encoding: .oneHot)]).fit(recorded, log: &log)
  #expect(model.columns == ["HPV=pos", "HPV=unknown"])
  #expect(try model.transform(recorded).value(row: 0, column: 1) == 1)
}

@Test
func unreadableLevelsAreNamed() throws {
  let encoder = ClinicalEncoder(factors: [ClinicalFactor(name: "age", encoding: .continuous)])
  let recorded = ClinicalTable(subjects: ["a"], values: ["age": ["old"]])
  var log = FitLog()
  let model = try encoder.fit(recorded, log: &log)
  #expect(throws: LearningError.unreadableLevel(factor: "age", value: "old", expected: "a number or blank")) {
    try model.transform(recorded)
  }
  #expect(throws: LearningError.missingColumns(["stage"])) {
    try ClinicalEncoder(factors: [ClinicalFactor(name: "stage", encoding: .oneHot)]).fit(recorded, log: &log)
  }
}

/// The unit of a column changes nothing, however small or large it is: squares of 1e-165 are 0.
@Test(arguments: [-290, -200, -165, -150, -140, 140, 150, 200, 290])
func scalingDoesNotDependOnTheUnit(exponent: Int) {
  var log = FitLog()
  let plain = table([[3, -1], [4, 2], [-7, 2], [1, 5], [0.5, 9]])
  let unit = pow(10, Double(exponent))
  let other = table(
    plain.subjects.indices.map { row in (0..<2).map { plain.features.column($0).map(\.self)[row] * unit } })
  let wanted = StandardScaling().fit(plain, log: &log).transform(plain.features)
  let found = StandardScaling().fit(other, log: &log).transform(other.features)
  for column in 0..<2 {
    for (a, b) in zip(found.column(column), wanted.column(column)) { #expect(abs(a - b) < 1e-12) }
  }
}

/// The smallest numbers there are: a scale stays above 0, and the values stay numbers.
@Test func scalingOfTheSmallestNumbersIsNoDivisionByZero() {
  var log = FitLog()
  let least = Double.leastNonzeroMagnitude
  let tiny = table([[least, 0], [0, 2 * least], [0, 0], [least, least]])
  let scaler = StandardScaling().fit(tiny, log: &log)
  #expect(scaler.scales.allSatisfy { $0 > 0 })
  for column in 0..<2 {
    let scaled = scaler.transform(tiny.features).column(column)
    #expect(scaled.allSatisfy { $0.isFinite })
  }
}
