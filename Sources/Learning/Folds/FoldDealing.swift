/// How a pipeline deals its training subjects into folds.
public enum FoldDealing: Hashable, Codable, Sendable {
  /// Each fold has its share of events, from the pipeline's seed.
  case stratified
  /// Without regard to the outcome, exactly as the published study's `KFold(n, shuffle=True, random_state=seed)`.
  case plain(seed: UInt32)
  /// Each fold has its share of events, in the order of the table and not shuffled, exactly as `StratifiedKFold(n)`.
  case inOrder
  /// Each fold has its share of events, and rows of one group (the same value by subject) are in one fold; a subject that is not named
  /// is a group of its own.
  case grouped([String: String])

  /// The folds, and what a reader must be told of them.
  ///
  /// Unstratified folds that leave a fold without one of the classes, to train on or to be judged by, are dealt by class
  /// instead: neither a model nor an AUC exists there.
  /// - Parameter subjects: one an outcome; needed where they are grouped.
  package func deal(
    _ outcomes: [Bool], into count: Int, seed: UInt64, subjects: [String] = []
  ) -> (folds: Folds, flags: [TrainingFlag]) {
    if case .grouped(let groups) = self {
      precondition(subjects.count == outcomes.count, "grouped folds need the subjects")
      return (FoldDealing.grouped(subjects.map { groups[$0] ?? $0 }, outcomes, count, seed), [])
    }
    if self == .inOrder { return (FoldPlan.stratifiedInOrder(count).assign(outcomes: outcomes, seed: seed), []) }
    let byClass = FoldPlan.stratified(count).assign(outcomes: outcomes, seed: seed)
    guard case .plain(let own) = self, byClass.count >= 2 else { return (byClass, []) }
    let folds = FoldPlan.numPyShuffled(count, seed: own).assign(outcomes: outcomes, seed: seed)
    let isUsable = (0..<folds.count).allSatisfy { fold in
      [folds.heldOut(fold), folds.training(fold)].allSatisfy { Set($0.map { outcomes[$0] }).count == 2 }
    }
    return isUsable ? (folds, []) : (byClass, [.plainFoldsLackAClass])
  }

  /// Groups dealt by class as subjects are; a group is an event where one of its subjects is.
  private static func grouped(_ groups: [String], _ outcomes: [Bool], _ count: Int, _ seed: UInt64) -> Folds {
    var met = Set<String>()
    let names = groups.filter { met.insert($0).inserted }
    let eventful = Set(zip(groups, outcomes).filter(\.1).map(\.0))
    let folds = FoldPlan.stratified(count).assign(outcomes: names.map(eventful.contains), seed: seed)
    guard folds.count >= 2 else { return folds }
    let places = Dictionary(uniqueKeysWithValues: zip(names, folds.assignment))
    return Folds(assignment: groups.map { places[$0] ?? 0 })
  }
}
