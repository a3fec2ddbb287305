import Execution
import Learning

/// A random table: the first `informative` columns shift with the outcome.
func synthetic(
  _ seed: UInt64, subjects: Int = 60, columns: Int = 40, informative: Int = 3, eventShare: Double = 0.35
) -> TrainingTable {
  var stream = RandomStream(seed: seed, name: "learning-property")
  let events = max(2, Int(Double(subjects) * eventShare))
  let outcomes = (0..<subjects).map { $0 < events }.shuffled(using: &stream)
  let rows = outcomes.map { outcome in
    (0..<columns).map { Optional(stream.normal() + (outcome && $0 < informative ? 1.2 : 0)) }
  }
  return TrainingTable(
    subjects: (0..<subjects).map { "S\($0)" }, columns: (0..<columns).map { "f\($0)" }, rows: rows, outcomes: outcomes)
}

/// A grid small enough for property tests.
let smallGrid = [
  SupportVectorClassifier(kernel: .linear, cost: 1), SupportVectorClassifier(kernel: .radial(gamma: 0.01), cost: 10),
]
