import Execution

/// How subjects are dealt into folds.
public enum FoldPlan: Hashable, Codable, Sendable {
  /// Each fold has its share of events and of non-events; at most as many folds as there are of either.
  case stratified(Int)
  /// Shuffled, without regard to the outcome.
  case plain(Int)
  /// One subject a fold.
  case leaveOneOut
  /// scikit-learn's `KFold(n, shuffle=True, random_state=seed)`, exactly: without regard to the outcome, which may
  /// leave a fold without an event. The study's published grid search has 5 and seed 10. The seed given to
  /// ``assign(outcomes:seed:name:)`` is not used.
  case numPyShuffled(Int, seed: UInt32)
  /// scikit-learn's `StratifiedKFold(n)`, exactly: not shuffled, so that it depends on the order of subjects.
  case stratifiedInOrder(Int)

  /// The folds for subjects with `outcomes`, from the stream (`seed`, `name`).
  ///
  /// Subjects of a class are shuffled, then dealt in turn; non-events go on where events stopped, so that sizes differ
  /// by one at most. The result may have fewer than two folds when a class has fewer than two subjects; the caller then
  /// cannot tune.
  public func assign(outcomes: [Bool], seed: UInt64, name: String = "folds") -> Folds {
    var stream = RandomStream(seed: seed, name: name)
    switch self {
    case .stratified(let wanted):
      precondition(wanted >= 2, "cross-validation needs two folds")
      let events = outcomes.indices.filter { outcomes[$0] }
      let nonEvents = outcomes.indices.filter { !outcomes[$0] }
      let order = events.shuffled(using: &stream) + nonEvents.shuffled(using: &stream)
      return Folds(dealing: order, into: min(wanted, events.count, nonEvents.count))
    case .plain(let wanted):
      precondition(wanted >= 2, "cross-validation needs two folds")
      return Folds(dealing: outcomes.indices.shuffled(using: &stream), into: min(wanted, outcomes.count))
    case .leaveOneOut:
      return Folds(dealing: Array(outcomes.indices), into: outcomes.count)
    case .numPyShuffled(let wanted, let seed):
      precondition(wanted >= 2, "cross-validation needs two folds")
      var random = NumPyRandom(seed: seed)
      return Folds(cutting: random.permutation(outcomes.count), into: min(wanted, outcomes.count))
    case .stratifiedInOrder(let wanted):
      precondition(wanted >= 2, "cross-validation needs two folds")
      let events = outcomes.count { $0 }
      return Folds(stratifyingInOrder: outcomes, into: min(wanted, events, outcomes.count - events))
    }
  }
}

/// Which fold holds each subject out.
public struct Folds: Hashable, Codable, Sendable {
  /// The fold of each position, `0..<count`.
  public let assignment: [Int]
  /// Number of folds.
  public let count: Int

  /// Folds given by position, such as those of another program.
  public init(assignment: [Int]) {
    precondition(assignment.allSatisfy { $0 >= 0 }, "folds are numbered from 0")
    (self.assignment, count) = (assignment, (assignment.max() ?? -1) + 1)
  }

  fileprivate init(dealing order: [Int], into count: Int) {
    var assignment = [Int](repeating: 0, count: order.count)
    for (turn, position) in order.enumerated() { assignment[position] = count > 0 ? turn % count : 0 }
    (self.assignment, self.count) = (assignment, count)
  }

  /// Consecutive runs of `order`, the first ones longer by one.
  fileprivate init(cutting order: [Int], into count: Int) {
    var assignment = [Int](repeating: 0, count: order.count)
    var start = 0
    for fold in 0..<count {
      let size = order.count / count + (fold < order.count % count ? 1 : 0)
      for position in order[start..<(start + size)] { assignment[position] = fold }
      start += size
    }
    (self.assignment, self.count) = (assignment, count)
  }

  /// Fold `k` takes as many of each class as positions `k`, `k + count`, … of the sorted outcomes hold, the class of
  /// the first subject sorted first; each class is dealt in runs.
  fileprivate init(stratifyingInOrder outcomes: [Bool], into count: Int) {
    var assignment = [Int](repeating: 0, count: outcomes.count)
    let first = outcomes.first ?? false
    let leading = outcomes.count { $0 == first }
    var filled = [false: 0, true: 0]
    for fold in 0..<max(count, 0) {
      let places = stride(from: fold, to: outcomes.count, by: count)
      let ofFirst = places.count { $0 < leading }
      for (outcome, size) in [(first, ofFirst), (!first, places.underestimatedCount - ofFirst)] {
        let members = outcomes.indices.filter { outcomes[$0] == outcome }
        let start = filled[outcome] ?? 0
        for position in members[start..<(start + size)] { assignment[position] = fold }
        filled[outcome] = start + size
      }
    }
    (self.assignment, self.count) = (assignment, count)
  }

  /// Positions held out by `fold`, ascending.
  public func heldOut(_ fold: Int) -> [Int] { assignment.indices.filter { assignment[$0] == fold } }

  /// Positions that train in `fold`, ascending.
  public func training(_ fold: Int) -> [Int] { assignment.indices.filter { assignment[$0] != fold } }
}
