import Execution

/// A random split into training and test subjects with the guarantee of caret's `createDataPartition`.
///
/// Of each class exactly `⌈p · n_class⌉` subjects train; a class of one trains. With `p = 0.66`, 195 non-events and 57
/// events give 129 + 38 for training and 66 + 19 for the test.
public struct StratifiedSplit: Hashable, Codable, Sendable {
  /// Share of each class that trains, in (0, 1).
  public let trainingShare: Double
  /// Seed of the draw.
  public let seed: UInt64

  /// A split that trains on `trainingShare` of each class.
  public init(trainingShare: Double, seed: UInt64) {
    precondition(trainingShare > 0 && trainingShare < 1, "a training share lies strictly between 0 and 1")
    (self.trainingShare, self.seed) = (trainingShare, seed)
  }

  /// Positions of training and test subjects, each ascending.
  public func split(outcomes: [Bool]) -> (training: [Int], test: [Int]) {
    var stream = RandomStream(seed: seed, name: "split")
    var trains = [Bool](repeating: false, count: outcomes.count)
    for outcome in [true, false] {
      let members = outcomes.indices.filter { outcomes[$0] == outcome }
      let wanted = Int((trainingShare * Double(members.count)).rounded(.up))
      for position in members.shuffled(using: &stream).prefix(wanted) { trains[position] = true }
    }
    return (outcomes.indices.filter { trains[$0] }, outcomes.indices.filter { !trains[$0] })
  }
}
