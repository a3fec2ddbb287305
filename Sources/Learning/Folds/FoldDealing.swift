import Execution

/// How a pipeline deals its training subjects into folds.
public enum FoldDealing: Hashable, Codable, Sendable {
  /// Each fold has its share of events, from the pipeline's seed.
  case stratified
  /// Without regard to the outcome, exactly as the published study's `KFold(n, shuffle=True, random_state=seed)`.
  case plain(seed: UInt32)
  /// Each fold has its share of events, in the order of the table and not shuffled, exactly as `StratifiedKFold(n)`.
  case inOrder
  /// Each fold has its share of events, and rows of one group (the same value by subject) are in one fold; a subject
  /// that is not named is a group of its own.
  case grouped([String: String])

  /// The folds, and remarks on them for the reader.
  ///
  /// If unstratified folds would leave a training or a held-out part without one of the classes, the folds are
  /// stratified instead, because neither a model nor an AUC exists there.
  /// - Parameter subjects: one for each outcome; needed if they are grouped.
  package func deal(
    _ outcomes: [Bool], into count: Int, seed: UInt64, subjects: [String] = []
  ) -> (folds: Folds, flags: [TrainingFlag]) {
    if case .grouped(let groups) = self {
      precondition(subjects.count == outcomes.count, "grouped folds need the subjects")
      return (FoldPlan.stratified(count).assign(outcomes: outcomes, seed: seed, subjects: subjects, groups: groups), [])
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

  /// What rows of one patient share, by subject; empty where every row is a patient of its own.
  public var groups: [String: String] { if case .grouped(let groups) = self { groups } else { [:] } }
}

extension FoldPlan {
  /// The folds with rows of one patient (the same value of `groups` by subject) in one fold; a subject that is not
  /// named is a patient of its own. Patients are dealt as the plan deals subjects, a patient being an event where one
  /// row is.
  package func assign(outcomes: [Bool], seed: UInt64, subjects: [String], groups: [String: String]) -> Folds {
    guard !groups.isEmpty else { return assign(outcomes: outcomes, seed: seed) }
    let units = RowUnits(subjects, groups)
    let folds = assign(outcomes: units.outcomes(outcomes), seed: seed)
    guard folds.count >= 2 else { return folds }
    return Folds(assignment: units.spread(folds.assignment))
  }
}

extension RowUnits {
  /// Rows by patient.
  /// - Parameters:
  ///   - subjects: one a row; repeats that a draw has marked are of the same patient.
  ///   - groups: what rows of one patient share, by subject.
  init(_ subjects: [String], _ groups: [String: String]) {
    self.init(
      subjects.lazy.map { subject in
        let id = FeatureTable.original(of: subject)
        return groups[id] ?? id
      })
  }
}
