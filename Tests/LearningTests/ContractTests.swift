import Foundation
import Learning
import Testing

/// Whether a fit keeps the contract: it logs the subjects of its table and no other, is the same twice, and its model is data.
private func keepsContract(_ settings: some Fitting, _ table: TrainingTable) throws {
  var (first, second) = (FitLog(purpose: "contract"), FitLog(purpose: "contract"))
  let model = try settings.fit(table, log: &first)
  #expect(try settings.fit(table, log: &second) == model)
  #expect(first == second)
  #expect(!first.entries.isEmpty)
  #expect(Set(first.cohorts.joined()).isSubset(of: table.subjects))
  #expect(first.entries.contains { first.subjects(of: $0) == table.subjects })
  let data = try JSONEncoder().encode(model)
  #expect(try JSONDecoder().decode(type(of: model), from: data) == model)
}

/// The only list of everything that fits a table.
private let registry: [any Fitting] = [
  MedianImputation(), ConstantColumnFilter(), StandardScaling(), LogisticRegression(),
  LogisticRegression(penalisesIntercept: true, balancesClasses: true), RecursiveElimination(kept: 5),
  SupportVectorClassifier(kernel: .linear, cost: 1), SupportVectorClassifier(kernel: .radial(gamma: 0.01), cost: 10),
  SupportVectorClassifier(kernel: .sigmoid(gamma: 0.01), cost: 10),
  HandcraftedPipeline(keptFeatures: 5, grid: smallGrid, seed: 1), LogisticPipeline(seed: 1),
]

@Test(arguments: registry.indices)
func everyFitKeepsTheContract(position: Int) throws {
  try keepsContract(registry[position], synthetic(21))
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
