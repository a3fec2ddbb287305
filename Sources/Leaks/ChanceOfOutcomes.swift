import Execution
import Mathematics

/// What random orders of the outcomes make of a statistic. Patients keep their rows, so whatever the rows have in
/// common with each other is allowed for.
struct ChanceOfOutcomes {
  private let outcomes: [Bool]
  private let name: String

  /// - Parameter name: of the stream of random numbers.
  init(_ outcomes: [Bool], name: String) { (self.outcomes, self.name) = (outcomes, name) }

  /// Whether none of `draws` random orders reaches the statistic of the outcomes as they are. Drawing stops at the
  /// first that does.
  func isBeyond(draws: Int = 999, _ statistic: ([Bool]) -> Double) -> Bool {
    let own = statistic(outcomes)
    var stream = RandomStream(seed: 1, name: name)
    for _ in 0..<draws where statistic(outcomes.shuffled(using: &stream)) >= own { return false }
    return true
  }

  /// How many standard deviations above the mean of 199 random orders the statistic lies.
  func deviations(_ statistic: ([Bool]) -> Double) -> Double {
    var stream = RandomStream(seed: 1, name: name)
    let drawn = PlainMoments((0..<199).map { _ in statistic(outcomes.shuffled(using: &stream)) })
    let variance = drawn.squares / 198
    return variance > 0 ? (statistic(outcomes) - drawn.mean) / variance.squareRoot() : 0
  }
}
