import Execution
import Foundation
import Learning
import Testing

/// Folds that keep rows of one patient together.
@Suite struct GroupedFoldTests {
  @Test(arguments: UInt64(1)...20)
  func noGroupIsPartedAndEveryFoldHasBothClasses(_ seed: UInt64) {
    let subjects = (0..<60).map { "P\($0 / 3)_\($0 % 3)" }
    let groups = Dictionary(uniqueKeysWithValues: subjects.map { ($0, String($0.prefix { $0 != "_" })) })
    let outcomes = (0..<60).map { $0 / 3 % 2 == 0 }
    let folds = FoldDealing.grouped(groups).deal(outcomes, into: 5, seed: seed, subjects: subjects).folds
    #expect(folds.count == 5)
    for fold in 0..<folds.count {
      let held = folds.heldOut(fold)
      let inside = Set(held.map { groups[subjects[$0]] })
      #expect(inside.isDisjoint(with: folds.training(fold).map { groups[subjects[$0]] }))
      #expect(Set(held.map { outcomes[$0] }).count == 2, "seed \(seed), fold \(fold)")
    }
  }
}

/// Whatever deals rows inside a fit keeps rows of one patient together.
@Suite struct GroupedFitTests {
  private static let subjects = (0..<60).map { "P\($0 / 3)_\($0 % 3)" }
  private static let groups = Dictionary(uniqueKeysWithValues: subjects.map { ($0, String($0.prefix { $0 != "_" })) })

  private func table(_ seed: UInt64) -> TrainingTable {
    var stream = RandomStream(seed: seed, name: "grouped fits")
    let outcomes = Self.subjects.indices.map { $0 / 3 % 2 == 0 }
    let rows = outcomes.map { outcome in (0..<6).map { stream.normal() + (outcome && $0 < 2 ? 1 : 0) } }
    return TrainingTable(
      subjects: Self.subjects, columns: (0..<6).map { "f\($0)" }, rows: rows, outcomes: outcomes)
  }

  /// Ids of patients of whom a fit saw some rows and not others.
  private func parted(_ log: FitLog) -> [String] {
    log.entries.flatMap { entry in
      let seen = log.subjects(of: entry)
      let counts = Dictionary(grouping: seen) { Self.groups[$0] ?? $0 }.mapValues(\.count)
      return counts.filter { $0.value != 3 }.map { "\(entry.kind) \(entry.purpose): \($0.key)" }
    }
  }

  @Test(arguments: UInt64(1)...5) func penaltyPathsKeepPatientsTogether(_ seed: UInt64) throws {
    for penalty in [
      ElasticNet.Penalty.best(PenaltySearch(seed: seed, groups: Self.groups)),
      .oneStandardError(PenaltySearch(seed: seed, groups: Self.groups)),
    ] {
      var log = FitLog(purpose: "test")
      _ = try ElasticNet(mixing: 0.5, penalty: penalty).fit(table(seed), log: &log)
      #expect(log.entries.count > 5 && parted(log).isEmpty, "seed \(seed): \(parted(log))")
    }
    // The same without groups parts patients: the test can fail.
    var plain = FitLog(purpose: "test")
    _ = try ElasticNet(penalty: .best(PenaltySearch(seed: seed))).fit(table(seed), log: &plain)
    #expect(!parted(plain).isEmpty)
  }

  @Test(arguments: UInt64(1)...5) func eliminationsKeepPatientsTogether(_ seed: UInt64) throws {
    for folds in [FoldPlan.stratified(5), .stratifiedInOrder(5)] {
      var log = FitLog(purpose: "test")
      _ = try CrossValidatedElimination(
        estimator: .logistic(LogisticRegression()), folds: folds, seed: seed, groups: Self.groups
      ).fit(table(seed), log: &log)
      #expect(log.entries.count == 6 && parted(log).isEmpty, "seed \(seed): \(parted(log))")
    }
  }

  @Test(arguments: UInt64(1)...5) func halvesOfStabilitySelectionKeepPatientsTogether(_ seed: UInt64) throws {
    let table = table(seed)
    let selection = StabilitySelection(entering: 2, pairs: 4, seed: seed, groups: Self.groups)
    for pair in 0..<4 {
      let halves = selection.halves(table.subjects, table.outcomes.events, pair)
      let patients = halves.map { Set($0.map { Self.groups[table.subjects[$0]] }) }
      #expect(patients[0].isDisjoint(with: patients[1]) && halves[0].count + halves[1].count == 60)
      #expect(halves.allSatisfy { Set($0.map { table.outcomes.events[$0] }).count == 2 }, "seed \(seed)")
    }
    var log = FitLog(purpose: "test")
    #expect(try !selection.fit(table, log: &log).columns.isEmpty)
  }

  /// Who is of one patient is of the fit: no model that is written may hold it.
  @Test func groupsAreNeverWritten() throws {
    let search = PenaltySearch(seed: 1, groups: Self.groups)
    let elimination = CrossValidatedElimination(seed: 1, groups: Self.groups)
    let stability = StabilitySelection(groups: Self.groups)
    for data in [
      try JSONEncoder().encode(search), try JSONEncoder().encode(elimination), try JSONEncoder().encode(stability),
    ] {
      #expect(!String(decoding: data, as: UTF8.self).contains("P1"))
    }
    #expect(try JSONDecoder().decode(PenaltySearch.self, from: JSONEncoder().encode(search)).groups.isEmpty)
  }
}
