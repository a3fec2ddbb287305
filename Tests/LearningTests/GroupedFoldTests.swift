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
