import Execution
import Statistics

/// A cohort with two scores, as ugly as cohorts come: from 4 to 400 patients, with ties, constants, separation, a class
/// that is almost or wholly absent, identical models, and models that differ by a constant or by rounding.
struct ContractCohort {
  let seed: UInt64
  private(set) var outcomes: [Bool] = []
  private(set) var old: [Double] = []
  private(set) var new: [Double] = []
  /// Two or three rows of some patients.
  private(set) var clusters: [Int] = []
  /// The fold that tests each row.
  private(set) var folds: [Int] = []

  init(seed: UInt64) {
    self.seed = seed
    var stream = RandomStream(seed: seed, name: "contract")
    let count = Int(4 * Double(100).powerOf(stream.uniform()))
    outcomes = Self.outcomes(count, &stream)
    old = Self.scores(outcomes, &stream)
    new = Self.second(old, outcomes, &stream)
    let patients = max(2, count / (1 + stream.index(below: 3)))
    clusters = (0..<count).map { _ in stream.index(below: patients) }
    let tested = 2 + stream.index(below: 4)
    folds = (0..<count).map { _ in stream.index(below: tested) }
  }

  /// The same patients in another order.
  var shuffled: ContractCohort {
    var stream = RandomStream(seed: seed, name: "contract order")
    let order = outcomes.indices.shuffled(using: &stream)
    var other = self
    (other.outcomes, other.old, other.new) = (order.map { outcomes[$0] }, order.map { old[$0] }, order.map { new[$0] })
    (other.clusters, other.folds) = (order.map { clusters[$0] }, order.map { folds[$0] })
    return other
  }

  /// The same patients with the models exchanged.
  var swapped: ContractCohort {
    var other = self
    (other.old, other.new) = (new, old)
    return other
  }

  private static func outcomes(_ count: Int, _ stream: inout RandomStream) -> [Bool] {
    let share = stream.uniform()
    switch stream.index(below: 10) {
    case 0: return (0..<count).map { $0 == 0 }
    case 1: return (0..<count).map { $0 != 0 }
    case 2: return (0..<count).map { $0 < 2 }
    case 3 where stream.index(below: 4) == 0: return [Bool](repeating: stream.index(below: 2) == 0, count: count)
    default: return (0..<count).map { _ in stream.uniform() < share }
    }
  }

  private static func scores(_ outcomes: [Bool], _ stream: inout RandomStream) -> [Double] {
    let levels = Double(1 + stream.index(below: 6))
    let gain = stream.uniform()
    switch stream.index(below: 9) {
    case 0: return outcomes.map { _ in 0.4 }
    case 1: return outcomes.map { $0 ? 0.6 + 0.3 * stream.uniform() : 0.5 * stream.uniform() }
    case 2: return outcomes.map { $0 ? 0.3 * stream.uniform() : 0.4 + 0.5 * stream.uniform() }
    case 3: return outcomes.map { $0 ? 1 : 0 }
    case 4: return outcomes.map { min(1, ((stream.uniform() + ($0 ? gain : 0)) * levels).rounded() / levels) }
    case 5: return outcomes.map { _ in stream.index(below: 2) == 0 ? 0 : 1 }
    case 6: return outcomes.map { _ in 1e-9 * stream.uniform() }
    default: return outcomes.map { 0.02 + 0.6 * stream.uniform() + ($0 ? 0.36 * gain : 0) }
    }
  }

  private static func second(_ old: [Double], _ outcomes: [Bool], _ stream: inout RandomStream) -> [Double] {
    switch stream.index(below: 6) {
    case 0: old
    case 1: old.map { min(1, $0 + 0.1) }
    case 2: old.map { $0 * $0 }
    case 3: old.map { min(1, max(0, $0 + 0.3 * (stream.uniform() - 0.5))) }
    case 4: old.map { 1 - $0 }
    default: scores(outcomes, &stream)
    }
  }
}

extension Double {
  fileprivate func powerOf(_ exponent: Double) -> Double {
    // 100^x for x in [0, 1) by halves, so that no library function is needed here.
    var (result, root, rest) = (1.0, self, exponent)
    for _ in 0..<30 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 { (result, rest) = (result * root, rest - 1) }
    }
    return result
  }
}
