import Foundation
import Learning
import Statistics
import TestSupport
import Testing

private struct CombatInput {
  let table: TrainingTable
  let batches: [String: String]
  let runs: [[String: Any]]

  init() throws {
    let lines = try String(contentsOf: ReferenceData.file("oracles/data/combat_input.csv"), encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { $0.split(separator: ",") }
    let subjects = lines.dropFirst().indices.map { "S\($0)" }
    // The outcome is a covariate in the oracle, for parity only: here it is one more column.
    table = TrainingTable(
      subjects: subjects, columns: lines[0].dropFirst().map(String.init),
      rows: lines.dropFirst().map { $0.dropFirst().map { Double($0) } },
      outcomes: lines.dropFirst().map { $0[1] == "1" })
    batches = Dictionary(uniqueKeysWithValues: zip(subjects, lines.dropFirst().map { String($0[0]) }))
    let all = try JSONSerialization.jsonObject(with: Data(contentsOf: ReferenceData.file("oracles/combat.json")))
    runs = (all as? [String: Any])?["runs"] as? [[String: Any]] ?? []
  }

  var features: [String] { table.columns.filter { $0.hasPrefix("f") } }
}

/// Reference: `oracles/combat.json`, neuroCombat 0.2.12; 1e-8 with its stopping rule.
@Suite("ComBat as neuroCombat", .enabled(if: ReferenceData.isPresent, "skipped: ComBat needs oracles/"))
struct ComBatReferenceTests {
  @Test(arguments: 0..<6)
  func harmonisedValuesAreThoseOfNeuroCombat(run: Int) throws {
    let input = try CombatInput()
    try #require(input.runs.count == 6)
    let call = try #require(input.runs[run]["kw"] as? String)
    let covariates = call.contains("continuous") ? ["y", "age"] : []
    let settings = ComBat(
      batches: input.batches, covariates: covariates,
      shrinkage: call.contains("'eb': False")
        ? .none : call.contains("'parametric': False") ? .nonparametric : .parametric,
      adjustsMeansOnly: call.contains("mean_only"), reference: call.contains("ref_batch") ? "A" : nil)
    var log = FitLog()
    let table = try input.table.columns(named: input.features + covariates)
    let model = try settings.fit(table, log: &log)
    let harmonised = rows(try model.transform(table.features))
    let expected = try #require(input.runs[run]["combat_data(samples x features)"] as? [[Double]])
    for (found, wanted) in zip(harmonised, expected) {
      #expect(distance(Array(found.prefix(wanted.count)), wanted) < 1e-8, "\(call)")
    }
    #expect(expected.count == harmonised.count)
  }

  @Test
  func allSixRunsAreDifferentCalls() throws {
    #expect(Set(try CombatInput().runs.compactMap { $0["kw"] as? String }).count == 6)
  }

  /// A subject is harmonised by its batch alone: who else is in the table changes nothing.
  @Test
  func aSubjectIsHarmonisedAlone() throws {
    let input = try CombatInput()
    let table = try input.table.columns(named: input.features)
    var log = FitLog()
    let model = try ComBat(batches: input.batches).fit(table, log: &log)
    let all = rows(try model.transform(table.features))
    #expect(rows(try model.transform(table.features.rows([7])))[0] == all[7])
    #expect(log.entries.map(\.kind) == [.harmonisation])
  }

  @Test
  func anUnseenBatchIsRefusedUnlessTwentyPatientsShowIt() throws {
    let input = try CombatInput()
    let table = try input.table.columns(named: input.features)
    let strangers = table.subjects.indices.filter { input.batches[table.subjects[$0]] == "C" }
    let known = table.subjects.indices.filter { !strangers.contains($0) }
    var log = FitLog()
    let model = try ComBat(batches: input.batches).fit(table.rows(known), log: &log)
    let unseen = table.features.rows(strangers)
    #expect(throws: LearningError.unseenBatch("C")) { try model.transform(unseen) }
    #expect(throws: LearningError.smallBatch("C", subjects: 3)) {
      try model.adding("C", of: unseen.rows([0, 1, 2]))
    }
    // Twenty patients or more: afterwards their mean is the grand mean and their spread the pooled one.
    let many = FeatureTable(
      subjects: (0..<24).map { "N\($0)" }, columns: unseen.columns,
      rows: (0..<24).map { row in
        unseen.columns.indices.map { unseen.value(row: row % unseen.subjects.count, column: $0) }
      })
    let wider = try model.adding("C", of: many)
    #expect(wider.batches["C"]?.isEstimatedLater == true && wider.batches["A"]?.isEstimatedLater == false)
    let labels = Dictionary(uniqueKeysWithValues: many.subjects.map { ($0, "C") })
    let harmonised = rows(try wider.transform(many, labels: labels))
    for column in unseen.columns.indices {
      let values = harmonised.map { $0[column] }
      #expect(abs(mean(values) - model.means[column]) < 1e-9)
      #expect(abs((sampleVariance(values).value ?? 0) / model.variances[column] - 1) < 1e-9)
    }
  }
}

@Test
func harmonisationNamesWhatIsMissing() throws {
  let table = synthetic(1, subjects: 12, columns: 5)
  var log = FitLog()
  #expect(throws: LearningError.noBatch(subjects: table.subjects)) { try ComBat(batches: [:]).fit(table, log: &log) }
  let batches = Dictionary(uniqueKeysWithValues: table.subjects.enumerated().map { ($1, $0 == 0 ? "A" : "B") })
  #expect(throws: LearningError.smallBatch("A", subjects: 1)) { try ComBat(batches: batches).fit(table, log: &log) }
  let halves = Dictionary(uniqueKeysWithValues: table.subjects.enumerated().map { ($1, $0 < 6 ? "A" : "B") })
  let confounded = TrainingTable(
    features: table.features.appending(
      FeatureTable(subjects: table.subjects, columns: ["site"], rows: (0..<12).map { [$0 < 6 ? 0 : 1] })),
    outcomes: table.outcomes.events)
  #expect(throws: LearningError.confoundedBatches) {
    try ComBat(batches: halves, covariates: ["site"]).fit(confounded, log: &log)
  }
}
