import Foundation
import Learning
import Testing

/// The table of the contract: complete, with ids that are not in ascending order of their rows.
private func contractTable() -> TrainingTable {
  let table = synthetic(21)
  let ids = table.subjects.indices.map { "S\(($0 * 37) % 60 + 100)" }
  let features = FeatureTable(
    subjects: ids, columns: table.columns, rows: rows(table.features).map { $0.map(Optional.init) })
  return TrainingTable(features: features, outcomes: table.outcomes)
}

/// Whether a fit keeps the contract: it logs the subjects of its table and no other, is the same twice, and its model is data.
private func keepsContract(_ settings: some Fitting, _ table: TrainingTable, _ learner: Learner) throws {
  var (first, second) = (FitLog(purpose: "contract"), FitLog(purpose: "contract"))
  let model = try settings.fit(table, log: &first)
  #expect(try settings.fit(table, log: &second) == model)
  #expect(first == second)
  #expect(first.entries.contains { $0.kind == learner.kind })
  #expect(Set(first.cohorts.joined()).isSubset(of: table.subjects))
  #expect(first.entries.contains { first.subjects(of: $0) == table.subjects })
  let data = try JSONEncoder().encode(model)
  #expect(try JSONDecoder().decode(type(of: model), from: data) == model)
  let order = table.subjects.indices.map { ($0 * 23 + 5) % table.subjects.count }
  let other = try settings.fit(table.rows(order), log: &second)
  switch learner.rowOrder {
  case .nothing: #expect(other == model)
  case .rounding: #expect(isNear(try numbers(other), try numbers(model)))
  case .folds: break
  }
}

/// Every number of a model's JSON, keys in order.
private func numbers(_ model: some Encodable) throws -> [Double] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  let text = String(decoding: try encoder.encode(model), as: UTF8.self)
  return text.split { !"0123456789.eE+-".contains($0) }.compactMap { Double($0) }
}

private func isNear(_ found: [Double], _ expected: [Double]) -> Bool {
  found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-7 * max(1, abs($1)) }
}

@Test(arguments: LearnerRegistry.all.indices)
func everyLearnerKeepsTheContract(position: Int) throws {
  let (learner, table) = (LearnerRegistry.all[position], contractTable())
  try keepsContract(learner.settings(table), table, learner)
}

@Test
func theRegistryNamesEveryLearnerOnce() {
  let names = LearnerRegistry.all.map(\.name)
  #expect(Set(names).count == names.count)
  let kinds = Set(LearnerRegistry.all.map(\.kind))
  #expect(
    kinds == [.imputation, .harmonisation, .constantColumns, .scaling, .filter, .selection, .classifier, .tuning])
}

/// Sums run in another order, so the last bits change; the ranking must not.
@Test(arguments: 0..<3 as Range<UInt64>)
func orderOfSubjectsDoesNotChangeTheSelection(seed: UInt64) throws {
  let table = synthetic(seed)
  var log = FitLog()
  let forward = try RecursiveElimination(kept: 5).fit(table, log: &log)
  let backward = try RecursiveElimination(kept: 5).fit(table.rows(table.subjects.indices.reversed()), log: &log)
  #expect(forward.eliminated == backward.eliminated)
}
