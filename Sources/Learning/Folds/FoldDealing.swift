/// How a pipeline deals its training subjects into folds.
public enum FoldDealing: Hashable, Codable, Sendable {
  /// Each fold has its share of events, from the pipeline's seed.
  case stratified
  /// Without regard to the outcome, exactly as the published study's `KFold(n, shuffle=True, random_state=seed)`.
  case plain(seed: UInt32)
  /// Each fold has its share of events, in the order of the table and not shuffled, exactly as `StratifiedKFold(n)`.
  case inOrder

  /// The folds, and what a reader must be told of them.
  ///
  /// Unstratified folds that leave a fold without one of the classes, to train on or to be judged by, are dealt by class
  /// instead: neither a model nor an AUC exists there.
  package func deal(_ outcomes: [Bool], into count: Int, seed: UInt64) -> (folds: Folds, flags: [TrainingFlag]) {
    if self == .inOrder { return (FoldPlan.stratifiedInOrder(count).assign(outcomes: outcomes, seed: seed), []) }
    let byClass = FoldPlan.stratified(count).assign(outcomes: outcomes, seed: seed)
    guard case .plain(let own) = self, byClass.count >= 2 else { return (byClass, []) }
    let folds = FoldPlan.numPyShuffled(count, seed: own).assign(outcomes: outcomes, seed: seed)
    let isUsable = (0..<folds.count).allSatisfy { fold in
      [folds.heldOut(fold), folds.training(fold)].allSatisfy { Set($0.map { outcomes[$0] }).count == 2 }
    }
    return isUsable ? (folds, []) : (byClass, [.plainFoldsLackAClass])
  }
}
