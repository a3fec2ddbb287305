import Learning
import Testing

/// The study: `createDataPartition(p = 0.66)` of 195 + 57 gives 129 + 38 for training and 66 + 19 for the test.
@Test(arguments: 0..<10 as Range<UInt64>)
func splitHasCaretsGuarantee(seed: UInt64) {
  let outcomes = (0..<252).map { $0 % 4 == 0 && $0 < 228 }
  let (training, test) = StratifiedSplit(trainingShare: 0.66, seed: seed).split(outcomes: outcomes)
  #expect(training.count { outcomes[$0] } == 38 && training.count { !outcomes[$0] } == 129)
  #expect(test.count { outcomes[$0] } == 19 && test.count { !outcomes[$0] } == 66)
  #expect(Set(training).isDisjoint(with: test) && training.count + test.count == 252)
}

@Test
func aClassOfOneTrains() {
  let outcomes = [false, false, true, false]
  let (training, _) = StratifiedSplit(trainingShare: 0.5, seed: 3).split(outcomes: outcomes)
  #expect(training.contains(2) && training.count == 3)
}

@Test(arguments: 0..<20 as Range<UInt64>)
func stratifiedFoldsShareOutBothClasses(seed: UInt64) {
  let outcomes = (0..<43).map { $0 % 5 == 0 }
  let folds = FoldPlan.stratified(5).assign(outcomes: outcomes, seed: seed)
  let events = (0..<folds.count).map { fold in folds.heldOut(fold).count { outcomes[$0] } }
  let sizes = (0..<folds.count).map { folds.heldOut($0).count }
  #expect(events.max()! - events.min()! <= 1)
  #expect(sizes.max()! - sizes.min()! <= 1)
  #expect((0..<folds.count).allSatisfy { Set(folds.heldOut($0)).isDisjoint(with: folds.training($0)) })
}

@Test
func foldsAreNeverMoreThanTheSmallerClass() {
  let outcomes = [true, true, true] + [Bool](repeating: false, count: 20)
  #expect(FoldPlan.stratified(5).assign(outcomes: outcomes, seed: 1).count == 3)
  #expect(FoldPlan.stratified(5).assign(outcomes: [true, false, false], seed: 1).count == 1)
  #expect(FoldPlan.leaveOneOut.assign(outcomes: outcomes, seed: 1).count == 23)
}

@Test
func sameSeedSameFolds() {
  let outcomes = (0..<60).map { $0 % 3 == 0 }
  let plan = FoldPlan.stratified(5)
  #expect(plan.assign(outcomes: outcomes, seed: 7) == plan.assign(outcomes: outcomes, seed: 7))
  #expect(plan.assign(outcomes: outcomes, seed: 7) != plan.assign(outcomes: outcomes, seed: 8))
}
